"""Payments through correspondents: money is conserved, nothing is booked on a holiday, a short nostro makes wait."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import replace

import pytest
from designs import case_of, world_of

from nodes.correspondent.books import CENTRAL_BANK, Account, Movement, is_conserved
from nodes.correspondent.events import Event, Kind
from nodes.correspondent.world import CorrespondentWorld
from nodes.designs.old_world import run_world
from nodes.scenario.correspondent import CorrespondentPlan

DIGEST = "c6f4507ead399843ca2b44bfb681c1ed6cb2f91a50ad4fce3d03668e0517566d"


def holidays_booked(plan: CorrespondentPlan, movements: Iterable[Movement]) -> list[Movement]:
    """Movements that are not in the hours of a business day of their keeper, or carry another value date."""
    by_code = {home.currency.code: home for home in plan.homes.values()}
    wrong = []
    for movement in movements:
        keeper = movement.source.keeper
        home = by_code[movement.source.currency] if keeper == CENTRAL_BANK else plan.homes[keeper]
        window = None
        if home.opening.calendar.is_business_day(movement.value_date):
            window = home.opening.hours.window_utc_s(movement.value_date)
        if window is None or not window[0] <= movement.at_s < window[1]:
            wrong.append(movement)
    return wrong


def charged_minor(rows: Iterable[Event], payment: str, code: str) -> int:
    """What all banks kept of a payment in one currency, by the event table alone."""
    fees = (row for row in rows if row.kind == Kind.FEE and row.payment == payment and row.currency == code)
    return sum(row.amount_minor for row in fees)


@pytest.fixture(scope="module")
def world() -> CorrespondentWorld:
    return world_of(repair_bps=3_000)


def test_run__recorded_scenario__leaves_the_recorded_digest() -> None:
    assert world_of().table.digest.hex() == DIGEST


def test_run__twice_and_with_another_seed__is_a_function_of_the_seed() -> None:
    cases = [case_of(), case_of(), case_of(seed=5)]
    plans = [case.plan.with_figure("repair_bps", 3_000) for case in cases]
    one, same, other = (run_world(case, plan).table.digest for case, plan in zip(cases, plans, strict=True))
    assert one == same
    assert one != other


def test_run__every_payment__is_final_and_its_payee_has_the_amount(world: CorrespondentWorld) -> None:
    assert len(world.trips) == 7
    for trip in world.trips:
        payment = trip.payment
        assert trip.paid_at_s is not None
        assert trip.final_at_s is not None
        assert payment.at_s <= trip.paid_at_s <= trip.final_at_s
        credited = [row for row in world.table.rows if row.kind == Kind.CREDITED and row.payment == payment.id]
        assert [(row.amount_minor, row.currency) for row in credited] == [(payment.amount_minor, payment.currency)]


def test_run__nostro_money__is_conserved(world: CorrespondentWorld) -> None:
    books = world.books
    assert is_conserved(books.opening_minor, books.movements, books.balances_minor())
    lost = [replace(books.movements[0], amount_minor=books.movements[0].amount_minor - 1), *books.movements[1:]]
    assert not is_conserved(books.opening_minor, lost, books.balances_minor())


def test_run__no_nostro__is_ever_below_zero(world: CorrespondentWorld) -> None:
    balances = dict(world.books.opening_minor)
    for movement in world.books.movements:
        for account, minor in ((movement.source, -movement.amount_minor), (movement.target, movement.amount_minor)):
            if account in balances:
                balances[account] += minor
                assert balances[account] >= 0


@pytest.mark.parametrize("figures", [{}, {"fx_value_days": 1}, {"fx_value_days": 2, "repair_bps": 10_000}])
def test_run__no_payment__is_value_dated_on_a_holiday(figures: dict[str, int]) -> None:
    found = world_of(**figures)
    assert holidays_booked(found.plan, found.books.movements) == []
    # The check finds a planted one: the establishment day of Hong Kong.
    sample = next(m for m in found.books.movements if m.source.keeper == "hk-bank-1")
    holiday = replace(sample, value_date=datetime.date(2024, 7, 1))
    assert holidays_booked(found.plan, [holiday]) == [holiday]
    night = replace(sample, at_s=sample.at_s + 12 * 3_600)
    assert holidays_booked(found.plan, [night]) == [night]


def test_run__fees_in_the_table__add_up_to_what_the_payer_gave(world: CorrespondentWorld) -> None:
    for trip in world.trips:
        payer_code, code = trip.route[0].received, trip.payment.currency
        if not trip.crosses:
            assert trip.cost_minor == trip.payment.amount_minor
            continue
        exchanged = [
            leg for station, leg in zip(trip.route, trip.legs, strict=True) if station.received != station.sent
        ]
        rows = world.table.rows
        given = exchanged[0].fair_minor + exchanged[0].margin_minor + charged_minor(rows, trip.payment.id, payer_code)
        assert trip.cost_minor == given
        assert exchanged[0].sent_minor == trip.payment.amount_minor + charged_minor(rows, trip.payment.id, code)
        missing = [row for row in rows if row.kind != Kind.FEE or row.bank != trip.route[0].bank]
        assert charged_minor(missing, trip.payment.id, payer_code) != charged_minor(rows, trip.payment.id, payer_code)


def test_run__empty_nostros__make_every_payment_wait_for_its_cover() -> None:
    found = world_of(nostro_percent=0, repair_bps=0)
    crossing = [trip for trip in found.trips if trip.crosses]
    assert [trip.waits for trip in crossing] == [1] * len(crossing)
    by_id = {trip.payment.id: trip for trip in found.trips}
    full = {trip.payment.id: trip for trip in world_of(nostro_percent=1_000, repair_bps=0).trips}
    for name in ("trade", "back", "small"):
        assert (by_id[name].final_at_s or 0) > (full[name].final_at_s or 0) + 86_400
        assert full[name].waits == 0
    assert holidays_booked(found.plan, found.books.movements) == []


def test_run__cover__fills_a_nostro_up_to_where_it_began(world: CorrespondentWorld) -> None:
    nostros = world.books.opening_minor
    assert {account: world.books.balance_minor(account) for account in nostros} == nostros


def test_run__within_one_currency__is_at_once_and_free(world: CorrespondentWorld) -> None:
    by_id = {trip.payment.id: trip for trip in world.trips}
    for name in ("home", "same"):
        assert by_id[name].final_at_s == by_id[name].payment.at_s


def test_run__longer_cut_off__is_never_faster() -> None:
    early, late = (world_of(cut_off_minutes=minutes, repair_bps=0) for minutes in (0, 300))
    for one, other in zip(early.trips, late.trips, strict=True):
        assert (one.final_at_s or 0) <= (other.final_at_s or 0)
    assert any(one.final_at_s != other.final_at_s for one, other in zip(early.trips, late.trips, strict=True))


def test_run__repair_of_everything__delays_every_bank_by_its_length() -> None:
    found = world_of(repair_bps=10_000, repair_minutes=10)
    for trip in found.trips:
        assert trip.repairs == (len(trip.route) if trip.crosses else 0)


VOSTROS = """correspondent:
  nostros:
    - {holder: th-bank-1, keeper: hk-bank-1, opening: "1000.00"}
    - {holder: sg-bank-1, keeper: hk-bank-1}
"""


DOLLARS = (
    "banks:\n",
    """  - {id: US, name: United States, currency: USD, central_bank: {id: fed, name: Fed}, calendar: {country: US},
     time_zone: America/New_York, opens: "09:00", closes: "17:00"}
banks:
""",
)
THROUGH_NEW_YORK = """correspondent:
  correspondents: [{id: us-clearer, name: Clearer, home: US}]
  nostros:
    - {holder: hk-bank-1, keeper: us-clearer}
    - {holder: sg-bank-1, keeper: us-clearer}
    - {holder: th-bank-1, keeper: us-clearer}
"""


def test_run__dollars_between_two_currencies__pass_a_clearer_half_a_day_away() -> None:
    found = world_of(DOLLARS, more=THROUGH_NEW_YORK)
    trade = next(trip for trip in found.trips if trip.payment.id == "trade")
    ways = [(station.bank, station.received, station.sent) for station in trade.route]
    assert ways[1:4] == [("hk-bank-1", "HKD", "USD"), ("us-clearer", "USD", "USD"), ("th-bank-1", "USD", "THB")]
    assert [station.hop.value for station in trade.route[1:3]] == ["nostro", "vostro"]
    # Ordered at ten in the morning in Hong Kong, it is taken up in New York that evening, and paid the next day.
    assert (trade.final_at_s or 0) - trade.payment.at_s > 20 * 3_600
    assert trade.cost_minor > next(trip for trip in world_of().trips if trip.payment.id == "trade").cost_minor
    assert holidays_booked(found.plan, found.books.movements) == []
    assert is_conserved(found.books.opening_minor, found.books.movements, found.books.balances_minor())


def test_run__payee_side_holds_the_account__is_credited_there_and_sold_again() -> None:
    found = world_of(more=VOSTROS)
    account = Account("hk-bank-1", "th-bank-1", "HKD")
    trade = next(trip for trip in found.trips if trip.payment.id == "trade")
    assert [station.bank for station in trade.route] == ["hk-bank-2", "hk-bank-1", "th-bank-1", "th-bank-2"]
    credited = [m for m in found.books.movements if m.payment == "trade" and m.target == account]
    assert [m.amount_minor for m in credited] == [trade.legs[2].received_minor]
    assert any(m.source == account and m.target.owner == "market" for m in found.books.movements)
    assert found.books.opening_minor[account] == 100_000
    assert is_conserved(found.books.opening_minor, found.books.movements, found.books.balances_minor())

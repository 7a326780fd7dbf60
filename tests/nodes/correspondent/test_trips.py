"""Ways of payments and what lies on nostros at the start: by their busiest day, or as written."""

from __future__ import annotations

import pytest
from designs import case_of

from chain.errors import InputError
from nodes.correspondent.books import Account
from nodes.correspondent.charges import Tariff
from nodes.correspondent.trips import Planner, Trip, opening_balances
from nodes.designs.case import Case
from nodes.scenario.correspondent import Nostro


def trips_of(case: Case) -> list[Trip]:
    banks = {client.id: client.bank.id for client in case.clients.values()}
    return list(Planner(case.plan, Tariff(case.rates, case.plan), banks).trips(case.payments))


def test_trips__every_payment__leads_from_bank_to_bank() -> None:
    case = case_of()
    for trip in trips_of(case):
        ends = (case.clients[client].bank.id for client in (trip.payment.payer, trip.payment.payee))
        assert (trip.route[0].bank, trip.route[-1].bank) == tuple(ends)
        assert trip.legs[-1].sent_minor == trip.payment.amount_minor
    assert [trip.payment.id for trip in trips_of(case) if not trip.crosses] == ["home", "same"]


def test_trips__no_way__is_one_line() -> None:
    case = case_of()
    plan = type(case.plan)(case.plan.homes, (Nostro("hk-bank-1", "sg-bank-1", None),), False, case.plan.figures)
    banks = {client.id: client.bank.id for client in case.clients.values()}
    with pytest.raises(InputError, match="no route for trade"):
        list(Planner(plan, Tariff(case.rates, plan), banks).trips(case.payments))


@pytest.mark.parametrize(("percent", "part"), [(100, 1), (300, 3), (0, 0)])
def test_opening_balances__busiest_day__sizes_each_nostro(percent: int, part: int) -> None:
    case = case_of()
    trips = trips_of(case)
    opening = opening_balances(case.plan.with_figure("nostro_percent", percent), trips)
    # Of the two days on which Thai banks pay to Hong Kong, the first takes more.
    back = next(trip for trip in trips if trip.payment.id == "back")
    assert opening[Account("hk-bank-1", "th-bank-1", "HKD")] == part * back.legs[0].sent_minor
    assert opening[Account("sg-bank-1", "hk-bank-1", "SGD")] == 0


def test_opening_balances__written_amount__is_taken_as_it_is() -> None:
    more = 'correspondent:\n  nostros:\n    - {holder: hk-bank-1, keeper: th-bank-1, opening: "12.50"}\n'
    more += "    - {holder: sg-bank-1, keeper: hk-bank-1}\n"
    case = case_of(more=more)
    opening = opening_balances(case.plan, trips_of(case))
    assert opening[Account("th-bank-1", "hk-bank-1", "THB")] == 1_250
    assert len(opening) == 2

"""What a payment costs on its way: fees and margins add up to the unit, whatever is drawn."""

from __future__ import annotations

import datetime
import itertools

from designs import case_of
from hypothesis import given
from hypothesis import strategies as st

from nodes.correspondent.charges import Leg, Tariff
from nodes.correspondent.routes import Hop, Station

CASE = case_of()
DAY = datetime.date(2024, 6, 27)
ROUTE = (
    Station("a", "HKD", "HKD", Hop.DOMESTIC),
    Station("b", "HKD", "THB", Hop.NOSTRO),
    Station("c", "THB", "THB", Hop.PAYEE),
)


def tariff(**figures: int) -> Tariff:
    plan = CASE.plan
    for name, value in figures.items():
        plan = plan.with_figure(name, value)
    return Tariff(CASE.rates, plan)


def adds_up(legs: tuple[Leg, ...], amount_minor: int) -> bool:
    """Whether each bank passes on exactly what it got less its fee and its margin, and the payee gets the amount."""
    handed = all(before.sent_minor == after.received_minor for before, after in itertools.pairwise(legs))
    split = all(leg.received_minor == leg.fee_minor + leg.margin_minor + leg.fair_minor for leg in legs)
    return handed and split and legs[-1].sent_minor == amount_minor


def test_legs__nothing_charged__costs_the_reference_rate_alone() -> None:
    legs = tariff(fee_cents=0, fx_margin_bps=0).legs(ROUTE, 1_000_000, DAY)
    assert adds_up(legs, 1_000_000)
    assert legs[0].received_minor == legs[1].fair_minor
    assert all(leg.fee_minor == leg.margin_minor == 0 for leg in legs)


def test_legs__fixed_fee__is_the_same_dollars_in_each_currency() -> None:
    legs = tariff(fee_cents=1_000, fx_margin_bps=0).legs(ROUTE, 1_000_000, DAY)
    assert [leg.fee_minor for leg in legs] == [7_809, 7_809, 36_830]  # USD 10 at 7.809 and 36.83, rounded up


def test_legs__margin__is_taken_of_what_is_exchanged() -> None:
    legs = tariff(fee_cents=0, fx_margin_bps=100).legs(ROUTE, 1_000_000_000, DAY)
    assert (legs[0].margin_minor, legs[2].margin_minor) == (0, 0)
    assert abs(legs[1].margin_minor * 100 - legs[1].fair_minor) <= 100


def test_legs__within_one_currency__nobody_takes_anything() -> None:
    route = (Station("a", "HKD", "HKD", Hop.DOMESTIC), Station("b", "HKD", "HKD", Hop.PAYEE))
    assert all(leg == Leg(500, 0, 500, 500) for leg in tariff().legs(route, 500, DAY))


@given(st.integers(1, 10**13), st.integers(0, 5_000), st.integers(0, 500), st.integers(0, 5_000))
def test_legs__any_charges__add_up_to_the_unit(amount: int, cents: int, bps: int, margin: int) -> None:
    legs = tariff(fee_cents=cents, fee_bps=bps, fx_margin_bps=margin).legs(ROUTE, amount, DAY)
    assert adds_up(legs, amount)
    assert all(leg.fee_minor >= 0 and leg.margin_minor >= 0 for leg in legs)


def test_adds_up__bank_that_passes_on_a_unit_less__is_found() -> None:
    first, second, last = tariff().legs(ROUTE, 1_000_000, DAY)
    short = Leg(second.received_minor - 1, second.fee_minor, second.sent_minor, second.fair_minor)
    assert not adds_up((first, short, last), 1_000_000)
    assert not adds_up((first, second, last), 1_000_001)

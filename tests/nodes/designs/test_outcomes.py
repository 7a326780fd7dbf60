"""The record of a payment and of the money behind it, whichever the design."""

from __future__ import annotations

import datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.measures.principal_at_risk import Exposure
from nodes.designs.outcomes import INVENTORY, NOSTRO, RESERVES, Fund, Holder, Outcome, funds_of

A, B = Holder(NOSTRO, "a", "THB", "k"), Holder(RESERVES, "b", "THB")


def outcome(paid: int | None, received: int | None, codes: tuple[str, str] = ("HKD", "THB")) -> Outcome:
    day = datetime.date(2024, 6, 27)
    return Outcome("p", day, 0, "x", "y", *codes, 5, 6, Fraction(6), 700, 50, paid, received)


@pytest.mark.parametrize(
    ("paid", "received", "final", "late"),
    [(10, 20, 20, False), (20, 10, 20, False), (10, None, None, True), (None, None, None, True), (10, 51, 51, True)],
)
def test_outcome__two_sides__is_final_when_both_are(
    paid: int | None, received: int | None, final: int | None, late: bool
) -> None:
    assert outcome(paid, received).final_at_s == final
    assert outcome(paid, received).is_late == late


@pytest.mark.parametrize(
    ("paid", "received", "exposure"),
    [
        (10, 20, Exposure("HKD/THB", 700, 10, 20)),
        (20, 10, Exposure("THB/HKD", 700, 10, 20)),
        (10, None, Exposure("HKD/THB", 700, 10, 99)),
        (None, 10, Exposure("THB/HKD", 700, 10, 99)),
        (None, None, None),
    ],
)
def test_exposure__side_that_paid_first__is_at_risk_until_the_other_did(
    paid: int | None, received: int | None, exposure: Exposure | None
) -> None:
    assert outcome(paid, received).exposure(99) == exposure
    assert outcome(paid, received, ("HKD", "HKD")).exposure(99) is None


def test_funds_of__opening_and_flows__tell_what_was_used() -> None:
    flows = [{A: -30, B: 30}, {B: -10}, {A: 5}]
    assert funds_of({A: 100}, flows) == (Fund(A, 100, 30), Fund(B, 0, 0))
    assert funds_of({A: 20}, flows)[0] == Fund(A, 30, 30), "what was lent counts as held"


def test_funds_of__what_settles_at_once__counts_at_its_net() -> None:
    assert funds_of({}, [{A: -10}, {A: 10}])[0].used_minor == 10
    assert funds_of({}, [{A: 0}])[0].used_minor == 0


@given(st.lists(st.tuples(st.sampled_from([A, B, Holder(INVENTORY, "m", "HKD")]), st.integers(-50, 50))))
def test_funds_of__any_flows__with_what_was_used_nobody_is_ever_below_zero(moves: list[tuple[Holder, int]]) -> None:
    funds = funds_of({}, [{holder: minor} for holder, minor in moves])
    balances = {fund.holder: fund.used_minor for fund in funds}
    lowest = dict(balances)
    for holder, minor in moves:
        balances[holder] += minor
        lowest[holder] = min(lowest[holder], balances[holder])
    assert all(minor >= 0 for minor in lowest.values())
    assert all(lowest[fund.holder] == 0 for fund in funds if fund.used_minor), "and with less somebody would be"
    assert all(fund.idle_minor >= 0 for fund in funds)

"""Settlement rates: a known day, their bounds, and what a wrong denominator would say."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.measures.settlement import SettlementRate, settlement_rate

DAY = [(100, True), (300, False), (0, True), (100, True)]


def test_rate__known_day__is_three_of_four_and_two_fifths_of_the_value() -> None:
    rate = settlement_rate(DAY)
    assert rate == SettlementRate(4, 3, 500, 200)
    assert (rate.by_count, rate.by_value) == (Fraction(3, 4), Fraction(2, 5))


def test_rate__settled_over_unsettled_in_its_place__is_found() -> None:
    rate = settlement_rate(DAY)
    assert rate.by_value != Fraction(rate.settled_minor, rate.submitted_minor - rate.settled_minor)


@given(st.lists(st.tuples(st.integers(0, 10**18), st.booleans())))
def test_rate__any_day__is_between_zero_and_one_and_adds_up_with_its_complement(day: list[tuple[int, bool]]) -> None:
    rate, rest = settlement_rate(day), settlement_rate((amount, not settles) for amount, settles in day)
    for part, left in ((rate.by_count, rest.by_count), (rate.by_value, rest.by_value)):
        assert (part is None) == (left is None)
        if part is not None and left is not None:
            assert 0 <= part <= 1
            assert part + left == 1


def test_rate__nothing__is_none_and_below_zero_is_refused() -> None:
    assert settlement_rate([]).by_count is settlement_rate([(0, True)]).by_value is None
    with pytest.raises(ValueError, match="not below zero"):
        settlement_rate([(-1, True)])

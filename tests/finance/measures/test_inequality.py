"""Gini and Herfindahl: at their bounds, by their first definitions, and blind to scale and order."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.measures.inequality import gini, herfindahl

AMOUNTS = st.lists(st.integers(0, 10**15), min_size=1, max_size=12).filter(any)


def test_gini__known_amounts__is_half_the_relative_mean_difference() -> None:
    assert gini([1, 2, 3, 4]) == Fraction(1, 4)
    assert gini([5, 5, 5]) == 0
    assert gini([0, 0, 0, 8]) == Fraction(3, 4)


def test_gini__unsorted_amounts_taken_as_they_come__is_found() -> None:
    amounts = [4, 1, 3, 2]
    as_they_come = Fraction(sum((2 * i - 5) * x for i, x in enumerate(amounts, start=1)), 4 * sum(amounts))
    assert gini(amounts) != as_they_come


def test_herfindahl__known_amounts__is_the_sum_of_squared_shares() -> None:
    assert herfindahl([50, 30, 20]) == Fraction(38, 100)
    assert herfindahl([50, 30, 20]) != Fraction(50**2 + 30**2 + 20**2, 100)  # without the square below


@given(AMOUNTS, st.integers(1, 1_000), st.randoms(use_true_random=False))
def test_both__any_amounts__are_in_bounds_as_defined_and_blind_to_scale_and_order(
    amounts: list[int], scale: int, shuffler: random.Random
) -> None:
    count, total = len(amounts), sum(amounts)
    spread = sum(abs(a - b) for a in amounts for b in amounts)
    assert gini(amounts) == Fraction(spread, 2 * count * total)
    assert herfindahl(amounts) == sum((Fraction(amount, total) ** 2 for amount in amounts), Fraction(0))
    assert 0 <= Fraction(spread, 2 * count * total) <= Fraction(count - 1, count)
    assert Fraction(1, count) <= (herfindahl(amounts) or 0) <= 1
    other = [amount * scale for amount in amounts]
    shuffler.shuffle(other)
    assert (gini(other), herfindahl(other)) == (gini(amounts), herfindahl(amounts))


@pytest.mark.parametrize("measure", [gini, herfindahl])
def test_both__nothing_or_below_zero__is_none_or_refused(measure: Callable[[list[int]], Fraction | None]) -> None:
    assert measure([]) is measure([0, 0]) is None
    with pytest.raises(ValueError, match="not below zero"):
        measure([3, -1])

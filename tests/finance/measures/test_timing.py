"""When money settles: known days, and each unit of money looked at alone."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.measures.latency import percentile_nearest_rank
from finance.measures.timing import value_deciles_s, value_weighted_time_s

DAY = st.lists(st.tuples(st.integers(0, 86_400), st.integers(1, 9)), min_size=1, max_size=20)


def test_time__small_early_and_large_late__is_late() -> None:
    assert value_weighted_time_s([0, 100], [1, 9]) == 90
    assert value_deciles_s([0, 100], [1, 9]) == (0, *[100] * 9)


def test_time__plain_mean_in_its_place__is_found() -> None:
    assert value_weighted_time_s([0, 100], [1, 9]) != Fraction(0 + 100, 2)


@given(DAY)
def test_time__any_day__is_the_mean_and_the_nearest_ranks_of_its_units(day: list[tuple[int, int]]) -> None:
    times, amounts = [time for time, _ in day], [amount for _, amount in day]
    units = [time for time, amount in day for _ in range(amount)]
    assert value_weighted_time_s(times, amounts) == Fraction(sum(units), len(units))
    deciles = value_deciles_s(times, amounts)
    assert deciles == tuple(percentile_nearest_rank(units, percent) for percent in range(10, 101, 10))
    assert list(deciles) == sorted(deciles)
    assert deciles[-1] == max(times)


@pytest.mark.parametrize(("times", "amounts"), [([], []), ([1], [0]), ([1], [1, 2]), ([1, 2], [3, -1])])
def test_time__no_money_to_speak_of__is_refused(times: list[int], amounts: list[int]) -> None:
    for measure in (value_weighted_time_s, value_deciles_s):
        with pytest.raises(ValueError, match="each"):
            measure(times, amounts)

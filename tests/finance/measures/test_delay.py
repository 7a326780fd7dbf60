"""Delay of settlement: what counts once each, and what counts by its value."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.measures.delay import DelaySummary, delay_summary, weighted_mean_half_even, weighted_percentile
from finance.measures.latency import percentile_nearest_rank

VALUES = st.lists(st.integers(0, 10**6), min_size=1, max_size=30)


def test_summary__small_ones_at_once_and_a_large_one_late__differs_by_value() -> None:
    assert delay_summary([2] * 99 + [36_000], [1] * 99 + [9_901]) == DelaySummary(
        count=100, mean_s=362, p95_s=2, value_weighted_mean_s=35_644, value_weighted_p95_s=36_000, max_s=36_000
    )


@pytest.mark.parametrize(
    ("values", "weights", "mean"),
    [([1, 2], [1, 1], 2), ([3, 4], [1, 1], 4), ([0, 10], [3, 1], 2), ([0, 10], [1, 0], 0), ([7], [5], 7)],
)
def test_weighted_mean__any_weights__is_the_nearest_integer_and_even_on_a_tie(
    values: list[int], weights: list[int], mean: int
) -> None:
    assert weighted_mean_half_even(values, weights) == mean


@given(VALUES, st.integers(1, 100), st.integers(1, 1_000))
def test_weighted_percentile__equal_weights__is_the_nearest_rank(values: list[int], percent: int, weight: int) -> None:
    assert weighted_percentile(values, [weight] * len(values), percent) == percentile_nearest_rank(values, percent)


@given(VALUES, st.data(), st.integers(1, 100))
def test_weighted_percentile__any_weights__is_the_nearest_rank_of_the_money(
    values: list[int], data: st.DataObject, percent: int
) -> None:
    weights = data.draw(st.lists(st.integers(1, 9), min_size=len(values), max_size=len(values)))
    unit_by_unit = [value for value, weight in zip(values, weights, strict=True) for _ in range(weight)]
    assert weighted_percentile(values, weights, percent) == percentile_nearest_rank(unit_by_unit, percent)


@pytest.mark.parametrize(("values", "weights"), [([], []), ([1], [0]), ([1], [1, 1]), ([1, 2], [2, -1])])
def test_weighted__no_weight_to_speak_of__is_refused(values: list[int], weights: list[int]) -> None:
    for measure in (weighted_mean_half_even, lambda v, w: weighted_percentile(v, w, 50)):
        with pytest.raises(ValueError, match="each value has a weight"):
            measure(values, weights)


@pytest.mark.parametrize("percent", [0, 101])
def test_weighted_percentile__no_percentage__is_refused(percent: int) -> None:
    with pytest.raises(ValueError, match="1 to 100"):
        weighted_percentile([1], [1], percent)

"""Percentiles and means of latencies."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.measures.latency import LatencySummary, latency_summary, mean_half_even, percentile_nearest_rank

VALUES = st.lists(st.integers(0, 10**6), min_size=1, max_size=200)


@pytest.mark.parametrize(("percent", "value"), [(5, 15), (20, 15), (21, 20), (30, 20), (40, 20), (50, 35), (100, 50)])
def test_percentile__textbook_five_values__is_an_observed_one(percent: int, value: int) -> None:
    assert percentile_nearest_rank([40, 15, 50, 20, 35], percent) == value


def test_percentile__one_to_a_hundred__is_the_percent_itself() -> None:
    values = range(1, 101)
    assert [percentile_nearest_rank(values, percent) for percent in values] == list(values)


@given(VALUES, st.integers(1, 100))
def test_percentile__any_values__is_the_smallest_that_covers_the_percentage(values: list[int], percent: int) -> None:
    found = percentile_nearest_rank(values, percent)
    assert found in values
    assert 100 * sum(value <= found for value in values) >= percent * len(values)
    assert 100 * sum(value < found for value in values) < percent * len(values)


@pytest.mark.parametrize(("values", "percent"), [([], 50), ([1], 0), ([1], 101)])
def test_percentile__no_values_or_no_percentage__is_refused(values: list[int], percent: int) -> None:
    with pytest.raises(ValueError, match="a percentile is 1 to 100"):
        percentile_nearest_rank(values, percent)


@pytest.mark.parametrize(("values", "mean"), [([1, 2], 2), ([2, 3], 2), ([1, 1, 2], 1), ([1, 2, 2], 2), ([7], 7)])
def test_mean__known_values__rounds_ties_to_even(values: list[int], mean: int) -> None:
    assert mean_half_even(values) == mean


@given(VALUES)
def test_mean__any_values__is_the_rounded_exact_mean(values: list[int]) -> None:
    assert mean_half_even(values) == round(Fraction(sum(values), len(values)))


def test_mean__no_values__is_refused() -> None:
    with pytest.raises(ValueError, match="at least one value"):
        mean_half_even([])


def test_latency_summary__two_hundred_values__has_the_known_tail() -> None:
    assert latency_summary(range(200, 0, -1)) == LatencySummary(
        count=200,
        latency_ms_min=1,
        latency_ms_mean=100,
        latency_ms_p50=100,
        latency_ms_p90=180,
        latency_ms_p95=190,
        latency_ms_p99=198,
        latency_ms_max=200,
    )


@pytest.mark.parametrize("latencies_ms", [[], [5, -1]])
def test_latency_summary__none_or_below_zero__is_refused(latencies_ms: list[int]) -> None:
    with pytest.raises(ValueError, match="none below zero"):
        latency_summary(latencies_ms)

"""Latency in whole milliseconds: percentiles that were really observed, and a mean.

Trusts the observations to be milliseconds of one kind of event.
Never interpolates between observations and never uses floating point.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from finance.rounding import div_half_even, div_up


@dataclass(frozen=True, slots=True)
class LatencySummary:
    """What a report prints of one set of latencies, all in milliseconds."""

    count: int
    latency_ms_min: int
    latency_ms_mean: int
    latency_ms_p50: int
    latency_ms_p90: int
    latency_ms_p95: int
    latency_ms_p99: int
    latency_ms_max: int


def percentile_nearest_rank(values: Sequence[int], percent: int) -> int:
    """The smallest observation that at least `percent` of all are not above; `percent` is 1 to 100.

    Raises `ValueError` without observations or outside 1 to 100.
    """
    if not values or not 1 <= percent <= 100:
        raise ValueError(f"a percentile is 1 to 100 of at least one value, not {percent} of {len(values)}")
    # rank n = ⌈percent/100 · N⌉, counted from 1 over the sorted values — the inverse of the empirical
    # distribution function, definition 1 in Hyndman & Fan, "Sample Quantiles in Statistical Packages", The
    # American Statistician 50 (1996)
    return sorted(values)[div_up(percent * len(values), 100) - 1]


def mean_half_even(values: Sequence[int]) -> int:
    """The mean to the nearest integer, a tie to the even one; `ValueError` without observations."""
    if not values:
        raise ValueError("a mean needs at least one value")
    return div_half_even(sum(values), len(values))


def latency_summary(latencies_ms: Sequence[int]) -> LatencySummary:
    """Minimum, mean, median, tail and maximum; `ValueError` without observations or for one below zero."""
    if not latencies_ms or min(latencies_ms) < 0:
        raise ValueError("a latency summary needs at least one value, and none below zero")
    p50, p90, p95, p99 = (percentile_nearest_rank(latencies_ms, percent) for percent in (50, 90, 95, 99))
    return LatencySummary(
        count=len(latencies_ms),
        latency_ms_min=min(latencies_ms),
        latency_ms_mean=mean_half_even(latencies_ms),
        latency_ms_p50=p50,
        latency_ms_p90=p90,
        latency_ms_p95=p95,
        latency_ms_p99=p99,
        latency_ms_max=max(latencies_ms),
    )

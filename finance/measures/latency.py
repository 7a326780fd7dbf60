"""Latency in whole milliseconds: percentiles that were really observed, and a mean.

Trusts the observations to be milliseconds of one kind of event.
Never interpolates between observations and never uses floating point.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

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
    return percentiles_nearest_rank(Counter(values), (percent,))[0]


def percentiles_nearest_rank(counts: Mapping[int, int], percents: Sequence[int]) -> list[int]:
    """The same for several percentages, upwards, of observations that are counted: value -> how often it was seen."""
    number = sum(counts.values())
    if not number or not all(1 <= percent <= 100 for percent in percents):
        shown = ", ".join(map(str, percents))
        raise ValueError(f"a percentile is 1 to 100 of at least one value, not {shown} of {number}")
    # rank n = ⌈percent/100 · N⌉, counted from 1 over the sorted values — the inverse of the empirical
    # distribution function, definition 1 in Hyndman & Fan, "Sample Quantiles in Statistical Packages", The
    # American Statistician 50 (1996)
    ordered = sorted(counts)
    reached = list(accumulate(counts[value] for value in ordered))
    return [ordered[bisect_left(reached, div_up(percent * number, 100))] for percent in percents]


def mean_half_even(values: Sequence[int]) -> int:
    """The mean to the nearest integer, a tie to the even one; `ValueError` without observations."""
    if not values:
        raise ValueError("a mean needs at least one value")
    return div_half_even(sum(values), len(values))


def latency_summary(latencies_ms: Iterable[int]) -> LatencySummary:
    """Minimum, mean, median, tail and maximum; `ValueError` without observations or for one below zero.

    Holds each different latency once, so no more than the longest has milliseconds, however many there are.
    """
    counts = latencies_ms if isinstance(latencies_ms, Counter) else Counter(latencies_ms)
    if not counts or min(counts) < 0:
        raise ValueError("a latency summary needs at least one value, and none below zero")
    p50, p90, p95, p99 = percentiles_nearest_rank(counts, (50, 90, 95, 99))
    return LatencySummary(
        count=counts.total(),
        latency_ms_min=min(counts),
        latency_ms_mean=div_half_even(sum(value * count for value, count in counts.items()), counts.total()),
        latency_ms_p50=p50,
        latency_ms_p90=p90,
        latency_ms_p95=p95,
        latency_ms_p99=p99,
        latency_ms_max=max(counts),
    )

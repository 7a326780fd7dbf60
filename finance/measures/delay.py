"""Delay of settlement: means and tails over payments, and over the money in them.

Trusts each delay to be counted from when the payment was due to settle.
Never interpolates between observations and never uses floating point.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from finance.measures.latency import mean_half_even, percentile_nearest_rank
from finance.rounding import div_half_even, div_up

TAIL_PERCENT = 95


@dataclass(frozen=True, slots=True)
class DelaySummary:
    """What a report prints of one set of delays, all in seconds; value_weighted: each counts by its amount."""

    count: int
    mean_s: int
    p95_s: int
    value_weighted_mean_s: int
    value_weighted_p95_s: int
    max_s: int


def weighted_mean_half_even(values: Sequence[int], weights: Sequence[int]) -> int:
    """Σ w·v / Σ w to the nearest integer, a tie to the even one; `ValueError` without a weight above zero."""
    total = _total(values, weights)
    return div_half_even(sum(value * weight for value, weight in zip(values, weights, strict=True)), total)


def weighted_percentile(values: Sequence[int], weights: Sequence[int], percent: int) -> int:
    """The smallest value so that those not above it have at least `percent` of all weight; `percent` is 1 to 100.

    With equal weights it is the nearest rank of `finance.measures.latency`.
    """
    total = _total(values, weights)
    return ordered_percentile(sorted(zip(values, weights, strict=True)), total, percent)


def ordered_percentile(in_order: Iterable[tuple[int, int]], total: int, percent: int) -> int:
    """The same of values with their weights that come in order; total: of all weights."""
    if total < 1 or not 1 <= percent <= 100:
        raise ValueError(f"a percentile is 1 to 100 of some weight, not {percent} of {total}")
    wanted, reached = div_up(percent * total, 100), 0
    for value, weight in in_order:
        reached += weight
        if reached >= wanted:
            return value
    raise AssertionError("all values together have all weight")


def delay_summary(delays_s: Sequence[int], values_minor: Sequence[int]) -> DelaySummary:
    """Means, tails and the longest of some delays, with the amounts that waited; `ValueError` without any."""
    return DelaySummary(
        count=len(delays_s),
        mean_s=mean_half_even(delays_s),
        p95_s=percentile_nearest_rank(delays_s, TAIL_PERCENT),
        value_weighted_mean_s=weighted_mean_half_even(delays_s, values_minor),
        value_weighted_p95_s=weighted_percentile(delays_s, values_minor, TAIL_PERCENT),
        max_s=max(delays_s),
    )


def _total(values: Sequence[int], weights: Sequence[int]) -> int:
    if len(values) != len(weights) or min(weights, default=0) < 0 or sum(weights) < 1:
        raise ValueError("each value has a weight, none is below zero and one is above it")
    return sum(weights)

"""What conversions cost over a reference rate: each one's excess in basis points, the mean by value and the worst.

Trusts its caller for the reference; a cost below it is an excess below zero.
Never interpolates between observations and never uses floating point.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from finance.fx import BPS
from finance.measures.delay import TAIL_PERCENT, ordered_percentile
from finance.rounding import div_half_even

_MICRO = 10**6
_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class ExcessSummary:
    """What a report prints of one set of conversions, to the hundredth, half-even. count: how many; mean_bps: weighted
    by value; p95_bps: 95 % of the value cost no more; max_bps: the worst."""

    count: int
    mean_bps: Decimal
    p95_bps: Decimal
    max_bps: Decimal


def excess_micro_bps(cost_minor: int, fair_minor: Fraction) -> int:
    """By how much a cost is above what is fair, in millionths of a basis point of it, half-even.

    Raises `ValueError` unless what is fair is above zero.
    """
    if fair_minor <= 0:
        raise ValueError(f"a reference cost is above zero, not {fair_minor}")
    excess = (cost_minor / fair_minor - 1) * BPS * _MICRO
    return div_half_even(excess.numerator, excess.denominator)


def excess_summary(micro_bps: Sequence[int], values_minor: Sequence[int]) -> ExcessSummary:
    """Mean and tail by value, and the worst, of excesses in millionths of a basis point; `ValueError` without value."""
    ordered = sorted(zip(micro_bps, values_minor, strict=True))
    return ordered_excess_summary(lambda: ordered)


def ordered_excess_summary(in_order: Callable[[], Iterable[tuple[int, int]]]) -> ExcessSummary:
    """The same of excesses with their values that are too many to hold: `in_order` tells them twice, least first."""
    count = total_minor = product = worst = 0
    for micro_bps, value_minor in in_order():
        count, worst = count + 1, micro_bps
        total_minor, product = total_minor + value_minor, product + micro_bps * value_minor
    tail = ordered_percentile(in_order(), total_minor, TAIL_PERCENT)
    mean = div_half_even(product, total_minor)
    return ExcessSummary(count, *(_hundredths(value) for value in (mean, tail, worst)))


def _hundredths(micro_bps: int) -> Decimal:
    return (Decimal(div_half_even(micro_bps * 100, _MICRO)) * _HUNDREDTH).quantize(_HUNDREDTH)

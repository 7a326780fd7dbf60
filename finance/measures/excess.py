"""What conversions cost over a reference rate: each one's excess in basis points, the mean by value and the worst.

Trusts its caller for the reference; a cost below it is an excess below zero.
Never interpolates between observations and never uses floating point.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from finance.fx import BPS
from finance.measures.delay import TAIL_PERCENT, weighted_mean_half_even, weighted_percentile
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
    mean = weighted_mean_half_even(micro_bps, values_minor)
    tail = weighted_percentile(micro_bps, values_minor, TAIL_PERCENT)
    return ExcessSummary(len(micro_bps), *(_hundredths(value) for value in (mean, tail, max(micro_bps))))


def _hundredths(micro_bps: int) -> Decimal:
    return (Decimal(div_half_even(micro_bps * 100, _MICRO)) * _HUNDREDTH).quantize(_HUNDREDTH)

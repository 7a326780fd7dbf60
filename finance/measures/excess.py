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
from finance.measures.delay import weighted_mean_half_even
from finance.rounding import div_half_even

_MICRO = 10**6
_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class ExcessSummary:
    """What a report prints of one set of conversions: mean_bps weighted by value and max_bps, to the hundredth,
    half-even; count: how many."""

    count: int
    mean_bps: Decimal
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
    """Mean by value and worst of some excesses in millionths of a basis point; `ValueError` without a value."""
    mean = weighted_mean_half_even(micro_bps, values_minor)
    return ExcessSummary(len(micro_bps), _hundredths(mean), _hundredths(max(micro_bps)))


def _hundredths(micro_bps: int) -> Decimal:
    return (Decimal(div_half_even(micro_bps * 100, _MICRO)) * _HUNDREDTH).quantize(_HUNDREDTH)

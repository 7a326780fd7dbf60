"""Cost over a reference: exact, signed, weighted by value."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.measures.excess import ExcessSummary, excess_micro_bps, excess_summary

AMOUNTS = st.integers(1, 10**15)


@pytest.mark.parametrize(
    ("cost_minor", "fair", "micro_bps"),
    [(10_001, "10000", 1_000_000), (9_999, "10000", -1_000_000), (7, "7", 0), (1, "2", -5 * 10**9), (5, "5/2", 10**10)],
)
def test_excess__cost_and_reference__is_signed_and_exact(cost_minor: int, fair: str, micro_bps: int) -> None:
    assert excess_micro_bps(cost_minor, Fraction(fair)) == micro_bps


@given(AMOUNTS, AMOUNTS, AMOUNTS)
def test_excess__any_cost__is_within_half_a_millionth(cost_minor: int, numerator: int, denominator: int) -> None:
    fair = Fraction(numerator, denominator)
    exact = (cost_minor / fair - 1) * 10_000 * 10**6
    assert abs(excess_micro_bps(cost_minor, fair) - exact) <= Fraction(1, 2)


@pytest.mark.parametrize("fair", [Fraction(0), Fraction(-1)])
def test_excess__reference_of_nothing__is_refused(fair: Fraction) -> None:
    with pytest.raises(ValueError, match="above zero"):
        excess_micro_bps(1, fair)


def test_summary__large_and_small__counts_by_value() -> None:
    found = excess_summary([1_000_000, 2_000_000, 10_000_000], [90, 6, 4])
    assert found == ExcessSummary(3, mean_bps=Decimal("1.42"), p95_bps=Decimal("2.00"), max_bps=Decimal("10.00"))


def test_summary__below_the_reference__is_below_zero() -> None:
    assert excess_summary([-2_505_000], [3]) == ExcessSummary(1, *[Decimal("-2.50")] * 3)


def test_summary__nothing__is_refused() -> None:
    with pytest.raises(ValueError, match="weight"):
        excess_summary([], [])

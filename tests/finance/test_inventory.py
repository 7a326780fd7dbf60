"""A maker's prices lean with what it holds, within bounds, and never so far that a round trip pays."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.fx import with_spread_up
from finance.inventory import largest_skew_bps, lean, skew_bps
from finance.rounding import RAY

MINOR = st.integers(0, 10**15)
TARGETS = st.integers(1, 10**15)
LEANS = st.fractions(-1, 1, max_denominator=10**6)
SPREADS = st.integers(0, 500)


@pytest.mark.parametrize(
    ("held", "target", "expected"),
    [(0, 100, -1), (50, 100, Fraction(-1, 2)), (100, 100, 0), (150, 100, Fraction(1, 2)), (200, 100, 1), (900, 100, 1)],
)
def test_lean__known_holding__is_its_part_of_the_target_within_one(held: int, target: int, expected: Fraction) -> None:
    assert lean(held, target) == expected


@pytest.mark.parametrize(("held", "target"), [(-1, 100), (1, 0), (1, -1)])
def test_lean__no_holding_or_target__is_refused(held: int, target: int) -> None:
    with pytest.raises(ValueError, match="target above it"):
        lean(held, target)


@given(held=MINOR, target=TARGETS, more=TARGETS)
def test_lean__more_of_it__never_falls(held: int, target: int, more: int) -> None:
    assert -1 <= lean(held, target) <= lean(held + more, target) <= 1


@given(sell=LEANS, buy=LEANS, most=st.integers(0, 500))
def test_skew__any_leans__stays_within_its_bound_and_turns_with_them(sell: Fraction, buy: Fraction, most: int) -> None:
    skew = skew_bps(sell, buy, most)
    assert abs(skew) <= most
    assert skew == -skew_bps(buy, sell, most) == skew_bps(-buy, -sell, most)
    # Long of what it sells, it sells it cheaper.
    assert skew <= 0 or sell <= buy


@given(spread=SPREADS, sell=LEANS, buy=LEANS, rate_ray=st.integers(10**20, 10**34))
def test_skew__at_its_largest__leaves_nothing_for_whoever_buys_and_sells_back(
    spread: int, sell: Fraction, buy: Fraction, rate_ray: int
) -> None:
    most = largest_skew_bps(spread)
    there = with_spread_up(rate_ray, spread, skew_bps(sell, buy, most))
    back = with_spread_up(-(-RAY * RAY // rate_ray), spread, skew_bps(buy, sell, most))
    assert there * back >= RAY * RAY


@given(spread=SPREADS)
def test_largest_skew__one_more__would_pay_a_round_trip(spread: int) -> None:
    most = largest_skew_bps(spread)
    assert (10_000 + spread) ** 2 - most**2 >= 10_000**2 > (10_000 + spread) ** 2 - (most + 1) ** 2

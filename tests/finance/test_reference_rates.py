"""Reference rates: the median of what is fresh and lies together, and who can move it how far."""

from __future__ import annotations

from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.fx import BPS
from finance.reference_rates import ReferenceTerms, Report, inverse_down, reference_rate
from finance.rounding import RAY

NOW_S, AGE_S = 10_000, 600
RATES = st.integers(1, 2**128 - 1)
CLOSE = st.integers(RAY, RAY + RAY // 200)
HONEST, LIES = st.lists(CLOSE, min_size=1, max_size=8), st.lists(RATES, max_size=8)
FRESH = st.builds(Report, RATES, st.integers(NOW_S - AGE_S, NOW_S))
STALE = st.builds(Report, RATES, st.integers(0, NOW_S - AGE_S - 1))


def terms(reporters_min: int, deviation_bps_max: int = 100) -> ReferenceTerms:
    """Terms with the age that these tests use."""
    return ReferenceTerms(reporters_min, AGE_S, deviation_bps_max)


def observed(rates: list[int]) -> list[Report]:
    """Fresh reports of these rates."""
    return [Report(rate, NOW_S) for rate in rates]


@given(rates=st.lists(CLOSE, min_size=1, max_size=16))
def test_rate__all_fresh_and_close__is_their_median_rounded_down(rates: list[int]) -> None:
    found = reference_rate(observed(rates), terms(len(rates)), NOW_S)
    middle = sorted(rates)[(len(rates) - 1) // 2 : len(rates) // 2 + 1]
    assert found == Report(sum(middle) // len(middle), NOW_S)
    if len(rates) % 2:
        assert found.rate_ray == median(rates)


@given(fresh=st.lists(FRESH, max_size=8), stale=st.lists(STALE, max_size=8), reporters_min=st.integers(1, 8))
def test_rate__stale_reports_beside_it__do_not_change_it(
    fresh: list[Report], stale: list[Report], reporters_min: int
) -> None:
    asked = terms(reporters_min)
    assert reference_rate([*stale, *fresh], asked, NOW_S) == reference_rate(fresh, asked, NOW_S)
    assert reference_rate(stale, asked, NOW_S) is None


@given(fresh=st.lists(FRESH, min_size=1, max_size=16), data=st.data())
def test_rate__any_order_of_reports__is_the_same(fresh: list[Report], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(fresh))
    assert reference_rate(shuffled, terms(1), NOW_S) == reference_rate(fresh, terms(1), NOW_S)


@given(
    honest=st.lists(CLOSE, min_size=1, max_size=8), lies=st.lists(RATES, max_size=8), reporters_min=st.integers(1, 8)
)
def test_rate__liars_fewer_than_half_of_the_least_number__stays_between_the_honest(
    honest: list[int], lies: list[int], reporters_min: int
) -> None:
    lies = lies[: (reporters_min - 1) // 2]
    found = reference_rate(observed([*honest, *lies]), terms(reporters_min), NOW_S)
    assert found is None or min(honest) <= found.rate_ray <= max(honest)


@given(honest=HONEST, lies=LIES, bps=st.integers(0, BPS))
def test_rate__liars_fewer_than_half_of_the_fresh__leaves_the_honest_by_the_deviation_at_most(
    honest: list[int], lies: list[int], bps: int
) -> None:
    lies = lies[: len(honest) - 1]
    found = reference_rate(observed([*honest, *lies]), terms(1, bps), NOW_S)
    if found is not None:
        assert min(honest) * (BPS - bps) <= (found.rate_ray + 1) * BPS
        assert found.rate_ray * BPS <= max(honest) * (BPS + bps)


@pytest.mark.parametrize("count", range(6))
def test_rate__number_of_reports__is_there_from_the_least_number_on(count: int) -> None:
    found = reference_rate(observed([RAY] * count), terms(3), NOW_S)
    assert found == (Report(RAY, NOW_S) if count >= 3 else None)


def test_rate__two_far_apart__is_none_rather_than_their_mean() -> None:
    assert reference_rate(observed([RAY, 2 * RAY]), terms(1), NOW_S) is None


def test_rate__several_observations__has_the_time_of_the_oldest_that_counts() -> None:
    reports = [Report(RAY, NOW_S - 5), Report(RAY, NOW_S), Report(3 * RAY, NOW_S - 9), Report(RAY, NOW_S - AGE_S - 1)]
    assert reference_rate(reports, terms(2), NOW_S) == Report(RAY, NOW_S - 5)


@given(rate_ray=RATES)
def test_inverse__of_the_inverse__is_never_above_the_rate_by_rounding(rate_ray: int) -> None:
    inverse = inverse_down(rate_ray)
    assert inverse * rate_ray <= RAY * RAY < (inverse + 1) * rate_ray


def test_inverse__of_nothing__is_refused() -> None:
    with pytest.raises(ValueError, match="divisor"):
        inverse_down(0)

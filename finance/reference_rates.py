"""Reference rates out of what several reporters say, integer for integer as `ReferenceRates` of the FxBoard.

Trusts each report's time; whether its reporter is licensed is for the caller to ask.
Never lets one report count twice, nor an old or a far one count at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from finance.fx import BPS
from finance.rounding import RAY, div_down


@dataclass(frozen=True, slots=True)
class ReferenceTerms:
    """How reports make a rate. reporters_min: how many must remain; age_s_max: seconds for which one counts;
    deviation_bps_max: how far from the median of all fresh ones it may lie."""

    reporters_min: int
    age_s_max: int
    deviation_bps_max: int


@dataclass(frozen=True, slots=True)
class Report:
    """What one reporter said last. rate_ray: minor units of quote for one of base, in ray; observed_at_s: when."""

    rate_ray: int
    observed_at_s: int


def reference_rate(reports: Sequence[Report], terms: ReferenceTerms, now_s: int) -> Report | None:
    """The reference rate with its oldest observation, or None where too few fresh reports lie together.

    The median of the fresh reports within `deviation_bps_max` of the median of all fresh ones; of an even number the
    mean of the two in the middle, rounded down to the ray. One report a reporter is the caller's to see to.
    """
    fresh = sorted(
        (report for report in reports if report.observed_at_s + terms.age_s_max >= now_s), key=lambda r: r.rate_ray
    )
    if len(fresh) < max(terms.reporters_min, 1):
        return None
    middle = _median_down([report.rate_ray for report in fresh])
    near = [r for r in fresh if abs(r.rate_ray - middle) * BPS <= middle * terms.deviation_bps_max]
    if len(near) < max(terms.reporters_min, 1):
        return None
    return Report(_median_down([r.rate_ray for r in near]), min(r.observed_at_s for r in near))


def inverse_down(rate_ray: int) -> int:
    """The rate of the opposite direction, rounded down to the ray; `ValueError` for a rate that is not above zero."""
    return div_down(RAY * RAY, rate_ray)


def _median_down(rates: Sequence[int]) -> int:
    """The median of sorted rates, a mean of two rounded down."""
    upper = len(rates) // 2
    return rates[upper] if len(rates) % 2 else (rates[upper - 1] + rates[upper]) // 2

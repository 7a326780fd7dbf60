"""When in the day money settles: the value-weighted time, and by when each tenth of the value has settled.

Trusts its caller for where the day begins.
Never interpolates between observations, and never rounds the mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from finance.measures.delay import weighted_percentile

DECILES = range(10, 101, 10)


def value_weighted_time_s(times_s: Sequence[int], amounts_minor: Sequence[int]) -> Fraction:
    """The time at which the mean unit of money settles; `ValueError` without an amount above zero."""
    # τ = Σ a·s / Σ a; a amount, s seconds from the beginning of the day to settlement — the value-weighted average
    # time of McAndrews and Rajan, The Timing and Funding of Fedwire Funds Transfers, FRBNY Economic Policy Review,
    # July 2000
    total_minor = sum(amounts_minor)
    if len(times_s) != len(amounts_minor) or min(amounts_minor, default=0) < 0 or total_minor < 1:
        raise ValueError("each time has an amount, none is below zero and one is above it")
    return Fraction(sum(s * a for s, a in zip(times_s, amounts_minor, strict=True)), total_minor)


def value_deciles_s(times_s: Sequence[int], amounts_minor: Sequence[int]) -> tuple[int, ...]:
    """The ten times by which 10 %, 20 % … 100 % of the value has settled; `ValueError` as above."""
    # the smallest s so that Σ of amounts settled by s ≥ k/10 of all — deciles of value as in Armantier, Arnold and
    # McAndrews, Changes in the Timing Distribution of Fedwire Funds Transfers, FRBNY Economic Policy Review,
    # September 2008
    return tuple(weighted_percentile(times_s, amounts_minor, percent) for percent in DECILES)

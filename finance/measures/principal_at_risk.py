"""Principal at risk in exchanges of currencies (Herstatt risk): what one side has paid for good and has not got yet.

Trusts the moments it is handed: of the irrevocable pay-out of the one currency, and of the final receipt of the other.
Never nets two exposures: what one party owes does not protect another that has paid already.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Exposure:
    """One exchange while it is half done. pair: like `HKD/THB`, what was paid out and what is to be received;
    value_minor: in one reporting currency for all; paid_at_s, received_at_s: UTC, equal where both legs are one."""

    pair: str
    value_minor: int
    paid_at_s: int
    received_at_s: int


@dataclass(frozen=True, slots=True)
class PrincipalAtRisk:
    """What a report says of a set of exposures. exposures: those that lasted; max_minor: the most that was out at one
    moment; value_seconds: Σ value · time in minor units times seconds; longest_s: the longest of all."""

    exposures: int
    max_minor: int
    value_seconds: int
    longest_s: int


def principal_at_risk(exposures: Iterable[Exposure]) -> PrincipalAtRisk:
    """The measure over all exposures together; all zero without any. `ValueError` for one that ends before it begins
    or is worth less than nothing."""
    # From the moment at which a payment can't be cancelled unilaterally any more until the bought currency is received
    # with finality: Committee on Payment and Settlement Systems, "Settlement risk in foreign exchange transactions"
    # (Allsopp report, Bank for International Settlements, March 1996), section 2.
    lasting = [exposure for exposure in exposures if _lasts(exposure)]
    return PrincipalAtRisk(
        exposures=len(lasting),
        max_minor=_most(lasting),
        value_seconds=sum(item.value_minor * (item.received_at_s - item.paid_at_s) for item in lasting),
        longest_s=max((item.received_at_s - item.paid_at_s for item in lasting), default=0),
    )


def principal_at_risk_by_pair(exposures: Sequence[Exposure]) -> dict[str, PrincipalAtRisk]:
    """The same for each currency pair that has an exposure, in the order of their names."""
    pairs = sorted({exposure.pair for exposure in exposures})
    return {pair: principal_at_risk(item for item in exposures if item.pair == pair) for pair in pairs}


def _lasts(exposure: Exposure) -> bool:
    if exposure.received_at_s < exposure.paid_at_s or exposure.value_minor < 0:
        raise ValueError(f"an exposure ends after it begins and is worth something, not {exposure}")
    return exposure.received_at_s > exposure.paid_at_s


def _most(lasting: Sequence[Exposure]) -> int:
    """A receipt and a pay-out of the same second don't overlap: the receipt comes first."""
    changes = [(item.paid_at_s, 1, item.value_minor) for item in lasting]
    changes += [(item.received_at_s, 0, -item.value_minor) for item in lasting]
    most_minor = out_minor = 0
    for _, _, change_minor in sorted(changes):
        out_minor += change_minor
        most_minor = max(most_minor, out_minor)
    return most_minor

"""How much of what should settle did: by count and by value.

Trusts its caller to hand in everything that was submitted, settled or not, in one currency.
Never counts anything twice, and never rounds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from finance.measures.shares import ppm, share


@dataclass(frozen=True, slots=True)
class SettlementRate:
    """submitted, settled: how many; submitted_minor, settled_minor: what they were worth."""

    submitted: int
    settled: int
    submitted_minor: int
    settled_minor: int

    @property
    def by_count(self) -> Fraction | None:
        """Settled / submitted; `None` where nothing was submitted."""
        return share(self.settled, self.submitted)

    @property
    def by_value(self) -> Fraction | None:
        """The same of the amounts."""
        return share(self.settled_minor, self.submitted_minor)

    def as_row(self) -> dict[str, int | None]:
        """The keys of the catalogue that say it, of payments as of obligations."""
        return {
            "planned": self.submitted,
            "settled": self.settled,
            "planned_minor": self.submitted_minor,
            "settled_minor": self.settled_minor,
            "settlement_rate_count_ppm": ppm(self.by_count),
            "settlement_rate_value_ppm": ppm(self.by_value),
        }


def settlement_rate(payments: Iterable[tuple[int, bool]]) -> SettlementRate:
    """Of amounts in minor units, each with whether it settled; `ValueError` for an amount below zero."""
    # rate = settled / submitted, by count and by value: the complement of the unsettled payments of Leinonen and
    # Soramäki, Bank of Finland Discussion Paper 16/1999
    submitted = settled = submitted_minor = settled_minor = 0
    for amount_minor, is_settled in payments:
        if amount_minor < 0:
            raise ValueError(f"an amount is not below zero, as {amount_minor} is")
        submitted, submitted_minor = submitted + 1, submitted_minor + amount_minor
        if is_settled:
            settled, settled_minor = settled + 1, settled_minor + amount_minor
    return SettlementRate(submitted, settled, submitted_minor, settled_minor)

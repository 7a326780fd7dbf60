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

    submitted: int = 0
    settled: int = 0
    submitted_minor: int = 0
    settled_minor: int = 0

    @property
    def by_count(self) -> Fraction | None:
        """Settled / submitted; `None` where nothing was submitted."""
        return share(self.settled, self.submitted)

    @property
    def by_value(self) -> Fraction | None:
        """The same of the amounts."""
        return share(self.settled_minor, self.submitted_minor)

    def plus(self, amount_minor: int, is_settled: bool) -> SettlementRate:
        """With one payment more; `ValueError` for an amount below zero."""
        if amount_minor < 0:
            raise ValueError(f"an amount is not below zero, as {amount_minor} is")
        settled_minor = self.settled_minor + (amount_minor if is_settled else 0)
        submitted_minor = self.submitted_minor + amount_minor
        return SettlementRate(self.submitted + 1, self.settled + is_settled, submitted_minor, settled_minor)

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
    rate = SettlementRate()
    for amount_minor, is_settled in payments:
        rate = rate.plus(amount_minor, is_settled)
    return rate

"""What one bank has, owes and queues, and what of that an hour saw.

Trusts its caller for every change and for when a block and an hour end.
Never looks into a block: least and most are after whole blocks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(slots=True, eq=False)
class BankHour:
    """A bank in an hour, amounts in minor units of its currency. own_minor: its money without credit at midnight UTC;
    is_touched: whether anything changed in the hour."""

    bank: str
    currency: str
    balance_minor: int = 0
    credit_minor: int = 0
    collateral_minor: int = 0
    queued: int = 0
    queued_minor: int = 0
    own_minor: int = 0
    opening_minor: int = 0
    least_minor: int = 0
    most_minor: int = 0
    credit_peak_minor: int = 0
    is_touched: bool = False

    @property
    def in_use_minor(self) -> int:
        """How far its own money is below what it was at midnight UTC."""
        return max(0, self.own_minor - (self.balance_minor - self.credit_minor))

    def begin_hour(self, *, is_new_day: bool) -> None:
        """What stands now is what the hour opens with."""
        self.opening_minor = self.least_minor = self.most_minor = self.balance_minor
        self.credit_peak_minor, self.is_touched = self.credit_minor, False
        if is_new_day:
            self.own_minor = self.balance_minor - self.credit_minor

    def move(self, change_minor: int) -> None:
        """Its money rises, or falls below zero of change."""
        self.balance_minor += change_minor
        self.is_touched = True

    def owe(self, credit_minor: int) -> None:
        """What it owes the central bank from now on."""
        self.credit_minor = credit_minor
        self.is_touched = True

    def pledge(self, collateral_minor: int) -> None:
        """What its collateral is worth from now on."""
        self.collateral_minor = collateral_minor
        self.is_touched = True

    def queue(self, count: int, amount_minor: int) -> None:
        """So many obligations more, or fewer, wait."""
        self.queued += count
        self.queued_minor += amount_minor
        self.is_touched = True

    def end_block(self) -> None:
        """Takes note of what it has at the end of a block."""
        self.least_minor = min(self.least_minor, self.balance_minor)
        self.most_minor = max(self.most_minor, self.balance_minor)
        self.credit_peak_minor = max(self.credit_peak_minor, self.credit_minor)

    def movement(self, change_minor: int) -> dict[str, Any]:
        """Of a row of the table of movements, all but the block."""
        return {
            "bank": self.bank,
            "currency": self.currency,
            "change_minor": change_minor,
            "balance_minor": self.balance_minor,
            "credit_minor": self.credit_minor,
        }

    def position(self) -> dict[str, Any]:
        """Of a row of the table of positions, all but the hour."""
        return {
            "bank": self.bank,
            "currency": self.currency,
            "opening_minor": self.opening_minor,
            "least_minor": self.least_minor,
            "most_minor": self.most_minor,
            "closing_minor": self.balance_minor,
            "credit_minor": self.credit_minor,
            "credit_peak_minor": self.credit_peak_minor,
            "collateral_minor": self.collateral_minor,
            "queued": self.queued,
            "queued_minor": self.queued_minor,
            "in_use_minor": self.in_use_minor,
        }

"""The events of a contract: their kinds, in the order in which they happen at the same moment, and what each shows.

Trusts nothing.
Never rounds: amounts are as they were computed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum, unique


@unique
class EventType(Enum):
    """Kinds of event, in the order in which they happen at the same moment.

    The data dictionary 1.1 of ACTUS numbers them otherwise (fees and PRF before interest); the tests that ACTUS
    publishes follow this order, and so do we.
    """

    IED = "IED"
    """Initial exchange: the loan is paid out."""
    PR = "PR"
    """Redemption of principal."""
    IP = "IP"
    """Payment of interest."""
    IPCI = "IPCI"
    """Interest is added to the principal instead."""
    FP = "FP"
    """Payment of a fee."""
    RRF = "RRF"
    """Reset to a rate that was known at the status date."""
    RR = "RR"
    """Reset to an observed rate."""
    PRF = "PRF"
    """The payment of an annuity is fixed."""
    SC = "SC"
    """The scaling index is looked up."""
    IPCB = "IPCB"
    """The base of interest is set to what is outstanding."""
    PRD = "PRD"
    """Purchase by the party whose side is shown; earlier events are the seller's."""
    TD = "TD"
    """Sale by that party; later events are the buyer's."""
    MD = "MD"
    """Maturity: what is left is repaid."""


_PRIORITY = {kind: number for number, kind in enumerate(EventType)}


@dataclass(frozen=True, slots=True)
class Planned:
    """An event before it has happened."""

    kind: EventType
    time: datetime
    """When it happens, a business day where the terms ask for one."""
    scheduled: datetime
    """When the cycle says it should; what the market showed then counts."""
    counted_to: datetime
    """To when interest is counted."""

    @property
    def order(self) -> tuple[datetime, int]:
        """Sorts events as they happen."""
        return self.time, _PRIORITY[self.kind]


@dataclass(frozen=True, slots=True)
class CashFlow:
    """An event that has happened: what is paid, and the state after it.

    Amounts are positive for claims and receipts of the party whose side is shown, negative for debts and payments.
    """

    time: datetime
    kind: EventType
    payoff: Decimal
    currency: str
    notional: Decimal
    nominal_rate: Decimal
    accrued_interest: Decimal

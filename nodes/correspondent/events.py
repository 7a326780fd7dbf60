"""The event table of a run through correspondents, and the digest over it.

Trusts the simulation to tell what happens in the order in which it does.
Never covers anything but the table: two runs share a digest exactly when they share every row.

Encoding, for those who re-implement it::

    digest(0) = SHA-256( "corridor/correspondent/v1" ‖ field(scenario) ‖ field(seed) )
    digest(n) = SHA-256( digest(n−1) ‖ field(at_s) ‖ field(kind) ‖ field(payment) ‖ field(bank) ‖ field(currency)
                         ‖ field(amount_minor) ‖ field(source) ‖ field(target) ‖ field(value_date) )
    field     = decimal length in bytes ‖ ":" ‖ UTF-8 text ‖ ","     (a netstring; integers in decimal, dates ISO 8601)

Test vector: `EventTable("demo", 7)` with one row `Event(60, "booked", "p-1", "bank-a", "HKD", 250, "x", "y",
"2024-06-24")` has the digest ``b7dccc66f97fb16e85d77053fa7f3cd1c71d9c70383fa7c8be78849414ee3fb5``.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, fields
from enum import StrEnum

from nodes.randomness import netstring

DOMAIN = b"corridor/correspondent/v1"


class Kind(StrEnum):
    """What happens."""

    ACCEPTED = "accepted"
    """The payer's bank has the order."""
    REPAIRED = "repaired"
    """A bank had to repair it by hand, and is done."""
    FEE = "fee"
    """A bank kept something of what passes."""
    EXCHANGED = "exchanged"
    """A bank exchanged what passes; the amount is what it sold."""
    BOOKED = "booked"
    """Money moved from one account to another."""
    WAITING = "waiting"
    """A nostro has not enough on it; the amount is what is asked of it."""
    CREDITED = "credited"
    """The payee has it: the payment is final."""
    COVER_ORDERED = "cover_ordered"
    """A bank bought back what it paid out of a nostro, to come on the value date."""


@dataclass(frozen=True, slots=True)
class Event:
    """A row. bank: who does it; source, target: owners of the two accounts, with `keeper/` before; what does not apply
    is empty or zero."""

    at_s: int
    kind: str
    payment: str
    bank: str
    currency: str = ""
    amount_minor: int = 0
    source: str = ""
    target: str = ""
    value_date: str = ""


_FIELDS = tuple(item.name for item in fields(Event))


@dataclass(slots=True)
class EventTable:
    """The rows of one run so far. scenario; seed: whose."""

    scenario: str
    seed: int
    rows: list[Event] = field(default_factory=list)
    _digest: bytes = b""

    def __post_init__(self) -> None:
        self._digest = hashlib.sha256(DOMAIN + netstring(self.scenario) + netstring(self.seed)).digest()

    def tell(self, event: Event) -> None:
        """Adds a row."""
        self.rows.append(event)
        # By attribute: `dataclasses.astuple` copies deeply, which takes longer than all the rest of a run.
        values = (getattr(event, name) for name in _FIELDS)
        self._digest = hashlib.sha256(self._digest + b"".join([netstring(value) for value in values])).digest()

    @property
    def digest(self) -> bytes:
        """32 bytes over all rows so far."""
        return self._digest

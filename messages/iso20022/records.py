"""Plain facts that messages are built from: who, which account, how much, when, and where on the chain it stands.

Trusts whoever fills them in: nothing is checked before a message is built.
Never holds a chain's or a node's object.

Amounts are minor units of the currency beside them; times are UTC seconds since 1970; days are the currency's business
days; UETRs are lower-case UUIDs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Agent:
    """An institution. bic: ISO 9362, empty without one; lei: ISO 17442, empty without one; name: for people."""

    bic: str
    lei: str
    name: str


@dataclass(frozen=True, slots=True)
class Account:
    """An account of one money. id: at most 34 characters; name: its address on the chain; currency: ISO 4217."""

    id: str
    name: str
    currency: str


@dataclass(frozen=True, slots=True)
class Party:
    """A customer with its account and the institution that keeps it. lei: of an institution for itself, else empty."""

    name: str
    account: Account
    agent: Agent
    lei: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fact stands. tx_hash: 0x and 64 digits; height: of its block; at_s: of that block."""

    tx_hash: str
    height: int
    at_s: int


@dataclass(frozen=True, slots=True)
class CustomerTransfer:
    """A customer's payment, as instructed and, when it settles, as settled.

    amount_minor, currency: what the creditor gets; day: of settlement; purpose: ISO external code, or empty; method:
    how its institutions settle, `COVE` by a cover, `CLRG` in central-bank money at once, `INDA` on one bank's books;
    number: of this message among those of its kind under its UETR, from 1.
    """

    uetr: str
    debtor: Party
    creditor: Party
    amount_minor: int
    currency: str
    day: date
    purpose: str
    method: str
    place: Place
    number: int = 1


@dataclass(frozen=True, slots=True)
class InstitutionTransfer:
    """Central-bank money from one institution to another. number: of this leg among those under its UETR, from 1;
    underlying: the customer's payment that it covers, None for the institutions' own."""

    uetr: str
    number: int
    debtor: Agent
    creditor: Agent
    amount_minor: int
    currency: str
    day: date
    place: Place
    underlying: CustomerTransfer | None = None


@dataclass(frozen=True, slots=True)
class Original:
    """The message that another one is about. kind: its name and version; uetr; number: of it under
    its UETR; amount_minor, currency: what it was to move, None and empty where nothing says so; day: of it."""

    kind: str
    uetr: str
    number: int = 1
    amount_minor: int | None = None
    currency: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A payment that was refused. number: of the attempt under its UETR, from 1; reason: ISO 20022 external status
    reason code; information: what the network says, a line each; assigner: who reports."""

    original: Original
    number: int
    reason: str
    information: tuple[str, ...]
    assigner: str
    place: Place


@dataclass(frozen=True, slots=True)
class Returned:
    """A payment that was given back. original: what is returned; back: the payment that returns it, under its own
    UETR, from the original's creditor; reason: ISO 20022 external return reason code."""

    original: Original
    back: CustomerTransfer
    reason: str
    place: Place


@dataclass(frozen=True, slots=True)
class Recall:
    """A payment that its payer's bank asks back. assigner: that bank; assignee: the payee's; reason: ISO 20022
    external cancellation reason code; number: of the request under its UETR, from 1."""

    original: Original
    assigner: Agent
    assignee: Agent
    reason: str
    number: int
    place: Place


@dataclass(frozen=True, slots=True)
class RecallAnswer:
    """A recall that comes to nothing. assigner: who refuses, the payee's bank or the network; assignee: who asked;
    reason: ISO 20022 code, external or proprietary; number: of the answer under its UETR, from 1."""

    original: Original
    assigner: Agent
    assignee: Agent
    reason: str
    information: tuple[str, ...]
    number: int
    place: Place


@dataclass(frozen=True, slots=True)
class Detail:
    """One payment within an entry. uetr; is_credit: to the account; amount_minor: of the entry's currency."""

    uetr: str
    is_credit: bool
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One booking on an account. number: within its day, from 1; code: domain, family and sub-family of ISO 20022's
    bank transaction codes; details: the payments in it, none for what is no payment; other: who is on the other
    side, None where money is issued or redeemed."""

    number: int
    is_credit: bool
    amount_minor: int
    code: tuple[str, str, str]
    details: tuple[Detail, ...]
    other: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class Statement:
    """A day of an account. number: of the day since the account's first, from 1; from_s, to_s: half-open, from one
    cut-off to the next; opening_minor, and the entries in their order."""

    account: Account
    owner: str
    servicer: Agent
    day: date
    number: int
    from_s: int
    to_s: int
    opening_minor: int
    entries: tuple[Entry, ...]

    @property
    def credited_minor(self) -> int:
        """Σ of what came in."""
        return sum(entry.amount_minor for entry in self.entries if entry.is_credit)

    @property
    def debited_minor(self) -> int:
        """Σ of what went out."""
        return sum(entry.amount_minor for entry in self.entries if not entry.is_credit)

    @property
    def closing_minor(self) -> int:
        """Opening and entries."""
        return self.opening_minor + self.credited_minor - self.debited_minor

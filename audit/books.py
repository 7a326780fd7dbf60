"""The ledger as the events alone tell it: frozen, and ready to be compared with what the chain stores.

Trusts nothing by itself: `audit.rebuild` fills it.
Never holds a figure that was read from storage.

Amounts are minor units of the currency that stands beside them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from audit.findings import Finding
from chain.abi import Address
from chain.clients.events import PaymentRefused, PaymentSettled
from chain.clients.types import Admission, Customer, LoanState, LoanTerms, Participant, PaymentOrder


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """currency: ISO 4217, the one that it issues; central_bank: who speaks for it."""

    currency: str
    central_bank: Address


@dataclass(frozen=True, slots=True)
class Listing:
    """What a listed money is. currency: ISO 4217; issuer: the central bank, or the bank whose deposits it is."""

    currency: str
    issuer: Address
    is_central_bank_money: bool


@dataclass(frozen=True, slots=True)
class Holdings:
    """One money: balances by holder (zero balances included), and all that was ever issued and redeemed."""

    balances: Mapping[Address, int]
    issued_minor: int
    redeemed_minor: int


@dataclass(frozen=True, slots=True)
class SettledPayment:
    """A payment that is final. event: what the engine said; order: what the payer signed, None if it cannot be read."""

    event: PaymentSettled
    height: int
    timestamp_s: int
    order: PaymentOrder | None


@dataclass(frozen=True, slots=True)
class RefusedPayment:
    """A refusal. event: what the engine said; order: what the payer signed, None if it cannot be read."""

    event: PaymentRefused
    height: int
    timestamp_s: int
    order: PaymentOrder | None


@dataclass(frozen=True, slots=True)
class Loan:
    """A loan. state: as `LoanBook.stateOf` should tell it; on_time: instalments collected within their grace; late:
    instalments that missed it, paid since or not; short: how often there was nothing to collect."""

    terms: LoanTerms
    state: LoanState
    on_time: int
    late: int
    short: int


@dataclass(frozen=True, slots=True)
class Books:
    """Everything that the record says.

    height, timestamp_s, digest: of the last block, or of genesis; transactions, events (by name), stranger_logs:
    how many; quotes: quote hash -> minor units filled, the maximum of uint256 once withdrawn; exists: how often an
    order was found settled already; findings: what the record contradicts of itself.
    """

    height: int
    timestamp_s: int
    digest: bytes
    transactions: int
    events: Mapping[str, int]
    stranger_logs: int
    jurisdictions: Mapping[str, Jurisdiction]
    participants: Mapping[Address, Participant]
    admissions: Mapping[tuple[Address, str], Admission]
    customers: Mapping[Address, Customer]
    listings: Mapping[Address, Listing]
    moneys: Mapping[Address, Holdings]
    quotes: Mapping[bytes, int]
    settled: Mapping[str, SettledPayment]
    refused: tuple[RefusedPayment, ...]
    exists: int
    loans: Mapping[bytes, Loan]
    findings: tuple[Finding, ...]

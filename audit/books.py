"""The ledger as the events alone tell it: frozen, and ready to be compared with what the chain stores.

Trusts nothing by itself: `audit.rebuild` fills it.
Never holds a figure that was read from storage.

Amounts are minor units of the currency that stands beside them.
"""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from audit.findings import Finding
from chain.abi import Address
from chain.clients.events import PaymentQueued, PaymentRefused, PaymentSettled, TravelRuleRecordSent
from chain.clients.types import (
    Admission,
    Customer,
    Flag,
    KeyReplacement,
    LegalOrder,
    LoanParties,
    LoanState,
    LoanTerms,
    Participant,
    PaymentOrder,
    QueuedState,
    StepUp,
    Validator,
)


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
class Setting:
    """One setting of one rule. rule: name of its contract; view: the function that answers it; key: with what."""

    rule: str
    view: str
    key: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """One answer of one contract. kind: its name; address; view: the function that answers it; key: with what."""

    kind: str
    address: Address
    view: str
    key: tuple[Any, ...]


class Facts(Mapping[Fact, Any]):
    """Facts with what should be answered, made anew each time that they are gone through: there are several for each
    payment. To ask for one goes through all before it."""

    def __init__(self, told: Callable[[], Iterator[tuple[Fact, Any]]]) -> None:
        """told: each fact once, always in the same order."""
        self._told = told

    def __iter__(self) -> Iterator[Fact]:
        return (fact for fact, _ in self._told())

    def __len__(self) -> int:
        return sum(1 for _ in self._told())

    def __getitem__(self, fact: Fact) -> Any:
        for told, answer in self._told():
            if told == fact:
                return answer
        raise KeyError(fact)

    def items(self) -> ItemsView[Fact, Any]:
        """All of them, gone through once."""
        return _Told(self)


class _Told(ItemsView[Fact, Any]):
    def __init__(self, facts: Facts) -> None:
        super().__init__(facts)
        self._facts = facts

    def __iter__(self) -> Iterator[tuple[Fact, Any]]:
        return self._facts._told()


@dataclass(frozen=True, slots=True)
class Holds:
    """What stands on one money besides its amounts.

    rule_book: zero for none; frozen: holder -> minor units; allowances: issuer -> what it may still issue; orders:
    legal orders with what is left of each; rate_bps: of remuneration, and paid_up_to: holder -> the last day paid,
    since 1970; step_ups: wallet -> its second key; approvals: owner and spender -> minor units (EIP-20); permits:
    owner -> how many were used (EIP-2612); authorisations: holder and nonce, used or cancelled (EIP-3009).
    """

    paused: bool
    rule_book: Address
    frozen: Mapping[Address, int]
    allowances: Mapping[Address, int]
    orders: Mapping[bytes, LegalOrder]
    rate_bps: int
    paid_up_to: Mapping[Address, int]
    step_ups: Mapping[Address, StepUp]
    approvals: Mapping[tuple[Address, Address], int]
    permits: Mapping[Address, int]
    authorisations: frozenset[tuple[Address, bytes]]


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
class QueuedPayment:
    """A payment that was queued. event: what was said then; height: of that block; order: what the payer signed, None
    if it cannot be read; state: what became of it."""

    event: PaymentQueued
    height: int
    order: PaymentOrder | None
    state: QueuedState


@dataclass(frozen=True, slots=True)
class SentTravelRecord:
    """A travel-rule record that a bank sent another. event: as it was said; height, tx_hash: where; offices: the
    supervisors that had to get it too, as of then; acknowledged_at_s: UTC second, zero while it is not;
    acknowledged_in: height."""

    event: TravelRuleRecordSent
    height: int
    tx_hash: bytes
    offices: tuple[Address, ...]
    acknowledged_at_s: int = 0
    acknowledged_in: int = 0


def travel_record_key(sender: Address, uetr: str) -> str:
    """Under which the books have a record: each bank has its own of a UETR."""
    return f"{sender}/{uetr}"


@dataclass(frozen=True, slots=True)
class Bound:
    """What a UETR stands for. digest: of what was signed under it, None where that cannot be read; height: of the block
    in which it was bound, or was last."""

    digest: bytes | None
    height: int


@dataclass(slots=True)
class LoanTally:
    """What a loan came to so far. billed: due dates that came; on_time: of them, those paid within their grace, or
    excused; late: missed, paid since or not; short: how often not all that was due was paid; fees_minor,
    interest_minor, principal_minor: paid; capitalised_minor, written_off_minor: of the principal."""

    billed: int = 0
    on_time: int = 0
    late: int = 0
    short: int = 0
    fees_minor: int = 0
    interest_minor: int = 0
    principal_minor: int = 0
    capitalised_minor: int = 0
    written_off_minor: int = 0

    def copy(self) -> LoanTally:
        """The same figures, that change no more."""
        return replace(self)


@dataclass(frozen=True, slots=True)
class Loan:
    """A loan. state, parties: as `LoanBook.stateOf` and `partiesOf` should tell them; tally: what it came to."""

    terms: LoanTerms
    state: LoanState
    parties: LoanParties
    tally: LoanTally


@dataclass(frozen=True, slots=True)
class Compliance:
    """What the rules go by. lists: rule book -> its rules, in order; settings: as the central banks set them, None for
    one that was taken back; positions: currency, rule book, bank and counterparty -> minor units, net; sent: rule book
    and subject -> UTC second and minor units of what may still count; flags: salted identifier -> flags, in order."""

    lists: Mapping[Address, tuple[Address, ...]]
    settings: Mapping[Setting, Any]
    positions: Mapping[tuple[str, Address, Address, Address], int]
    sent: Mapping[tuple[Address, int], tuple[tuple[int, int], ...]]
    flags: Mapping[bytes, tuple[Flag, ...]]


@dataclass(frozen=True, slots=True)
class Books:
    """Everything that the record says.

    height, timestamp_s, digest: of the last block, or of genesis; transactions, events (by name), stranger_logs: how
    many; handovers: who offered -> to whom; approvals: contract and act -> how many central banks' stand; wallets: a
    customer's number -> its wallet now; replacements: lost key -> the procedure open for it; accounts: whoever the
    registry named; aliases: salted hash -> wallet now, zero once it leads nowhere; alias_consents: wallet -> how many
    were used; validators: in the order of their rotation; quotes: quote hash -> minor units filled, the maximum of
    uint256 once withdrawn; settled: returns too; travel_records: by `travel_record_key`; bound: by UETR; exists: how
    often an order was found taken already; applications: for loans, how many stand where; facts: what contracts should
    answer in the second after the last block; standing: instructions, locks and obligations by their state, how many;
    findings: what the record contradicts of itself.

    What grows with the payments is on disk (`chain.kept`, `chain.spool`), or made when it is asked for (`facts`).
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
    handovers: Mapping[Address, Address]
    approvals: Mapping[tuple[Address, bytes], int]
    customers: Mapping[Address, Customer]
    wallets: Mapping[int, Address]
    replacements: Mapping[Address, KeyReplacement]
    accounts: frozenset[Address]
    listings: Mapping[Address, Listing]
    moneys: Mapping[Address, Holdings]
    holds: Mapping[Address, Holds]
    compliance: Compliance
    aliases: Mapping[bytes, Address]
    alias_consents: Mapping[Address, int]
    validators: tuple[Validator, ...]
    quotes: Mapping[bytes, int]
    settled: Mapping[str, SettledPayment]
    queued: Mapping[str, QueuedPayment]
    bound: Mapping[str, Bound]
    refused: Sequence[RefusedPayment]
    exists: int
    travel_records: Mapping[str, SentTravelRecord]
    loans: Mapping[bytes, Loan]
    applications: Mapping[str, int]
    facts: Mapping[Fact, Any]
    standing: Mapping[str, Mapping[str, int]]
    findings: tuple[Finding, ...]

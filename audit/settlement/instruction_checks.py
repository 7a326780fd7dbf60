"""Holds one event of an instruction to what was signed, to where the instruction stands and to the clock.

Trusts the call as signed, and the registry as rebuilt for who is whose bank.
Never changes anything: what follows from an event is for `audit.settlement.instructions`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from audit.findings import Finding, found
from audit.record import RecordedTransaction
from audit.registry import Registry
from audit.settlement.instructed import Instructed, index_of, pays
from chain.abi import Address
from chain.clients.events import (
    InstructionApproved,
    InstructionCancelled,
    InstructionExpired,
    InstructionHeld,
    InstructionProposed,
    InstructionSettled,
    InstructionWithdrawn,
    LegReserved,
    LegReturned,
    LegSettled,
)
from chain.clients.types import Instruction, InstructionState

Findings: TypeAlias = Iterator[Finding]
Amounts: TypeAlias = Counter[tuple[str, int]]
"""Currency and minor units of several legs."""


@dataclass(slots=True)
class InstructionDraft:
    """An instruction so far. approved: the parties whose approval stands or, once it ended unsettled, whose reserve is
    still there; countersigned: second keys that signed; state: None until it is proposed or settles."""

    content: Instruction
    digest: bytes
    proposer: Address
    state: InstructionState = InstructionState.NONE
    approved: set[Address] = field(default_factory=set)
    countersigned: set[Address | None] = field(default_factory=set)

    @property
    def is_by_all(self) -> bool:
        """Whether nobody's approval is missing."""
        return self.approved >= set(self.content.parties)

    def amounts_of(self, payer: Address) -> Amounts:
        """What a party pays, leg by leg."""
        parties = self.content.parties
        return Counter((leg.currency, leg.amount_minor) for leg in self.content.legs if parties[leg.payer] == payer)

    def freeze(self) -> tuple[InstructionState, int, int]:
        """As `AtomicSettlement.instructionOf` should tell it."""
        bits = sum(1 << index for index, party in enumerate(self.content.parties) if party in self.approved)
        return self.state, bits, index_of(self.content, self.proposer) or 0


def check_proposed(
    transaction: RecordedTransaction, event: InstructionProposed, call: Instructed, before: InstructionDraft | None
) -> Findings:
    """A proposal is the first of its UETR, says what the call says, and comes in time."""
    said = event.instruction_hash, event.expires_at, event.reserves
    signed = call.digest, call.content.expires_at, call.content.reserves
    if before is not None or said != signed or event.proposer not in call.content.parties:
        message = f"{event.proposer} proposed {said}, signed is {signed}; known before {before is not None}"
        yield found("instruction-state", transaction, event.uetr, message)
    if transaction.timestamp_s > event.expires_at:
        yield found("instruction-state", transaction, event.uetr, f"proposed after its last second {event.expires_at}")


def check_approved(
    transaction: RecordedTransaction,
    event: InstructionApproved,
    call: Instructed,
    draft: InstructionDraft,
    registry: Registry,
) -> Findings:
    """A party approves once, in time, by its own call or signature or, where it is only paid, its bank's."""
    is_late = transaction.timestamp_s > draft.content.expires_at
    if draft.state is not InstructionState.OPEN or event.party in draft.approved or is_late:
        message = f"{event.party} approved one that is {draft.state.name}, late {is_late}, or twice"
        yield found("instruction-state", transaction, event.uetr, message)
    is_theirs = may_act(draft.content, event.party, event.approver, registry)
    if not is_theirs or event.approver not in call.approvers(event.party):
        message = f"{event.party} was approved for by {event.approver}, in the call by {call.approvers(event.party)}"
        yield found("instruction-consent", transaction, event.uetr, message)


def check_withdrawn(
    transaction: RecordedTransaction, event: InstructionWithdrawn, draft: InstructionDraft, registry: Registry
) -> Findings:
    """A party takes back what it gave, itself, unless it has paid in."""
    is_open = draft.state is InstructionState.OPEN and not draft.content.reserves
    if not is_open or event.party not in draft.approved:
        message = f"{event.party} took back an approval of one that is {draft.state.name}"
        yield found("instruction-state", transaction, event.uetr, message)
    if not may_act(draft.content, event.party, transaction.sender, registry):
        message = f"an approval of {event.party} taken back by {transaction.sender}"
        yield found("instruction-consent", transaction, event.uetr, message)


def check_settled(
    transaction: RecordedTransaction,
    event: InstructionSettled,
    call: Instructed,
    draft: InstructionDraft,
    settled: Sequence[LegSettled],
    registry: Registry,
) -> Findings:
    """It settles once, in time, approved by all, and all its legs with it, in their order."""
    if event.instruction_hash != draft.digest:
        yield found("instruction-content", transaction, event.uetr, "another content settled than was signed")
    if draft.state not in (InstructionState.NONE, InstructionState.OPEN):
        yield found("instruction-state", transaction, event.uetr, f"settled, and was {draft.state.name} before")
    if transaction.timestamp_s > draft.content.expires_at:
        message = f"settled at second {transaction.timestamp_s}, its last was {draft.content.expires_at}"
        yield found("instruction-state", transaction, event.uetr, message)
    for party in draft.content.parties:
        at_once = draft.state is InstructionState.NONE
        given = call.approvers(party) if at_once else {party} & draft.approved
        if not any(may_act(draft.content, party, approver, registry) for approver in given):
            yield found("instruction-consent", transaction, event.uetr, f"settled without the approval of {party}")
    said = [(e.payer, e.payee, e.currency, e.amount_minor, e.purpose) for e in settled]
    parties = draft.content.parties
    due = [(parties[x.payer], parties[x.payee], x.currency, x.amount_minor, x.purpose) for x in draft.content.legs]
    if said != due:
        yield found("instruction-legs", transaction, event.uetr, f"settled the legs {said}, agreed were {due}")


def check_held(transaction: RecordedTransaction, event: InstructionHeld, draft: InstructionDraft) -> Findings:
    """Only what all have approved, and what is still open, can be held up."""
    if draft.state is not InstructionState.OPEN or not draft.is_by_all:
        message = f"held, and is {draft.state.name}, approved by {sorted(draft.approved)}"
        yield found("instruction-state", transaction, event.uetr, message)


def check_ended(
    transaction: RecordedTransaction,
    event: InstructionCancelled | InstructionExpired,
    draft: InstructionDraft,
    registry: Registry,
) -> Findings:
    """It is cancelled by its proposer before all approved and in time, or expires after its last second."""
    is_late = transaction.timestamp_s > draft.content.expires_at
    is_cancelled = isinstance(event, InstructionCancelled)
    if draft.state is not InstructionState.OPEN or is_late == is_cancelled or (is_cancelled and draft.is_by_all):
        message = f"{type(event).__name__} of one that is {draft.state.name}, its last second over: {is_late}"
        yield found("instruction-state", transaction, event.uetr, message)
    if is_cancelled and not may_act(draft.content, draft.proposer, transaction.sender, registry):
        message = f"cancelled by {transaction.sender}, proposed by {draft.proposer}"
        yield found("instruction-consent", transaction, event.uetr, message)


def check_reserved(
    transaction: RecordedTransaction,
    draft: InstructionDraft,
    party: Address,
    events: Iterable[LegReserved],
) -> Findings:
    """Whoever approves an instruction that reserves pays in all its legs, and nobody else pays in anything."""
    yield from _compare(transaction, draft, party, ((e.currency, e.amount_minor) for e in events), "paid in")


def check_returned(
    transaction: RecordedTransaction,
    draft: InstructionDraft,
    party: Address,
    events: Iterable[LegReturned],
) -> Findings:
    """Whoever paid in and is not told why it has to wait gets all of it back."""
    yield from _compare(transaction, draft, party, ((e.currency, e.amount_minor) for e in events), "got back")


def may_act(content: Instruction, party: Address, account: Address | None, registry: Registry) -> bool:
    """Whether `account` speaks for a party: itself, or its bank where it is only paid."""
    if account == party:
        return True
    customer = registry.customers.get(party)
    return account is not None and customer is not None and customer.bank == account and not pays(content, party)


def _compare(
    transaction: RecordedTransaction,
    draft: InstructionDraft,
    party: Address,
    amounts: Iterable[tuple[str, int]],
    what: str,
) -> Findings:
    said, due = Counter(amounts), draft.amounts_of(party)
    if said != due:
        message = f"{party} {what} {sorted(said.elements())}, its legs are {sorted(due.elements())}"
        yield found("instruction-legs", transaction, draft.content.uetr, message)

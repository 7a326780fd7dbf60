"""Instructions of several legs, rebuilt from the events of AtomicSettlement and held against what was signed.

Trusts the signed bytes for what an instruction is and who approved it.
Never accepts a settlement of which one leg is missing, or of which one party has not approved.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

from audit.books import Fact
from audit.creations import Creations
from audit.findings import Finding, found
from audit.legs import Legs
from audit.money import Moneys
from audit.record import RecordedTransaction
from audit.registry import Registry
from audit.settlement.escrow import Escrow
from audit.settlement.instructed import Instructed, instructed, pays
from audit.settlement.instruction_checks import (
    InstructionDraft,
    check_approved,
    check_ended,
    check_held,
    check_proposed,
    check_reserved,
    check_returned,
    check_settled,
    check_withdrawn,
)
from audit.settlement.moves import SettledLeg
from audit.settlement.passages import Passages
from audit.settlement.refusals import check_refused
from chain.abi import ZERO_ADDRESS, Address
from chain.clients.atomic_settlement import AtomicSettlement
from chain.clients.events import (
    InstructionApproved,
    InstructionCancelled,
    InstructionCountersigned,
    InstructionExists,
    InstructionExpired,
    InstructionHeld,
    InstructionProposed,
    InstructionRefused,
    InstructionSettled,
    InstructionWithdrawn,
    LegReserved,
    LegReturned,
    LegSettled,
    ReserveHeld,
)
from chain.clients.types import InstructionState, RefusalCode
from chain.deployment import Deployment
from chain.events import Event
from chain.kept import Kept

Findings: TypeAlias = Iterator[Finding]


class InstructionsDraft:
    """All instructions after the transactions read so far. latest: the legs that settled in the last one."""

    def __init__(
        self, deployment: Deployment, creations: Creations, registry: Registry, moneys: Moneys, escrow: Escrow
    ) -> None:
        self._contract = deployment.contracts.get(AtomicSettlement.ARTIFACT, ZERO_ADDRESS)
        self._creations, self._registry = creations, registry
        self._passages = Passages(self._contract, registry, moneys, escrow)
        self._drafts: Kept[str, InstructionDraft] = Kept(InstructionDraft)
        self.latest: list[SettledLeg] = []

    def read(self, transaction: RecordedTransaction, legs: Legs) -> Findings:
        """Takes the transaction's events of AtomicSettlement over and their legs out of `legs`."""
        self.latest = []
        events = [logged.event for logged in transaction.events if logged.address == self._contract]
        if not events:
            return
        call = instructed(transaction, self._creations.domain_of(self._contract))
        uetrs = {str(getattr(event, "uetr", "")) for event in events}
        if call is None or uetrs != {call.content.uetr}:
            for uetr in sorted(uetrs):
                yield found("instruction-content", transaction, uetr, "the transaction carries no such instruction")
            return
        before = self._drafts.get(call.content.uetr)
        is_other = before is not None and before.digest != call.digest
        if is_other and not all(isinstance(event, InstructionRefused) for event in events):
            message = "the transaction carries another content under this UETR"
            yield found("instruction-content", transaction, call.content.uetr, message)
            return
        draft = before or InstructionDraft(call.content, call.digest, call.content.parties[0])
        yield from self._open(transaction, call, draft, before, events)
        yield from self._move(transaction, call, draft, legs, events)
        for event in events:
            yield from self._conclude(transaction, call, draft, event)
        yield from self._account_for_reserves(transaction, call, draft, events)
        if call.content.uetr in self._drafts:
            self._drafts[call.content.uetr] = draft

    def facts(self) -> Iterator[tuple[Fact, Any]]:
        """What the contract should answer."""
        for uetr, draft in self._drafts.items():
            yield Fact(AtomicSettlement.ARTIFACT, self._contract, "instruction_of", (uetr,)), draft.freeze()

    def states(self) -> Iterator[InstructionState]:
        """Where each instruction stands."""
        return (draft.state for draft in self._drafts.values())

    def _open(
        self,
        transaction: RecordedTransaction,
        call: Instructed,
        draft: InstructionDraft,
        before: InstructionDraft | None,
        events: Sequence[Event],
    ) -> Findings:
        """A proposal and second keys, without which nothing that follows can be understood."""
        for event in events:
            if isinstance(event, InstructionProposed):
                yield from check_proposed(transaction, event, call, before)
                before = draft
                draft.proposer, draft.state = event.proposer, InstructionState.OPEN
                self._drafts[event.uetr] = draft
            elif isinstance(event, InstructionCountersigned):
                if event.second_key not in call.second_keys():
                    message = f"{event.second_key} did not sign"
                    yield found("instruction-consent", transaction, event.uetr, message)
                draft.countersigned.add(event.second_key)

    def _move(
        self,
        transaction: RecordedTransaction,
        call: Instructed,
        draft: InstructionDraft,
        legs: Legs,
        events: Sequence[Event],
    ) -> Findings:
        """Everything that moves, whatever it moves for."""
        hashes = iter([leg.travel_rule_hash for leg in call.content.legs])
        is_through = draft.content.reserves and draft.state is InstructionState.OPEN
        through = self._contract if is_through else None
        for event in events:
            match event:
                case LegSettled():
                    leg = SettledLeg(event, next(hashes, bytes(32)), through)
                    self.latest.append(leg)
                    yield from self._passages.settle(transaction, legs, leg)
                case LegReserved():
                    yield from self._passages.reserve(transaction, legs, event)
                case LegReturned():
                    payer = self._party_of(draft, event.account)
                    yield from self._passages.give_back(transaction, legs, event, payer)
        if any(isinstance(event, LegSettled) for event in events):
            if not any(isinstance(event, InstructionSettled) for event in events):
                yield found("instruction-legs", transaction, call.content.uetr, "legs settled without the instruction")
            if through is None:
                for party in draft.content.parties:
                    yield from self._check_second_key(transaction, draft, party)

    def _conclude(
        self, transaction: RecordedTransaction, call: Instructed, draft: InstructionDraft, event: Event
    ) -> Findings:
        """Takes over what one event says of the instruction."""
        match event:
            case InstructionApproved():
                yield from check_approved(transaction, event, call, draft, self._registry)
                draft.approved.add(event.party)
            case InstructionWithdrawn():
                yield from check_withdrawn(transaction, event, draft, self._registry)
                draft.approved.discard(event.party)
            case InstructionSettled():
                settled = [leg.event for leg in self.latest]
                yield from check_settled(transaction, event, call, draft, settled, self._registry)
                draft.state = InstructionState.SETTLED
                self._drafts[event.uetr] = draft
            case InstructionExists():
                known = self._drafts.get(event.uetr)
                if known is None or known.digest != event.instruction_hash:
                    yield found("payment-exists", transaction, event.uetr, "no such instruction was known before")
            case InstructionHeld():
                yield from check_held(transaction, event, draft)
                yield from check_refused(transaction, event.uetr, event.code, event.rule, event.party)
            case InstructionRefused():
                yield from check_refused(transaction, event.uetr, event.code, event.rule, event.party)
            case ReserveHeld() if event.code is not RefusalCode.NONE:
                yield from check_refused(transaction, event.uetr, event.code, event.rule, event.party)
            case InstructionCancelled() | InstructionExpired():
                yield from check_ended(transaction, event, draft, self._registry)
                is_cancelled = isinstance(event, InstructionCancelled)
                draft.state = InstructionState.CANCELLED if is_cancelled else InstructionState.EXPIRED

    def _account_for_reserves(
        self, transaction: RecordedTransaction, call: Instructed, draft: InstructionDraft, events: Sequence[Event]
    ) -> Findings:
        """Who approved has paid in; who is due its own got it, or is told why not."""
        reserved = [event for event in events if isinstance(event, LegReserved)]
        joined = {event.party for event in events if isinstance(event, InstructionApproved)}
        for party in sorted(joined if draft.content.reserves else ()):
            own = [event for event in reserved if event.payer == party]
            yield from check_reserved(transaction, draft, party, own)
            yield from self._check_second_key(transaction, draft, party)
        for party in sorted({event.payer for event in reserved} - joined):
            yield found("instruction-legs", transaction, call.content.uetr, f"{party} paid in, and did not approve")
        returned = [event for event in events if isinstance(event, LegReturned)]
        kept = {event.party for event in events if isinstance(event, ReserveHeld)}
        due = self._due_back(call, draft, events)
        for party in sorted((due - kept) | {self._party_of(draft, event.account) for event in returned}):
            own_back = [event for event in returned if self._party_of(draft, event.account) == party]
            if pays(draft.content, party):
                yield from check_returned(transaction, draft, party, own_back)
        if draft.state in (InstructionState.CANCELLED, InstructionState.EXPIRED):
            draft.approved = draft.approved & kept if call.function != "reclaim" else draft.approved - (due - kept)

    def _due_back(self, call: Instructed, draft: InstructionDraft, events: Sequence[Event]) -> set[Address]:
        """Whose reserve should leave by this call."""
        if call.function == "reclaim" and call.party is not None and call.party < len(draft.content.parties):
            return {draft.content.parties[call.party]}
        is_ended = any(isinstance(event, InstructionCancelled | InstructionExpired) for event in events)
        return set(draft.approved) if is_ended and draft.content.reserves else set()

    def _check_second_key(self, transaction: RecordedTransaction, draft: InstructionDraft, party: Address) -> Findings:
        paid_minor: dict[str, int] = {}
        for (currency, amount_minor), count in draft.amounts_of(party).items():
            paid_minor[currency] = paid_minor.get(currency, 0) + amount_minor * count
        for currency, total_minor in paid_minor.items():
            uetr, keys = draft.content.uetr, draft.countersigned
            yield from self._passages.check_second_key(transaction, uetr, party, currency, total_minor, keys)

    def _party_of(self, draft: InstructionDraft, account: Address) -> Address:
        """The party whose key this is now; the account itself where it is nobody's."""
        keys = ((party, self._registry.current_wallet(party) or party) for party in draft.content.parties)
        return next((party for party, key in keys if account in (party, key)), account)

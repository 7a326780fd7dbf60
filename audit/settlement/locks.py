"""Hash locks, rebuilt from the events of HashTimeLock and held against what was signed, the secret and the clock.

Trusts the signed bytes for what was locked, and sha-256.
Never lets a leg be both paid out and paid back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, TypeAlias

from audit.books import Fact
from audit.creations import Creations
from audit.findings import Finding, found
from audit.legs import Legs
from audit.money import Moneys
from audit.record import RecordedTransaction
from audit.registry import Registry
from audit.settlement.escrow import Escrow
from audit.settlement.moves import SettledLeg
from audit.settlement.passages import Passages
from audit.settlement.refusals import check_refused
from chain.abi import ZERO_ADDRESS, Address
from chain.clients.events import (
    LegReserved,
    LegReturned,
    LegSettled,
    LockClaimed,
    LockDelivered,
    LockExists,
    LockHeld,
    LockOpened,
    LockRefunded,
    LockRefused,
)
from chain.clients.hash_time_lock import HashTimeLock
from chain.clients.types import Lock, LockState, RefusalCode, Sides
from chain.deployment import Deployment
from chain.events import Event
from chain.kept import Kept
from chain.signatures import recovered
from chain.transactions import call_arguments, envelope_of
from chain.typed_data import TypedDomain, signing_digest

Findings: TypeAlias = Iterator[Finding]

MARGIN_S = 3_600
_FUNCTIONS = ("open", "claim", "deliver", "refund")


@dataclass(frozen=True, slots=True)
class _Call:
    """One call of the lock. digest: what is signed of it; signer: who locks by it, second_key: who signed besides;
    secret: that a claim shows."""

    content: Lock
    digest: bytes
    signer: Address | None
    second_key: Address | None
    secret: bytes


@dataclass(slots=True)
class _Draft:
    """A lock so far. payer_bank: who holds central-bank money for its payer."""

    content: Lock
    digest: bytes
    state: LockState = LockState.NONE
    payer_bank: Address = ZERO_ADDRESS


class LocksDraft:
    """All hash locks after the transactions read so far. latest: the legs about which the last one had the
    rules asked."""

    def __init__(
        self, deployment: Deployment, creations: Creations, registry: Registry, moneys: Moneys, escrow: Escrow
    ) -> None:
        self._contract = deployment.contracts.get(HashTimeLock.ARTIFACT, ZERO_ADDRESS)
        self._creations, self._registry = creations, registry
        self._passages = Passages(self._contract, registry, moneys, escrow)
        self._drafts: Kept[str, _Draft] = Kept(_Draft)
        self.latest: list[SettledLeg] = []

    def read(self, transaction: RecordedTransaction, legs: Legs) -> Findings:
        """Takes the transaction's events of HashTimeLock over and their legs out of `legs`."""
        self.latest = []
        events = [logged.event for logged in transaction.events if logged.address == self._contract]
        if not events:
            return
        call = _called(transaction, self._creations.domain_of(self._contract))
        uetrs = {str(getattr(event, "uetr", "")) for event in events}
        if call is None or uetrs != {call.content.uetr}:
            for uetr in sorted(uetrs):
                yield found("lock-content", transaction, uetr, "the transaction carries no such lock")
            return
        before = self._drafts.get(call.content.uetr)
        is_other = before is not None and before.digest != call.digest
        if is_other and not all(isinstance(event, LockRefused) for event in events):
            yield found("lock-content", transaction, call.content.uetr, "another content than the lock of this UETR")
            return
        draft = before or _Draft(call.content, call.digest)
        for event in events:
            yield from self._read(transaction, legs, call, draft, event)
        if call.content.uetr in self._drafts:
            self._drafts[call.content.uetr] = draft

    def facts(self) -> Iterator[tuple[Fact, Any]]:
        """What the contract should answer."""
        for uetr, draft in self._drafts.items():
            yield Fact(HashTimeLock.ARTIFACT, self._contract, "state_of", (uetr,)), draft.state

    def states(self) -> Iterator[LockState]:
        """Where each lock stands."""
        return (draft.state for draft in self._drafts.values())

    def _read(self, transaction: RecordedTransaction, legs: Legs, call: _Call, draft: _Draft, event: Event) -> Findings:
        match event:
            case LockOpened():
                yield from self._open(transaction, legs, call, draft, event)
            case LockClaimed():
                yield from _check_claimed(transaction, call, draft, event)
                draft.state = LockState.CLAIMED
            case LockDelivered():
                yield from self._deliver(transaction, legs, draft, event)
            case LockRefunded():
                yield from self._refund(transaction, legs, draft, event)
            case LockExists():
                if draft.state is LockState.NONE or draft.digest != event.lock_hash:
                    yield found("payment-exists", transaction, event.uetr, "no such lock was open before")
            case LockRefused() | LockHeld() if event.code is not RefusalCode.NONE:
                yield from check_refused(transaction, event.uetr, event.code, event.rule, event.party)

    def _open(
        self, transaction: RecordedTransaction, legs: Legs, call: _Call, draft: _Draft, event: LockOpened
    ) -> Findings:
        yield from _check_state(transaction, draft, LockState.NONE, event)
        yield from _check_opened(transaction, call, event)
        lock = call.content
        reserved = LegReserved(event.uetr, event.payer, event.payer_bank, event.currency, event.amount_minor)
        yield from self._passages.reserve(transaction, legs, reserved)
        parts = event.uetr, lock.payer, lock.currency, lock.amount_minor
        yield from self._passages.check_second_key(transaction, *parts, {call.second_key})
        # A wallet's book is asked about its side when the wallet is paid; an institution's is not asked again.
        draft.payer_bank, customer = event.payer_bank, self._registry.customers.get(event.payee)
        payee_bank = customer.bank if customer else event.payee
        sides = Sides.PAYER if customer else Sides.BOTH
        self.latest.append(self._leg(draft, payee_bank, sides))
        draft.state = LockState.OPEN
        self._drafts[event.uetr] = draft

    def _deliver(self, transaction: RecordedTransaction, legs: Legs, draft: _Draft, event: LockDelivered) -> Findings:
        yield from _check_state(transaction, draft, LockState.CLAIMED, event)
        yield from _check_leg(transaction, draft, event, event.payee, draft.content.payee)
        leg = self._leg(draft, event.payee_bank, Sides.PAYEE)
        yield from self._passages.settle(transaction, legs, leg)
        if event.payee != event.payee_bank:
            self.latest.append(leg)
        draft.state = LockState.DELIVERED

    def _refund(self, transaction: RecordedTransaction, legs: Legs, draft: _Draft, event: LockRefunded) -> Findings:
        yield from _check_state(transaction, draft, LockState.OPEN, event)
        payer = draft.content.payer
        yield from _check_leg(transaction, draft, event, event.account, self._registry.current_wallet(payer) or payer)
        if transaction.timestamp_s < draft.content.expires_at:
            message = f"paid back at {transaction.timestamp_s}, it expires at {draft.content.expires_at}"
            yield found("lock-time", transaction, event.uetr, message)
        returned = LegReturned(event.uetr, event.account, event.bank, event.currency, event.amount_minor)
        yield from self._passages.give_back(transaction, legs, returned, payer)
        draft.state = LockState.REFUNDED

    def _leg(self, draft: _Draft, payee_bank: Address, sides: Sides) -> SettledLeg:
        lock = draft.content
        parties = lock.payer, lock.payee, draft.payer_bank, payee_bank
        event = LegSettled(lock.uetr, *parties, lock.currency, lock.amount_minor, lock.purpose)
        return SettledLeg(event, lock.travel_rule_hash, self._contract, sides)


def _called(transaction: RecordedTransaction, domain: TypedDomain) -> _Call | None:
    """The call of HashTimeLock that the transaction is, or None."""
    envelope = envelope_of(transaction.raw)
    if envelope is None or envelope.to != domain.address:
        return None
    for function in _FUNCTIONS:
        arguments = call_arguments(HashTimeLock.ARTIFACT, function, envelope.data)
        if arguments is not None:
            content, *rest = arguments
            digest = signing_digest(content, domain)
            signature, second = rest if function == "open" else (b"", b"")
            signer = recovered(digest, signature) if signature else envelope.sender
            secret = rest[0] if function == "claim" else b""
            return _Call(content, digest, signer, recovered(digest, second), secret)
    return None


def _check_claimed(transaction: RecordedTransaction, call: _Call, draft: _Draft, event: LockClaimed) -> Findings:
    yield from _check_state(transaction, draft, LockState.OPEN, event)
    if event.secret != call.secret or sha256(event.secret).digest() != draft.content.secret_hash:
        yield found("lock-secret", transaction, event.uetr, "claimed with what is not the secret of its hash")
    if transaction.timestamp_s >= draft.content.expires_at:
        message = f"claimed at second {transaction.timestamp_s}, it expires at {draft.content.expires_at}"
        yield found("lock-time", transaction, event.uetr, message)


def _check_state(transaction: RecordedTransaction, draft: _Draft, due: LockState, event: Event) -> Findings:
    if draft.state is not due:
        message = f"{type(event).__name__} of one that is {draft.state.name}"
        yield found("lock-state", transaction, draft.content.uetr, message)


def _check_opened(transaction: RecordedTransaction, call: _Call, event: LockOpened) -> Findings:
    """The payer signed just this lock, and the order of the two expiries lets nobody take both legs."""
    lock = call.content
    said = event.payer, event.payee, event.currency, event.amount_minor, event.secret_hash, event.expires_at
    signed = lock.payer, lock.payee, lock.currency, lock.amount_minor, lock.secret_hash, lock.expires_at
    if said != signed:
        yield found("lock-content", transaction, event.uetr, "it says something else than was signed")
    if call.signer != lock.payer:
        yield found("lock-consent", transaction, event.uetr, f"{lock.payer} pays, and {call.signer} signed")
    ends = (lock.expires_at, lock.counter_expires_at)[:: 1 if lock.is_claimed_first else -1]
    if ends[1] < ends[0] + MARGIN_S or transaction.timestamp_s >= lock.expires_at:
        message = f"opened at {transaction.timestamp_s}, to be claimed before {ends[0]} and then before {ends[1]}"
        yield found("lock-time", transaction, event.uetr, message)


def _check_leg(
    transaction: RecordedTransaction, draft: _Draft, event: LockDelivered | LockRefunded, account: Address, due: Address
) -> Findings:
    """What leaves the lock is what came in, for whom it is due."""
    lock = draft.content
    if (account, event.currency, event.amount_minor) != (due, lock.currency, lock.amount_minor):
        message = f"{event.amount_minor} {event.currency} for {account}; locked {lock.amount_minor} for {due}"
        yield found("lock-leg", transaction, event.uetr, message)

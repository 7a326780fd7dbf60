"""What a holder lets others move: approvals, permits and authorisations, each with its holder's consent.

Trusts the signed bytes: a holder's own transaction, or its signature in somebody else's.
Never lets an authorisation count twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from audit.creations import Creations
from audit.findings import Finding, found
from audit.legs import Leg
from audit.money import WITHOUT_LIMIT, Moneys
from audit.record import RecordedTransaction
from chain.abi import ZERO_ADDRESS, Address
from chain.clients.events import Approval, AuthorizationCanceled, AuthorizationUsed
from chain.consents import CancelAuthorization, Consent, Permit, TransferWithAuthorization
from chain.signatures import signer_of
from chain.transactions import call_arguments, envelope_of

Findings = Iterator[Finding]

BLOCK_RANGE_FLAG = 1 << 47
"""In both ends of an authorisation's time: they are block numbers, not seconds."""


@dataclass(frozen=True, slots=True)
class ReceiveWithAuthorization(TransferWithAuthorization):
    """The same words under another name, for a transfer that only its receiver may fetch (EIP-3009)."""


class Allowances:
    """Reads what the moneys say of approvals and authorisations; to be read before the movements that use them."""

    def __init__(self, creations: Creations, moneys: Moneys) -> None:
        self._creations, self._moneys = creations, moneys

    def read(self, transaction: RecordedTransaction) -> Findings:
        """Takes the transaction's approvals over."""
        for logged in transaction.events:
            match logged.event:
                case Approval() as event:
                    yield from self._approve(transaction, logged.address, event)
                case AuthorizationUsed() as used:
                    yield from self._use(transaction, logged.address, used.authorizer, used.nonce)
                case AuthorizationCanceled() as event:
                    yield from self._cancel(transaction, logged.address, event)

    def spend(self, transaction: RecordedTransaction, leg: Leg) -> Findings:
        """Takes what the sender moves from what the holder lets it move."""
        approvals, key = self._moneys[leg.token].approvals, (leg.payer, transaction.sender or ZERO_ADDRESS)
        allowed_minor = approvals.get(key, 0)
        if allowed_minor < leg.amount_minor:
            message = f"{key[1]} may move {allowed_minor} of it: {leg}"
            yield found("consent-transfer", transaction, leg.token, message)
        if allowed_minor != WITHOUT_LIMIT and leg.amount_minor:
            approvals[key] = max(0, allowed_minor - leg.amount_minor)

    def check_authorised(
        self, transaction: RecordedTransaction, leg: Leg, function: str, arguments: tuple[Any, ...]
    ) -> Findings:
        """The holder signed this transfer, for this time; that its nonce is new, `read` has seen."""
        kind = ReceiveWithAuthorization if function.startswith("receive") else TransferWithAuthorization
        words, (v, r, s) = kind(*arguments[:6]), arguments[6:]
        signer = self._signer(leg.token, words, v, r, s)
        flag = words.valid_after & words.valid_before & BLOCK_RANGE_FLAG
        now = transaction.height if flag else transaction.timestamp_s
        in_time = words.valid_after & ~flag < now < words.valid_before & ~flag
        fetched = kind is TransferWithAuthorization or transaction.sender == words.to
        used = AuthorizationUsed(words.from_, words.nonce)
        announced = any(item.event == used and item.address == leg.token for item in transaction.events)
        if signer != leg.payer or not in_time or not fetched or not announced:
            message = f"signed by {signer}, in time {in_time}, fetched by its receiver {fetched}, "
            message += f"its nonce used {announced}: {leg}"
            yield found("consent-transfer", transaction, leg.token, message)

    def _approve(self, transaction: RecordedTransaction, token: Address, event: Approval) -> Findings:
        money = self._moneys[token]
        call = self._arguments(transaction, token, "approve")
        permit = self._arguments(transaction, token, "permit")
        if permit is not None:
            owner, spender, value, deadline, v, r, s = permit
            words = Permit(owner, spender, value, money.permits[owner], deadline)
            money.permits[owner] += 1
            in_time = transaction.timestamp_s <= deadline
            agreed = (owner, spender, value) == (event.owner, event.spender, event.value) and in_time
            agreed = agreed and self._signer(token, words, v, r, s) == event.owner
        else:
            agreed = call == (event.spender, event.value) and transaction.sender == event.owner
        if not agreed:
            message = f"{event.spender} may move {event.value} of {event.owner}, who did not say so"
            yield found("consent-approval", transaction, token, message)
        money.approvals[event.owner, event.spender] = event.value

    def _use(self, transaction: RecordedTransaction, token: Address, holder: Address, nonce: bytes) -> Findings:
        used = self._moneys[token].authorisations
        if (holder, nonce) in used:
            message = f"an authorisation of {holder} was used or cancelled before: {nonce.hex()}"
            yield found("consent-approval", transaction, token, message)
        used.add((holder, nonce))

    def _cancel(self, transaction: RecordedTransaction, token: Address, event: AuthorizationCanceled) -> Findings:
        arguments = self._arguments(transaction, token, "cancelAuthorization")
        signer = None
        if arguments is not None and arguments[:2] == (event.authorizer, event.nonce):
            signer = self._signer(token, CancelAuthorization(event.authorizer, event.nonce), *arguments[2:])
        if signer != event.authorizer:
            message = f"an authorisation of {event.authorizer} was cancelled by {signer}"
            yield found("consent-approval", transaction, token, message)
        yield from self._use(transaction, token, event.authorizer, event.nonce)

    def _arguments(self, transaction: RecordedTransaction, token: Address, function: str) -> tuple[Any, ...] | None:
        envelope = envelope_of(transaction.raw)
        if envelope is None or envelope.to != token:
            return None
        return call_arguments(self._creations.kind_of(token), function, envelope.data)

    def _signer(self, token: Address, words: Consent, v: int, r: bytes, s: bytes) -> Address | None:
        return signer_of(words, self._creations.domain_of(token), r + s + bytes([v]))

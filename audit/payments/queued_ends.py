"""How a queued payment ends: credited once its bank paid, refunded once it can't pay any more, called off by both.

Trusts the obligations as rebuilt for what became of the bank's debt, and the order as it was queued.
Never lets a payment have two ends, or one that its obligation does not bear out.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeAlias

from audit.books import QueuedPayment
from audit.consents import Consents
from audit.findings import Finding, found
from audit.instructions import Instruction
from audit.legs import Leg, Legs, credit
from audit.payments.bindings import Bindings
from audit.record import RecordedTransaction
from audit.registry import Registry
from chain.abi import ZERO_ADDRESS, Address
from chain.clients.events import PaymentCancelled, PaymentRefunded, PaymentSettled
from chain.clients.types import Obligation, ObligationState, PaymentOrder, QueuedState
from chain.kept import Kept

Findings: TypeAlias = Iterator[Finding]
ObligationAt: TypeAlias = Callable[[str, int], Obligation | None]
"""UETR and UTC second -> the obligation under it as it stands then, before the transaction; None without one."""

_CALLS = {
    QueuedState.CREDITED: "creditQueued",
    QueuedState.REFUNDED: "refundQueued",
    QueuedState.QUEUED: "cancelQueued",
}
_OBLIGATIONS = {
    QueuedState.CREDITED: (ObligationState.SETTLED,),
    QueuedState.REFUNDED: (ObligationState.CANCELLED, ObligationState.EXPIRED),
    QueuedState.QUEUED: (ObligationState.QUEUED, ObligationState.HELD),
}
"""What becomes of a queued payment -> the call that brings it about, and where its obligation is before. One that is
called off stays queued until it is refunded."""


class QueuedEnds:
    """Ends payments that are in `entries`, by their UETR."""

    def __init__(self, registry: Registry, consents: Consents, bindings: Bindings, obligation_at: ObligationAt) -> None:
        self._registry, self._consents, self._bindings = registry, consents, bindings
        self._obligation_at = obligation_at
        self.entries: Kept[str, QueuedPayment] = Kept(QueuedPayment)

    def credit(
        self, transaction: RecordedTransaction, event: PaymentSettled, instruction: Instruction | None, legs: Legs
    ) -> Findings:
        """The payee has its money. Takes the leg out of `legs`."""
        yield from self._end(transaction, event.uetr, QueuedState.CREDITED, instruction)
        order, obligation = self._agreed(transaction, event.uetr)
        if order is None or obligation is None:
            return
        wallet, money = self._wallet_of(order.payee), (order.payer_currency, order.amount_minor)
        banks = obligation.payer, obligation.payee
        due = PaymentSettled(event.uetr, order.payer, wallet, *banks, ZERO_ADDRESS, *money, *money, order.purpose)
        if event != due:
            yield found("queued-end", transaction, event.uetr, f"{event}, due {due}")
        yield from self._check_credited(transaction, event.uetr, legs, self._leg(order, obligation.payee, wallet))

    def refund(
        self, transaction: RecordedTransaction, event: PaymentRefunded, instruction: Instruction | None, legs: Legs
    ) -> Findings:
        """The payer has its money back. Takes the leg out of `legs`."""
        yield from self._end(transaction, event.uetr, QueuedState.REFUNDED, instruction)
        order, obligation = self._agreed(transaction, event.uetr)
        if order is None or obligation is None:
            return
        wallet = self._wallet_of(order.payer)
        due = PaymentRefunded(event.uetr, wallet, obligation.payer, order.payer_currency, order.amount_minor)
        if event != due:
            yield found("queued-end", transaction, event.uetr, f"{event}, due {due}")
        yield from self._check_credited(transaction, event.uetr, legs, self._leg(order, obligation.payer, wallet))

    def cancel(
        self, transaction: RecordedTransaction, event: PaymentCancelled, instruction: Instruction | None
    ) -> Findings:
        """Payer and bank agree that its obligation shall not settle."""
        yield from self._end(transaction, event.uetr, QueuedState.QUEUED, instruction)
        order, obligation = self._agreed(transaction, event.uetr)
        if order is None or obligation is None or instruction is None:
            return
        wallet, signer = self._wallet_of(order.payer), self._consents.canceller(instruction)
        if (event.payer, signer, transaction.sender) != (wallet, wallet, obligation.payer):
            message = f"called off by {event.payer}, signed by {signer}, sent by {transaction.sender}"
            yield found("consent-payment", transaction, event.uetr, f"{message}; due {wallet} and {obligation.payer}")

    def refuse(self, transaction: RecordedTransaction, uetr: str, instruction: Instruction) -> Findings:
        """An end was refused for now: there is one to come, of the very order."""
        entry = self.entries.get(uetr)
        if entry is None or entry.state is not QueuedState.QUEUED or not self._bindings.is_bound(uetr, instruction):
            yield found("queued-end", transaction, uetr, "refused an end of what is not queued")

    def party_of(self, instruction: Instruction) -> tuple[Address, Address] | None:
        """Wallet and bank that an end of a queued payment credits; None for any other instruction."""
        entry = self.entries.get(instruction.order.uetr)
        if entry is None or instruction.function not in ("creditQueued", "refundQueued"):
            return None
        event, is_credit = entry.event, instruction.function == "creditQueued"
        wallet = self._wallet_of(event.payee if is_credit else event.payer)
        return wallet, event.payee_bank if is_credit else event.payer_bank

    def _end(
        self, transaction: RecordedTransaction, uetr: str, end: QueuedState, instruction: Instruction | None
    ) -> Findings:
        """It ends once, after its obligation, by a call about the very order that was queued."""
        entry, (_, obligation) = self.entries.get(uetr), self._agreed(transaction, uetr)
        called = _CALLS[end]
        if entry is None or entry.state is not QueuedState.QUEUED:
            yield found("queued-end", transaction, uetr, f"{called} of one that is {entry.state.name if entry else ''}")
        if obligation is None or obligation.state not in _OBLIGATIONS[end]:
            stands = obligation.state.name if obligation else "not there"
            yield found("queued-end", transaction, uetr, f"{called} while its obligation is {stands}")
        if instruction is None or instruction.function != called or not self._bindings.is_bound(uetr, instruction):
            yield found("queued-end", transaction, uetr, f"the transaction is no {called} of what was queued")
        if entry is not None:
            self.entries[uetr] = replace(entry, state=end)

    def _agreed(self, transaction: RecordedTransaction, uetr: str) -> tuple[PaymentOrder | None, Obligation | None]:
        """The order as it was queued, and where the bank's debt stands before the transaction."""
        entry = self.entries.get(uetr)
        return entry.order if entry else None, self._obligation_at(uetr, transaction.timestamp_s)

    def _wallet_of(self, signed: Address) -> Address:
        return self._registry.current_wallet(signed) or ZERO_ADDRESS

    def _leg(self, order: PaymentOrder, bank: Address, wallet: Address) -> Leg:
        token = self._registry.deposit_of(bank, order.payer_currency)
        return credit(token, wallet, order.amount_minor, reference_of(order.uetr))

    def _check_credited(self, transaction: RecordedTransaction, uetr: str, legs: Legs, leg: Leg) -> Findings:
        for missing in legs.missing([leg]):
            yield found("queued-end", transaction, uetr, f"not in its transaction: {missing}")


def reference_of(uetr: str) -> bytes:
    """What deposits are debited and credited for."""
    return uuid.UUID(uetr).bytes.ljust(32, b"\0")

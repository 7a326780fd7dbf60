"""Customers' payments that wait for their bank's liquidity, rebuilt: the payer is debited, and its bank owes the same.

Trusts the signed order for what was queued, and `audit.payments.queued_ends` for how it ends.
Never lets a bank owe something for a payment that it did not debit, or debit one for which it owes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from audit.books import Fact, QueuedPayment, SettledPayment
from audit.consents import Consents
from audit.findings import Finding, found
from audit.instructions import Instruction
from audit.legs import Legs, debit
from audit.payments.bindings import Bindings
from audit.payments.queued_ends import ObligationAt, QueuedEnds, reference_of
from audit.record import RecordedTransaction
from audit.registry import Registry
from chain.abi import ZERO_ADDRESS, Address
from chain.clients.events import (
    ObligationCancelled,
    ObligationQueued,
    PaymentCancelled,
    PaymentQueued,
    PaymentRefunded,
    PaymentSettled,
)
from chain.clients.queued_payments import QueuedPayments
from chain.clients.types import PaymentOrder, QueuedState
from chain.deployment import Deployment

Findings: TypeAlias = Iterator[Finding]

QUEUED_EVENTS = (PaymentQueued, PaymentCancelled, PaymentRefunded)


class QueuedDraft:
    """All queued payments after the transactions read so far. asked: those that the last one queued, as the rules were
    asked about them."""

    def __init__(
        self,
        deployment: Deployment,
        registry: Registry,
        consents: Consents,
        bindings: Bindings,
        obligation_at: ObligationAt,
    ) -> None:
        self._contract = deployment.contracts.get(QueuedPayments.ARTIFACT, ZERO_ADDRESS)
        self._registry, self._consents, self._bindings = registry, consents, bindings
        self.ends = QueuedEnds(registry, consents, bindings, obligation_at)
        self.asked: list[SettledPayment] = []

    def read(self, transaction: RecordedTransaction, instruction: Instruction | None, legs: Legs) -> Findings:
        """Takes what was queued, called off and refunded over, and its legs out of `legs`."""
        self.asked = []
        for event in (logged.event for logged in transaction.events):
            match event:
                case PaymentQueued():
                    yield from self._queue(transaction, event, instruction, legs)
                case PaymentRefunded():
                    yield from self.ends.refund(transaction, event, instruction, legs)
                case PaymentCancelled():
                    yield from self.ends.cancel(transaction, event, instruction)
        yield from self._check_queued(transaction)
        yield from self._check_cancelled(transaction)

    def freeze(self) -> Mapping[str, QueuedPayment]:
        """Every payment that was ever queued, as it stands."""
        return self.ends.entries

    def facts(self) -> Iterator[tuple[Fact, Any]]:
        """What the contract should answer."""
        for uetr, entry in self.ends.entries.items():
            yield Fact(QueuedPayments.ARTIFACT, self._contract, "queued_state_of", (uetr,)), entry.state

    def states(self) -> Iterator[QueuedState]:
        """Where each queued payment is."""
        return (entry.state for entry in self.ends.entries.values())

    def _queue(
        self, transaction: RecordedTransaction, event: PaymentQueued, instruction: Instruction | None, legs: Legs
    ) -> Findings:
        if instruction is not None and instruction.function != "queuePayment":
            instruction = None
        yield from self._bindings.bind(transaction, event.uetr, instruction)
        order = instruction.order if instruction else None
        self.ends.entries[event.uetr] = QueuedPayment(event, transaction.height, order, QueuedState.QUEUED)
        token = self._registry.deposit_of(event.payer_bank, event.currency)
        for leg in legs.missing([debit(token, event.payer, event.amount_minor, reference_of(event.uetr))]):
            yield found("queued-payment", transaction, event.uetr, f"not in its transaction: {leg}")
        if instruction is None:
            yield found("queued-payment", transaction, event.uetr, "the transaction queues no payment")
            return
        for message in self._objections(transaction, event, instruction):
            yield found("queued-payment", transaction, event.uetr, message)
        settled = _as_settled(event, instruction.order)
        self.asked.append(SettledPayment(settled, transaction.height, transaction.timestamp_s, order))
        yield from self._consents.check_order(transaction, event.uetr, instruction)
        yield from self._consents.check_settled(transaction, settled, instruction)

    def _objections(
        self, transaction: RecordedTransaction, event: PaymentQueued, instruction: Instruction
    ) -> Iterator[str]:
        """Why this could not be queued."""
        order = instruction.order
        banks = self._bank_of(order.payer), self._bank_of(order.payee)
        sides = order.payer, order.payee, *banks
        due = PaymentQueued(order.uetr, *sides, order.payer_currency, order.amount_minor, instruction.priority)
        if event != due or order.payer_currency != order.payee_currency or banks[0] == banks[1]:
            yield f"{event}, due {due}"
        if event.amount_minor > order.cost_minor_max:
            yield f"{event.amount_minor} debited, the payer allowed {order.cost_minor_max}"
        if transaction.timestamp_s > order.expires_at:
            yield f"queued at second {transaction.timestamp_s}, the order ended at {order.expires_at}"

    def _check_queued(self, transaction: RecordedTransaction) -> Findings:
        """What the payer was debited its bank owes, until the order ends; and it owes nothing more for customers."""
        events = [logged.event for logged in transaction.events]
        due = Counter(self._owed(event) for event in events if isinstance(event, PaymentQueued))
        told = [event for event in events if isinstance(event, ObligationQueued) and event.source == self._contract]
        said = Counter(_said(event) for event in told)
        for uetr, *_ in [*(due - said), *(said - due)]:
            message = f"obligations {list(said)}, due {list(due)}"
            yield found("queued-payment", transaction, uetr, message)

    def _check_cancelled(self, transaction: RecordedTransaction) -> Findings:
        """An obligation of a queued payment is cancelled when the payment is called off, and only then."""
        entries, events = self.ends.entries, [logged.event for logged in transaction.events]
        due = Counter(event.uetr for event in events if isinstance(event, PaymentCancelled))
        gone = [event for event in events if isinstance(event, ObligationCancelled) and event.uetr in entries]
        said = Counter(event.uetr for event in gone)
        for uetr in [*(due - said), *(said - due)]:
            message = f"called off {due[uetr]} times, its obligation was cancelled {said[uetr]} times"
            yield found("queued-end", transaction, uetr, message)

    def _owed(self, event: PaymentQueued) -> tuple[Any, ...]:
        entry = self.ends.entries[event.uetr]
        until_s = entry.order.expires_at if entry.order else 0
        what = event.currency, event.amount_minor, event.priority
        return event.uetr, event.payer_bank, event.payee_bank, *what, until_s

    def _bank_of(self, wallet: Address) -> Address:
        customer = self._registry.customers.get(wallet)
        return customer.bank if customer else ZERO_ADDRESS


def _said(event: ObligationQueued) -> tuple[Any, ...]:
    what = event.currency, event.amount_minor, event.priority, event.expires_at
    return event.uetr, event.payer, event.payee, *what


def _as_settled(event: PaymentQueued, order: PaymentOrder) -> PaymentSettled:
    """A payment as the rules and the second key are asked about it when it is queued."""
    sides = event.payer, event.payee, event.payer_bank, event.payee_bank
    money = event.currency, event.amount_minor
    return PaymentSettled(event.uetr, *sides, ZERO_ADDRESS, *money, *money, order.purpose)

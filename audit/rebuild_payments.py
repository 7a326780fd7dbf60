"""Payments and quotes, rebuilt from the events of engine and board and held against what the payer signed.

Trusts the signed bytes of a transaction over what any event says about them.
Never accepts a settlement whose legs are not all in its own transaction.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from audit.books import Fact, RefusedPayment, SettledPayment
from audit.consents import Consents
from audit.creations import Creations
from audit.findings import Finding, found
from audit.instructions import Instruction, instruction_of, payment_contracts
from audit.legs import Leg, Legs, credit, debit
from audit.payment_checks import check_cost, check_order, check_refusal
from audit.payments.bindings import Bindings
from audit.payments.hops import Hop, check_fills, check_hops, hop_legs, hops_due
from audit.payments.queued import QUEUED_EVENTS, QueuedDraft
from audit.payments.queued_ends import ObligationAt
from audit.payments.returns import RETURN_EVENTS, ReturnsDraft
from audit.record import RecordedTransaction
from audit.registry import Registry
from audit.settlement.draft import counted_by_name
from chain.abi import ZERO_ADDRESS
from chain.clients.events import (
    PaymentExists,
    PaymentHop,
    PaymentRefused,
    PaymentSettled,
    QuoteFilled,
    QuoteWithdrawn,
    RecallExists,
    RecallRefused,
    RecallRejected,
    RecallRequested,
)
from chain.clients.types import FirmQuote, PaymentOrder
from chain.deployment import Deployment
from chain.kept import Kept
from chain.signatures import digest_of
from chain.spool import Spooled
from chain.typed_data import TypedDomain

WITHDRAWN = 2**256 - 1
"""What `FxBoard.filledMinor` says of a withdrawn quote."""

PAYMENT_EVENTS = (PaymentSettled, PaymentExists, PaymentRefused, *RETURN_EVENTS, *QUEUED_EVENTS)
_RECALLS = (RecallExists, RecallRefused, RecallRejected, RecallRequested)
_OUTCOMES = (PaymentSettled, PaymentExists, PaymentRefused, *QUEUED_EVENTS, *_RECALLS)
_SETTLING = {"settle", "settleWithQuote", "settleThrough", "returnPayment"}


class PaymentsDraft:
    """All payments after the transactions read so far."""

    def __init__(
        self,
        deployment: Deployment,
        creations: Creations,
        registry: Registry,
        consents: Consents,
        obligation_at: ObligationAt,
    ) -> None:
        self._contracts, self._board = payment_contracts(deployment), deployment.fx_board.address
        self._creations, self._registry, self._consents = creations, registry, consents
        self.bindings = Bindings(deployment.engine.address, consents.digest_of)
        self.returns = ReturnsDraft(deployment, registry, self._is_original, self.original_of)
        self.queued = QueuedDraft(deployment, registry, consents, self.bindings, obligation_at)
        self.settled: Kept[str, SettledPayment] = Kept(SettledPayment)
        self._returns: Kept[str, int] = Kept(int)
        self.refused = Spooled(RefusedPayment)
        self.latest: list[SettledPayment] = []
        self.exists = 0
        self.quotes: Kept[bytes, int] = Kept(int)

    def read(self, transaction: RecordedTransaction, legs: Legs) -> Iterator[Finding]:
        """Takes the transaction's payments over and their legs out of `legs`; `latest` holds those that it settled in
        one step."""
        self.latest = []
        is_said = any(isinstance(logged.event, PAYMENT_EVENTS) for logged in transaction.events)
        is_asked = transaction.status == 1 and transaction.called in self._contracts
        instruction = instruction_of(transaction.raw, self._contracts) if is_said or is_asked else None
        yield from _check_emitters(transaction, instruction)
        if instruction is not None:
            yield from _check_outcome(transaction, instruction)
        quotes = _by_hash(instruction, self._domain()) if instruction and instruction.quotes else {}
        for event in (logged.event for logged in transaction.events):
            match event:
                case PaymentSettled() if instruction and instruction.function == "creditQueued":
                    yield from self._credit(transaction, event, instruction, legs)
                case PaymentSettled():
                    yield from self._settle(transaction, event, instruction, legs)
                case PaymentRefused():
                    yield from self._refuse(transaction, event, instruction)
                case PaymentExists():
                    yield from self._exist(transaction, event, instruction)
                case QuoteFilled():
                    yield from self._take(transaction, event, quotes)
                case QuoteWithdrawn():
                    self.quotes[event.quote_hash] = WITHDRAWN
        yield from self._fill(transaction, instruction)
        settled = self.latest[0].event if self.latest else None
        yield from self.returns.read(transaction, instruction, settled)
        yield from self.queued.read(transaction, instruction, legs)
        yield from self.bindings.check(transaction)

    def asked(self) -> list[SettledPayment]:
        """What the rules were asked about in the last transaction: what it settled in one step, and what it queued."""
        return [*self.latest, *self.queued.asked]

    def original_of(self, uetr: str) -> PaymentOrder | None:
        """The order that settled under a UETR; None for a return and for what did not settle."""
        payment = self.settled.get(uetr)
        return payment.order if payment and uetr not in self._returns else None

    def _is_original(self, uetr: str) -> bool:
        """Whether a payment settled under it that is no return."""
        return uetr in self.settled and uetr not in self._returns

    def facts(self) -> Iterator[tuple[Fact, Any]]:
        """What the contracts should answer of returns, recalls and queued payments."""
        yield from self.returns.facts(self.settled)
        yield from self.queued.facts()

    def counts(self) -> dict[str, dict[str, int]]:
        """How many queued payments, recalls and returns stand where; nothing for what was never used."""
        counted = {"queued_payments": counted_by_name(self.queued.states())}
        counted["recalls"] = counted_by_name(self.returns.recalls())
        if self.returns.returned():
            counted["returns"] = {"settled": self.returns.returned()}
        return {name: counts for name, counts in counted.items() if counts}

    def _settle(
        self, transaction: RecordedTransaction, event: PaymentSettled, instruction: Instruction | None, legs: Legs
    ) -> Iterator[Finding]:
        if instruction is not None and instruction.function not in _SETTLING:
            instruction = None
        yield from self._consents.check_order(transaction, event.uetr, instruction)
        yield from self.bindings.bind(transaction, event.uetr, instruction)
        if instruction is not None and instruction.back:
            self._returns[event.uetr] = transaction.height
        order = instruction.order if instruction else None
        payment = SettledPayment(event, transaction.height, transaction.timestamp_s, order)
        self.settled[event.uetr] = payment
        self.latest.append(payment)
        hops = hops_due(transaction, instruction, event.amount_minor)
        for leg in legs.missing(self._legs(event, hops or ())):
            yield found("payment-legs", transaction, event.uetr, f"not in its transaction: {leg}")
        yield from check_order(transaction, event.uetr, instruction, event)
        yield from check_cost(transaction, event, hops)
        yield from check_hops(transaction, event, instruction, hops, self._registry)
        yield from self._consents.check_settled(transaction, event, instruction)

    def _credit(
        self, transaction: RecordedTransaction, event: PaymentSettled, instruction: Instruction, legs: Legs
    ) -> Iterator[Finding]:
        """What was queued is settled now: signed, debited and put to the rules it was before."""
        before = self.settled.get(event.uetr)
        if before is not None:
            yield found("payment-uetr", transaction, event.uetr, f"settled before, in block {before.height}")
        payment = SettledPayment(event, transaction.height, transaction.timestamp_s, instruction.order)
        self.settled[event.uetr] = payment
        yield from self.queued.ends.credit(transaction, event, instruction, legs)

    def _refuse(
        self, transaction: RecordedTransaction, event: PaymentRefused, instruction: Instruction | None
    ) -> Iterator[Finding]:
        ends, order = self.queued.ends, instruction.order if instruction else None
        credited = ends.party_of(instruction) if instruction else None
        yield from check_refusal(transaction, event, instruction, self._registry, credited)
        yield from check_order(transaction, event.uetr, instruction)
        self.refused.append(RefusedPayment(event, transaction.height, transaction.timestamp_s, order))
        if instruction is not None and instruction.function in ("creditQueued", "refundQueued"):
            yield from ends.refuse(transaction, event.uetr, instruction)
        else:
            yield from self._consents.check_order(transaction, event.uetr, instruction)

    def _exist(
        self, transaction: RecordedTransaction, event: PaymentExists, instruction: Instruction | None
    ) -> Iterator[Finding]:
        yield from self._consents.check_order(transaction, event.uetr, instruction)
        yield from check_order(transaction, event.uetr, instruction)
        self.exists += 1
        is_payers = instruction is not None and instruction.order.payer == event.payer
        if not is_payers or not self.bindings.is_bound(event.uetr, instruction):
            message = f"no such order of {event.payer} was taken before under this UETR"
            yield found("payment-exists", transaction, event.uetr, message)

    def _legs(self, event: PaymentSettled, hops: Sequence[Hop]) -> Iterator[Leg]:
        """Payer's deposit, central-bank money between the banks (through venues across currencies), payee's deposit."""
        reference = uuid.UUID(event.uetr).bytes.ljust(32, b"\0")
        deposit_of = self._registry.deposit_of
        yield debit(deposit_of(event.payer_bank, event.payer_currency), event.payer, event.cost_minor, reference)
        yield credit(deposit_of(event.payee_bank, event.payee_currency), event.payee, event.amount_minor, reference)
        if event.maker != ZERO_ADDRESS:
            yield from hop_legs(self._registry, event, hops)
        elif event.payer_bank != event.payee_bank:
            money = self._registry.money_of(event.payer_currency)
            yield Leg(money, event.payer_bank, event.payee_bank, event.amount_minor)

    def _take(
        self, transaction: RecordedTransaction, event: QuoteFilled, quotes: Mapping[bytes, FirmQuote]
    ) -> Iterator[Finding]:
        before = self.quotes.get(event.quote_hash, 0)
        if before == WITHDRAWN:
            yield found("payment-quote", transaction, event.quote_hash, "filled after its maker withdrew it")
            return
        total = self.quotes[event.quote_hash] = before + event.sell_minor
        quote = quotes.get(event.quote_hash)
        if quote is None:  # then no hop fills it: a finding of `check_fills`
            return
        if event.maker != quote.maker or total > quote.sell_minor_max or transaction.timestamp_s > quote.expires_at:
            message = f"{total} of {quote.sell_minor_max} at second {transaction.timestamp_s} of {quote.expires_at}"
            yield found("payment-quote", transaction, event.quote_hash, f"{event.maker} for {quote.maker}: {message}")

    def _fill(self, transaction: RecordedTransaction, instruction: Instruction | None) -> Iterator[Finding]:
        """What the transaction fills is what its payments go through."""
        settled = self.latest[0].event if self.latest else None
        hops = hops_due(transaction, instruction, settled.amount_minor) if settled else None
        yield from check_fills(transaction, settled, instruction, hops, self._domain())

    def _domain(self) -> TypedDomain:
        return self._creations.domain_of(self._board)


def _check_outcome(transaction: RecordedTransaction, instruction: Instruction) -> Iterator[Finding]:
    """What a call about a payment comes to is said once."""
    said = [type(item.event).__name__ for item in transaction.events if isinstance(item.event, _OUTCOMES)]
    if len(said) != 1:
        message = f"{instruction.function} came to {', '.join(said) or 'nothing'}"
        yield found("payment-outcome", transaction, instruction.order.uetr, message)


def _check_emitters(transaction: RecordedTransaction, instruction: Instruction | None) -> Iterator[Finding]:
    """What is said of a payment is said by the contract that was asked for it."""
    for logged in transaction.events:
        is_said = isinstance(logged.event, (*PAYMENT_EVENTS, PaymentHop))
        if is_said and instruction and logged.address != instruction.contract:
            message = f"{type(logged.event).__name__} by {logged.address}, asked was {instruction.contract}"
            yield found("payment-order", transaction, logged.address, message)


def _by_hash(instruction: Instruction, domain: TypedDomain) -> dict[bytes, FirmQuote]:
    """Hash -> quote, of the firm quotes in a transaction; one that nobody could sign has none."""
    firm = [quote for quote in instruction.quotes if not instruction.is_pool(quote)]
    return {digest: quote for quote in firm if (digest := digest_of(quote, domain)) is not None}

"""Payments and quotes, rebuilt from the engine's and the board's events and held against what the payer signed.

Trusts the signed bytes of a transaction over what any event says about them.
Never accepts a settlement whose legs are not all in its own transaction.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator, Sequence

from audit.books import RefusedPayment, SettledPayment
from audit.consents import Consents
from audit.findings import Finding, found
from audit.instructions import Instruction, instruction_of
from audit.legs import Leg, Legs, credit, debit
from audit.payment_checks import check_cost, check_order, check_refusal
from audit.record import RecordedTransaction
from audit.registry import Registry
from chain.abi import ZERO_ADDRESS
from chain.clients.events import PaymentExists, PaymentRefused, PaymentSettled, QuoteFilled, QuoteWithdrawn
from chain.deployment import Deployment
from chain.events import Event

WITHDRAWN = 2**256 - 1
"""What `FxBoard.filledMinor` says of a withdrawn quote."""

PAYMENT_EVENTS = (PaymentSettled, PaymentExists, PaymentRefused)


class PaymentsDraft:
    """All payments after the transactions read so far."""

    def __init__(self, deployment: Deployment, registry: Registry, consents: Consents) -> None:
        self._engine, self._registry, self._consents = deployment.engine, registry, consents
        self.settled: dict[str, SettledPayment] = {}
        self.refused: list[RefusedPayment] = []
        self.latest: list[SettledPayment] = []
        self.exists = 0
        self.quotes: dict[bytes, int] = {}

    def read(self, transaction: RecordedTransaction, legs: Legs) -> Iterator[Finding]:
        """Takes the transaction's payments over and their legs out of `legs`; `latest` holds those that it settled."""
        self.latest = []
        events = [logged.event for logged in transaction.events]
        instruction = None
        if any(isinstance(event, PAYMENT_EVENTS) for event in events):
            instruction = instruction_of(transaction.raw, self._engine)
        for event in events:
            if isinstance(event, PaymentSettled | PaymentRefused | PaymentExists):
                yield from self._consents.check_order(transaction, event.uetr, instruction)
            match event:
                case PaymentSettled():
                    yield from self._settle(transaction, event, instruction, legs)
                case PaymentRefused():
                    yield from check_refusal(transaction, event, instruction, self._registry)
                    yield from check_order(transaction, event.uetr, instruction)
                    order = instruction.order if instruction else None
                    self.refused.append(RefusedPayment(event, transaction.height, transaction.timestamp_s, order))
                case PaymentExists():
                    yield from check_order(transaction, event.uetr, instruction)
                    yield from self._exist(transaction, event)
                case QuoteFilled():
                    yield from self._take(transaction, event, instruction)
                case QuoteWithdrawn():
                    self.quotes[event.quote_hash] = WITHDRAWN
        yield from _unmatched_fills(transaction, events)

    def _settle(
        self, transaction: RecordedTransaction, event: PaymentSettled, instruction: Instruction | None, legs: Legs
    ) -> Iterator[Finding]:
        if event.uetr in self.settled:
            message = f"settled before, in block {self.settled[event.uetr].height}"
            yield found("payment-uetr", transaction, event.uetr, message)
        order = instruction.order if instruction else None
        payment = SettledPayment(event, transaction.height, transaction.timestamp_s, order)
        self.settled[event.uetr] = payment
        self.latest.append(payment)
        for leg in legs.missing(self._legs(event)):
            yield found("payment-legs", transaction, event.uetr, f"not in its transaction: {leg}")
        yield from check_order(transaction, event.uetr, instruction, event)
        yield from check_cost(transaction, event, instruction)
        yield from self._consents.check_settled(transaction, event, instruction)

    def _exist(self, transaction: RecordedTransaction, event: PaymentExists) -> Iterator[Finding]:
        self.exists += 1
        before = self.settled.get(event.uetr)
        if before is None or before.event.payer != event.payer:
            message = f"no order of {event.payer} settled before under this UETR"
            yield found("payment-exists", transaction, event.uetr, message)

    def _legs(self, event: PaymentSettled) -> Iterator[Leg]:
        """Payer's deposit, central-bank money between the banks (through the maker across currencies), payee's."""
        reference = uuid.UUID(event.uetr).bytes.ljust(32, b"\0")
        deposit_of = self._registry.deposit_of
        yield debit(deposit_of(event.payer_bank, event.payer_currency), event.payer, event.cost_minor, reference)
        yield credit(deposit_of(event.payee_bank, event.payee_currency), event.payee, event.amount_minor, reference)
        given, taken = self._registry.money_of(event.payer_currency), self._registry.money_of(event.payee_currency)
        if event.maker != ZERO_ADDRESS:
            yield Leg(given, event.payer_bank, event.maker, event.cost_minor)
            yield Leg(taken, event.maker, event.payee_bank, event.amount_minor)
        elif event.payer_bank != event.payee_bank:
            yield Leg(given, event.payer_bank, event.payee_bank, event.amount_minor)

    def _take(
        self, transaction: RecordedTransaction, event: QuoteFilled, instruction: Instruction | None
    ) -> Iterator[Finding]:
        before = self.quotes.get(event.quote_hash, 0)
        if before == WITHDRAWN:
            yield found("payment-quote", transaction, event.quote_hash, "filled after its maker withdrew it")
            return
        total = self.quotes[event.quote_hash] = before + event.sell_minor
        quote = instruction.quote if instruction else None
        if quote is None:  # then the order is a finding already
            return
        if event.maker != quote.maker or total > quote.sell_minor_max or transaction.timestamp_s > quote.expires_at:
            message = f"{total} of {quote.sell_minor_max} at second {transaction.timestamp_s} of {quote.expires_at}"
            yield found("payment-quote", transaction, event.quote_hash, f"{event.maker} for {quote.maker}: {message}")


def _unmatched_fills(transaction: RecordedTransaction, events: Sequence[Event]) -> Iterator[Finding]:
    """Each settlement across currencies fills one quote, and no quote is filled for anything else."""
    settled = [event for event in events if isinstance(event, PaymentSettled) and event.maker != ZERO_ADDRESS]
    wanted = Counter((event.maker, event.amount_minor, event.cost_minor) for event in settled)
    for event in events:
        if isinstance(event, QuoteFilled):
            fill = event.maker, event.sell_minor, event.buy_minor
            if not wanted[fill]:
                message = f"{event.maker} sold {event.sell_minor} for {event.buy_minor}, and no payment did that"
                yield found("payment-quote", transaction, event.quote_hash, message)
            wanted[fill] -= 1
    for maker, sell_minor, buy_minor in (+wanted).elements():
        message = f"no quote of {maker} was filled with {sell_minor} for {buy_minor}"
        yield found("payment-quote", transaction, settled[0].uetr, message)

"""Who agreed that a payment moves: the order and its second signature, the quotes that it fills.

Trusts the signed bytes alone: a signature is what the named key made of just these words, or nothing.
Never asks a contract what it thinks of a signature.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from audit.creations import Creations
from audit.findings import Finding, found
from audit.instructions import Instruction
from audit.money import Moneys
from audit.record import RecordedTransaction
from audit.registry import Registry
from chain.abi import ZERO_ADDRESS, Address
from chain.clients.events import PaymentSettled
from chain.consents import PaymentCancellation
from chain.deployment import Deployment
from chain.signatures import digest_of, recovered, signer_of

Findings = Iterator[Finding]


class Consents:
    """Holds settlements to the signatures in their transactions."""

    def __init__(self, deployment: Deployment, creations: Creations, registry: Registry, moneys: Moneys) -> None:
        self._deployment, self._creations = deployment, creations
        self._registry, self._moneys = registry, moneys

    def check_order(self, transaction: RecordedTransaction, uetr: str, instruction: Instruction | None) -> Findings:
        """The payer signed the order, settled, refused or settled before, that its bank relays."""
        if instruction is None:  # a finding already
            return
        order, signer = instruction.order, self._signer(instruction, instruction.order_signature)
        if signer != order.payer:
            yield found("consent-payment", transaction, uetr, f"the order of {order.payer} is signed by {signer}")

    def check_settled(
        self, transaction: RecordedTransaction, event: PaymentSettled, instruction: Instruction | None
    ) -> Findings:
        """Its bank relayed the order; the second key signed above its threshold, the market maker its quote."""
        if transaction.sender != event.payer_bank:
            message = f"relayed by {transaction.sender}, not by {event.payer_bank}"
            yield found("consent-payment", transaction, event.uetr, message)
        if instruction is None:
            return
        token = self._registry.deposit_tokens.get((event.payer_bank, event.payer_currency), ZERO_ADDRESS)
        step_up = self._moneys[token].step_up_of(event.payer) if token != ZERO_ADDRESS else None
        if step_up and step_up.second_key != ZERO_ADDRESS and event.cost_minor > step_up.above_minor:
            signer = self._signer(instruction, instruction.step_up_signature)
            if signer != step_up.second_key:
                message = (
                    f"{event.cost_minor} above {step_up.above_minor} without the signature of {step_up.second_key}"
                )
                yield found("consent-step-up", transaction, event.uetr, message)
        yield from self._check_quote(transaction, event, instruction)

    def digest_of(self, instruction: Instruction) -> bytes | None:
        """What the payer signs of an order or a return: 32 bytes, None where a value is none of its type."""
        verifier = instruction.contract if instruction.back else self._deployment.engine.address
        return digest_of(instruction.signed, self._creations.domain_of(verifier))

    def canceller(self, instruction: Instruction) -> Address | None:
        """Who signed that a queued payment is called off."""
        digest, domain = self.digest_of(instruction), self._creations.domain_of(instruction.contract)
        return signer_of(PaymentCancellation(digest), domain, instruction.order_signature) if digest else None

    def _signer(self, instruction: Instruction, signature: bytes) -> Address | None:
        digest = self.digest_of(instruction)
        return recovered(digest, signature) if digest else None

    def _check_quote(
        self, transaction: RecordedTransaction, event: PaymentSettled, instruction: Instruction
    ) -> Findings:
        domain = self._creations.domain_of(self._deployment.fx_board.address)
        for quote, signature in zip_longest(instruction.quotes, instruction.quote_signatures, fillvalue=None):
            if quote is None or instruction.is_pool(quote):  # a pool signs nothing
                continue
            signer = signer_of(quote, domain, signature or b"")
            if signer != quote.maker:
                message = f"the quote of {quote.maker} is signed by {signer}"
                yield found("consent-quote", transaction, event.uetr, message)

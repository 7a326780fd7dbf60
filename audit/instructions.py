"""What a transaction asked for, read from its signed bytes: the payer's order and the market maker's quote.

Trusts the signed bytes, because executing the journal again proves that they are what ran.
Never guesses: bytes that are no call of the engine's settlement functions instruct nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from chain.clients.settlement_engine import SettlementEngine
from chain.clients.types import FirmQuote, PaymentOrder
from chain.transactions import call_arguments, envelope_of


@dataclass(frozen=True, slots=True)
class Instruction:
    """A payment as it was instructed.

    quote: the market maker's, None within one currency; order_signature, step_up_signature: by the payer's first and
    second key; quote_signature: the market maker's; each as it was sent, perhaps empty.
    """

    order: PaymentOrder
    quote: FirmQuote | None
    order_signature: bytes
    step_up_signature: bytes
    quote_signature: bytes = b""


def instruction_of(raw: bytes, engine: SettlementEngine) -> Instruction | None:
    """The payment that the transaction instructs `engine` to settle, or None when it instructs none."""
    envelope = envelope_of(raw)
    if envelope is None or envelope.to != engine.address:
        return None
    if (abroad := call_arguments(engine.ARTIFACT, "settleWithQuote", envelope.data)) is not None:
        order, signature, step_up, quote, quote_signature = abroad
        return Instruction(order, quote, signature, step_up, quote_signature)
    if (home := call_arguments(engine.ARTIFACT, "settle", envelope.data)) is not None:
        order, signature, step_up = home
        return Instruction(order, None, signature, step_up)
    return None

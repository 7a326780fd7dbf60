"""What a transaction asked for, read from its signed bytes: an order, what else is signed with it, and the quotes.

Trusts the signed bytes, because executing the journal again proves that they are what ran.
Never guesses: bytes that are no call about a payment instruct nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from chain.abi import ZERO_ADDRESS, Address
from chain.clients.payment_returns import PaymentReturns
from chain.clients.queued_payments import QueuedPayments
from chain.clients.settlement_engine import SettlementEngine
from chain.clients.types import FirmQuote, PaymentOrder, ReturnOrder
from chain.deployment import Deployment
from chain.transactions import call_arguments, envelope_of


@dataclass(frozen=True, slots=True)
class Instruction:
    """A payment as it was instructed.

    contract: which was called; function: its Solidity name; order: that it is about, of a return the payment back;
    quotes: in the order of the payer's money, a rate of zero names a pool, none within one currency; order_signature,
    step_up_signature: by the payer's first and second key, of a payment that is called off the first of that alone;
    quote_signatures: the market makers'; each as it was sent,
    perhaps empty; back: a return as it is signed; original: what is returned or recalled; reason: of a recall, or of
    its rejection; priority: of a payment that is queued.
    """

    contract: Address
    function: str
    order: PaymentOrder
    order_signature: bytes = b""
    step_up_signature: bytes = b""
    quotes: tuple[FirmQuote, ...] = ()
    quote_signatures: tuple[bytes, ...] = ()
    back: ReturnOrder | None = None
    original: PaymentOrder | None = None
    reason: str = ""
    priority: int = 0

    @property
    def maker(self) -> Address:
        """Who takes the payer's currency; zero within one."""
        return self.quotes[0].maker if self.quotes else ZERO_ADDRESS

    @property
    def signed(self) -> PaymentOrder | ReturnOrder:
        """What the payer signs."""
        return self.back or self.order

    def is_pool(self, quote: FirmQuote) -> bool:
        """Whether a quote names a pool; a payment against one quote alone has none."""
        return quote.rate_ray == 0 and self.function != "settleWithQuote"


_Read = Callable[[Address, tuple[Any, ...]], Instruction]


def _with_quote(contract: Address, arguments: tuple[Any, ...]) -> Instruction:
    order, signature, step_up, quote, quote_signature = arguments
    return Instruction(contract, "settleWithQuote", order, signature, step_up, (quote,), (quote_signature,))


def _through(contract: Address, arguments: tuple[Any, ...]) -> Instruction:
    order, signature, step_up, quotes, signatures = arguments
    return Instruction(contract, "settleThrough", order, signature, step_up, tuple(quotes), tuple(signatures))


def _back(contract: Address, arguments: tuple[Any, ...]) -> Instruction:
    back, original, signature, step_up, quotes, signatures = arguments
    signed = signature, step_up, tuple(quotes), tuple(signatures)
    return Instruction(contract, "returnPayment", back.payment, *signed, back=back, original=original)


def _queue(contract: Address, arguments: tuple[Any, ...]) -> Instruction:
    order, signature, step_up, priority = arguments
    return Instruction(contract, "queuePayment", order, signature, step_up, priority=priority)


def _recall(function: str) -> _Read:
    return lambda contract, a: Instruction(contract, function, a[0], original=a[0], reason=a[1])


_CALLS: Mapping[str, Mapping[str, _Read]] = {
    SettlementEngine.ARTIFACT: {
        "settle": lambda contract, arguments: Instruction(contract, "settle", *arguments),
        "settleWithQuote": _with_quote,
        "settleThrough": _through,
    },
    PaymentReturns.ARTIFACT: {
        "returnPayment": _back,
        "requestRecall": _recall("requestRecall"),
        "rejectRecall": _recall("rejectRecall"),
    },
    QueuedPayments.ARTIFACT: {
        "queuePayment": _queue,
        "creditQueued": lambda contract, arguments: Instruction(contract, "creditQueued", *arguments),
        "refundQueued": lambda contract, arguments: Instruction(contract, "refundQueued", *arguments),
        "cancelQueued": lambda contract, arguments: Instruction(contract, "cancelQueued", *arguments),
    },
}
"""Contract and function -> how its arguments are read."""


def payment_contracts(deployment: Deployment) -> dict[Address, str]:
    """Address -> artifact of each contract that carries out payments."""
    return {deployment.contracts[name]: name for name in _CALLS if name in deployment.contracts}


def instruction_of(raw: bytes, contracts: Mapping[Address, str]) -> Instruction | None:
    """The payment that the transaction instructs one of `contracts` to carry out, or None when it instructs none."""
    envelope = envelope_of(raw)
    if envelope is None or envelope.to is None or envelope.to not in contracts:
        return None
    kind = contracts[envelope.to]
    for function, read in _CALLS[kind].items():
        arguments = call_arguments(kind, function, envelope.data)
        if arguments is not None:
            return read(envelope.to, arguments)
    return None

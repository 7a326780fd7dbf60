"""Typed access to the contract QueuedPayments.

Written by `corridor compile` from the artifacts: edit the contract, not this file.
"""

from __future__ import annotations

from chain.abi import Address
from chain.client import Call, Client, Creation
from chain.clients.types import Outcome, PaymentOrder, QueuedState, Refusal


class QueuedPayments(Client):
    """The contract QueuedPayments at one address."""

    ARTIFACT = "QueuedPayments"

    @classmethod
    def creation(cls, registry: Address, liquidity_queue: Address, engine: Address) -> Creation:
        return cls._creation(registry, liquidity_queue, engine)

    def cancel_queued(self, order: PaymentOrder, cancel_signature: bytes) -> Call[None]:
        return self._call("cancelQueued", order, cancel_signature)

    def credit_queued(self, order: PaymentOrder) -> Call[Outcome]:
        return self._call("creditQueued", order)

    def eip712_domain(self) -> Call[tuple[bytes, str, str, int, Address, bytes, tuple[int, ...]]]:
        return self._call("eip712Domain")

    def preflight_queued(self, order: PaymentOrder) -> Call[Refusal]:
        return self._call("preflightQueued", order)

    def queue_payment(
        self, order: PaymentOrder, order_signature: bytes, step_up_signature: bytes, priority: int
    ) -> Call[Outcome]:
        return self._call("queuePayment", order, order_signature, step_up_signature, priority)

    def queued_state_of(self, uetr: str) -> Call[QueuedState]:
        return self._call("queuedStateOf", uetr)

    def refund_queued(self, order: PaymentOrder) -> Call[Outcome]:
        return self._call("refundQueued", order)

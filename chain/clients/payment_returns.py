"""Typed access to the contract PaymentReturns.

Written by `corridor compile` from the artifacts: edit the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Sequence

from chain.abi import Address
from chain.client import Call, Client, Creation
from chain.clients.types import FirmQuote, Outcome, PaymentOrder, RecallOutcome, RecallState, Refusal, ReturnOrder


class PaymentReturns(Client):
    """The contract PaymentReturns at one address."""

    ARTIFACT = "PaymentReturns"

    @classmethod
    def creation(cls, registry: Address, fx_board: Address, engine: Address, queued_payments: Address) -> Creation:
        return cls._creation(registry, fx_board, engine, queued_payments)

    def eip712_domain(self) -> Call[tuple[bytes, str, str, int, Address, bytes, tuple[int, ...]]]:
        return self._call("eip712Domain")

    def hash_return(self, order: ReturnOrder) -> Call[bytes]:
        return self._call("hashReturn", order)

    def preflight_return(
        self, order: ReturnOrder, original: PaymentOrder, quotes: Sequence[FirmQuote]
    ) -> Call[Refusal]:
        return self._call("preflightReturn", order, original, quotes)

    def recall_of(self, original_uetr: str) -> Call[RecallState]:
        return self._call("recallOf", original_uetr)

    def reject_recall(self, original: PaymentOrder, reason: str) -> Call[None]:
        return self._call("rejectRecall", original, reason)

    def request_recall(self, original: PaymentOrder, reason: str) -> Call[RecallOutcome]:
        return self._call("requestRecall", original, reason)

    def return_of(self, original_uetr: str) -> Call[str]:
        return self._call("returnOf", original_uetr)

    def return_payment(
        self,
        order: ReturnOrder,
        original: PaymentOrder,
        order_signature: bytes,
        step_up_signature: bytes,
        quotes: Sequence[FirmQuote],
        quote_signatures: Sequence[bytes],
    ) -> Call[Outcome]:
        return self._call("returnPayment", order, original, order_signature, step_up_signature, quotes, quote_signatures)

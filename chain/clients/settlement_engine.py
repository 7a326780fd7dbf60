"""Typed access to the contract SettlementEngine.

Written by `corridor compile` from the artifacts: edit the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Sequence

from chain.abi import Address
from chain.client import Call, Client, Creation
from chain.clients.types import FirmQuote, Outcome, PaymentOrder, Refusal


class SettlementEngine(Client):
    """The contract SettlementEngine at one address."""

    ARTIFACT = "SettlementEngine"

    @classmethod
    def creation(cls, registry: Address, fx_board: Address) -> Creation:
        return cls._creation(registry, fx_board)

    def bind_uetr(self, uetr: str, order_hash: bytes, payer_currency: str, payee_currency: str) -> Call[None]:
        return self._call("bindUetr", uetr, order_hash, payer_currency, payee_currency)

    def bound_order(self, uetr: str) -> Call[bytes]:
        return self._call("boundOrder", uetr)

    def eip712_domain(self) -> Call[tuple[bytes, str, str, int, Address, bytes, tuple[int, ...]]]:
        return self._call("eip712Domain")

    def hash_order(self, order: PaymentOrder) -> Call[bytes]:
        return self._call("hashOrder", order)

    def preflight(self, order: PaymentOrder, quote: FirmQuote) -> Call[Refusal]:
        return self._call("preflight", order, quote)

    def preflight_through(self, order: PaymentOrder, quotes: Sequence[FirmQuote]) -> Call[Refusal]:
        return self._call("preflightThrough", order, quotes)

    def settle(self, order: PaymentOrder, order_signature: bytes, step_up_signature: bytes) -> Call[Outcome]:
        return self._call("settle", order, order_signature, step_up_signature)

    def settle_through(
        self,
        order: PaymentOrder,
        order_signature: bytes,
        step_up_signature: bytes,
        quotes: Sequence[FirmQuote],
        quote_signatures: Sequence[bytes],
    ) -> Call[Outcome]:
        return self._call("settleThrough", order, order_signature, step_up_signature, quotes, quote_signatures)

    def settle_with_quote(
        self,
        order: PaymentOrder,
        order_signature: bytes,
        step_up_signature: bytes,
        quote: FirmQuote,
        quote_signature: bytes,
    ) -> Call[Outcome]:
        return self._call("settleWithQuote", order, order_signature, step_up_signature, quote, quote_signature)

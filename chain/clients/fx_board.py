"""Typed access to the contract FxBoard.

Written by `corridor compile` from the artifacts: edit the contract, not this file.
"""

from __future__ import annotations

from chain.abi import Address
from chain.client import Call, Client, Creation
from chain.clients.types import FirmQuote, RefusalCode


class FxBoard(Client):
    """The contract FxBoard at one address."""

    ARTIFACT = "FxBoard"

    @classmethod
    def creation(cls, registry: Address) -> Creation:
        return cls._creation(registry)

    def check(self, quote: FirmQuote, sell_minor: int) -> Call[RefusalCode]:
        return self._call("check", quote, sell_minor)

    def cost_of(self, quote: FirmQuote, sell_minor: int) -> Call[int]:
        return self._call("costOf", quote, sell_minor)

    def eip712_domain(self) -> Call[tuple[bytes, str, str, int, Address, bytes, tuple[int, ...]]]:
        return self._call("eip712Domain")

    def fill(self, quote: FirmQuote, signature: bytes, sell_minor: int) -> Call[int]:
        return self._call("fill", quote, signature, sell_minor)

    def filled_minor(self, quote_hash: bytes) -> Call[int]:
        return self._call("filledMinor", quote_hash)

    def hash_quote(self, quote: FirmQuote) -> Call[bytes]:
        return self._call("hashQuote", quote)

    def withdraw(self, quote: FirmQuote) -> Call[None]:
        return self._call("withdraw", quote)

"""Typed access to the contract FxPool.

Written by `corridor compile` from the artifacts: edit the contract, not this file.
"""

from __future__ import annotations

from chain.abi import Address
from chain.client import Call, Client, Creation
from chain.clients.types import PoolSpec, RefusalCode


class FxPool(Client):
    """The contract FxPool at one address."""

    ARTIFACT = "FxPool"

    @classmethod
    def creation(cls, registry: Address, rates: Address, spec: PoolSpec) -> Creation:
        return cls._creation(registry, rates, spec)

    def check(self, sell_currency: str, sell_minor: int) -> Call[RefusalCode]:
        return self._call("check", sell_currency, sell_minor)

    def cost_of(self, sell_currency: str, sell_minor: int) -> Call[int]:
        return self._call("costOf", sell_currency, sell_minor)

    def fill(self, sell_currency: str, sell_minor: int) -> Call[int]:
        return self._call("fill", sell_currency, sell_minor)

    def offer(self, sell_currency: str, sell_minor: int) -> Call[tuple[RefusalCode, int]]:
        return self._call("offer", sell_currency, sell_minor)

    def provide(self, base_minor_max: int, quote_minor_max: int, shares_min: int) -> Call[tuple[int, int, int]]:
        return self._call("provide", base_minor_max, quote_minor_max, shares_min)

    def reserves(self) -> Call[tuple[int, int]]:
        return self._call("reserves")

    def shares_of(self, provider: Address) -> Call[int]:
        return self._call("sharesOf", provider)

    def spec(self) -> Call[PoolSpec]:
        return self._call("spec")

    def total_shares(self) -> Call[int]:
        return self._call("totalShares")

    def withdraw(self, shares: int, base_minor_min: int, quote_minor_min: int) -> Call[tuple[int, int]]:
        return self._call("withdraw", shares, base_minor_min, quote_minor_min)

    def write_down(self, currency: str) -> Call[None]:
        return self._call("writeDown", currency)

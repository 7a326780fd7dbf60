"""Typed access to the contract FixedRates.

Written by `corridor compile` from the artifacts: edit the contract, not this file.
"""

from __future__ import annotations

from chain.client import Call, Client, Creation


class FixedRates(Client):
    """The contract FixedRates at one address."""

    ARTIFACT = "FixedRates"

    @classmethod
    def creation(cls) -> Creation:
        return cls._creation()

    def reference_rate(self, base: str, quote: str) -> Call[tuple[int, int]]:
        return self._call("referenceRate", base, quote)

    def set_rate(self, base: str, quote: str, rate_ray: int) -> Call[None]:
        return self._call("setRate", base, quote, rate_ray)

"""Typed access to the contract RateIndex.

Written by `corridor compile` from the artifacts: edit the contract, not this file.
"""

from __future__ import annotations

from chain.abi import Address
from chain.client import Call, Client, Creation


class RateIndex(Client):
    """The contract RateIndex at one address."""

    ARTIFACT = "RateIndex"

    @classmethod
    def creation(cls, registry: Address) -> Creation:
        return cls._creation(registry)

    def license_index(self, currency: str, index: str, publisher: Address) -> Call[None]:
        return self._call("licenseIndex", currency, index, publisher)

    def publish_index(self, currency: str, index: str, rate_ppm: int, effective_day: int) -> Call[None]:
        return self._call("publishIndex", currency, index, rate_ppm, effective_day)

    def publisher_of(self, currency: str, index: str) -> Call[Address]:
        return self._call("publisherOf", currency, index)

    def rate_at(self, currency: str, index: str, day: int) -> Call[tuple[int, int]]:
        return self._call("rateAt", currency, index, day)

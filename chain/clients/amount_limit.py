"""Typed access to the contract AmountLimit.

Written by `corridor compile` from the artifacts: edit the contract, not this file.
"""

from __future__ import annotations

from chain.abi import Address
from chain.client import Call, Client, Creation
from chain.clients.types import AmountLimits, Payment, RefusalCode


class AmountLimit(Client):
    """The contract AmountLimit at one address."""

    ARTIFACT = "AmountLimit"

    @classmethod
    def creation(cls, registry: Address) -> Creation:
        return cls._creation(registry)

    def check(self, payment: Payment) -> Call[tuple[RefusalCode, RefusalCode]]:
        return self._call("check", payment)

    def counts(self) -> Call[bool]:
        return self._call("counts")

    def limits_of(self, currency: str) -> Call[AmountLimits]:
        return self._call("limitsOf", currency)

    def name(self) -> Call[str]:
        return self._call("name")

    def record(self, argument_0: Payment) -> Call[None]:
        return self._call("record", argument_0)

    def set_limits(self, currency: str, limits: AmountLimits) -> Call[None]:
        return self._call("setLimits", currency, limits)

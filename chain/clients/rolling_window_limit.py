"""Typed access to the contract RollingWindowLimit.

Written by `corridor compile` from the artifacts: edit the contract, not this file.
"""

from __future__ import annotations

from chain.abi import Address
from chain.client import Call, Client, Creation
from chain.clients.types import Payment, RefusalCode, WindowLimit


class RollingWindowLimit(Client):
    """The contract RollingWindowLimit at one address."""

    ARTIFACT = "RollingWindowLimit"

    @classmethod
    def creation(cls, registry: Address) -> Creation:
        return cls._creation(registry)

    def check(self, payment: Payment) -> Call[tuple[RefusalCode, RefusalCode]]:
        return self._call("check", payment)

    def counts(self) -> Call[bool]:
        return self._call("counts")

    def limit_of(self, currency: str) -> Call[WindowLimit]:
        return self._call("limitOf", currency)

    def name(self) -> Call[str]:
        return self._call("name")

    def record(self, payment: Payment) -> Call[None]:
        return self._call("record", payment)

    def set_limit(self, currency: str, limit: WindowLimit) -> Call[None]:
        return self._call("setLimit", currency, limit)

    def used_minor(self, book: Address, currency: str, subject: int) -> Call[int]:
        return self._call("usedMinor", book, currency, subject)

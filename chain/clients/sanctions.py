"""Typed access to the contract Sanctions.

Written by `corridor compile` from the artifacts: edit the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Sequence

from chain.abi import Address
from chain.client import Call, Client, Creation
from chain.clients.types import Payment, RefusalCode


class Sanctions(Client):
    """The contract Sanctions at one address."""

    ARTIFACT = "Sanctions"

    @classmethod
    def creation(cls, registry: Address, salt: bytes) -> Creation:
        return cls._creation(registry, salt)

    def check(self, payment: Payment) -> Call[tuple[RefusalCode, RefusalCode]]:
        return self._call("check", payment)

    def counts(self) -> Call[bool]:
        return self._call("counts")

    def delist(self, currency: str, identifiers: Sequence[bytes]) -> Call[None]:
        return self._call("delist", currency, identifiers)

    def identifier_of(self, subject: int) -> Call[bytes]:
        return self._call("identifierOf", subject)

    def is_listed(self, currency: str, identifier: bytes) -> Call[bool]:
        return self._call("isListed", currency, identifier)

    def list(self, currency: str, identifiers: Sequence[bytes]) -> Call[None]:
        return self._call("list", currency, identifiers)

    def name(self) -> Call[str]:
        return self._call("name")

    def record(self, argument_0: Payment) -> Call[None]:
        return self._call("record", argument_0)

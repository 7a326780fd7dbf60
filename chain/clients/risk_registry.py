"""Typed access to the contract RiskRegistry.

Written by `corridor compile` from the artifacts: edit the contract, not this file.
"""

from __future__ import annotations

from chain.abi import Address
from chain.client import Call, Client, Creation
from chain.clients.types import Flag


class RiskRegistry(Client):
    """The contract RiskRegistry at one address."""

    ARTIFACT = "RiskRegistry"

    @classmethod
    def creation(cls, registry: Address, salt: bytes) -> Creation:
        return cls._creation(registry, salt)

    def appeal(self, subject: int, institution: Address) -> Call[None]:
        return self._call("appeal", subject, institution)

    def decide(self, identifier: bytes, institution: Address, upheld: bool) -> Call[None]:
        return self._call("decide", identifier, institution, upheld)

    def flag(self, identifier: bytes, reason: str, expires_at: int) -> Call[None]:
        return self._call("flag", identifier, reason, expires_at)

    def flags_of(self, identifier: bytes) -> Call[tuple[Flag, ...]]:
        return self._call("flagsOf", identifier)

    def identifier_of(self, subject: int) -> Call[bytes]:
        return self._call("identifierOf", subject)

    def is_flagged(self, identifier: bytes) -> Call[bool]:
        return self._call("isFlagged", identifier)

    def lift(self, identifier: bytes) -> Call[None]:
        return self._call("lift", identifier)

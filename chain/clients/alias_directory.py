"""Typed access to the contract AliasDirectory.

Written by `corridor compile` from the artifacts: edit the contract, not this file.
"""

from __future__ import annotations

from chain.abi import Address
from chain.client import Call, Client, Creation


class AliasDirectory(Client):
    """The contract AliasDirectory at one address."""

    ARTIFACT = "AliasDirectory"

    @classmethod
    def creation(cls, registry: Address) -> Creation:
        return cls._creation(registry)

    def consents_used(self, wallet: Address) -> Call[int]:
        return self._call("consentsUsed", wallet)

    def eip712_domain(self) -> Call[tuple[bytes, str, str, int, Address, bytes, tuple[int, ...]]]:
        return self._call("eip712Domain")

    def hash_consent(self, alias_hash: bytes, wallet: Address, deadline: int) -> Call[bytes]:
        return self._call("hashConsent", alias_hash, wallet, deadline)

    def remove_alias(self, alias_hash: bytes) -> Call[None]:
        return self._call("removeAlias", alias_hash)

    def set_alias(self, alias_hash: bytes, wallet: Address, deadline: int, consent: bytes) -> Call[None]:
        return self._call("setAlias", alias_hash, wallet, deadline, consent)

    def wallet_of(self, alias_hash: bytes) -> Call[Address]:
        return self._call("walletOf", alias_hash)

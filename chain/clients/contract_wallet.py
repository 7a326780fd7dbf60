"""Typed access to the contract ContractWallet.

Written by `corridor compile` from the artifacts: edit the contract, not this file.
"""

from __future__ import annotations

from chain.abi import Address
from chain.client import Call, Client, Creation
from chain.clients.types import Trouble


class ContractWallet(Client):
    """The contract ContractWallet at one address."""

    ARTIFACT = "ContractWallet"

    @classmethod
    def creation(cls, owner: Address) -> Creation:
        return cls._creation(owner)

    def execute(self, target: Address, data: bytes) -> Call[None]:
        return self._call("execute", target, data)

    def is_valid_signature(self, digest: bytes, signature: bytes) -> Call[bytes]:
        return self._call("isValidSignature", digest, signature)

    def prepare(self, trouble: Trouble, target: Address, data: bytes) -> Call[None]:
        return self._call("prepare", trouble, target, data)

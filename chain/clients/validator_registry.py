"""Typed access to the contract ValidatorRegistry.

Written by `corridor compile` from the artifacts: edit the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Sequence

from chain.abi import Address
from chain.client import Call, Client, Creation
from chain.clients.types import Validator


class ValidatorRegistry(Client):
    """The contract ValidatorRegistry at one address."""

    ARTIFACT = "ValidatorRegistry"

    @classmethod
    def creation(cls, registry: Address, genesis: Sequence[Validator]) -> Creation:
        return cls._creation(registry, genesis)

    def add_validator(self, validator: Validator) -> Call[None]:
        return self._call("addValidator", validator)

    def approvals_needed(self) -> Call[int]:
        return self._call("approvalsNeeded")

    def approvals_of(self, act: bytes) -> Call[int]:
        return self._call("approvalsOf", act)

    def remove_validator(self, key: Address) -> Call[None]:
        return self._call("removeValidator", key)

    def replace_validator_key(self, old_key: Address, new_key: Address) -> Call[None]:
        return self._call("replaceValidatorKey", old_key, new_key)

    def validator_set_hash(self) -> Call[bytes]:
        return self._call("validatorSetHash")

    def validators(self) -> Call[tuple[Validator, ...]]:
        return self._call("validators")

    def withdraw_approval(self, act: bytes) -> Call[None]:
        return self._call("withdrawApproval", act)

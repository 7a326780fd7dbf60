"""Typed access to the contract HashTimeLock.

Written by `corridor compile` from the artifacts: edit the contract, not this file.
"""

from __future__ import annotations

from chain.abi import Address
from chain.client import Call, Client, Creation
from chain.clients.types import Lock, LockOutcome, LockState, Refusal


class HashTimeLock(Client):
    """The contract HashTimeLock at one address."""

    ARTIFACT = "HashTimeLock"

    @classmethod
    def creation(cls, registry: Address) -> Creation:
        return cls._creation(registry)

    def claim(self, lock: Lock, secret: bytes) -> Call[LockOutcome]:
        return self._call("claim", lock, secret)

    def deliver(self, lock: Lock) -> Call[LockOutcome]:
        return self._call("deliver", lock)

    def eip712_domain(self) -> Call[tuple[bytes, str, str, int, Address, bytes, tuple[int, ...]]]:
        return self._call("eip712Domain")

    def hash_lock(self, lock: Lock) -> Call[bytes]:
        return self._call("hashLock", lock)

    def margin_s(self) -> Call[int]:
        return self._call("marginS")

    def open(self, lock: Lock, signature: bytes, second_key_signature: bytes) -> Call[LockOutcome]:
        return self._call("open", lock, signature, second_key_signature)

    def perform(self, lock: Lock) -> Call[None]:
        return self._call("perform", lock)

    def preflight(self, lock: Lock) -> Call[Refusal]:
        return self._call("preflight", lock)

    def refund(self, lock: Lock) -> Call[LockOutcome]:
        return self._call("refund", lock)

    def state_of(self, uetr: str) -> Call[LockState]:
        return self._call("stateOf", uetr)

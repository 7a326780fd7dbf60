"""Typed access to the contract LoanWorkout.

Written by `corridor compile` from the artifacts: edit the contract, not this file.
"""

from __future__ import annotations

from chain.abi import Address
from chain.client import Call, Client, Creation
from chain.clients.types import LoanRestructuring


class LoanWorkout(Client):
    """The contract LoanWorkout at one address."""

    ARTIFACT = "LoanWorkout"

    @classmethod
    def creation(cls, registry: Address, schedules: Address, index: Address) -> Creation:
        return cls._creation(registry, schedules, index)

    def declare_default(self, loan_id: bytes) -> Call[None]:
        return self._call("declareDefault", loan_id)

    def eip712_domain(self) -> Call[tuple[bytes, str, str, int, Address, bytes, tuple[int, ...]]]:
        return self._call("eip712Domain")

    def recover(self, loan_id: bytes) -> Call[None]:
        return self._call("recover", loan_id)

    def restructure(
        self, restructuring: LoanRestructuring, lender_signature: bytes, borrower_signature: bytes
    ) -> Call[None]:
        return self._call("restructure", restructuring, lender_signature, borrower_signature)

    def write_off(self, loan_id: bytes) -> Call[None]:
        return self._call("writeOff", loan_id)

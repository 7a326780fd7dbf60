"""Typed access to the contract LoanServicing.

Written by `corridor compile` from the artifacts: edit the contract, not this file.
"""

from __future__ import annotations

from chain.abi import Address
from chain.client import Call, Client, Creation


class LoanServicing(Client):
    """The contract LoanServicing at one address."""

    ARTIFACT = "LoanServicing"

    @classmethod
    def creation(cls, registry: Address, schedules: Address, index: Address) -> Creation:
        return cls._creation(registry, schedules, index)

    def close_early(self, loan_id: bytes) -> Call[None]:
        return self._call("closeEarly", loan_id)

    def eip712_domain(self) -> Call[tuple[bytes, str, str, int, Address, bytes, tuple[int, ...]]]:
        return self._call("eip712Domain")

    def prepay(self, loan_id: bytes, amount_minor: int) -> Call[None]:
        return self._call("prepay", loan_id, amount_minor)

    def repay(self, loan_id: bytes, amount_minor: int) -> Call[None]:
        return self._call("repay", loan_id, amount_minor)

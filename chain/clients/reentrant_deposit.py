"""Typed access to the contract ReentrantDeposit.

Written by `corridor compile` from the artifacts: edit the contract, not this file.
"""

from __future__ import annotations

from chain.abi import Address
from chain.client import Call, Client, Creation
from chain.clients.types import StepUp


class ReentrantDeposit(Client):
    """The contract ReentrantDeposit at one address."""

    ARTIFACT = "ReentrantDeposit"

    @classmethod
    def creation(cls, bank: Address, currency: str) -> Creation:
        return cls._creation(bank, currency)

    def available_minor(self, argument_0: Address) -> Call[int]:
        return self._call("availableMinor", argument_0)

    def currency(self) -> Call[str]:
        return self._call("currency")

    def issuer(self) -> Call[Address]:
        return self._call("issuer")

    def paused(self) -> Call[bool]:
        return self._call("paused")

    def prepare(self, target: Address, data: bytes) -> Call[None]:
        return self._call("prepare", target, data)

    def rule_book(self) -> Call[Address]:
        return self._call("ruleBook")

    def settlement_credit(self, argument_0: Address, argument_1: int, argument_2: bytes) -> Call[None]:
        return self._call("settlementCredit", argument_0, argument_1, argument_2)

    def settlement_debit(self, argument_0: Address, argument_1: int, argument_2: bytes) -> Call[None]:
        return self._call("settlementDebit", argument_0, argument_1, argument_2)

    def spendable_of(self, argument_0: Address) -> Call[tuple[int, int, int, Address, bool]]:
        return self._call("spendableOf", argument_0)

    def step_up_of(self, argument_0: Address) -> Call[StepUp]:
        return self._call("stepUpOf", argument_0)

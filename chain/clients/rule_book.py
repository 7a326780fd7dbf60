"""Typed access to the contract RuleBook.

Written by `corridor compile` from the artifacts: edit the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Sequence

from chain.abi import Address
from chain.client import Call, Client, Creation
from chain.clients.types import Payment, Refusal, RefusalCode


class RuleBook(Client):
    """The contract RuleBook at one address."""

    ARTIFACT = "RuleBook"

    @classmethod
    def creation(cls, registry: Address, currency: str) -> Creation:
        return cls._creation(registry, currency)

    def currency(self) -> Call[str]:
        return self._call("currency")

    def enforce(self, payment: Payment) -> Call[None]:
        return self._call("enforce", payment)

    def examine(self, payment: Payment) -> Call[tuple[RefusalCode, bool, str, Address]]:
        return self._call("examine", payment)

    def preflight(self, payment: Payment) -> Call[Refusal]:
        return self._call("preflight", payment)

    def record(self, argument_0: Payment) -> Call[None]:
        return self._call("record", argument_0)

    def rules(self) -> Call[tuple[Address, ...]]:
        return self._call("rules")

    def set_rules(self, rules: Sequence[Address]) -> Call[None]:
        return self._call("setRules", rules)

"""Typed access to the contract RiskFlag.

Written by `corridor compile` from the artifacts: edit the contract, not this file.
"""

from __future__ import annotations

from chain.abi import Address
from chain.client import Call, Client, Creation
from chain.clients.types import Payment, RefusalCode


class RiskFlag(Client):
    """The contract RiskFlag at one address."""

    ARTIFACT = "RiskFlag"

    @classmethod
    def creation(cls, risk_registry: Address) -> Creation:
        return cls._creation(risk_registry)

    def check(self, payment: Payment) -> Call[tuple[RefusalCode, RefusalCode]]:
        return self._call("check", payment)

    def counts(self) -> Call[bool]:
        return self._call("counts")

    def name(self) -> Call[str]:
        return self._call("name")

    def record(self, argument_0: Payment) -> Call[None]:
        return self._call("record", argument_0)

    def risk_registry(self) -> Call[Address]:
        return self._call("riskRegistry")

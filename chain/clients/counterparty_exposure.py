"""Typed access to the contract CounterpartyExposure.

Written by `corridor compile` from the artifacts: edit the contract, not this file.
"""

from __future__ import annotations

from chain.abi import Address
from chain.client import Call, Client, Creation
from chain.clients.types import Payment, RefusalCode


class CounterpartyExposure(Client):
    """The contract CounterpartyExposure at one address."""

    ARTIFACT = "CounterpartyExposure"

    @classmethod
    def creation(cls, registry: Address) -> Creation:
        return cls._creation(registry)

    def check(self, payment: Payment) -> Call[tuple[RefusalCode, RefusalCode]]:
        return self._call("check", payment)

    def clear(self, currency: str, book: Address, bank: Address, counterparty: Address) -> Call[None]:
        return self._call("clear", currency, book, bank, counterparty)

    def counts(self) -> Call[bool]:
        return self._call("counts")

    def lift_limit(self, currency: str, bank: Address, counterparty: Address) -> Call[None]:
        return self._call("liftLimit", currency, bank, counterparty)

    def limit_of(self, currency: str, bank: Address, counterparty: Address) -> Call[int]:
        return self._call("limitOf", currency, bank, counterparty)

    def name(self) -> Call[str]:
        return self._call("name")

    def position_minor(self, currency: str, book: Address, bank: Address, counterparty: Address) -> Call[int]:
        return self._call("positionMinor", currency, book, bank, counterparty)

    def record(self, payment: Payment) -> Call[None]:
        return self._call("record", payment)

    def set_default_limit(self, currency: str, limit_minor: int) -> Call[None]:
        return self._call("setDefaultLimit", currency, limit_minor)

    def set_limit(self, currency: str, bank: Address, counterparty: Address, limit_minor: int) -> Call[None]:
        return self._call("setLimit", currency, bank, counterparty, limit_minor)

"""Typed access to the contract Corridor.

Written by `corridor compile` from the artifacts: edit the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Sequence

from chain.abi import Address
from chain.client import Call, Client, Creation
from chain.clients.types import Payment, PurposePolicy, RefusalCode


class Corridor(Client):
    """The contract Corridor at one address."""

    ARTIFACT = "Corridor"

    @classmethod
    def creation(cls, registry: Address) -> Creation:
        return cls._creation(registry)

    def check(self, payment: Payment) -> Call[tuple[RefusalCode, RefusalCode]]:
        return self._call("check", payment)

    def counts(self) -> Call[bool]:
        return self._call("counts")

    def is_allowed(self, currency: str, payer_jurisdiction: str, payee_jurisdiction: str, purpose: str) -> Call[bool]:
        return self._call("isAllowed", currency, payer_jurisdiction, payee_jurisdiction, purpose)

    def is_open(self, currency: str, payer_jurisdiction: str, payee_jurisdiction: str) -> Call[bool]:
        return self._call("isOpen", currency, payer_jurisdiction, payee_jurisdiction)

    def name(self) -> Call[str]:
        return self._call("name")

    def purpose_policy_of(self, currency: str) -> Call[PurposePolicy]:
        return self._call("purposePolicyOf", currency)

    def record(self, argument_0: Payment) -> Call[None]:
        return self._call("record", argument_0)

    def set_corridor(
        self, currency: str, payer_jurisdiction: str, payee_jurisdiction: str, is_open: bool
    ) -> Call[None]:
        return self._call("setCorridor", currency, payer_jurisdiction, payee_jurisdiction, is_open)

    def set_purpose_policy(self, currency: str, policy: PurposePolicy) -> Call[None]:
        return self._call("setPurposePolicy", currency, policy)

    def set_purposes(
        self, currency: str, payer_jurisdiction: str, payee_jurisdiction: str, purposes: Sequence[str], is_allowed: bool
    ) -> Call[None]:
        return self._call("setPurposes", currency, payer_jurisdiction, payee_jurisdiction, purposes, is_allowed)

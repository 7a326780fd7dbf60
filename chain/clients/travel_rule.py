"""Typed access to the contract TravelRule.

Written by `corridor compile` from the artifacts: edit the contract, not this file.
"""

from __future__ import annotations

from chain.abi import Address
from chain.client import Call, Client, Creation
from chain.clients.types import Payment, RefusalCode, SentRecord


class TravelRule(Client):
    """The contract TravelRule at one address."""

    ARTIFACT = "TravelRule"

    @classmethod
    def creation(cls, registry: Address) -> Creation:
        return cls._creation(registry)

    def acknowledge_record(self, sender: Address, uetr: str, ciphertext_hash: bytes) -> Call[None]:
        return self._call("acknowledgeRecord", sender, uetr, ciphertext_hash)

    def acknowledgement_period_of(self, currency: str) -> Call[int]:
        return self._call("acknowledgementPeriodOf", currency)

    def check(self, payment: Payment) -> Call[tuple[RefusalCode, RefusalCode]]:
        return self._call("check", payment)

    def counts(self) -> Call[bool]:
        return self._call("counts")

    def name(self) -> Call[str]:
        return self._call("name")

    def record(self, argument_0: Payment) -> Call[None]:
        return self._call("record", argument_0)

    def record_of(self, sender: Address, uetr: str) -> Call[SentRecord]:
        return self._call("recordOf", sender, uetr)

    def send_record(
        self, uetr: str, receiver: Address, currency: str, commitment: bytes, ciphertext_hash: bytes
    ) -> Call[None]:
        return self._call("sendRecord", uetr, receiver, currency, commitment, ciphertext_hash)

    def set_acknowledgement_period(self, currency: str, period_s: int) -> Call[None]:
        return self._call("setAcknowledgementPeriod", currency, period_s)

    def set_threshold(self, currency: str, threshold_minor: int) -> Call[None]:
        return self._call("setThreshold", currency, threshold_minor)

    def threshold_of(self, currency: str) -> Call[int]:
        return self._call("thresholdOf", currency)

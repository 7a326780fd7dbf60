"""Typed access to the contract OperatingHours.

Written by `corridor compile` from the artifacts: edit the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Sequence

from chain.abi import Address
from chain.client import Call, Client, Creation
from chain.clients.types import OperatingTimes, Payment, RefusalCode


class OperatingHours(Client):
    """The contract OperatingHours at one address."""

    ARTIFACT = "OperatingHours"

    @classmethod
    def creation(cls, registry: Address) -> Creation:
        return cls._creation(registry)

    def check(self, payment: Payment) -> Call[tuple[RefusalCode, RefusalCode]]:
        return self._call("check", payment)

    def counts(self) -> Call[bool]:
        return self._call("counts")

    def is_closed_day(self, currency: str, day: int) -> Call[bool]:
        return self._call("isClosedDay", currency, day)

    def is_open_at(self, currency: str, timestamp: int) -> Call[bool]:
        return self._call("isOpenAt", currency, timestamp)

    def name(self) -> Call[str]:
        return self._call("name")

    def record(self, argument_0: Payment) -> Call[None]:
        return self._call("record", argument_0)

    def set_closed_days(self, currency: str, days_since_epoch: Sequence[int], is_closed: bool) -> Call[None]:
        return self._call("setClosedDays", currency, days_since_epoch, is_closed)

    def set_times(self, currency: str, times: OperatingTimes) -> Call[None]:
        return self._call("setTimes", currency, times)

    def times_of(self, currency: str) -> Call[OperatingTimes]:
        return self._call("timesOf", currency)

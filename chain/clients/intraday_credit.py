"""Typed access to the contract IntradayCredit.

Written by `corridor compile` from the artifacts: edit the contract, not this file.
"""

from __future__ import annotations

from chain.abi import Address
from chain.client import Call, Client, Creation


class IntradayCredit(Client):
    """The contract IntradayCredit at one address."""

    ARTIFACT = "IntradayCredit"

    @classmethod
    def creation(cls, registry: Address, rates: Address) -> Creation:
        return cls._creation(registry, rates)

    def collateral_of(self, bank: Address, currency: str) -> Call[int]:
        return self._call("collateralOf", bank, currency)

    def credit_of(self, bank: Address, currency: str) -> Call[tuple[int, int]]:
        return self._call("creditOf", bank, currency)

    def draw(self, currency: str, amount_minor: int) -> Call[None]:
        return self._call("draw", currency, amount_minor)

    def haircut_of(self, currency: str, collateral_currency: str) -> Call[int]:
        return self._call("haircutOf", currency, collateral_currency)

    def mark_overdue(self, bank: Address, currency: str) -> Call[None]:
        return self._call("markOverdue", bank, currency)

    def pledge(self, currency: str, collateral_currency: str, amount_minor: int) -> Call[None]:
        return self._call("pledge", currency, collateral_currency, amount_minor)

    def pledged_of(self, bank: Address, currency: str, collateral_currency: str) -> Call[int]:
        return self._call("pledgedOf", bank, currency, collateral_currency)

    def record_collateral(self, bank: Address, currency: str, value_minor: int) -> Call[None]:
        return self._call("recordCollateral", bank, currency, value_minor)

    def recorded_of(self, bank: Address, currency: str) -> Call[int]:
        return self._call("recordedOf", bank, currency)

    def release(self, currency: str, collateral_currency: str, amount_minor: int) -> Call[None]:
        return self._call("release", currency, collateral_currency, amount_minor)

    def repay(self, currency: str, amount_minor: int) -> Call[None]:
        return self._call("repay", currency, amount_minor)

    def set_haircut(self, currency: str, collateral_currency: str, haircut_bps: int) -> Call[None]:
        return self._call("setHaircut", currency, collateral_currency, haircut_bps)

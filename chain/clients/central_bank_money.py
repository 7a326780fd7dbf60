"""Typed access to the contract CentralBankMoney.

Written by `corridor compile` from the artifacts: edit the contract, not this file.
"""

from __future__ import annotations

from chain.abi import Address
from chain.client import Call, Client, Creation


class CentralBankMoney(Client):
    """The contract CentralBankMoney at one address."""

    ARTIFACT = "CentralBankMoney"

    @classmethod
    def creation(cls, registry: Address, currency: str, exponent: int, name: str, symbol: str) -> Creation:
        return cls._creation(registry, currency, exponent, name, symbol)

    def allowance(self, owner: Address, spender: Address) -> Call[int]:
        return self._call("allowance", owner, spender)

    def approve(self, spender: Address, value: int) -> Call[bool]:
        return self._call("approve", spender, value)

    def balance_of(self, account: Address) -> Call[int]:
        return self._call("balanceOf", account)

    def currency(self) -> Call[str]:
        return self._call("currency")

    def decimals(self) -> Call[int]:
        return self._call("decimals")

    def is_eligible(self, account: Address) -> Call[bool]:
        return self._call("isEligible", account)

    def issue(self, holder: Address, amount_minor: int, reference_id: bytes) -> Call[None]:
        return self._call("issue", holder, amount_minor, reference_id)

    def issued_minor(self) -> Call[int]:
        return self._call("issuedMinor")

    def issuer(self) -> Call[Address]:
        return self._call("issuer")

    def name(self) -> Call[str]:
        return self._call("name")

    def redeem(self, amount_minor: int, reference_id: bytes) -> Call[None]:
        return self._call("redeem", amount_minor, reference_id)

    def redeemed_minor(self) -> Call[int]:
        return self._call("redeemedMinor")

    def settlement_transfer(self, from_: Address, to: Address, amount_minor: int) -> Call[None]:
        return self._call("settlementTransfer", from_, to, amount_minor)

    def symbol(self) -> Call[str]:
        return self._call("symbol")

    def total_supply(self) -> Call[int]:
        return self._call("totalSupply")

    def transfer(self, to: Address, value: int) -> Call[bool]:
        return self._call("transfer", to, value)

    def transfer_from(self, from_: Address, to: Address, value: int) -> Call[bool]:
        return self._call("transferFrom", from_, to, value)

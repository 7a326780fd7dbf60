"""Typed access to the contract CentralBankMoney.

Written by `corridor compile` from the artifacts: edit the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Sequence

from chain.abi import Address
from chain.client import Call, Client, Creation
from chain.clients.types import LegalOrder


class CentralBankMoney(Client):
    """The contract CentralBankMoney at one address."""

    ARTIFACT = "CentralBankMoney"

    @classmethod
    def creation(cls, registry: Address, currency: str, exponent: int, name: str, symbol: str) -> Creation:
        return cls._creation(registry, currency, exponent, name, symbol)

    def domain_separator(self) -> Call[bytes]:
        return self._call("DOMAIN_SEPARATOR")

    def allowance(self, owner: Address, spender: Address) -> Call[int]:
        return self._call("allowance", owner, spender)

    def approve(self, spender: Address, value: int) -> Call[bool]:
        return self._call("approve", spender, value)

    def authorization_state(self, authorizer: Address, nonce: bytes) -> Call[bool]:
        return self._call("authorizationState", authorizer, nonce)

    def available_minor(self, account: Address) -> Call[int]:
        return self._call("availableMinor", account)

    def balance_of(self, account: Address) -> Call[int]:
        return self._call("balanceOf", account)

    def can_receive(self, account: Address) -> Call[bool]:
        return self._call("canReceive", account)

    def can_send(self, account: Address) -> Call[bool]:
        return self._call("canSend", account)

    def can_transfer(self, from_: Address, to: Address, amount: int) -> Call[bool]:
        return self._call("canTransfer", from_, to, amount)

    def cancel_authorization(self, authorizer: Address, nonce: bytes, v: int, r: bytes, s: bytes) -> Call[None]:
        return self._call("cancelAuthorization", authorizer, nonce, v, r, s)

    def currency(self) -> Call[str]:
        return self._call("currency")

    def decimals(self) -> Call[int]:
        return self._call("decimals")

    def eip712_domain(self) -> Call[tuple[bytes, str, str, int, Address, bytes, tuple[int, ...]]]:
        return self._call("eip712Domain")

    def forced_burn(self, account: Address, amount_minor: int) -> Call[None]:
        return self._call("forcedBurn", account, amount_minor)

    def forced_transfer(self, from_: Address, to: Address, amount: int) -> Call[bool]:
        return self._call("forcedTransfer", from_, to, amount)

    def get_frozen_tokens(self, account: Address) -> Call[int]:
        return self._call("getFrozenTokens", account)

    def issuance_allowance(self, issuer: Address) -> Call[int]:
        return self._call("issuanceAllowance", issuer)

    def issue(self, holder: Address, amount_minor: int, reference_id: bytes) -> Call[None]:
        return self._call("issue", holder, amount_minor, reference_id)

    def issued_minor(self) -> Call[int]:
        return self._call("issuedMinor")

    def issuer(self) -> Call[Address]:
        return self._call("issuer")

    def legal_order_of(self, order_id: bytes) -> Call[LegalOrder]:
        return self._call("legalOrderOf", order_id)

    def lift_legal_order(self, order_id: bytes) -> Call[None]:
        return self._call("liftLegalOrder", order_id)

    def name(self) -> Call[str]:
        return self._call("name")

    def nonces(self, owner: Address) -> Call[int]:
        return self._call("nonces", owner)

    def paused(self) -> Call[bool]:
        return self._call("paused")

    def permit(
        self, owner: Address, spender: Address, value: int, deadline: int, v: int, r: bytes, s: bytes
    ) -> Call[None]:
        return self._call("permit", owner, spender, value, deadline, v, r, s)

    def receive_with_authorization(
        self,
        from_: Address,
        to: Address,
        value: int,
        valid_after: int,
        valid_before: int,
        nonce: bytes,
        v: int,
        r: bytes,
        s: bytes,
    ) -> Call[None]:
        return self._call("receiveWithAuthorization", from_, to, value, valid_after, valid_before, nonce, v, r, s)

    def record_legal_order(self, order: LegalOrder) -> Call[None]:
        return self._call("recordLegalOrder", order)

    def redeem(self, amount_minor: int, reference_id: bytes) -> Call[None]:
        return self._call("redeem", amount_minor, reference_id)

    def redeemed_minor(self) -> Call[int]:
        return self._call("redeemedMinor")

    def remunerate(self, holders: Sequence[Address]) -> Call[None]:
        return self._call("remunerate", holders)

    def remunerated_up_to(self, holder: Address) -> Call[int]:
        return self._call("remuneratedUpTo", holder)

    def remuneration_rate_bps(self) -> Call[int]:
        return self._call("remunerationRateBps")

    def rule_book(self) -> Call[Address]:
        return self._call("ruleBook")

    def set_frozen_tokens(self, account: Address, amount: int) -> Call[bool]:
        return self._call("setFrozenTokens", account, amount)

    def set_issuance_allowance(self, issuer: Address, allowance_minor: int) -> Call[None]:
        return self._call("setIssuanceAllowance", issuer, allowance_minor)

    def set_paused(self, paused: bool, reason: str) -> Call[None]:
        return self._call("setPaused", paused, reason)

    def set_remuneration(self, annual_rate_bps: int) -> Call[None]:
        return self._call("setRemuneration", annual_rate_bps)

    def set_rule_book(self, rule_book: Address) -> Call[None]:
        return self._call("setRuleBook", rule_book)

    def settlement_transfer(self, from_: Address, to: Address, amount_minor: int) -> Call[None]:
        return self._call("settlementTransfer", from_, to, amount_minor)

    def spendable_of(self, account: Address) -> Call[tuple[int, int, int, Address, bool]]:
        return self._call("spendableOf", account)

    def supports_interface(self, interface_id: bytes) -> Call[bool]:
        return self._call("supportsInterface", interface_id)

    def symbol(self) -> Call[str]:
        return self._call("symbol")

    def total_supply(self) -> Call[int]:
        return self._call("totalSupply")

    def transfer(self, to: Address, value: int) -> Call[bool]:
        return self._call("transfer", to, value)

    def transfer_from(self, from_: Address, to: Address, value: int) -> Call[bool]:
        return self._call("transferFrom", from_, to, value)

    def transfer_with_authorization(
        self,
        from_: Address,
        to: Address,
        value: int,
        valid_after: int,
        valid_before: int,
        nonce: bytes,
        v: int,
        r: bytes,
        s: bytes,
    ) -> Call[None]:
        return self._call("transferWithAuthorization", from_, to, value, valid_after, valid_before, nonce, v, r, s)

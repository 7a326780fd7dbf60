"""Typed access to the contract ParticipantRegistry.

Written by `corridor compile` from the artifacts: edit the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Sequence

from chain.abi import Address
from chain.client import Call, Client, Creation
from chain.clients.types import (
    Admission,
    BankAccount,
    Customer,
    Holder,
    JurisdictionSpec,
    KeyReplacement,
    Participant,
    Role,
    Status,
    Tier,
)


class ParticipantRegistry(Client):
    """The contract ParticipantRegistry at one address."""

    ARTIFACT = "ParticipantRegistry"

    @classmethod
    def creation(cls, jurisdictions: Sequence[JurisdictionSpec]) -> Creation:
        return cls._creation(jurisdictions)

    def accept_admission(self, jurisdiction: str) -> Call[None]:
        return self._call("acceptAdmission", jurisdiction)

    def accept_handover(self, from_: Address) -> Call[None]:
        return self._call("acceptHandover", from_)

    def account_of(self, wallet: Address, currency: str) -> Call[BankAccount]:
        return self._call("accountOf", wallet, currency)

    def admission_of(self, account: Address, jurisdiction: str) -> Call[Admission]:
        return self._call("admissionOf", account, jurisdiction)

    def admit(self, account: Address, role: Role, lei: str, bic: str, home: str) -> Call[None]:
        return self._call("admit", account, role, lei, bic, home)

    def approvals_needed(self) -> Call[int]:
        return self._call("approvalsNeeded")

    def approvals_of(self, act: bytes) -> Call[int]:
        return self._call("approvalsOf", act)

    def central_bank_money_of(self, currency: str) -> Call[Address]:
        return self._call("centralBankMoneyOf", currency)

    def central_bank_of(self, jurisdiction: str) -> Call[Address]:
        return self._call("centralBankOf", jurisdiction)

    def complete_key_replacement(self, lost: Address) -> Call[None]:
        return self._call("completeKeyReplacement", lost)

    def current_wallet(self, wallet: Address) -> Call[Address]:
        return self._call("currentWallet", wallet)

    def customer_leg_of(
        self, operator: Address, jurisdiction: str, bank: Address, wallet: Address
    ) -> Call[tuple[bool, bool]]:
        return self._call("customerLegOf", operator, jurisdiction, bank, wallet)

    def customer_of(self, wallet: Address) -> Call[Customer]:
        return self._call("customerOf", wallet)

    def deposit_token_of(self, bank: Address, currency: str) -> Call[Address]:
        return self._call("depositTokenOf", bank, currency)

    def eip712_domain(self) -> Call[tuple[bytes, str, str, int, Address, bytes, tuple[int, ...]]]:
        return self._call("eip712Domain")

    def handover_of(self, from_: Address) -> Call[Address]:
        return self._call("handoverOf", from_)

    def hash_customer_consent(self, wallet: Address, bank: Address, identity_commitment: bytes) -> Call[bytes]:
        return self._call("hashCustomerConsent", wallet, bank, identity_commitment)

    def holders_of(
        self, bank: Address, jurisdiction: str, from_: Address, to: Address
    ) -> Call[tuple[bool, Holder, Holder]]:
        return self._call("holdersOf", bank, jurisdiction, from_, to)

    def is_active_for(self, account: Address, currency: str, role: Role) -> Call[bool]:
        return self._call("isActiveFor", account, currency, role)

    def is_money_in(self, token: Address, currency: str) -> Call[bool]:
        return self._call("isMoneyIn", token, currency)

    def jurisdiction_count(self) -> Call[int]:
        return self._call("jurisdictionCount")

    def jurisdiction_of(self, currency: str) -> Call[str]:
        return self._call("jurisdictionOf", currency)

    def jurisdiction_spoken_for(self, account: Address) -> Call[tuple[str, int]]:
        return self._call("jurisdictionSpokenFor", account)

    def key_replacement_of(self, lost: Address) -> Call[KeyReplacement]:
        return self._call("keyReplacementOf", lost)

    def list_central_bank_money(self, token: Address) -> Call[None]:
        return self._call("listCentralBankMoney", token)

    def list_deposit_token(self, token: Address) -> Call[None]:
        return self._call("listDepositToken", token)

    def offer_handover(self, to: Address) -> Call[None]:
        return self._call("offerHandover", to)

    def open_jurisdiction(self, spec: JurisdictionSpec) -> Call[None]:
        return self._call("openJurisdiction", spec)

    def open_key_replacement(self, lost: Address, new_wallet: Address, case_id: bytes, consent: bytes) -> Call[None]:
        return self._call("openKeyReplacement", lost, new_wallet, case_id, consent)

    def participant_of(self, account: Address) -> Call[Participant]:
        return self._call("participantOf", account)

    def register_customer(
        self, wallet: Address, identity_commitment: bytes, tier: Tier, tier_expires_at: int, consent: bytes
    ) -> Call[None]:
        return self._call("registerCustomer", wallet, identity_commitment, tier, tier_expires_at, consent)

    def set_customer_status(self, wallet: Address, status: Status, reason: str) -> Call[None]:
        return self._call("setCustomerStatus", wallet, status, reason)

    def set_customer_tier(self, wallet: Address, tier: Tier, expires_at: int) -> Call[None]:
        return self._call("setCustomerTier", wallet, tier, expires_at)

    def set_participant_status(self, account: Address, status: Status, reason: str) -> Call[None]:
        return self._call("setParticipantStatus", account, status, reason)

    def set_sealing_key(self, sealing_key: bytes) -> Call[None]:
        return self._call("setSealingKey", sealing_key)

    def settlement_route(
        self, payer: Address, payer_currency: str, payee: Address, payee_currency: str
    ) -> Call[tuple[int, int, int, int, int, int]]:
        return self._call("settlementRoute", payer, payer_currency, payee, payee_currency)

    def stop_key_replacement(self, lost: Address) -> Call[None]:
        return self._call("stopKeyReplacement", lost)

    def wallet_of_customer(self, number: int) -> Call[Address]:
        return self._call("walletOfCustomer", number)

    def wholesale_leg_of(
        self, operator: Address, jurisdiction: str, from_: Address, to: Address
    ) -> Call[tuple[bool, bool, bool]]:
        return self._call("wholesaleLegOf", operator, jurisdiction, from_, to)

    def withdraw_approval(self, act: bytes) -> Call[None]:
        return self._call("withdrawApproval", act)

"""Typed access to the contract ParticipantRegistry.

Written by `corridor compile` from the artifacts: edit the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Sequence

from chain.abi import Address
from chain.client import Call, Client, Creation
from chain.clients.types import Admission, BankAccount, Customer, JurisdictionSpec, Participant, Role, Status


class ParticipantRegistry(Client):
    """The contract ParticipantRegistry at one address."""

    ARTIFACT = "ParticipantRegistry"

    @classmethod
    def creation(cls, jurisdictions: Sequence[JurisdictionSpec]) -> Creation:
        return cls._creation(jurisdictions)

    def account_of(self, wallet: Address, currency: str) -> Call[BankAccount]:
        return self._call("accountOf", wallet, currency)

    def admission_of(self, account: Address, jurisdiction: str) -> Call[Admission]:
        return self._call("admissionOf", account, jurisdiction)

    def admit(self, account: Address, role: Role, lei: str, home: str) -> Call[None]:
        return self._call("admit", account, role, lei, home)

    def central_bank_money_of(self, currency: str) -> Call[Address]:
        return self._call("centralBankMoneyOf", currency)

    def central_bank_of(self, jurisdiction: str) -> Call[Address]:
        return self._call("centralBankOf", jurisdiction)

    def customer_of(self, wallet: Address) -> Call[Customer]:
        return self._call("customerOf", wallet)

    def deposit_token_of(self, bank: Address, currency: str) -> Call[Address]:
        return self._call("depositTokenOf", bank, currency)

    def is_active_for(self, account: Address, currency: str, role: Role) -> Call[bool]:
        return self._call("isActiveFor", account, currency, role)

    def jurisdiction_of(self, currency: str) -> Call[str]:
        return self._call("jurisdictionOf", currency)

    def list_central_bank_money(self, token: Address) -> Call[None]:
        return self._call("listCentralBankMoney", token)

    def list_deposit_token(self, token: Address) -> Call[None]:
        return self._call("listDepositToken", token)

    def participant_of(self, account: Address) -> Call[Participant]:
        return self._call("participantOf", account)

    def register_customer(self, wallet: Address, identity_commitment: bytes) -> Call[None]:
        return self._call("registerCustomer", wallet, identity_commitment)

    def set_customer_status(self, wallet: Address, status: Status, reason: str) -> Call[None]:
        return self._call("setCustomerStatus", wallet, status, reason)

    def set_participant_status(self, account: Address, status: Status, reason: str) -> Call[None]:
        return self._call("setParticipantStatus", account, status, reason)

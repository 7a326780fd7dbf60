"""Typed access to the contract LoanApplications.

Written by `corridor compile` from the artifacts: edit the contract, not this file.
"""

from __future__ import annotations

from chain.abi import Address
from chain.client import Call, Client, Creation
from chain.clients.types import Application


class LoanApplications(Client):
    """The contract LoanApplications at one address."""

    ARTIFACT = "LoanApplications"

    @classmethod
    def creation(cls, registry: Address) -> Creation:
        return cls._creation(registry)

    def application_of(self, application_id: bytes) -> Call[Application]:
        return self._call("applicationOf", application_id)

    def decline_loan(self, application_id: bytes, reason: str) -> Call[None]:
        return self._call("declineLoan", application_id, reason)

    def offer_loan(
        self, application_id: bytes, terms_hash: bytes, credit_check_hash: bytes, expires_at: int
    ) -> Call[None]:
        return self._call("offerLoan", application_id, terms_hash, credit_check_hash, expires_at)

    def request_loan(
        self, application_id: bytes, bank: Address, currency: str, amount_minor: int, purpose: str
    ) -> Call[None]:
        return self._call("requestLoan", application_id, bank, currency, amount_minor, purpose)

    def take_offer(self, application_id: bytes, loan_id: bytes, borrower: Address, bank: Address) -> Call[None]:
        return self._call("takeOffer", application_id, loan_id, borrower, bank)

"""Typed access to the contract LoanBook.

Written by `corridor compile` from the artifacts: edit the contract, not this file.
"""

from __future__ import annotations

from chain.abi import Address
from chain.client import Call, Client, Creation
from chain.clients.types import InstalmentDue, LoanState, LoanTerms


class LoanBook(Client):
    """The contract LoanBook at one address."""

    ARTIFACT = "LoanBook"

    @classmethod
    def creation(cls, registry: Address) -> Creation:
        return cls._creation(registry)

    def collect(self, loan_id: bytes) -> Call[int]:
        return self._call("collect", loan_id)

    def declare_default(self, loan_id: bytes) -> Call[None]:
        return self._call("declareDefault", loan_id)

    def eip712_domain(self) -> Call[tuple[bytes, str, str, int, Address, bytes, tuple[int, ...]]]:
        return self._call("eip712Domain")

    def fund(self, terms: LoanTerms, borrower_signature: bytes) -> Call[bytes]:
        return self._call("fund", terms, borrower_signature)

    def hash_terms(self, terms: LoanTerms) -> Call[bytes]:
        return self._call("hashTerms", terms)

    def next_instalment(self, loan_id: bytes) -> Call[InstalmentDue]:
        return self._call("nextInstalment", loan_id)

    def state_of(self, loan_id: bytes) -> Call[LoanState]:
        return self._call("stateOf", loan_id)

    def terms_of(self, loan_id: bytes) -> Call[LoanTerms]:
        return self._call("termsOf", loan_id)

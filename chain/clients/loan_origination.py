"""Typed access to the contract LoanOrigination.

Written by `corridor compile` from the artifacts: edit the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Sequence

from chain.abi import Address
from chain.client import Call, Client, Creation
from chain.clients.types import LoanAssignment, LoanMandate, LoanTerms, Share


class LoanOrigination(Client):
    """The contract LoanOrigination at one address."""

    ARTIFACT = "LoanOrigination"

    @classmethod
    def creation(cls, registry: Address, applications: Address, schedules: Address, index: Address) -> Creation:
        return cls._creation(registry, applications, schedules, index)

    def assign(self, assignment: LoanAssignment, from_signature: bytes, to_signature: bytes) -> Call[None]:
        return self._call("assign", assignment, from_signature, to_signature)

    def draw_down(
        self,
        application_id: bytes,
        terms: LoanTerms,
        shares: Sequence[Share],
        lender_signatures: Sequence[bytes],
        borrower_signature: bytes,
        mandate: LoanMandate,
        mandate_signature: bytes,
        step_up_signature: bytes,
    ) -> Call[bytes]:
        return self._call(
            "drawDown",
            application_id,
            terms,
            shares,
            lender_signatures,
            borrower_signature,
            mandate,
            mandate_signature,
            step_up_signature,
        )

    def eip712_domain(self) -> Call[tuple[bytes, str, str, int, Address, bytes, tuple[int, ...]]]:
        return self._call("eip712Domain")

    def revoke_mandate(self, loan_id: bytes) -> Call[None]:
        return self._call("revokeMandate", loan_id)

    def set_mandate(self, mandate: LoanMandate, signature: bytes, step_up_signature: bytes) -> Call[None]:
        return self._call("setMandate", mandate, signature, step_up_signature)

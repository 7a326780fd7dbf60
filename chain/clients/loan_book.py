"""Typed access to the contract LoanBook.

Written by `corridor compile` from the artifacts: edit the contract, not this file.
"""

from __future__ import annotations

from collections.abc import Sequence

from chain.abi import Address
from chain.client import Call, Client, Creation
from chain.clients.types import (
    LoanAssignment,
    LoanMandate,
    LoanParties,
    LoanRestructuring,
    LoanState,
    LoanTerms,
    Schedule,
    Share,
)


class LoanBook(Client):
    """The contract LoanBook at one address."""

    ARTIFACT = "LoanBook"

    @classmethod
    def creation(
        cls,
        registry: Address,
        schedules: Address,
        index: Address,
        origination: Address,
        servicing: Address,
        workout: Address,
    ) -> Creation:
        return cls._creation(registry, schedules, index, origination, servicing, workout)

    def assign(self, argument_0: LoanAssignment, argument_1: bytes, argument_2: bytes) -> Call[None]:
        return self._call("assign", argument_0, argument_1, argument_2)

    def close_early(self, argument_0: bytes) -> Call[None]:
        return self._call("closeEarly", argument_0)

    def collect(self, loan_id: bytes) -> Call[int]:
        return self._call("collect", loan_id)

    def collect_batch(self, loan_ids: Sequence[bytes]) -> Call[int]:
        return self._call("collectBatch", loan_ids)

    def declare_default(self, argument_0: bytes) -> Call[None]:
        return self._call("declareDefault", argument_0)

    def draw_down(
        self,
        argument_0: bytes,
        argument_1: LoanTerms,
        argument_2: Sequence[Share],
        argument_3: Sequence[bytes],
        argument_4: bytes,
        argument_5: LoanMandate,
        argument_6: bytes,
        argument_7: bytes,
    ) -> Call[bytes]:
        return self._call(
            "drawDown", argument_0, argument_1, argument_2, argument_3, argument_4, argument_5, argument_6, argument_7
        )

    def eip712_domain(self) -> Call[tuple[bytes, str, str, int, Address, bytes, tuple[int, ...]]]:
        return self._call("eip712Domain")

    def hash_assignment(self, assignment: LoanAssignment) -> Call[bytes]:
        return self._call("hashAssignment", assignment)

    def hash_mandate(self, mandate: LoanMandate) -> Call[bytes]:
        return self._call("hashMandate", mandate)

    def hash_restructuring(self, restructuring: LoanRestructuring) -> Call[bytes]:
        return self._call("hashRestructuring", restructuring)

    def hash_terms(self, terms: LoanTerms) -> Call[bytes]:
        return self._call("hashTerms", terms)

    def next_instalment(self, loan_id: bytes) -> Call[tuple[int, int, int]]:
        return self._call("nextInstalment", loan_id)

    def parties_of(self, loan_id: bytes) -> Call[LoanParties]:
        return self._call("partiesOf", loan_id)

    def prepay(self, argument_0: bytes, argument_1: int) -> Call[None]:
        return self._call("prepay", argument_0, argument_1)

    def recover(self, argument_0: bytes) -> Call[None]:
        return self._call("recover", argument_0)

    def repay(self, argument_0: bytes, argument_1: int) -> Call[None]:
        return self._call("repay", argument_0, argument_1)

    def restructure(self, argument_0: LoanRestructuring, argument_1: bytes, argument_2: bytes) -> Call[None]:
        return self._call("restructure", argument_0, argument_1, argument_2)

    def revoke_mandate(self, argument_0: bytes) -> Call[None]:
        return self._call("revokeMandate", argument_0)

    def schedule_of(self, loan_id: bytes) -> Call[Schedule]:
        return self._call("scheduleOf", loan_id)

    def set_mandate(self, argument_0: LoanMandate, argument_1: bytes, argument_2: bytes) -> Call[None]:
        return self._call("setMandate", argument_0, argument_1, argument_2)

    def shares_of(self, loan_id: bytes) -> Call[tuple[Share, ...]]:
        return self._call("sharesOf", loan_id)

    def state_of(self, loan_id: bytes) -> Call[LoanState]:
        return self._call("stateOf", loan_id)

    def write_off(self, argument_0: bytes) -> Call[None]:
        return self._call("writeOff", argument_0)

"""What a transaction asks of AtomicSettlement, read from its signed bytes: an instruction and approvals.

Trusts the signed bytes, because executing the journal again proves that they are what ran.
Never guesses: bytes that are no such call instruct nothing, and a signature of nobody approves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audit.record import RecordedTransaction
from chain.abi import Address
from chain.clients.atomic_settlement import AtomicSettlement
from chain.clients.types import Approval, Instruction
from chain.signatures import recovered
from chain.transactions import call_arguments, envelope_of
from chain.typed_data import TypedDomain, signing_digest

_SIGNATURE_BYTES = 65
_APPROVED_BY_MANY = ("settle", "approve")
_OF_ONE_PARTY = ("withdrawApproval", "reclaim")
_PLAIN = ("execute", "cancel", "expire")


@dataclass(frozen=True, slots=True)
class Instructed:
    """One call. function: its Solidity name; content: the instruction that it carries; digest: what is signed of it;
    approvals: that it brings; party: the index that it is about, None without one; sender: of the transaction."""

    function: str
    content: Instruction
    digest: bytes
    approvals: tuple[Approval, ...]
    party: int | None
    sender: Address | None

    def approvers(self, party: Address) -> set[Address | None]:
        """Who approves for a party by this call: who signed, or the sender where nobody did."""
        index = index_of(self.content, party)
        mine = (approval for approval in self.approvals if approval.party == index)
        return {recovered(self.digest, a.signature) if a.signature else self.sender for a in mine}

    def second_keys(self) -> set[Address | None]:
        """Which second keys sign by this call."""
        return {recovered(self.digest, item) for a in self.approvals for item in _cut(a.second_key_signatures)}


def instructed(transaction: RecordedTransaction, domain: TypedDomain) -> Instructed | None:
    """The call of AtomicSettlement that the transaction is, or None."""
    envelope = envelope_of(transaction.raw)
    if envelope is None or envelope.to != domain.address:
        return None
    for function in (*_APPROVED_BY_MANY, "propose", *_OF_ONE_PARTY, *_PLAIN):
        arguments = call_arguments(AtomicSettlement.ARTIFACT, function, envelope.data)
        if arguments is not None:
            content, *rest = arguments
            if not _is_well_formed(content):
                return None
            approvals: Sequence[Approval] = rest[0] if function in _APPROVED_BY_MANY else ()
            if function == "propose":
                approvals = (rest[0],)
            party = rest[0] if function in _OF_ONE_PARTY else None
            digest = signing_digest(content, domain)
            return Instructed(function, content, digest, tuple(approvals), party, transaction.sender)
    return None


def index_of(content: Instruction, party: Address) -> int | None:
    """The index of a party, None for somebody else."""
    return content.parties.index(party) if party in content.parties else None


def pays(content: Instruction, party: Address) -> bool:
    """Whether a party pays any leg."""
    return any(content.parties[leg.payer] == party for leg in content.legs)


def _is_well_formed(content: Instruction) -> bool:
    places = range(len(content.parties))
    return all(leg.payer in places and leg.payee in places for leg in content.legs)


def _cut(signatures: bytes) -> Iterator[bytes]:
    return (signatures[at : at + _SIGNATURE_BYTES] for at in range(0, len(signatures), _SIGNATURE_BYTES))

"""How a travel-rule record gets from the payer's bank to the payee's: sealed, its hash on the chain, then acknowledged.

Trusts the registry for the keys to which it is sealed.
Never puts a record on the chain, sealed or not, and seals it to nobody but the payee's bank and the supervisors of the
two banks' jurisdictions.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from nacl.public import PrivateKey

from chain.abi import ZERO_ADDRESS, Address
from chain.clients.travel_rule import TravelRule
from chain.commitments import commit
from chain.hashing import keccak
from chain.ledger import Outcome
from chain.spool import Spooled
from messages.canonical import canonical_json
from messages.errors import MessageError
from messages.ivms101.envelope import SealingTo, boxes_of, open_record, sealed_envelope
from messages.ivms101.rules import require
from nodes.network import Network
from nodes.participant import Participant
from nodes.randomness import Stream
from nodes.supervisor import Supervisor
from nodes.travel_rule import TravelRecord

if TYPE_CHECKING:
    from nodes.bank import Bank


@dataclass(frozen=True, slots=True)
class SealedRecord:
    """A record as it was sent. uetr: of the payment; sender: address of the payer's bank; envelope: canonical JSON."""

    uetr: str
    sender: Address
    envelope: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A sealed record on its receiver's desk. sent: the envelope and who sent it; receiver: whose desk; commitment: as
    the sender stated it on the chain; at_s: UTC second of that block."""

    sent: SealedRecord
    receiver: Address
    commitment: bytes
    at_s: int

    @property
    def ciphertext_hash(self) -> bytes:
        """The hash of the envelope, 32 bytes."""
        return keccak(self.sent.envelope.encode())

    def fault(self, key: PrivateKey) -> str | None:
        """Why its receiver does not take it for the record of the payment, `None`: it does."""
        try:
            opened = open_record(boxes_of(self.sent.envelope).get(self.receiver, b""), bytes(key))
            require(opened.record, datetime.datetime.fromtimestamp(self.at_s, datetime.UTC).date())
        except MessageError as error:
            return str(error)
        return None if commit(opened.salt, opened.record) == self.commitment else "it is not what was committed to"


@dataclass(frozen=True, slots=True, eq=False)
class TravelPost:
    """Takes records from bank to bank. network; supervisors: of the jurisdictions, by their ids; sent: every envelope
    whose hash is on the chain, kept on disk."""

    network: Network
    supervisors: Mapping[str, Supervisor]
    sent: Spooled[SealedRecord] = field(default_factory=partial(Spooled, SealedRecord))

    def send(self, sender: Bank, receiver: Bank, paper: TravelRecord) -> None:
        """Has `sender` seal a record, state its hash on the chain and hand the envelope to `receiver`; once a UETR."""
        rule, what = self.network.deployment.rule(TravelRule), f"travel-rule record of {paper.uetr}"
        if self.network.read(rule.record_of(sender.address, paper.uetr)).receiver != ZERO_ADDRESS:
            return
        try:
            sent = SealedRecord(paper.uetr, sender.address, self._sealed(sender, receiver, paper))
        except MessageError as error:  # a receiver of a user's own that stated no key to which anything can be sealed
            self.network.give_up(what, str(error))
            return

        def heard(outcome: Outcome) -> None:
            self.network.note(what, outcome)
            if outcome.error is None:
                self.sent.append(sent)
                receiver.take_record(Letter(sent, receiver.address, paper.commitment, outcome.timestamp_s))

        hashed, code = keccak(sent.envelope.encode()), receiver.plan.currency.code
        sender.act(rule.send_record(paper.uetr, receiver.address, code, paper.commitment, hashed), heard)

    def _sealed(self, sender: Bank, receiver: Bank, paper: TravelRecord) -> str:
        homes = {sender.plan.jurisdiction.id, receiver.plan.jurisdiction.id}
        competent = [office for office in self.supervisors.values() if office.jurisdiction.id in homes]
        receivers = {party.address: self._sealing_to(party, paper) for party in (receiver, *competent)}
        stated = {address: to for address, to in receivers.items() if any(to.key) or address == receiver.address}
        return sealed_envelope(paper.salt, paper.record, stated)

    def _sealing_to(self, party: Participant, paper: TravelRecord) -> SealingTo:
        key = self.network.read(self.network.deployment.registry.participant_of(party.address)).sealing_key
        # The salt is the payment's alone, and nobody else's: so no box has the key of another one.
        stream = Stream(self.network.seed, "travel-rule-ephemeral", paper.salt.hex(), party.account.identity)
        return SealingTo(key, stream.bytes(32))


def as_lines(sent: Iterable[SealedRecord]) -> Iterator[str]:
    """The envelopes as JSON, one a line: what an auditor needs to check the hashes on the chain."""
    for item in sent:
        head = canonical_json({"sender": item.sender, "uetr": item.uetr})
        yield f'{{"envelope":{item.envelope},{head[1:]}\n'

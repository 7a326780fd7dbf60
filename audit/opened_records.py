"""The sealed travel-rule records of one payment, opened with the key of one of their receivers.

Trusts the chain for what was sent and committed to, and nothing of what comes out of a box before its hash says so.
Never keeps the key.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from audit.index.store import Index
from audit.instructions import instruction_of, payment_contracts
from audit.payload_file import Envelopes
from audit.record import Blocks
from audit.rows import Row
from audit.wording import hex_text
from chain.abi import Address
from chain.commitments import commit
from messages.canonical import canonical_json
from messages.errors import MessageError
from messages.ivms101.envelope import boxes_of, open_record

_SENT, _RECEIVED = "TravelRuleRecordSent", "TravelRuleRecordAcknowledged"
_SAID = """
SELECT t.height, t.at_s, t.tx_hash, e.name, e.fields
FROM uetrs u JOIN event_rows e USING (tx) JOIN transactions t USING (tx)
WHERE u.uetr = ? AND e.name IN ('TravelRuleRecordSent', 'TravelRuleRecordAcknowledged') AND e.fields->>'$.uetr' = u.uetr
ORDER BY e.event
"""
_ORDERS = "SELECT t.height, t.position FROM uetrs u JOIN transactions t USING (tx) WHERE u.uetr = ? ORDER BY u.tx"


@dataclass(frozen=True, slots=True)
class Sent:
    """A record as it was sent. at_s: UTC second; fields: of the event; acknowledged_at_s: None while it is not;
    envelope: receiver's address -> box in hex, None where it is not held; is_of_order: whether an order on the chain
    commits to it."""

    height: int
    at_s: int
    tx_hash: str
    fields: Row
    acknowledged_at_s: int | None
    envelope: Mapping[str, str] | None
    is_of_order: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """What was in a box. receiver: whose box it is; is_committed: whether salt and record hash to what was sent."""

    sent: Sent
    receiver: Address
    salt: bytes
    record: dict[str, Any]
    is_committed: bool


def sent_records(index: Index, journal: Blocks, envelopes: Envelopes, uetr: str) -> list[Sent]:
    """The records that were sent for a payment, each bank's its own, in the order of the chain. journal: of the same
    chain, for the orders themselves."""
    said = [(*row[:3], row[3], json.loads(row[4])) for row in index.rows(_SAID, [uetr])]
    received = {fields["sender"]: at_s for _, at_s, _, name, fields in said if name == _RECEIVED}
    orders = _committed(index, journal, uetr)
    found = []
    for height, at_s, tx_hash, name, fields in said:
        if name == _SENT:
            sender, is_of_order = fields["sender"], fields["commitment"] in orders
            envelope = envelopes.of(sender, uetr, fields["ciphertext_hash"])
            found.append(Sent(height, at_s, tx_hash, fields, received.get(sender), envelope, is_of_order))
    return found


def opened_with(sent: Sent, key: bytes) -> Opened | None:
    """What the box for the holder of a private key has in it; None where none of the boxes is for it. MessageError for
    an envelope that is none."""
    for receiver, box in boxes_of(canonical_json(sent.envelope or {})).items():
        try:
            found = open_record(box, key)
        except MessageError:
            continue
        committed = hex_text(commit(found.salt, found.record)) == sent.fields["commitment"]
        return Opened(sent, receiver, found.salt, found.record, committed)
    return None


def _committed(index: Index, journal: Blocks, uetr: str) -> set[str]:
    """The commitments of every order on the chain under a UETR."""
    contracts, found = payment_contracts(index.deployment), set()
    for height, position in index.rows(_ORDERS, [uetr]):
        for block in journal.blocks(height, height):
            instruction = instruction_of(block.raw[position], contracts)
            if instruction is not None and instruction.order.uetr == uetr:
                found.add(hex_text(instruction.order.travel_rule_hash))
    return found

"""The travel-rule records of a run under the commitments of its orders, and as they were sent.

Trusts the signed orders for the commitments; a record or an envelope is only what its hash says.
Never shows a record to anybody by itself: the views do, to whom the table grants it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from audit.instructions import instruction_of, payment_contracts
from audit.payload_file import Envelopes, Payload, payloads_in
from audit.record import Record
from audit.rows import Row
from audit.travel_rule import TRAVEL_RULE
from audit.travel_sending import SEALED
from audit.wording import hex_text
from chain.abi import Address
from chain.clients.events import PaymentQueued, PaymentRefused, PaymentSettled
from chain.kept import Kept
from chain.spool import Seen, Spooled

_TAKEN = (PaymentQueued, PaymentRefused, PaymentSettled)
_NONE = bytes(32)


@dataclass(frozen=True, slots=True)
class _Committed:
    """A commitment of an order. height: of its block; commitment: 32 bytes."""

    uetr: str
    height: int
    commitment: bytes

    @property
    def key(self) -> str:
        return _key(self.uetr, self.commitment)


class Vault:
    """The records in a results folder, a line each, under the commitments of a chain, and the envelopes beside them;
    none of either without a folder. All on disk."""

    def __init__(self, record: Record, folder: Path | None) -> None:
        self._committed = Spooled(_Committed)
        for committed in _committed(record, payment_contracts(record.deployment)):
            self._committed.append(committed)
        self._records: Kept[str, Payload] = Kept(Payload)
        for (uetr, commitment), payload in payloads_in(folder / TRAVEL_RULE) if folder is not None else ():
            self._records[_key(uetr, commitment)] = payload
        self._sealed = Envelopes(None if folder is None else folder / SEALED)

    def envelope(self, sender: Address, uetr: str, ciphertext_hash: str) -> Mapping[str, str] | None:
        """The envelope with this hash, receiver's address -> box in hex; None where it is not held."""
        return self._sealed.of(sender, uetr, ciphertext_hash)

    def held(self) -> Iterator[Payload]:
        """The records that an order on the chain has committed to, in the order of the chain, each once."""
        seen = Seen("TEXT")
        for committed in self._committed:
            payload = self._records.get(committed.key)
            if payload is not None and seen.take(committed.key):
                yield payload

    def commitments(self) -> Iterator[Row]:
        """Every commitment, and whether a record with its hash is held; nothing of what is in one."""
        for committed in self._committed:
            shown = {"uetr": committed.uetr, "height": committed.height, "commitment": hex_text(committed.commitment)}
            yield shown | {"record_held": committed.key in self._records}


def _key(uetr: str, commitment: bytes) -> str:
    return f"{commitment.hex()} {uetr}"


def _committed(record: Record, contracts: dict[Address, str]) -> Iterator[_Committed]:
    """Of every order that has one."""
    for transaction in record.transactions():
        if not any(isinstance(logged.event, _TAKEN) for logged in transaction.events):
            continue
        instruction = instruction_of(transaction.raw, contracts)
        if instruction is not None and instruction.order.travel_rule_hash != _NONE:
            yield _Committed(instruction.order.uetr, transaction.height, instruction.order.travel_rule_hash)

"""The travel-rule records that banks sent each other, held to their payments, their deadlines and their envelopes.

Trusts the books for what was paid, sent and acknowledged; an envelope is only what its hash says.
Never opens an envelope: for whom the boxes in it are shows without a key.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

from audit.books import Books, QueuedPayment, RefusedPayment, SentTravelRecord, SettledPayment, travel_record_key
from audit.findings import Finding, Spot, found, found_at
from audit.payload_file import Unreadable, read_sealed
from audit.travel_rule import Committed, committed
from chain.abi import Address
from chain.clients.types import PaymentOrder
from chain.hashing import keccak
from chain.kept import Kept
from messages.errors import MessageError
from messages.ivms101.envelope import boxes_of

SEALED = "travel_rule_sealed.jsonl"
_Receivers: TypeAlias = dict[str, list[str]]
"""Hash of an envelope as hex -> its receivers, of one bank and UETR; nobody for what is no envelope."""


class Sendings:
    """The records that were sent, held to the orders that commit to them, one after the other, and then to the rest."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self._commitments: Kept[str, tuple[str, ...]] = Kept(tuple[str, ...])

    def check(self, payment: Committed, order: PaymentOrder) -> Iterator[Finding]:
        """What does not hold of the record of an order that commits to one; of a refused one none has to be sent."""
        before = self._commitments.get(order.uetr, ())
        self._commitments[order.uetr] = (*before, order.travel_rule_hash.hex())
        if not isinstance(payment, RefusedPayment) and payment.event.payer_bank != payment.event.payee_bank:
            yield from _unsent(self._books, payment, order)

    def rest(self) -> Iterator[Finding]:
        """What does not hold of the records that were sent, once every order was there."""
        for item in self._books.travel_records.values():
            yield from _unfounded(self._books, item, tuple(self._commitments.get(item.event.uetr, ())))
            yield from _unacknowledged(self._books, item)


def sending_findings(books: Books) -> Iterator[Finding]:
    """What does not hold of what was sent and acknowledged, by the chain alone."""
    sendings = Sendings(books)
    for payment, order in committed(books):
        yield from sendings.check(payment, order)
    yield from sendings.rest()


def envelope_findings(path: Path, books: Books) -> Iterator[Finding]:
    """What does not hold of the envelopes at `path`. A missing file is fine where nothing was sent."""
    kept: Kept[str, _Receivers] = Kept(dict)
    if path.is_file():
        yield from _read(path, kept)
    for key, item in books.travel_records.items():
        event, envelopes = item.event, kept.get(key, {})
        receivers = envelopes.get(event.ciphertext_hash.hex())
        if receivers is None:
            why = "its envelope was altered" if envelopes else "its envelope is missing"
            yield found("travel-rule-envelope", _spot(item), event.uetr, f"{why}: 0x{event.ciphertext_hash.hex()}")
            continue
        entitled = {event.receiver, *item.offices}
        for words, parties in (("not sealed to", entitled - {*receivers}), ("sealed to", {*receivers} - entitled)):
            if parties:
                message = f"{words} {', '.join(sorted(parties))}"
                yield found("travel-rule-receivers", _spot(item), event.uetr, message)


def _unsent(books: Books, payment: SettledPayment | QueuedPayment, order: PaymentOrder) -> Iterator[Finding]:
    """Of a payment between two banks: that its record went to the payee's, and when."""
    event = payment.event
    item = books.travel_records.get(travel_record_key(event.payer_bank, event.uetr))
    if item is None:
        yield found_at("travel-rule-sent", payment.height, event.uetr, "its record was not sent to the payee's bank")
        return
    sent = item.event
    if (sent.receiver, sent.currency) != (event.payee_bank, order.payee_currency):
        message = f"its record was sent to {sent.receiver} for {sent.currency}, the payee's bank is {event.payee_bank}"
        yield found("travel-rule-sent", _spot(item), event.uetr, message)
    if item.height > payment.height:
        yield found("travel-rule-sent", _spot(item), event.uetr, f"its record was sent after block {payment.height}")
    if sent.commitment != order.travel_rule_hash:
        message = f"sent 0x{sent.commitment.hex()}, the order commits to 0x{order.travel_rule_hash.hex()}"
        yield found("travel-rule-commitment", _spot(item), event.uetr, message)


def _unfounded(books: Books, item: SentTravelRecord, commitments: tuple[str, ...]) -> Iterator[Finding]:
    """A record of no payment, of a refused one that commits to another, or of one of another bank's customer."""
    event = item.event
    taken = books.settled.get(event.uetr) or books.queued.get(event.uetr)
    if not commitments:
        yield found("travel-rule-sent", _spot(item), event.uetr, "sent, and no order commits to a record")
    elif taken is not None and taken.event.payer_bank == event.sender != taken.event.payee_bank:
        return  # that is said with the payment
    elif event.commitment.hex() not in commitments:
        message = f"sent 0x{event.commitment.hex()}, which no order commits to"
        yield found("travel-rule-commitment", _spot(item), event.uetr, message)
    elif taken is not None:
        message = f"sent by {event.sender}, the payer's bank is {taken.event.payer_bank}"
        yield found("travel-rule-sent", _spot(item), event.uetr, message)


def _unacknowledged(books: Books, item: SentTravelRecord) -> Iterator[Finding]:
    """Late, or not at all until the last block of the record."""
    due_at_s, at_s = item.event.due_at, item.acknowledged_at_s
    if not due_at_s or (at_s or books.timestamp_s) <= due_at_s:
        return
    bank: Address = item.event.receiver
    if at_s:
        message = f"acknowledged by {bank} {at_s - due_at_s} s after it was due"
        yield found_at("travel-rule-acknowledged", item.acknowledged_in, item.event.uetr, message)
    else:
        message = f"not acknowledged by {bank}, and due for {books.timestamp_s - due_at_s} s"
        yield found("travel-rule-acknowledged", _spot(item), item.event.uetr, message)


def _spot(item: SentTravelRecord) -> Spot:
    return Spot(item.height, item.tx_hash)


def _read(path: Path, kept: Kept[str, _Receivers]) -> Iterator[Finding]:
    """Puts the receivers of each envelope under its sender and UETR; a line that has none is a finding."""
    try:
        for number, line in enumerate(read_sealed(path), start=1):
            if isinstance(line, Unreadable):
                yield found_at("travel-rule-readable", 0, path.name, f"line {line.number}: {line.why}")
                continue
            text, sealed = line
            try:
                receivers = sorted(boxes_of(text))
            except MessageError as error:
                yield found_at("travel-rule-readable", 0, path.name, f"line {number}: {error}")
                continue
            key = travel_record_key(sealed.sender, sealed.uetr)
            kept[key] = {**kept.get(key, {}), keccak(text.encode()).hex(): receivers}
    except OSError as error:
        yield found_at("travel-rule-readable", 0, path.name, str(error))

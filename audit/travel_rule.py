"""The travel-rule records that stay off the chain, held to the commitments that the payers signed, and to IVMS101.

Trusts the signed orders for the commitments; a record is only what its hash says.
Never shows what is in a record: who pays whom is not the auditor's to tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any, TypeAlias

from audit.books import Books, QueuedPayment, RefusedPayment, SettledPayment
from audit.findings import Finding, found_at
from audit.payload_file import Unreadable, read_payloads
from chain.kept import Kept
from messages.ivms101.rules import record_findings

TRAVEL_RULE = "travel_rule.jsonl"
_NONE = bytes(32)


Records: TypeAlias = dict[str, dict[str, Any]]
"""Commitment as hex -> record, of one UETR."""


def travel_rule_findings(path: Path, books: Books) -> Iterator[Finding]:
    """What does not hold of the records at `path`. A missing file is fine where no order has a commitment."""
    kept: Kept[str, Records] = Kept(dict)
    if path.is_file():
        yield from _read(path, kept)
    on = datetime.fromtimestamp(books.timestamp_s, UTC).date()
    for uetr, height, commitment in _committed(books):
        records = kept.get(uetr, {})
        record = records.get(commitment.hex())
        if record is None:
            why = "its record is not the one committed to" if records else "its record is missing"
            yield found_at("travel-rule-record", height, uetr, f"{why}: 0x{commitment.hex()}")
            continue
        for finding in record_findings(record, on)[:1]:
            where = finding.path or "record"
            yield found_at("travel-rule-standard", height, uetr, f"its record is no IVMS101: {where}, {finding.rule}")


def _committed(books: Books) -> Iterator[tuple[str, int, bytes]]:
    """UETR, height and commitment of every order on the chain that has one, settled, refused or queued."""
    queued = (payment for uetr, payment in books.queued.items() if uetr not in books.settled)
    payments: Iterable[SettledPayment | RefusedPayment | QueuedPayment]
    payments = chain(books.settled.values(), books.refused, queued)
    for payment in payments:
        order = payment.order
        if order is not None and order.travel_rule_hash != _NONE:
            yield order.uetr, payment.height, order.travel_rule_hash


def _read(path: Path, kept: Kept[str, Records]) -> Iterator[Finding]:
    """Puts each record under its UETR and commitment; a line that has none is a finding."""
    try:
        for line in read_payloads(path):
            if isinstance(line, Unreadable):
                yield found_at("travel-rule-readable", 0, path.name, f"line {line.number}: {line.why}")
                continue
            (uetr, commitment), payload = line
            kept[uetr] = {**kept.get(uetr, {}), commitment.hex(): payload.record}
    except OSError as error:
        yield found_at("travel-rule-readable", 0, path.name, str(error))

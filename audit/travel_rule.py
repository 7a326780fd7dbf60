"""The travel-rule records that stay off the chain, held to the commitments that the payers signed, and to IVMS101.

Trusts the signed orders for the commitments; a record is only what its hash says.
Never shows what is in a record: who pays whom is not the auditor's to tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any, TypeAlias

from pydantic import TypeAdapter, ValidationError

from audit.books import Books, QueuedPayment, RefusedPayment, SettledPayment
from audit.findings import Finding, found_at
from chain.commitments import commit
from chain.kept import Kept
from messages.ivms101.rules import record_findings

TRAVEL_RULE = "travel_rule.jsonl"
_NONE = bytes(32)


@dataclass(frozen=True, slots=True)
class _Line:
    """One record. salt: hex, with or without 0x; record: as it was committed to."""

    uetr: str
    salt: str
    record: dict[str, Any]


_LINE = TypeAdapter(_Line)
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
        with path.open(encoding="latin-1") as lines:  # every byte is a sign of it, and every end of line is one
            yield from _take(path, lines, kept)
    except OSError as error:
        yield found_at("travel-rule-readable", 0, path.name, str(error))


def _take(path: Path, lines: Iterable[str], kept: Kept[str, Records]) -> Iterator[Finding]:
    for number, text in enumerate(lines, start=1):
        try:
            line = _LINE.validate_json(text.removesuffix("\n").encode("latin-1"), strict=True)
            commitment = commit(bytes.fromhex(line.salt.removeprefix("0x")), line.record).hex()
            kept[line.uetr] = {**kept.get(line.uetr, {}), commitment: line.record}
        except ValidationError as error:
            yield found_at("travel-rule-readable", 0, path.name, f"line {number}: {error.errors()[0]['msg']}")
        except (TypeError, ValueError) as error:
            yield found_at("travel-rule-readable", 0, path.name, f"line {number}: {error}")

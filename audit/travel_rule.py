"""The travel-rule records that stay off the chain, held to the commitments that the payers signed, and to IVMS101.

Trusts the signed orders for the commitments; a record is only what its hash says.
Never shows what is in a record: who pays whom is not the auditor's to tell.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from audit.books import Books, QueuedPayment, RefusedPayment, SettledPayment
from audit.findings import Finding, found_at
from chain.commitments import commit
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


def travel_rule_findings(path: Path, books: Books) -> Iterator[Finding]:
    """What does not hold of the records at `path`. A missing file is fine where no order has a commitment."""
    committed = list(_committed(books))
    kept: defaultdict[str, dict[bytes, dict[str, Any]]] = defaultdict(dict)
    if path.is_file():
        yield from _read(path, kept)
    on = datetime.fromtimestamp(books.timestamp_s, UTC).date()
    for uetr, height, commitment in committed:
        record = kept[uetr].get(commitment)
        if record is None:
            why = "its record is not the one committed to" if kept[uetr] else "its record is missing"
            yield found_at("travel-rule-record", height, uetr, f"{why}: 0x{commitment.hex()}")
            continue
        for finding in record_findings(record, on)[:1]:
            where = finding.path or "record"
            yield found_at("travel-rule-standard", height, uetr, f"its record is no IVMS101: {where}, {finding.rule}")


def _committed(books: Books) -> Iterator[tuple[str, int, bytes]]:
    """UETR, height and commitment of every order on the chain that has one, settled, refused or queued."""
    payments: list[SettledPayment | RefusedPayment | QueuedPayment] = [*books.settled.values(), *books.refused]
    payments += (queued for uetr, queued in books.queued.items() if uetr not in books.settled)
    for payment in payments:
        order = payment.order
        if order is not None and order.travel_rule_hash != _NONE:
            yield order.uetr, payment.height, order.travel_rule_hash


def _read(path: Path, kept: defaultdict[str, dict[bytes, dict[str, Any]]]) -> Iterator[Finding]:
    """Puts each record under its UETR and commitment; a line that has none is a finding."""
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        yield found_at("travel-rule-readable", 0, path.name, str(error))
        return
    for number, text in enumerate(lines, start=1):
        try:
            line = _LINE.validate_json(text, strict=True)
            kept[line.uetr][commit(bytes.fromhex(line.salt.removeprefix("0x")), line.record)] = line.record
        except ValidationError as error:
            yield found_at("travel-rule-readable", 0, path.name, f"line {number}: {error.errors()[0]['msg']}")
        except (TypeError, ValueError) as error:
            yield found_at("travel-rule-readable", 0, path.name, f"line {number}: {error}")

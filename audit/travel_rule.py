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
from chain.clients.types import PaymentOrder
from chain.kept import Kept
from messages.ivms101.rules import record_findings

TRAVEL_RULE = "travel_rule.jsonl"
_NONE = bytes(32)


Records: TypeAlias = dict[str, dict[str, Any]]
"""Commitment as hex -> record, of one UETR."""
Committed: TypeAlias = SettledPayment | RefusedPayment | QueuedPayment


class KeptRecords:
    """The records at `path`, each under its UETR and commitment; there need be no file."""

    def __init__(self, path: Path, books: Books) -> None:
        self._path, self._kept = path, Kept[str, Records](dict)
        self._on = datetime.fromtimestamp(books.timestamp_s, UTC).date()

    def read(self) -> Iterator[Finding]:
        """Reads the file; a line that has no record is a finding."""
        try:
            for line in read_payloads(self._path) if self._path.is_file() else ():
                if isinstance(line, Unreadable):
                    yield found_at("travel-rule-readable", 0, self._path.name, f"line {line.number}: {line.why}")
                    continue
                (uetr, commitment), payload = line
                self._kept[uetr] = {**self._kept.get(uetr, {}), commitment.hex(): payload.record}
        except OSError as error:
            yield found_at("travel-rule-readable", 0, self._path.name, str(error))

    def check(self, order: PaymentOrder, height: int) -> Iterator[Finding]:
        """What does not hold of the record of an order that commits to one."""
        uetr, commitment = order.uetr, order.travel_rule_hash
        records = self._kept.get(uetr, {})
        record = records.get(commitment.hex())
        if record is None:
            why = "its record is not the one committed to" if records else "its record is missing"
            yield found_at("travel-rule-record", height, uetr, f"{why}: 0x{commitment.hex()}")
            return
        for finding in record_findings(record, self._on)[:1]:
            where = finding.path or "record"
            yield found_at("travel-rule-standard", height, uetr, f"its record is no IVMS101: {where}, {finding.rule}")


def committed(books: Books) -> Iterator[tuple[Committed, PaymentOrder]]:
    """Every payment on the chain, settled, refused or queued, whose order has a commitment, and the order."""
    queued = (payment for uetr, payment in books.queued.items() if uetr not in books.settled)
    payments: Iterable[Committed] = chain(books.settled.values(), books.refused, queued)
    for payment in payments:
        order = payment.order
        if order is not None and order.travel_rule_hash != _NONE:
            yield payment, order

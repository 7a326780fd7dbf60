"""Spoils the travel-rule records of a results folder and asks whether the audit notices.

Trusts the small run for one payment with a commitment, and its folder for the record of it.
Never shows what is in a record.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest
from audited_cast import uetr
from audited_rules import RECORD, travel_rule_lines

from audit.books import Books, QueuedPayment, RefusedPayment
from audit.findings import Finding
from audit.manifest import MANIFEST, manifest_of
from audit.report import audit_folder
from audit.run_folder import RunFolder
from audit.travel_rule import TRAVEL_RULE, KeptRecords, committed
from chain.clients.events import PaymentQueued
from chain.clients.types import QueuedState
from chain.commitments import commit

PAYMENT = uetr(30)


def line(**changes: object) -> str:
    return json.dumps(json.loads(travel_rule_lines()) | changes) + "\n"


def findings(path: Path, books: Books) -> list[Finding]:
    kept = KeptRecords(path, books)
    checked = (kept.check(order, payment.height) for payment, order in committed(books))
    return [*kept.read(), *chain.from_iterable(checked)]


def rules(path: Path, books: Books) -> list[str]:
    return [finding.rule for finding in findings(path, books)]


@pytest.fixture
def kept(copy: Path) -> Path:
    """The file of the records, free to be spoilt."""
    return copy / TRAVEL_RULE


LIES: list[tuple[str, Callable[[Path], object]]] = [
    ("travel-rule-record", Path.unlink),
    ("travel-rule-record", lambda path: path.write_text("")),
    ("travel-rule-record", lambda path: path.write_text(line(uetr=uetr(31)))),
    ("travel-rule-record", lambda path: path.write_text(line(salt="00"))),
    ("travel-rule-record", lambda path: path.write_text(line(record={"originator": "importer"}))),
    ("travel-rule-readable", lambda path: path.write_text(line() + "{\n")),
    ("travel-rule-readable", lambda path: path.write_text(line() + "[" * 100_000 + "\n")),
    ("travel-rule-readable", lambda path: path.write_text(line() + line(salt="0x0"))),
    ("travel-rule-readable", lambda path: path.write_text(line() + line(salt=7))),
    ("travel-rule-readable", lambda path: path.write_text(line() + line(record={"amount": 2**60}))),
    ("travel-rule-readable", lambda path: path.write_text(line() + line(record={"amount": 1.5}))),
    ("travel-rule-readable", lambda path: path.write_bytes(line().encode() + b"\xff\n")),
    ("travel-rule-readable", lambda path: path.write_text(line() + "\n")),
]


@pytest.mark.parametrize(("rule", "spoil"), LIES, ids=[f"{number}-{rule}" for number, (rule, _) in enumerate(LIES)])
def test_kept_records__spoilt_file__is_found_by_its_rule(
    kept: Path, books: Books, rule: str, spoil: Callable[[Path], object]
) -> None:
    assert rules(kept, books) == []
    spoil(kept)
    assert rules(kept, books) == [rule]


def test_kept_records__file_that_cannot_be_read__is_a_finding(
    kept: Path, books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError("device is gone")

    monkeypatch.setattr(Path, "open", fail)
    assert rules(kept, books) == ["travel-rule-readable", "travel-rule-record"]


def test_kept_records__finding__names_payment_and_block_but_no_record(kept: Path, books: Books) -> None:
    kept.write_text(line(salt="00"))
    (finding,) = findings(kept, books)
    assert (finding.subject, finding.height) == (PAYMENT, books.settled[PAYMENT].height)
    assert "importer" not in finding.message


def test_kept_records__no_order_with_a_commitment__asks_for_no_file(kept: Path, books: Books) -> None:
    kept.unlink()
    others = {key: payment for key, payment in books.settled.items() if key != PAYMENT}
    assert rules(kept, replace(books, settled=others)) == []


def test_kept_records__refused_order__has_its_record_too(kept: Path, books: Books) -> None:
    settled = books.settled[PAYMENT]
    refusal = RefusedPayment(books.refused[0].event, settled.height, settled.timestamp_s, settled.order)
    refused = replace(books, settled={}, refused=(refusal,))
    assert rules(kept, refused) == []
    kept.unlink()
    assert rules(kept, refused) == ["travel-rule-record"]


def test_kept_records__queued_order__has_its_record_too(kept: Path, books: Books) -> None:
    settled, paid = books.settled[PAYMENT], books.settled[PAYMENT].event
    sides = paid.payer, paid.payee, paid.payer_bank, paid.payee_bank
    event = PaymentQueued(PAYMENT, *sides, paid.payer_currency, paid.cost_minor, 0)
    queued = {PAYMENT: QueuedPayment(event, settled.height, settled.order, QueuedState.QUEUED)}
    waiting = replace(books, settled={}, queued=queued)
    assert rules(kept, waiting) == []
    kept.unlink()
    assert rules(kept, waiting) == ["travel-rule-record"]
    assert rules(kept, replace(books, queued=queued)) == ["travel-rule-record"]  # once, though it is credited too


def test_kept_records__two_orders_of_one_uetr__each_find_their_record(kept: Path, books: Books) -> None:
    kept.write_text(line(record={"originator": "somebody else"}) + line())
    assert rules(kept, books) == []


def test_audit_folder__record_missing__is_found(copy: Path) -> None:
    (copy / TRAVEL_RULE).unlink()
    (copy / MANIFEST).write_text(manifest_of(copy))
    assert [finding.rule for finding in audit_folder(RunFolder.open(copy)).findings] == ["travel-rule-record"]


def test_kept_records__record_committed_to_that_is_no_ivms101__is_found(kept: Path, books: Books) -> None:
    surprising = RECORD | {"surprise": "x"}
    payment = books.settled[PAYMENT]
    assert payment.order is not None
    order = replace(payment.order, travel_rule_hash=commit(b"salt", surprising))
    spoilt = replace(books, settled={**books.settled, PAYMENT: replace(payment, order=order)})
    kept.write_text(line(record=surprising))
    (finding,) = findings(kept, spoilt)
    assert finding.rule == "travel-rule-standard"
    assert "surprise" not in finding.message

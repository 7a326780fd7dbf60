"""Lies about travel-rule records that are sent: in the events, in what was paid, and in the file of envelopes.

Trusts the honest record of the small run, in which one bank sends another a record that is acknowledged in time.
Never touches the journal: the lies are told in memory, or in a copy of the folder.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from audited_cast import BANGKOK_BANK, CHIANGMAI_BANK, HK_BANK, HK_SUPERVISOR, SUPERVISOR, uetr
from audited_rules import ACKNOWLEDGED_WITHIN_S, ENVELOPE, RECORD, SEALING_KEYS, sealed_lines
from liar import Liar
from lies import STRANGER, Lie, add, alter, at, both, drop, edit, sent_by, twice

from audit.books import Books, RefusedPayment, travel_record_key
from audit.manifest import MANIFEST, manifest_of
from audit.reader import Reader
from audit.rebuild import rebuild
from audit.reconcile import reconcile
from audit.record import RecordedBlock
from audit.report import audit_folder
from audit.run_folder import RunFolder
from audit.storage import read_storage
from audit.travel_sending import SEALED, envelope_findings, sending_findings
from chain.clients.events import (
    SealingKeySet,
    TravelRuleAcknowledgementPeriodSet,
    TravelRuleRecordAcknowledged,
    TravelRuleRecordSent,
)
from chain.deployment import Deployment
from messages.ivms101.envelope import SealingTo, sealed_envelope

SENT, RECEIVED = TravelRuleRecordSent, TravelRuleRecordAcknowledged
PAYMENT, OTHER = uetr(30), uetr(31)
KEY = travel_record_key(BANGKOK_BANK.address, PAYMENT)
ONE = b"\1" * 32


def in_hkd(event: TravelRuleAcknowledgementPeriodSet) -> bool:
    return event.currency == "HKD"


REBUILT: list[tuple[str, Lie]] = [
    ("travel-rule-sending", twice(SENT)),
    ("travel-rule-sending", sent_by(HK_BANK, SENT)),
    ("travel-rule-sending", alter(SENT, sender=STRANGER)),
    ("travel-rule-sending", alter(SENT, receiver=STRANGER)),
    ("travel-rule-sending", alter(SENT, receiver=BANGKOK_BANK.address)),
    ("travel-rule-sending", alter(SENT, receiver=CHIANGMAI_BANK.address)),
    ("travel-rule-sending", alter(SENT, currency="THB")),
    ("travel-rule-sending", alter(SENT, commitment=bytes(32))),
    ("travel-rule-sending", alter(SENT, ciphertext_hash=bytes(32))),
    ("travel-rule-sending", add(SENT, due_at=1)),
    ("travel-rule-sending", alter(SENT, due_at=0)),
    ("travel-rule-sending", alter(TravelRuleAcknowledgementPeriodSet, in_hkd, period_s=0)),
    ("travel-rule-sending", drop(TravelRuleAcknowledgementPeriodSet, in_hkd)),
    ("travel-rule-receipt", drop(SENT)),
    ("travel-rule-receipt", twice(RECEIVED)),
    ("travel-rule-receipt", sent_by(BANGKOK_BANK, RECEIVED)),
    ("travel-rule-receipt", alter(RECEIVED, sender=STRANGER)),
    ("travel-rule-receipt", alter(RECEIVED, receiver=STRANGER)),
    ("travel-rule-receipt", alter(RECEIVED, uetr=OTHER)),
    ("travel-rule-receipt", alter(RECEIVED, ciphertext_hash=ONE)),
    ("travel-rule-receipt", alter(RECEIVED, is_late=True)),
    ("travel-rule-receipt", at(RECEIVED, ACKNOWLEDGED_WITHIN_S)),
    ("rule-setting", sent_by(BANGKOK_BANK, TravelRuleAcknowledgementPeriodSet)),
]
CONDUCT: list[tuple[str, str, Lie]] = [
    ("travel-rule-sent", "was not sent", both(drop(SENT), drop(RECEIVED))),
    ("travel-rule-sent", "was sent to", alter(SENT, receiver=CHIANGMAI_BANK.address)),
    ("travel-rule-sent", "was sent to", alter(SENT, currency="THB")),
    ("travel-rule-sent", "no order commits to a record", alter(SENT, uetr=OTHER)),
    ("travel-rule-sent", "the payer's bank is", alter(SENT, sender=CHIANGMAI_BANK.address)),
    ("travel-rule-commitment", "the order commits to", alter(SENT, commitment=ONE)),
    ("travel-rule-acknowledged", "not acknowledged", drop(RECEIVED)),
    ("travel-rule-acknowledged", "after it was due", at(RECEIVED, ACKNOWLEDGED_WITHIN_S)),
]


def numbered(cases: list) -> list[str]:
    return [f"{number}-{case[0]}" for number, case in enumerate(cases)]


def said(books: Books) -> list[tuple[str, str]]:
    return [(finding.rule, finding.message) for finding in sending_findings(books)]


def test_sending_findings__honest_record__finds_nothing(books: Books) -> None:
    assert said(books) == []
    item = books.travel_records[KEY]
    assert set(item.offices) == {SUPERVISOR.address, HK_SUPERVISOR.address}
    assert item.event.due_at == item.acknowledged_at_s - 4 + ACKNOWLEDGED_WITHIN_S


@pytest.mark.parametrize(("rule", "lie"), REBUILT, ids=numbered(REBUILT))
def test_rebuild__planted_lie__is_found_by_its_rule(
    blocks: list[RecordedBlock], deployment: Deployment, rule: str, lie: Lie
) -> None:
    found = rebuild(lie(blocks), deployment).findings
    assert rule in {finding.rule for finding in found}, [str(finding) for finding in found]


@pytest.mark.parametrize(("rule", "words", "lie"), CONDUCT, ids=numbered(CONDUCT))
def test_sending_findings__planted_lie__is_found_by_its_rule(
    blocks: list[RecordedBlock], deployment: Deployment, rule: str, words: str, lie: Lie
) -> None:
    found = said(rebuild(lie(blocks), deployment))
    assert any(name == rule and words in message for name, message in found), found


def test_sending_findings__payment_of_which_nothing_was_sent__is_named_with_its_block(
    blocks: list[RecordedBlock], deployment: Deployment
) -> None:
    (finding,) = sending_findings(rebuild(both(drop(SENT), drop(RECEIVED))(blocks), deployment))
    settled = rebuild(blocks, deployment).settled[PAYMENT]
    assert (finding.rule, finding.subject, finding.height) == ("travel-rule-sent", PAYMENT, settled.height)


def test_sending_findings__record_after_its_payment__is_found(books: Books) -> None:
    item = books.travel_records[KEY]
    later = replace(item, height=books.settled[PAYMENT].height + 1)
    (found,) = said(replace(books, travel_records={KEY: later}))
    assert (found[0], "was sent after block" in found[1]) == ("travel-rule-sent", True)
    together = replace(item, height=books.settled[PAYMENT].height)
    assert said(replace(books, travel_records={KEY: together})) == []


def test_sending_findings__acknowledgement_that_is_still_open__is_none(books: Books) -> None:
    item = replace(books.travel_records[KEY], acknowledged_at_s=0, acknowledged_in=0)
    waiting = replace(books, travel_records={KEY: item})
    assert said(replace(waiting, timestamp_s=item.event.due_at)) == []
    (found,) = said(replace(waiting, timestamp_s=item.event.due_at + 1))
    assert found[0] == "travel-rule-acknowledged"
    free = replace(item, event=replace(item.event, due_at=0))
    assert said(replace(books, travel_records={KEY: free})) == []


def test_sending_findings__refused_payment__needs_no_record_and_may_have_its_own(books: Books) -> None:
    settled = books.settled[PAYMENT]
    refusal = RefusedPayment(books.refused[0].event, settled.height, settled.timestamp_s, settled.order)
    refused = replace(books, settled={}, refused=(refusal,))
    assert said(refused) == []
    assert said(replace(refused, travel_records={})) == []
    item = books.travel_records[KEY]
    other = replace(item, event=replace(item.event, commitment=ONE))
    (found,) = said(replace(refused, travel_records={KEY: other}))
    assert (found[0], "no order commits to" in found[1]) == ("travel-rule-commitment", True)


def test_sending_findings__payment_within_one_bank__needs_none(books: Books) -> None:
    settled = books.settled[PAYMENT]
    within = replace(settled, event=replace(settled.event, payee_bank=settled.event.payer_bank))
    assert said(replace(books, settled={PAYMENT: within}, travel_records={})) == []


# The file of envelopes.


def line(**changes: object) -> str:
    return json.dumps(json.loads(sealed_lines()) | changes) + "\n"


def sealed_to(*parties: str) -> dict[str, str]:
    to = {name: SealingTo(bytes(SEALING_KEYS[HK_BANK].public_key), bytes(32)) for name in parties}
    sealed: dict[str, str] = json.loads(sealed_envelope(b"salt", RECORD, to))
    return sealed


BOXES = json.loads(ENVELOPE)
FILES: list[tuple[str, Callable[[Path], object]]] = [
    ("travel-rule-envelope", Path.unlink),
    ("travel-rule-envelope", lambda path: path.write_text("")),
    ("travel-rule-envelope", lambda path: path.write_text(line(uetr=OTHER))),
    ("travel-rule-envelope", lambda path: path.write_text(line(sender=HK_BANK.address))),
    ("travel-rule-envelope", lambda path: path.write_text(line(envelope=BOXES | {HK_BANK.address: "00" * 60}))),
    ("travel-rule-envelope", lambda path: path.write_text(line(envelope=BOXES | sealed_to(STRANGER)))),
    ("travel-rule-readable", lambda path: path.write_text(line() + "{\n")),
    ("travel-rule-readable", lambda path: path.write_text(line() + line(envelope={}))),
    ("travel-rule-readable", lambda path: path.write_text(line() + line(envelope={HK_BANK.address: "x"}))),
    ("travel-rule-readable", lambda path: path.write_text(line() + line(envelope=7))),
    ("travel-rule-readable", lambda path: path.write_bytes(line().encode() + b'{"sender":"\xff"}\n')),
]


def rules(path: Path, books: Books) -> list[str]:
    return [finding.rule for finding in envelope_findings(path, books)]


@pytest.mark.parametrize(("rule", "spoil"), FILES, ids=numbered(FILES))
def test_envelope_findings__spoilt_file__is_found_by_its_rule(
    copy: Path, books: Books, rule: str, spoil: Callable[[Path], object]
) -> None:
    assert rules(copy / SEALED, books) == []
    spoil(copy / SEALED)
    assert rules(copy / SEALED, books) == [rule]


def test_envelope_findings__altered_and_missing__are_told_apart(copy: Path, books: Books) -> None:
    (copy / SEALED).write_text(line(envelope=sealed_to(HK_BANK.address)))
    (altered,) = envelope_findings(copy / SEALED, books)
    (copy / SEALED).unlink()
    (missing,) = envelope_findings(copy / SEALED, books)
    assert altered.message.startswith("its envelope was altered: 0x")
    assert missing.message.startswith("its envelope is missing: 0x")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"offices": (SUPERVISOR.address,)}, f"sealed to {HK_SUPERVISOR.address}"),
        ({"offices": (SUPERVISOR.address, HK_SUPERVISOR.address, STRANGER)}, f"not sealed to {STRANGER}"),
    ],
)
def test_envelope_findings__other_receivers_than_are_entitled__are_found(
    copy: Path, books: Books, change: dict, words: str
) -> None:
    told = replace(books, travel_records={KEY: replace(books.travel_records[KEY], **change)})
    assert [(f.rule, f.message) for f in envelope_findings(copy / SEALED, told)] == [("travel-rule-receivers", words)]


def test_envelope_findings__file_that_cannot_be_read__is_a_finding(
    copy: Path, books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError("device is gone")

    monkeypatch.setattr(Path, "open", fail)
    assert rules(copy / SEALED, books) == ["travel-rule-readable", "travel-rule-envelope"]


@pytest.mark.parametrize(
    "lie",
    [
        drop(SealingKeySet, lambda e: e.account == SUPERVISOR.address),
        edit(
            SealingKeySet, lambda e: [replace(e, sealing_key=bytes(32))], lambda e: e.account == HK_SUPERVISOR.address
        ),
    ],
    ids=["never stated", "taken back"],
)
def test_offices__supervisor_without_a_key__is_none_to_seal_to(
    blocks: list[RecordedBlock], deployment: Deployment, lie: Lie
) -> None:
    assert len(rebuild(lie(blocks), deployment).travel_records[KEY].offices) == 1


def test_audit_folder__envelope_missing__is_found(copy: Path) -> None:
    (copy / SEALED).unlink()
    (copy / MANIFEST).write_text(manifest_of(copy))
    found = audit_folder(RunFolder.open(copy)).findings
    assert {finding.rule for finding in found} == {"travel-rule-envelope"}


def test_reconcile__chain_that_stores_another_record__is_found(
    reader: Reader, books: Books, deployment: Deployment
) -> None:
    liar = Liar(reader, "TravelRule.recordOf", lambda stored: replace(stored, due_at=1))
    found = reconcile(books, read_storage(liar, deployment, books), deployment)
    assert [finding.rule for finding in found] == ["storage-travel-rule"]
    liar = Liar(reader, "TravelRule.acknowledgementPeriodOf", lambda stored: stored + 1)
    found = reconcile(books, read_storage(liar, deployment, books), deployment)
    assert {finding.rule for finding in found} == {"storage-rule"}

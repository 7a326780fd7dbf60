"""Spoils the files of a results folder, one at a time, and asks whether the audit of the folder notices.

Trusts SQLite to write what it is told; the small run is copied for each test.
Never expects a traceback: whatever is in the files, the audit ends with a report.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from audit.manifest import MANIFEST, manifest_of
from audit.reader import Reader
from audit.record import Record, RecordedBlock
from audit.report import AuditReport, audit_folder, audit_record
from audit.run_folder import RunFolder
from chain.consensus.header import CorridorHeader
from chain.deployment import Deployment
from chain.digest import decode_logs, encode_logs, genesis_digest, next_digest
from chain.engines.base import Log
from chain.errors import InputError
from chain.journal import Journal

Spoil = Callable[[Path], object]
BLOCK = 17  # the second payment
FUNDING = 27  # the first loan


def rules(report: AuditReport) -> set[str]:
    return {finding.rule for finding in report.findings}


def audit(folder: Path) -> AuditReport:
    """Of a folder whose manifest was written anew: whoever changes a file can do that too."""
    if (folder / MANIFEST).is_file():
        (folder / MANIFEST).write_text(manifest_of(folder))
    return audit_folder(RunFolder.open(folder))


def sql(statement: str, *values: Any) -> Spoil:
    def spoil(folder: Path) -> None:
        with closing(sqlite3.connect(folder / "journal.sqlite", isolation_level=None)) as database:
            assert database.execute(statement, values).rowcount > 0

    return spoil


def header(height: int, **changes: Any) -> Spoil:
    """Gives a block's header other values, as they are or made of the old one; its seals are not looked at here."""

    def spoil(folder: Path) -> None:
        with closing(sqlite3.connect(folder / "journal.sqlite", isolation_level=None)) as database:
            (data,) = database.execute("SELECT header FROM blocks WHERE height = ?", (height,)).fetchone()
            old = CorridorHeader.decode(data)
            new = {name: value(getattr(old, name)) if callable(value) else value for name, value in changes.items()}
            told = replace(old, **new).encode()
            assert told != data
            database.execute("UPDATE blocks SET header = ? WHERE height = ?", (told, height))

    return spoil


def logs(change: Callable[[list[Log]], list[Log]], height: int = BLOCK) -> Spoil:
    """Rewrites the logs of the first transaction of a block."""

    def spoil(folder: Path) -> None:
        with closing(sqlite3.connect(folder / "journal.sqlite", isolation_level=None)) as database:
            where = "WHERE height = ? AND position = 0"
            (data,) = database.execute(f"SELECT logs FROM receipts {where}", (height,)).fetchone()
            told = encode_logs(change(list(decode_logs(data))))
            assert told != data
            database.execute(f"UPDATE receipts SET logs = ? {where}", (told, height))

    return spoil


def sealed_again(spoil: Spoil) -> Spoil:
    """Computes every digest anew after the lie, in journal and summary: the folder then agrees with itself."""

    def spoil_and_seal(folder: Path) -> None:
        spoil(folder)
        path = folder / "journal.sqlite"
        journal = Journal.open(path)
        digest, headers = genesis_digest(journal.parameters), []
        for block in journal.blocks():
            digest = next_digest(digest, block.height, block.timestamp_s, block.receipts)
            headers.append((replace(block.header, digest=digest).encode(), block.height))
        journal.close()
        with closing(sqlite3.connect(path, isolation_level=None)) as database:
            database.executemany("UPDATE blocks SET header = ? WHERE height = ?", headers)
        (folder / "summary.json").write_text(json.dumps({"digest": digest.hex()}))

    return spoil_and_seal


def raise_amount(found: list[Log]) -> list[Log]:
    """One minor unit more in the data of the last log, the transfer that credits the payee."""
    last = found[-1]
    return [*found[:-1], Log(last.address, last.topics, (int.from_bytes(last.data, "big") + 1).to_bytes(32, "big"))]


def topic(found: list[Log], name: bytes) -> list[Log]:
    return [Log(found[0].address, (name,), b""), *found[1:]]


def from_another(found: list[Log]) -> list[Log]:
    """The engine says what only a money may say."""
    return [Log(found[0].address, found[-1].topics, found[-1].data), *found]


def edit_deployment(change: Callable[[dict[str, Any]], object]) -> Spoil:
    def spoil(folder: Path) -> None:
        path = folder / "deployment.json"
        raw = json.loads(path.read_text())
        change(raw)
        path.write_text(json.dumps(raw))

    return spoil


def forget(bank_id: str) -> Spoil:
    def change(raw: dict[str, Any]) -> None:
        raw["rule_books"].pop(raw["deposits"].pop(bank_id), None)
        raw["deposit_currencies"].pop(bank_id)

    return edit_deployment(change)


def swap(table: str, first: str, second: str) -> Spoil:
    def change(raw: dict[str, Any]) -> None:
        raw[table][first], raw[table][second] = raw[table][second], raw[table][first]

    return edit_deployment(change)


LIES: list[tuple[str, Spoil]] = [
    ("run-incomplete", lambda folder: (folder / "summary.json").unlink()),
    ("summary-readable", lambda folder: (folder / "summary.json").write_text("{")),
    ("summary-readable", lambda folder: (folder / "summary.json").write_text("[]")),
    ("summary-readable", lambda folder: (folder / "summary.json").write_text("{}")),
    ("summary-readable", lambda folder: (folder / "summary.json").write_text("[" * 100_000)),
    ("summary-readable", lambda folder: (folder / "summary.json").write_bytes(b"\xff")),
    ("summary-digest", lambda folder: (folder / "summary.json").write_text(json.dumps({"digest": "00" * 32}))),
    ("journal-parameters", edit_deployment(lambda raw: raw["parameters"].update(chain_id=1))),
    ("journal-parameters", sql("UPDATE meta SET value = '30000000' WHERE key = 'gas_limit'")),
    ("replay-executes", sql("UPDATE transactions SET raw = x'02c0' WHERE height = ?", BLOCK)),
    ("replay-executes", sql("UPDATE transactions SET raw = zeroblob(0) WHERE height = ?", BLOCK)),
    ("replay-executes", header(BLOCK, timestamp_s=0)),
    ("replay-executes", sql("DELETE FROM receipts WHERE height = ?", BLOCK)),
    ("replay-executes", sql("DELETE FROM blocks WHERE height = ?", BLOCK - 1)),
    ("replay-executes", sql("UPDATE receipts SET logs = x'00000001' WHERE height = ?", BLOCK)),
    (
        "replay-executes",
        sql("UPDATE transactions SET raw = (SELECT raw FROM transactions WHERE height = 12) WHERE height = ?", BLOCK),
    ),
    ("replay-receipt", sealed_again(logs(raise_amount))),
    ("replay-receipt", sealed_again(logs(lambda found: found[:-1]))),
    ("replay-receipt", sealed_again(sql("UPDATE receipts SET gas_used = 1 WHERE height = ?", BLOCK))),
    ("replay-receipt", sql("UPDATE receipts SET created = '0x00' WHERE height = ?", BLOCK)),
]
RECORD_LIES: list[tuple[str, Spoil]] = [
    ("journal-digest", header(BLOCK, digest=bytes(32))),
    ("journal-digest", sql("UPDATE receipts SET gas_used = gas_used + 1 WHERE height = ?", BLOCK)),
    ("journal-digest", sql("UPDATE receipts SET status = 300 WHERE height = ?", BLOCK)),
    ("journal-digest", logs(raise_amount)),
    ("log-decodes", sealed_again(logs(lambda found: topic(found, b"\0" * 32)))),
    ("log-decodes", sealed_again(logs(lambda found: [Log(found[0].address, (), b""), *found[1:]]))),
    ("log-decodes", sealed_again(logs(lambda found: [Log(found[0].address, found[0].topics, b"x"), *found[1:]]))),
    ("log-decodes", sealed_again(logs(lambda found: [Log(found[0].address, found[0].topics[:1], found[0].data)]))),
    ("log-emitter", sealed_again(logs(from_another))),
    ("log-reverted", sealed_again(sql("UPDATE receipts SET status = 0 WHERE height = ?", BLOCK))),
    ("contract-code", edit_deployment(lambda raw: raw["deposits"].update({"th-bank-2": "0x" + "11" * 20}))),
    ("contract-code", swap("contracts", "FxBoard", "LoanBook")),
    ("contract-code", sql("UPDATE transactions SET raw = x'01' WHERE height = 1")),
    ("contract-wiring", swap("central_bank_money", "HKD", "THB")),
    ("contract-wiring", edit_deployment(lambda raw: raw["contracts"].update(ParticipantRegistry="0x" + "11" * 20))),
    ("contract-wiring", swap("deposits", "th-bank-1", "th-bank-2")),
    ("contract-wiring", edit_deployment(lambda raw: raw["contracts"].update(QueuedPayments="0x" + "11" * 20))),
    ("contract-wiring", edit_deployment(lambda raw: raw["contracts"].update(LiquidityQueue="0x" + "11" * 20))),
    ("contract-wiring", edit_deployment(lambda raw: raw["exponents"].update(THB=3))),
    ("contract-wiring", edit_deployment(lambda raw: raw["exponents"].update(HKD=0))),
    ("money-listing", forget("th-bank-1")),
    ("system-contract-known", edit_deployment(lambda raw: raw["contracts"].update(LoanBook="0x" + "11" * 20))),
    ("journal-damaged", sql("DELETE FROM receipts WHERE height = ?", BLOCK)),
    ("journal-damaged", sql("DELETE FROM blocks WHERE height = ?", BLOCK)),
    ("journal-damaged", sql("UPDATE receipts SET logs = x'00' WHERE height = ?", BLOCK)),
    ("journal-time", header(BLOCK, timestamp_s=0)),
    ("contract-code", sql("UPDATE transactions SET raw = x'01' WHERE height = 1")),
    ("contract-code", sql("UPDATE transactions SET raw = x'02' WHERE height = 1")),
    ("contract-code", sql("UPDATE transactions SET raw = x'02c0' WHERE height = 1")),
    ("contract-code", sql("UPDATE receipts SET created = NULL WHERE height = 1")),
]


@pytest.fixture
def short(copy: Path) -> Path:
    """The folder of a run that ended with its second payment: sooner executed again."""
    for table in ("blocks", "transactions", "receipts"):
        sql(f"DELETE FROM {table} WHERE height > ?", BLOCK)(copy)
    sealed_again(lambda _: None)(copy)
    edit_deployment(lambda raw: raw["rule_books"].clear())(copy)
    (copy / "travel_rule.jsonl").unlink()
    return copy


def test_audit_folder__run_that_ended_early__finds_nothing(short: Path) -> None:
    report = audit(short)
    assert [str(finding) for finding in report.findings] == []
    assert (report.books.height, len(report.books.settled)) == (BLOCK, 2)


def test_audit_folder__block_moved_in_time__does_not_come_out_again(copy: Path) -> None:
    sealed_again(header(FUNDING, timestamp_s=lambda old: old + 1))(copy)
    assert "replay-receipt" in rules(audit(copy))


@pytest.mark.parametrize(("rule", "spoil"), LIES, ids=[f"{number}-{rule}" for number, (rule, _) in enumerate(LIES)])
def test_audit_folder__spoilt_file__is_found_by_its_rule(short: Path, rule: str, spoil: Spoil) -> None:
    spoil(short)
    report = audit(short)
    assert rule in rules(report), [str(finding) for finding in report.findings]
    assert not report.reconciled
    json.dumps(report.as_json())


def test_audit_folder__forged_amount_that_agrees_with_itself__is_traced_to_balance_and_leg(short: Path) -> None:
    sealed_again(logs(raise_amount))(short)
    found = audit(short).findings
    assert {f.rule for f in found} == {"replay-receipt", "money-issue", "payment-legs", "storage-balance"}
    assert {f.height for f in found if f.rule == "replay-receipt"} == {BLOCK}


def test_audit_folder__block_that_cannot_be_executed__audits_what_stands_before_it(short: Path) -> None:
    sql("UPDATE transactions SET raw = x'02c0' WHERE height = ?", BLOCK)(short)
    report = audit(short)
    assert report.books.height == BLOCK - 1
    assert rules(report) == {"replay-executes", "summary-digest"}
    assert all(item.ok for item in report.conservation.values())


def test_audit_folder__first_block_that_cannot_be_executed__still_gives_a_report(short: Path) -> None:
    sql("UPDATE transactions SET raw = x'01' WHERE height = 1")(short)
    report = audit(short)
    assert report.books.height == 0
    assert report.as_json()["reconciled"] is False


@pytest.mark.parametrize(
    ("rule", "spoil"), RECORD_LIES, ids=[f"{number}-{rule}" for number, (rule, _) in enumerate(RECORD_LIES)]
)
def test_audit_record__spoilt_journal__is_found_without_replay(
    copy: Path, reader: Reader, rule: str, spoil: Spoil
) -> None:
    spoil(copy)
    folder = RunFolder.open(copy)
    report = audit_record(folder.journal, folder.deployment(), reader)
    assert rule in rules(report), [str(finding) for finding in report.findings]
    assert not report.reconciled
    json.dumps(report.as_json())


@pytest.mark.parametrize("page", [1, 3, 6, 9])
def test_audit_folder__pages_overwritten__is_a_finding_or_a_refusal_never_a_traceback(short: Path, page: int) -> None:
    path = short / "journal.sqlite"
    data = bytearray(path.read_bytes())
    data[page * 4096 : -4096] = b"\xa5" * (len(data) - (page + 1) * 4096)
    path.write_bytes(data)
    try:
        report = audit(short)
    except InputError as error:
        assert "not a results folder" in str(error)
    else:
        assert not report.reconciled


@pytest.mark.parametrize(("key", "value"), [("gas_limit", "-1"), ("coinbase", "0x12"), ("hardfork", "frontier")])
def test_audit_folder__impossible_chain__is_bad_input(short: Path, key: str, value: str) -> None:
    sql("UPDATE meta SET value = ? WHERE key = ?", value, key)(short)
    with pytest.raises(InputError, match="no chain can be opened as the journal asks"):
        audit(short)


def test_record__logs_of_strangers__are_counted_apart(
    copy: Path, reader: Reader, blocks: list[RecordedBlock], deployment: Deployment
) -> None:
    token = deployment.deposits["th-bank-2"]
    theirs = [e for b in blocks for t in b.transactions for e in t.events if e.address == token]
    forget("th-bank-2")(copy)
    folder = RunFolder.open(copy)
    report = audit_record(folder.journal, folder.deployment(), reader)
    assert report.as_json()["stranger_logs"] == len(theirs) > 0
    only_registry = frozenset({folder.deployment().registry.address})
    kinds = {
        type(e.event).__name__
        for t in Record(folder.journal, folder.deployment()).transactions(only_registry)
        for e in t.events
    }
    assert "CustomerRegistered" in kinds
    assert "Transfer" not in kinds

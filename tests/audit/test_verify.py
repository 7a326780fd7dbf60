"""The verification of a record: one flipped byte anywhere is found and named, and so is a chain that was made anew."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from audited_story import Story

import audit.verify
import audit.verify_blocks
from audit.manifest import MANIFEST, manifest_of, sha256_of
from audit.run_folder import RunFolder
from audit.verify import Verification, other_engine, verify_folder
from chain.accounts import Account
from chain.consensus.header import CorridorHeader
from chain.consensus.seals import seal
from chain.journal import Journal

# What a header, a root, a hash or a digest covers; of the rest only the manifest of the file knows.
COLUMNS = {
    "transactions": ("raw",),
    "blocks": ("header", "seals"),
    "receipts": ("tx_hash", "status", "gas_used", "logs", "revert_data", "created"),
}
META = ("format", "chain_id", "genesis_at_s", "gas_limit", "coinbase", "hardfork", "validators")
FLIPS_A_COLUMN = 4


def verify(folder: Path, **options: Any) -> Verification:
    return verify_folder(RunFolder.open(folder), **options)


def rules(verification: Verification) -> set[str]:
    return {finding.rule for finding in verification.findings}


def database(folder: Path) -> sqlite3.Connection:
    return sqlite3.connect(folder / "journal.sqlite", isolation_level=None)


def sql(folder: Path, statement: str, *values: Any) -> None:
    with closing(database(folder)) as opened:
        assert opened.execute(statement, values).rowcount > 0


def flipped(value: Any, generator: random.Random) -> Any:
    """The value with one bit of one byte turned."""
    if isinstance(value, int):
        return value ^ 1
    data = value.encode() if isinstance(value, str) else value
    place = generator.randrange(len(data))
    turned = data[:place] + bytes([data[place] ^ (1 << generator.randrange(7))]) + data[place + 1 :]
    return turned.decode() if isinstance(value, str) else turned


def cells(folder: Path) -> Iterator[tuple[str, str, int, int]]:
    """Table, column and place of some cells of every column that is not empty."""
    generator = random.Random(7)
    with closing(database(folder)) as opened:
        for table, columns in COLUMNS.items():
            position = "0" if table == "blocks" else "position"
            for column in columns:
                where = f"WHERE {column} IS NOT NULL AND {column} != x'' ORDER BY 1, 2"
                rows = opened.execute(f"SELECT height, {position} FROM {table} {where}").fetchall()
                for height, place in generator.sample(rows, min(FLIPS_A_COLUMN, len(rows))):
                    yield table, column, height, place


@pytest.fixture
def unfinished(copy: Path) -> Path:
    """The run without its manifest, so that only the record speaks for itself."""
    (copy / MANIFEST).unlink()
    return copy


def test_verify_folder__honest_run__holds_and_counts_what_it_checked(story: Story) -> None:
    done = verify(story.folder)
    assert [str(finding) for finding in done.findings] == []
    assert (done.blocks, done.digest) == (story.ledger.height, story.ledger.digest)
    assert (done.seals, done.replayed_on, done.holds) == (done.blocks, None, True)
    with closing(Journal.open(story.folder / "journal.sqlite")) as journal:
        assert done.transactions == sum(len(block.raw) for block in journal.blocks()) == journal.transactions()


def test_verify_folder__several_processes__find_the_same(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sql(copy, "UPDATE receipts SET gas_used = gas_used + 1 WHERE height = 9")
    alone = verify(copy)
    monkeypatch.setattr(audit.verify, "_WORKERS_FROM_TRANSACTIONS", 0)
    monkeypatch.setattr(audit.verify, "_STRETCH_BLOCKS", 50)
    assert verify(copy, workers=2) == alone
    assert not alone.holds


def test_verify_folder__one_bit_of_any_record_turned__is_found_at_its_block(unfinished: Path) -> None:
    generator = random.Random(11)
    original = (unfinished / "journal.sqlite").read_bytes()
    for table, column, height, place in cells(unfinished):
        where = "WHERE height = ?" + ("" if table == "blocks" else f" AND position = {place}")
        with closing(database(unfinished)) as opened:
            (value,) = opened.execute(f"SELECT {column} FROM {table} {where}", (height,)).fetchone()
            opened.execute(f"UPDATE {table} SET {column} = ? {where}", (flipped(value, generator), height))
        found = verify(unfinished).findings
        assert height in {finding.height for finding in found}, (table, column, height, place)
        assert {finding.height for finding in found} <= {height, height + 1}, [str(finding) for finding in found]
        (unfinished / "journal.sqlite").write_bytes(original)


@pytest.mark.parametrize("key", META)
def test_verify_folder__one_bit_of_the_journals_header_turned__is_found(unfinished: Path, key: str) -> None:
    generator = random.Random(13)
    with closing(database(unfinished)) as opened:
        (value,) = opened.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        opened.execute("UPDATE meta SET value = ? WHERE key = ?", (flipped(value, generator), key))
    try:
        assert not verify(unfinished).holds
    except Exception as error:
        assert type(error).__name__ == "InputError"
        assert key in ("format", "genesis_at_s", "chain_id", "gas_limit")


@pytest.mark.parametrize("name", ["summary.json", "deployment.json", "journal.sqlite", "travel_rule.jsonl"])
def test_verify_folder__one_bit_of_a_file_turned__names_the_file(copy: Path, name: str) -> None:
    (copy / MANIFEST).write_text(manifest_of(copy))
    assert verify(copy).holds
    data = (copy / name).read_bytes()
    place = data.index(b"corridor-journal/2") if name == "journal.sqlite" else len(data) // 2
    (copy / name).write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
    try:
        found = verify(copy).findings
    except Exception as error:  # so damaged that it is no journal of ours, or no deployment
        assert name in str(error)
        return
    assert name in {finding.subject for finding in found}


def test_verify_folder__file_added_removed_or_unnamed__is_found(copy: Path) -> None:
    (copy / MANIFEST).write_text(manifest_of(copy))
    (copy / "notes.txt").write_text("mine")
    (copy / "travel_rule.jsonl").unlink()
    lines = (copy / MANIFEST).read_text().splitlines()
    (copy / MANIFEST).write_text("\n".join(["nonsense", *lines]))
    found = {finding.subject: finding.message for finding in verify(copy).findings}
    assert found == {
        MANIFEST: "line 1 is no hash and name",
        "notes.txt": "the manifest does not name it",
        "travel_rule.jsonl": "it is missing",
    }


def test_manifest__files_in_folders__are_named_with_them(copy: Path) -> None:
    (copy / "payment").mkdir()
    (copy / "payment" / "payments.parquet").write_text("rows")
    (copy / MANIFEST).write_text(manifest_of(copy))
    assert (
        f"{sha256_of(copy / 'payment' / 'payments.parquet')}  payment/payments.parquet"
        in manifest_of(copy).splitlines()
    )
    assert verify(copy).holds
    (copy / "payment" / "payments.parquet").write_text("other rows")
    (copy / "payment" / "mine").mkdir()
    (copy / "node").symlink_to(copy / "payment")
    (copy / "payment" / MANIFEST).write_text("")
    found = {finding.subject: finding.message for finding in verify(copy).findings}
    assert found.pop("payment/payments.parquet").startswith("its SHA-256 is ")
    assert found == dict.fromkeys(("payment/mine", "node", f"payment/{MANIFEST}"), "the manifest does not name it")


def test_manifest__folder_with_a_manifest_of_its_own__is_left_to_that(tmp_path: Path) -> None:
    for place in ("run", "payment"):
        (tmp_path / place).mkdir()
        (tmp_path / place / "a.json").write_text("{}")
    (tmp_path / "run" / MANIFEST).write_text("")
    assert [line.split()[1] for line in manifest_of(tmp_path).splitlines()] == ["payment/a.json"]


def test_verify_folder__signed_bytes_behind_the_last_block__are_a_torn_tail(unfinished: Path) -> None:
    sql(unfinished, "INSERT INTO transactions VALUES ((SELECT max(height) FROM blocks) + 1, 0, x'01')")
    done = verify(unfinished)
    assert rules(done) == {"journal-tail"}


def edit_header(folder: Path, height: int, key: bytes | None, **changes: Any) -> None:
    """Changes a header and, given a key, seals it anew."""
    with closing(database(folder)) as opened:
        (data,) = opened.execute("SELECT header FROM blocks WHERE height = ?", (height,)).fetchone()
        header = replace(CorridorHeader.decode(data), **changes)
        opened.execute("UPDATE blocks SET header = ? WHERE height = ?", (header.encode(), height))
        if key is not None:
            sealed = seal(key, header.hash)
            opened.execute("UPDATE blocks SET seals = ? WHERE height = ?", (sealed, height))


def test_verify_folder__header_sealed_anew_by_a_stranger__is_found(unfinished: Path) -> None:
    edit_header(unfinished, 9, Account.derived(1, "validator", "stranger").key, round=1)
    done = verify(unfinished)
    assert {"block-seals", "block-header"} <= rules(done)


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("block-header", {"parent_hash": bytes(32)}),
        ("block-header", {"timestamp_s": 1}),
        ("block-header", {"chain_id": 1}),
        ("block-transactions", {"tx_root": bytes(32)}),
        ("block-receipts", {"receipts_root": bytes(32)}),
        ("block-seals", {"validator_set_hash": bytes(32)}),
        ("block-seals", {"proposer": "0x" + "11" * 20}),
        ("journal-digest", {"digest": bytes(32)}),
    ],
)
def test_verify_folder__header_changed_by_the_validator_itself__is_found_by_its_rule(
    unfinished: Path, story: Story, rule: str, changes: dict[str, Any]
) -> None:
    (key,) = story.ledger.consensus._keys.values()
    edit_header(unfinished, 9, key, **changes)
    assert rule in rules(verify(unfinished))


def test_verify_folder__block_taken_out__is_found(unfinished: Path) -> None:
    for table in ("blocks", "transactions", "receipts"):
        with closing(database(unfinished)) as opened:
            opened.execute(f"DELETE FROM {table} WHERE height = 9")
    assert rules(verify(unfinished)) >= {"journal-damaged"}


def test_verify_folder__receipt_that_lies_and_is_sealed_anew__is_found_by_executing_it_again(
    unfinished: Path, story: Story
) -> None:
    """All who sealed agree on a lie: only the other EVM knows."""
    (key,) = story.ledger.consensus._keys.values()
    last = story.ledger.height
    sql(unfinished, "UPDATE receipts SET gas_used = gas_used + 1 WHERE height = ? AND position = 0", last)
    with closing(Journal.open(unfinished / "journal.sqlite")) as journal:
        (block,) = journal.blocks(last)
        before = journal.digest_at(last - 1)
    told = audit.verify_blocks.next_digest(before, last, block.timestamp_s, block.receipts)
    root = audit.verify_blocks.receipts_root(block.raw, block.receipts)
    edit_header(unfinished, last, key, digest=told, receipts_root=root)
    assert verify(unfinished).holds
    done = verify(unfinished, replay=True)
    assert (rules(done), done.replayed_on) == ({"replay-receipt"}, "revm")


@pytest.mark.parametrize(
    ("ran_on", "replayed_on"), [("revm", "pyevm"), ("pyevm", "revm"), ("rpc", "revm"), (None, "revm")]
)
def test_other_engine__any__is_the_one_that_did_not_run_it(ran_on: str | None, replayed_on: str) -> None:
    assert other_engine(ran_on) == replayed_on


def test_verify_folder__sender_whom_nobody_let_in__is_found(unfinished: Path) -> None:
    """The record names another operator than the one who deployed the network, and nobody else was there yet."""
    sql(unfinished, "INSERT INTO meta VALUES ('operator', ?)", "0x" + "11" * 20)
    found = [finding for finding in verify(unfinished).findings if finding.rule == "block-sender"]
    assert found[0].height == 1
    assert "nobody in the network" in found[0].message


def test_verify_folder__bytes_that_nobody_signed__are_found(unfinished: Path) -> None:
    sql(unfinished, "UPDATE transactions SET raw = x'02c0' WHERE height = 9 AND position = 0")
    assert {"block-signature", "block-transactions"} <= rules(verify(unfinished))


def test_verify_folder__files_of_a_finished_run__are_those_of_the_manifest(copy: Path) -> None:
    (copy / "summary.json").write_text("{}")
    assert rules(verify(copy)) == {"folder-manifest"}

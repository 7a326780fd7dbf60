"""What the journal says of a file that is not what it should be."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from journals import BLOCKS, header

from chain.errors import ChainFault
from chain.journal import Journal, JournalBlock


def test_open__missing_or_a_folder__is_no_journal(tmp_path: Path) -> None:
    for path in (tmp_path / "missing", tmp_path):
        with pytest.raises(ChainFault, match="no journal"):
            Journal.open(path)
    assert list(tmp_path.iterdir()) == []


def other_database(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        for statement in statements:
            database.execute(statement)


@pytest.mark.parametrize(
    ("prepare", "why"),
    [
        (lambda path: path.write_text("height,raw\n1,0xff\n" * 100), "file is not a database"),
        pytest.param(lambda path: path.touch(), "no such table: meta", id="empty"),
        pytest.param(lambda path: other_database(path, "CREATE TABLE t (x)"), "no such table: meta", id="other"),
        (lambda path: other_database(path, "CREATE TABLE meta (x)"), "no such column"),
        (lambda path: other_database(path, "CREATE TABLE meta (key, value)"), "header has no 'format'"),
        (
            lambda path: other_database(
                path, "CREATE TABLE meta (key, value)", "INSERT INTO meta VALUES ('format', 'corridor-journal/1')"
            ),
            "a journal of format corridor-journal/1, not corridor-journal/2",
        ),
    ],
)
def test_open__file_that_is_no_journal_of_ours__is_a_fault_that_names_it(
    tmp_path: Path, prepare: Callable[[Path], None], why: str
) -> None:
    path = tmp_path / "journal.sqlite"
    prepare(path)
    before = path.read_bytes()
    with pytest.raises(ChainFault, match=why) as caught:
        Journal.open(path)
    assert str(path) in str(caught.value)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    "write_something",
    [
        lambda journal: journal.append_transactions(4, [b"raw"]),
        lambda journal: journal.append_block(JournalBlock(header(4, 2_000, bytes(32)), (), (), ())),
        lambda journal: journal.discard_transactions(1),
    ],
    ids=["transactions", "block", "discard"],
)
def test_open__written_to__is_refused_and_unchanged(
    path: Path, reopened: Callable[[], Journal], write_something: Callable[[Journal], None]
) -> None:
    before = path.read_bytes()
    with pytest.raises(ChainFault, match="readonly"):
        write_something(reopened())
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("DELETE FROM blocks WHERE height = 1", "block 1 is missing"),
        ("DELETE FROM blocks WHERE height = 2", "block 2 is missing"),
        ("DELETE FROM receipts WHERE height = 1 AND position = 1", "block 1 has 2 transactions, 1 receipts"),
        ("DELETE FROM transactions WHERE height = 3", "block 3 has 0 transactions, 1 receipts"),
        ("INSERT INTO transactions VALUES (2, 0, x'00')", "block 2 has 1 transactions, 0 receipts"),
        ("UPDATE receipts SET logs = x'' WHERE height = 3", "block 3: the list of logs ends too early"),
        ("UPDATE receipts SET logs = x'00000001' WHERE height = 3", "block 3: the list of logs ends too early"),
        ("UPDATE receipts SET logs = x'0000000000' WHERE height = 1", "block 1: 1 bytes after the last log"),
        ("UPDATE blocks SET header = x'00' WHERE height = 2", "block 2: 1 bytes that are no Corridor header"),
        (
            "UPDATE blocks SET header = (SELECT header FROM blocks LIMIT 1) WHERE height = 2",
            "header of block 1",
        ),
        ("DROP TABLE blocks", "no such table: blocks"),
        ("DROP TABLE receipts", "no such table: receipts"),
    ],
)
def test_blocks__damaged_record__is_a_fault_that_names_the_block(
    spoil: Callable[[str], None], reopened: Callable[[], Journal], statement: str, why: str
) -> None:
    spoil(statement)
    with pytest.raises(ChainFault, match=why):
        list(reopened().blocks())


def test_blocks__gap_after_good_blocks__yields_these_first(
    spoil: Callable[[str], None], reopened: Callable[[], Journal]
) -> None:
    spoil("DELETE FROM blocks WHERE height = 2")
    blocks = reopened().blocks()
    assert next(blocks) == BLOCKS[0]
    with pytest.raises(ChainFault, match="block 2 is missing"):
        next(blocks)


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("DELETE FROM meta WHERE key = 'coinbase'", "header has no 'coinbase'"),
        ("UPDATE meta SET value = 'many' WHERE key = 'gas_limit'", "header is damaged"),
    ],
)
def test_parameters__damaged_header__is_a_fault(
    spoil: Callable[[str], None], reopened: Callable[[], Journal], statement: str, why: str
) -> None:
    spoil(statement)
    with pytest.raises(ChainFault, match=why):
        _ = reopened().parameters


def test_blocks__file_with_overwritten_pages__is_a_fault(path: Path, reopened: Callable[[], Journal]) -> None:
    content = path.read_bytes()
    page = int.from_bytes(content[16:18], "big")
    path.write_bytes(content[: 2 * page] + b"\xff" * (len(content) - 2 * page))
    with pytest.raises(ChainFault, match="cannot be read as a journal"):
        list(reopened().blocks())

"""The journal: what is durable when, and what it says of a file that is not what it should be."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from journals import BLOCKS, PARAMETERS, REVERTED, SETTLED, write

from chain.errors import ChainFault
from chain.journal import Journal


def test_journal__what_was_written__is_read_back_equal(reopened: Callable[[], Journal]) -> None:
    journal = reopened()
    assert tuple(journal.blocks()) == BLOCKS
    assert journal.height() == 3
    assert journal.parameters == PARAMETERS


def test_journal__fresh_one__is_empty(tmp_path: Path) -> None:
    with closing(Journal.create(tmp_path / "j", PARAMETERS)) as journal:
        assert (journal.height(), list(journal.blocks()), journal.parameters) == (0, [], PARAMETERS)


def test_journal__in_memory__keeps_blocks_and_writes_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with closing(Journal.in_memory(PARAMETERS)) as journal:
        write(journal, *BLOCKS)
        assert tuple(journal.blocks()) == BLOCKS
    assert list(tmp_path.iterdir()) == []


def test_create__any_place__logs_ahead_and_syncs_every_commit(tmp_path: Path) -> None:
    path = tmp_path / "j"
    with closing(Journal.create(path, PARAMETERS)) as journal:
        (full,) = journal._db.execute("PRAGMA synchronous").fetchone()
        (mode,) = journal._db.execute("PRAGMA journal_mode").fetchone()
        write(journal, *BLOCKS)
        assert (full, mode) == (2, "wal")
        assert path.with_name("j-wal").stat().st_size > 0


def test_create__existing_file__is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    path.write_text("mine")
    with pytest.raises(ChainFault, match="a journal is there already"):
        Journal.create(path, PARAMETERS)
    assert path.read_text() == "mine"


@pytest.mark.parametrize("place", ["no/such/folder/j", "file/j"])
def test_create__where_no_file_can_be__is_a_fault(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ChainFault, match="no journal can be written here"):
        Journal.create(tmp_path / place, PARAMETERS)


@pytest.mark.parametrize("name", ["a b", "a#b", "a?mode=memory", "a%20b", "a%", "ü", "a'\"b", "a&b=c", ":memory:"])
def test_journal__folder_and_file_of_any_name__are_written_and_read_there(tmp_path: Path, name: str) -> None:
    path = tmp_path / name / name
    path.parent.mkdir()
    with closing(Journal.create(path, PARAMETERS)) as journal:
        write(journal, *BLOCKS)
        with closing(Journal.open(path)) as live:
            assert tuple(live.blocks()) == BLOCKS
    assert [found.name for found in path.parent.iterdir()] == [name]
    with closing(Journal.open(path)) as journal:
        assert tuple(journal.blocks()) == BLOCKS


def test_close__written_journal__is_one_file_that_a_read_only_folder_may_hold(path: Path) -> None:
    assert list(path.parent.iterdir()) == [path]
    # Format versions of the file's header: 1 is a rollback journal; 2, a write-ahead log, wants files beside it.
    assert path.read_bytes()[18:20] == b"\1\1"
    path.chmod(0o444)
    path.parent.chmod(0o555)
    try:
        with closing(Journal.open(path)) as journal:
            assert tuple(journal.blocks()) == BLOCKS
    finally:
        path.parent.chmod(0o755)


def test_close__somebody_reads_it__loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "j"
    journal = Journal.create(path, PARAMETERS)
    write(journal, *BLOCKS)
    with closing(Journal.open(path)) as reader:
        blocks = reader.blocks()
        assert next(blocks) == BLOCKS[0]
        journal.close()
        assert tuple(blocks) == BLOCKS[1:]
    with closing(Journal.open(path)) as again:
        assert tuple(again.blocks()) == BLOCKS


def test_append_block__second_time__is_refused_and_changes_nothing(tmp_path: Path) -> None:
    with closing(Journal.create(tmp_path / "j", PARAMETERS)) as journal:
        write(journal, BLOCKS[0])
        with pytest.raises(ChainFault, match="cannot be written"):
            journal.append_block(replace(BLOCKS[0], receipts=(REVERTED,)))
        assert tuple(journal.blocks()) == BLOCKS[:1]


def test_append_block__receipts_that_fail_half_way__leaves_no_block(tmp_path: Path) -> None:
    with closing(Journal.create(tmp_path / "j", PARAMETERS)) as journal:
        with pytest.raises(OverflowError):
            journal.append_block(replace(BLOCKS[0], receipts=(SETTLED, replace(SETTLED, gas_used=2**63))))
        assert (journal.height(), list(journal.blocks())) == (0, [])
        write(journal, BLOCKS[0])
        assert tuple(journal.blocks()) == BLOCKS[:1]


def test_append_transactions__disk_full__is_a_fault_and_the_journal_stays_whole(tmp_path: Path) -> None:
    path = tmp_path / "j"
    with closing(Journal.create(path, PARAMETERS)) as journal:
        write(journal, BLOCKS[0])
        journal._db.execute("PRAGMA max_page_count = 1")  # SQLite's own stand-in for a full disk
        with pytest.raises(ChainFault, match="full"):
            journal.append_transactions(2, [bytes(100_000)])
    with closing(Journal.open(path)) as journal:
        assert tuple(journal.blocks()) == BLOCKS[:1]


def test_discard_transactions__rejected_block__makes_room_for_another(tmp_path: Path) -> None:
    with closing(Journal.create(tmp_path / "j", PARAMETERS)) as journal:
        write(journal, BLOCKS[0])
        journal.append_transactions(2, [b"garbage"])
        journal.discard_transactions(2)
        write(journal, *BLOCKS[1:])
        assert tuple(journal.blocks()) == BLOCKS


# Dies without any farewell at one of the steps of sealing a second block, and leaves the disk as it is.
DYING = """
import os, sys
from pathlib import Path
from chain.accounts import Account
from chain.client import Call
from chain.engines.base import ChainParameters, Receipt
from chain.journal import Journal
from chain.ledger import Ledger

class Engine:
    parameters = ChainParameters(7, 1_000)
    def nonce(self, account): return 0
    def execute_block(self, raw, timestamp_s):
        if sys.argv[2] == "execution" and timestamp_s == 1_004: os._exit(77)
        return tuple(Receipt(bytes(32), 1, 21_000, (), b"", None) for _ in raw)

class DyingJournal(Journal):
    def append_block(self, block):
        if sys.argv[2] == "append" and block.height == 2: os._exit(77)
        super().append_block(block)
        if sys.argv[2] == "end" and block.height == 2: os._exit(77)

ledger = Ledger(Engine(), DyingJournal.create(Path(sys.argv[1]), Engine.parameters))
for timestamp_s in (1_002, 1_004):
    for data in (b"one", b"two"):
        ledger.submit(Account.derived(1, "bank", "b"), Call("0x" + "00" * 20, data, "Any.thing"))
    ledger.seal(timestamp_s)
"""


@pytest.mark.parametrize(("step", "height"), [("execution", 1), ("append", 1), ("end", 2)])
def test_journal__process_dies_while_sealing__keeps_the_signed_bytes_and_only_whole_blocks(
    tmp_path: Path, step: str, height: int
) -> None:
    path = tmp_path / "journal.sqlite"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    ended = subprocess.run([sys.executable, "-c", DYING, path, step], env=environment, check=False)
    assert ended.returncode == 77
    with closing(Journal.open(path)) as journal:
        assert journal.height() == height
        assert [len(block.raw) for block in journal.blocks()] == [2] * height
        raw = journal._raw(2)
    assert [data.count(b"one") + 2 * data.count(b"two") for data in raw] == [1, 2]

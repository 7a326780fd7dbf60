"""A journal that is gone on with: what of its tail is dropped, and that what is recorded has to come out the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from journals import BLOCKS, SETTLED, header, write

from chain.errors import ChainFault
from chain.journal import Journal, JournalBlock

FOURTH = JournalBlock(header(4, 1_012, b"\xa4" * 32), (b"\xc5" * 65,), (b"fourth",), (SETTLED,))
Resume = Callable[[], tuple[Journal, str | None]]


@pytest.fixture
def resumed(path: Path) -> Iterator[Resume]:
    """Opens the finished journal to go on with."""
    opened: list[Journal] = []

    def run() -> tuple[Journal, str | None]:
        journal, dropped = Journal.resume(path)
        opened.append(journal)
        return journal, dropped

    yield run
    for journal in opened:
        journal.close()


def test_resume__whole_journal__runs_through_it_and_goes_on(path: Path, resumed: Resume) -> None:
    journal, dropped = resumed()
    write(journal, *BLOCKS, FOURTH)
    assert (dropped, journal.recorded) == (None, 3)
    assert tuple(journal.blocks()) == (*BLOCKS, FOURTH)
    with closing(Journal.open(path)) as reader:
        assert tuple(reader.blocks()) == (*BLOCKS, FOURTH)


def test_resume__bytes_that_were_never_executed__are_dropped_and_reported(
    path: Path, spoil: Callable[[str], None], resumed: Resume
) -> None:
    spoil("INSERT INTO transactions VALUES (4, 0, x'01'), (4, 1, x'02')")
    with closing(Journal.open(path)) as reader:
        assert (reader.tail(), tuple(reader.blocks())) == ((b"\1", b"\2"), BLOCKS)
    journal, dropped = resumed()
    assert dropped == "2 transactions of block 4 had not been executed"
    assert (journal.tail(), journal.recorded) == ((), 3)
    write(journal, *BLOCKS, FOURTH)
    assert tuple(journal.blocks()) == (*BLOCKS, FOURTH)


def test_resume__last_block_without_seals__is_dropped_and_reported(
    spoil: Callable[[str], None], resumed: Resume
) -> None:
    spoil("UPDATE blocks SET seals = x'' WHERE height = 3")
    journal, dropped = resumed()
    assert dropped == "block 3 had no seals"
    assert (tuple(journal.blocks()), journal.tail(), journal.recorded) == (BLOCKS[:2], (), 2)
    write(journal, *BLOCKS)
    assert tuple(journal.blocks()) == BLOCKS


@pytest.mark.parametrize("raw", [(b"first",), (b"second", b"first"), (), (b"first", b"second", b"third")])
def test_append_transactions__other_than_recorded__are_refused(resumed: Resume, raw: tuple[bytes, ...]) -> None:
    journal, _ = resumed()
    with pytest.raises(ChainFault, match="block 1 was recorded with other transactions than come now"):
        journal.append_transactions(1, raw)
    assert tuple(journal.blocks()) == BLOCKS


@pytest.mark.parametrize(
    "other",
    [
        replace(BLOCKS[1], seals=(b"\xc3" * 65, b"\xc2" * 65)),
        replace(BLOCKS[1], header=replace(BLOCKS[1].header, digest=bytes(32))),
        replace(BLOCKS[1], header=replace(BLOCKS[1].header, round=1)),
        replace(BLOCKS[1], receipts=(SETTLED,)),
    ],
    ids=["seals", "digest", "round", "receipts"],
)
def test_append_block__other_than_recorded__is_refused(resumed: Resume, other: JournalBlock) -> None:
    journal, _ = resumed()
    with pytest.raises(ChainFault, match="block 2 does not come out as recorded"):
        journal.append_block(other)
    assert tuple(journal.blocks()) == BLOCKS


def test_resume__where_no_journal_is__is_a_fault_and_makes_none(tmp_path: Path) -> None:
    with pytest.raises(ChainFault, match="no journal"):
        Journal.resume(tmp_path / "j")
    assert list(tmp_path.iterdir()) == []

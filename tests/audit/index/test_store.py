"""The index as a file: taken again, built anew, and never left half.

Trusts the small run for a record.
Never looks at the clock: a file that was not written again is the same inode.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from audit.index.schema import TABLES
from audit.index.store import Index, place_of
from audit.record import Record
from chain.errors import ChainFault, InputError


@pytest.fixture(scope="module")
def small(record: Record) -> Record:
    """The first blocks of the record."""
    return Record(record.journal, record.deployment, height_max=12)


def test_at__same_record__is_taken_again(small: Record, tmp_path: Path) -> None:
    place = tmp_path / "run.index.duckdb"
    Index.at(place, small, "aa").close()
    first = place.stat().st_ino
    Index.at(place, small, "aa").close()
    assert place.stat().st_ino == first
    Index.at(place, small, "bb").close()
    assert place.stat().st_ino != first
    assert [path.name for path in tmp_path.iterdir()] == [place.name]


@pytest.mark.parametrize("content", [b"", b"no database", b"\0" * 20_000])
def test_at__file_that_is_no_index__is_replaced(small: Record, tmp_path: Path, content: bytes) -> None:
    place = tmp_path / "run.index.duckdb"
    place.write_bytes(content)
    index = Index.at(place, small, "aa")
    assert index.rows("SELECT count(*) FROM blocks") == [(12,)]
    index.close()


def test_at__other_database__is_replaced(small: Record, tmp_path: Path) -> None:
    place = tmp_path / "run.index.duckdb"
    with duckdb.connect(str(place)) as database:
        database.execute("CREATE TABLE meta (key VARCHAR, value VARCHAR)")
    index = Index.at(place, small, "aa")
    assert index.rows("SELECT value FROM meta WHERE key = 'digest'") == [("aa",)]
    index.close()


def test_at__folder_that_is_not_there__is_one_line(small: Record, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no index can be written"):
        Index.at(tmp_path / "none" / "run.index.duckdb", small, "aa")


def test_at__record_that_breaks_off__leaves_no_file(small: Record, tmp_path: Path) -> None:
    class Broken:
        parameters = small.journal.parameters

        def blocks(self, first: int = 1, last: int | None = None) -> object:
            for block in small.journal.blocks(first, last):
                if block.height == 9:
                    raise ChainFault("block 9 is missing")
                yield block

    with pytest.raises(ChainFault, match="block 9 is missing"):
        Index.at(tmp_path / "run.index.duckdb", Record(Broken(), small.deployment), "aa")  # type: ignore[arg-type]
    assert not [*tmp_path.iterdir()]


def test_index__open__cannot_be_written(small: Record, tmp_path: Path) -> None:
    index = Index.at(tmp_path / "run.index.duckdb", small, "aa")
    with pytest.raises(duckdb.Error, match="read-only"):
        index.rows("DELETE FROM blocks")
    index.close()


def test_place_of__results_folder__is_beside_it(tmp_path: Path) -> None:
    assert place_of(tmp_path / "run") == (tmp_path / "run.index.duckdb").resolve()


def test_schema__every_table__is_there(index: Index) -> None:
    tables = {name for (name,) in index.rows("SELECT table_name FROM information_schema.tables")}
    assert tables >= TABLES.keys() | {"payments", "events", "transfers", "acts"}


def test_at__block_whose_digest_does_not_follow__is_not_indexed(small: Record, tmp_path: Path) -> None:
    class Forged:
        parameters = small.journal.parameters

        def blocks(self, first: int = 1, last: int | None = None) -> object:
            for block in small.journal.blocks(first, last):
                gas = [replace(item, gas_used=item.gas_used + 1) for item in block.receipts]
                yield replace(block, receipts=tuple(gas)) if block.height == 9 else block

    with pytest.raises(ChainFault, match="block 9: recorded as 0x"):
        Index.at(tmp_path / "run.index.duckdb", Record(Forged(), small.deployment), "aa")  # type: ignore[arg-type]
    assert not [*tmp_path.iterdir()]

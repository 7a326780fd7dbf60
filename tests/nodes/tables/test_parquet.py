"""What the writer of tables leaves, and what it doesn't take.

Trusts pyarrow to read what it wrote.
Never writes outside a folder of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from nodes.tables.columns import COUNT, SCHEMA_VERSION, TEXT, Column, Level, Table
from nodes.tables.parquet import ROWS_A_GROUP, write_table

PETS = Table(
    "pets", Level.NODE, "A row a pet.", (Column("name", TEXT, "of the pet"), Column("age", COUNT, "in years", True))
)


def test_write_table__rows__come_back_with_version_and_meanings(tmp_path: Path) -> None:
    rows = [{"name": "Rex", "age": 3}, {"name": "Mia", "age": None}]
    write_table(PETS, rows, tmp_path)
    table = pq.read_table(tmp_path / "node" / "pets.parquet")
    assert table.to_pylist() == rows
    said = {b"corridor.table": b"pets", b"corridor.level": b"node"}
    assert table.schema.metadata == said | {b"corridor.schema_version": str(SCHEMA_VERSION).encode()}
    assert table.schema.field("age").metadata[b"meaning"] == b"in years"
    assert [path.name for path in (tmp_path / "node").iterdir()] == ["pets.parquet"]


def test_write_table__no_rows__has_the_columns(tmp_path: Path) -> None:
    write_table(PETS, [], tmp_path)
    table = pq.read_table(tmp_path / PETS.file)
    assert (table.num_rows, table.column_names) == (0, ["name", "age"])


def test_write_table__more_rows_than_a_group__takes_a_group_at_a_time(tmp_path: Path) -> None:
    alive: list[int] = []

    def rows() -> Iterator[dict[str, Any]]:
        for number in range(ROWS_A_GROUP + 1):
            if number == ROWS_A_GROUP:
                alive.append((tmp_path / "node" / "pets.parquet.draft").stat().st_size)
            yield {"name": f"pet {number}", "age": number}

    write_table(PETS, rows(), tmp_path)
    assert pq.ParquetFile(tmp_path / PETS.file).num_row_groups == 2
    assert alive[0] > 4  # the first group was on the disk before the second was asked for


@pytest.mark.parametrize(
    "row",
    [
        {"name": "Rex"},
        {"name": "Rex", "age": 3, "colour": "red"},
        {"name": None, "age": 3},
        {"name": "Rex", "age": "x"},
    ],
)
def test_write_table__row_that_is_not_of_the_table__is_refused_and_leaves_no_table(
    tmp_path: Path, row: dict[str, Any]
) -> None:
    with pytest.raises((ValueError, pa.ArrowTypeError)):
        write_table(PETS, [row], tmp_path)
    assert not (tmp_path / PETS.file).exists()

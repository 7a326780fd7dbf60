"""Writes a table's rows as Parquet while they come.

Trusts the rows for their order.
Never holds more than one group of rows in memory, and never leaves half a file under its name.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from nodes.tables.columns import Table

ROWS_A_GROUP = 16_384
DRAFT = ".draft"
"""What the name of a file ends in while it is written."""


def write_table(table: Table, rows: Iterable[Mapping[str, Any]], folder: Path) -> None:
    """Writes a table into a results folder. Raises `ValueError` for a row that lacks a column, has one too many, or
    nothing where something must be."""
    path, schema = table.path(folder), table.schema
    path.parent.mkdir(exist_ok=True)
    draft = path.with_name(path.name + DRAFT)
    source = iter(rows)
    with pq.ParquetWriter(draft, schema, compression="zstd") as writer:
        while group := list(islice(source, ROWS_A_GROUP)):
            _require(table, group)
            writer.write_batch(pa.RecordBatch.from_pylist(group, schema=schema))
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    draft.replace(path)


def _require(table: Table, rows: list[Mapping[str, Any]]) -> None:
    # pyarrow takes a key that it does not know for nothing, and a missing one for empty.
    names = {column.name for column in table.columns}
    needed = [column.name for column in table.columns if not column.may_be_empty]
    for row in rows:
        if row.keys() != names:
            raise ValueError(f"{table.file}: a row has {sorted(row.keys() ^ names)} or not, against its columns")
        for name in needed:
            if row[name] is None:
                raise ValueError(f"{table.file}: nothing in column {name}")

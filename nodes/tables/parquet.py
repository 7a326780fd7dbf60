"""Writes a table's rows as Parquet while they come.

Trusts the rows for their order.
Never holds more than one group of rows in memory, and never leaves half a file under its name.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from nodes.tables.columns import Table

ROWS_A_GROUP = 16_384
DRAFT = ".draft"
"""What the name of a file ends in while it is written."""


class TableWriter:
    """One table of a results folder while it is written; it stands under its name once its context ends well."""

    def __init__(self, table: Table, folder: Path) -> None:
        self._table, self._path, self._schema = table, table.path(folder), table.schema
        self._path.parent.mkdir(exist_ok=True)
        self._draft = self._path.with_name(self._path.name + DRAFT)
        self._writer = pq.ParquetWriter(self._draft, self._schema, compression="zstd")
        self._group: list[Mapping[str, Any]] = []

    def __enter__(self) -> TableWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if kind is None:
            self._flush()
        self._writer.close()
        if kind is None:
            with self._draft.open("rb") as file:
                os.fsync(file.fileno())
            self._draft.replace(self._path)

    def add(self, row: Mapping[str, Any]) -> None:
        """One more row. Raises `ValueError` for one that lacks a column, has one too many, or nothing where something
        must be; of a group at its end."""
        self._group.append(row)
        if len(self._group) == ROWS_A_GROUP:
            self._flush()

    def _flush(self) -> None:
        if self._group:
            _require(self._table, self._group)
            self._writer.write_batch(pa.RecordBatch.from_pylist(self._group, schema=self._schema))
            self._group = []


def write_table(table: Table, rows: Iterable[Mapping[str, Any]], folder: Path) -> None:
    """Writes a table into a results folder; `ValueError` as above."""
    with TableWriter(table, folder) as writer:
        for row in rows:
            writer.add(row)


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

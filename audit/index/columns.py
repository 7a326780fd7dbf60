"""Rows on their way into the database: gathered column by column, handed over by the ten thousand.

Trusts the builder for their order.
Never rounds an amount: see `audit.index.schema.AMOUNT`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb
import pyarrow as pa

from audit.index.schema import AMOUNT, DIGITS_MAX, TABLES, stored_columns

ROWS_A_BATCH = 65_536
_BOUND = 10**DIGITS_MAX
_ARROW = {
    "BIGINT": pa.int64(),
    "INTEGER": pa.int32(),
    "SMALLINT": pa.int16(),
    "TINYINT": pa.int8(),
    "VARCHAR": pa.string(),
    "BLOB": pa.binary(),
}


class Rows:
    """The rows of one table that are not in the database yet."""

    def __init__(self, database: duckdb.DuckDBPyConnection, table: str) -> None:
        self._database, self._table = database, table
        self._kinds = list(TABLES[table].values())
        self._names = list(TABLES[table])
        self._rows: list[Sequence[Any]] = []
        self._flushed = 0
        self.append = self._rows.append
        """Takes one more row, a value for each column of the schema."""

    @property
    def count(self) -> int:
        """How many there are, those in the database included: the number of the next one, from 0."""
        return self._flushed + len(self._rows)

    def settle(self) -> None:
        """Hands over what there is once it is worth the handing over."""
        if len(self._rows) >= ROWS_A_BATCH:
            self.flush()

    def flush(self) -> None:
        """Hands over what there is."""
        if not self._rows:
            return
        batch = self._batch()
        stored = stored_columns(self._table)
        values = ", ".join(f"CAST({name} AS {kind})" for name, kind in stored.items())
        self._database.register("batch", batch)
        self._database.execute(f"INSERT INTO {self._table} SELECT {values} FROM batch")
        self._database.unregister("batch")
        self._flushed += len(self._rows)
        self._rows.clear()

    def _batch(self) -> Any:
        arrays: dict[str, Any] = {}
        for name, kind, values in zip(self._names, self._kinds, zip(*self._rows, strict=True), strict=True):
            if kind == AMOUNT:
                arrays[name], arrays[f"{name}_text"] = _amounts(values)
            else:
                arrays[name] = pa.array(values, _ARROW[kind])
        return pa.table(arrays)


def _amounts(values: Sequence[int | None]) -> tuple[Any, Any]:
    """The two columns of an amount; where one is beyond 64 bits the first travels as text."""
    try:
        return pa.array(values, pa.int64()), pa.nulls(len(values), pa.string())
    except OverflowError:
        pass
    fits = [value is not None and abs(value) < _BOUND for value in values]
    short = [str(value) if here else None for value, here in zip(values, fits, strict=True)]
    long = [None if here or value is None else str(value) for value, here in zip(values, fits, strict=True)]
    return pa.array(short, pa.string()), pa.array(long, pa.string())

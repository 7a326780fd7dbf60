"""Rows as JSON lines, as CSV that a spreadsheet cannot mistake for formulas, and as Parquet.

Trusts the rows to be escaped already.
Never rounds: an amount is an integer in JSON and CSV, and digits in Parquet.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any, TextIO

import pyarrow as pa
import pyarrow.parquet as pq

from audit.rows import Row
from audit.whole_file import whole_file

_EVENT_PLACE = ("time", "block", "tx", "log", "event", "contract")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_ROWS_A_GROUP = 16_384


def write_json(rows: Iterable[Row], out: TextIO) -> int:
    """A JSON object a line; answers how many."""
    count = 0
    for row in rows:
        out.write(json.dumps(row, ensure_ascii=False) + "\n")
        count += 1
    return count


def write_csv(rows: Iterable[Row], out: TextIO) -> int:
    """A header and a line a row (RFC 4180); of events what they say stands in one column, as JSON."""
    writer, count = csv.writer(out, lineterminator="\r\n"), 0
    for count, row in enumerate(map(_flat, rows), start=1):
        if count == 1:
            writer.writerow(row)
        writer.writerow([_guarded(value) for value in row.values()])
    return count


def write_parquet(rows: Iterable[Row], path: Path) -> int:
    """A file whose columns are those of the CSV, amounts as text; it stands under its name once it is whole.

    Raises InputError where it cannot be written.
    """
    count = 0
    with whole_file(path, "--parquet") as draft:
        flat = map(_flat, rows)
        first = next(flat, None)
        schema = _schema(first or {})
        with pq.ParquetWriter(draft, schema, compression="zstd") as writer:
            every = chain([] if first is None else [first], flat)
            for group in _groups(every):
                writer.write_table(pa.Table.from_pylist(group, schema=schema))
                count += len(group)
    return count


def _groups(rows: Iterator[Row]) -> Iterator[list[dict[str, Any]]]:
    while group := list(islice(rows, _ROWS_A_GROUP)):
        yield [{name: _typed(name, value) for name, value in row.items()} for row in group]


def _typed(name: str, value: Any) -> Any:
    return None if value is None else value if _is_number(name) else str(value)


def _schema(row: Row) -> Any:
    return pa.schema([(name, pa.int64() if _is_number(name) else pa.string()) for name in row])


def _is_number(name: str) -> bool:
    return name in ("block", "log", "height", "position", "log_index", "payment", "transfer", "code_number")


def _flat(row: Row) -> Row:
    """The row with the same columns as every other one of its list."""
    if "event" not in row or "time" not in row:
        return row
    said = {name: value for name, value in row.items() if name not in _EVENT_PLACE}
    return {name: row[name] for name in _EVENT_PLACE} | {"fields": json.dumps(said, ensure_ascii=False)}


def _guarded(value: Any) -> Any:
    """The cell as a spreadsheet takes it for what it is: a text that begins like a formula gets an apostrophe."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value

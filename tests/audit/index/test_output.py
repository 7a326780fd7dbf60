"""Rows with hostile text and enormous amounts, written in each way and read back.

Trusts the csv module, json and pyarrow to read as others do.
Never writes outside the test's folder.
"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from audit.filters import EventFilter
from audit.index.columns import Rows
from audit.index.listing import list_rows
from audit.index.output import write_csv, write_json, write_parquet
from audit.index.schema import schema_sql
from audit.index.store import Index
from chain.errors import InputError

LARGEST = 2**256 - 1


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_write_csv__text_like_a_formula__gets_an_apostrophe(text: str) -> None:
    out = io.StringIO()
    write_csv([{"rule": text, "amount_minor": -5}], out)
    assert list(csv.reader(io.StringIO(out.getvalue()))) == [["rule", "amount_minor"], [f"'{text}", "-5"]]


@pytest.mark.parametrize("kind", ["events", "payments", "transfers", "acts"])
def test_write__every_list__is_the_same_in_each_form(index: Index, tmp_path: Path, kind: str) -> None:
    def listed() -> Any:
        return list_rows(index, kind, EventFilter())

    lines, table = io.StringIO(), io.StringIO()
    count = write_json(listed(), lines)
    assert write_csv(listed(), table) == write_parquet(listed(), tmp_path / "rows.parquet") == count > 0
    stored = pq.read_table(tmp_path / "rows.parquet").to_pylist()
    told = [json.loads(line) for line in lines.getvalue().splitlines()]
    header, *cells = csv.reader(io.StringIO(table.getvalue(), newline=""))
    assert len(told) == len(stored) == len(cells) == count
    assert header == list(stored[0])
    hash_name = "tx" if kind == "events" else "tx_hash"
    place = header.index(hash_name)
    assert [row[hash_name] for row in told] == [row[hash_name] for row in stored] == [row[place] for row in cells]
    text = lines.getvalue() + table.getvalue()
    assert all(c.isprintable() or c in "\r\n" for c in text)


def test_write_parquet__nothing_found__is_an_empty_file(tmp_path: Path) -> None:
    assert write_parquet([], tmp_path / "none.parquet") == 0
    assert pq.read_table(tmp_path / "none.parquet").num_rows == 0


def test_write_parquet__folder_that_is_not_there__is_one_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no file can be written"):
        write_parquet([{"uetr": "x"}], tmp_path / "none" / "rows.parquet")


def test_rows__amount_of_256_bits__keeps_every_digit() -> None:
    amounts = [5, None, LARGEST, 10**38 - 1, 10**38, -3]
    with duckdb.connect() as database:
        database.execute(schema_sql())
        rows = Rows(database, "transfer_rows")
        for number, amount in enumerate(amounts):
            rows.append((number, 0, 0, 0, "THB", None, None, amount, None))
        rows.flush()
        stored = database.execute("SELECT amount_minor, amount_minor_text FROM transfer_rows ORDER BY transfer")
        pairs = stored.fetchall()
    assert [short if long is None else int(long) for short, long in pairs] == amounts
    assert [long is not None for _, long in pairs] == [False, False, True, False, True, False]

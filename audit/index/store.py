"""The index as a file: built beside its place and then renamed, taken again while it is of the same record.

Trusts a file only where its format, the record's last digest and the deployment are those of the record.
Never changes a file that is in its place, and never leaves half of one there.
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from audit.index.ahead import with_senders
from audit.index.builder import IndexBuilder
from audit.index.movements import write_sides
from audit.index.schema import FORMAT, schema_sql
from audit.record import Record
from audit.whole_file import drafted
from audit.wording import hex_text, printable
from chain.deployment import Deployment
from chain.errors import InputError

SUFFIX = ".index.duckdb"
ROWS_A_STRETCH = 50_000
_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}


class Index:
    """An index, open for reading. deployment: of the network that it is of."""

    def __init__(self, database: duckdb.DuckDBPyConnection, deployment: Deployment) -> None:
        self._database, self.deployment = database, deployment

    @classmethod
    def in_memory(cls, record: Record) -> Index:
        """The index of a record, gone with the process. Raises ChainFault where the record cannot be read."""
        database = duckdb.connect(config=_SETTINGS)
        _fill(database, record, {})
        return cls(database, record.deployment)

    @classmethod
    def at(cls, path: Path, record: Record, digest: str) -> Index:
        """The index at `path`, built anew unless it is of this record already.

        digest: after the record's last block, hex. Raises InputError where no index can be written, ChainFault where
        the record cannot be read.
        """
        meta = {"format": FORMAT, "digest": digest, "deployment": _sha256(record.deployment)}
        if not _is_of(path, meta):
            _build(path, record, meta)
        return cls(duckdb.connect(str(path), read_only=True, config=_SETTINGS), record.deployment)

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows that a query leaves. values: for its placeholders, so that nothing typed is ever read as SQL."""
        return self._database.execute(query, list(values)).fetchall()

    def stream(self, query: str, values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """The same a thousand rows at a time, on a cursor of its own."""
        with self._database.cursor() as cursor:
            found = cursor.execute(query, list(values))
            while batch := found.fetchmany(1_000):
                yield from batch

    def in_order(self, view: str, query: str = "", values: Sequence[Any] = ()) -> Iterator[dict[str, Any]]:
        """Every row of a view, in the order of its first column, which counts from 0; a stretch in memory at a time.

        query: what to read of it in the place of all, with {part} for a condition, and values for its placeholders.
        """
        names = self.columns(view)
        ((last,),) = self.rows(f"SELECT coalesce(max({names[0]}), -1) FROM {view}")
        for first in range(0, last + 1, ROWS_A_STRETCH):
            part = f"{names[0]} BETWEEN {first} AND {first + ROWS_A_STRETCH - 1}"
            asked = (query or f"SELECT * FROM {view} WHERE {{part}} ORDER BY 1").format(part=part)
            with self._database.cursor() as cursor:
                found = cursor.execute(asked, list(values))
                told = [column[0] for column in found.description or ()]
                while batch := found.fetchmany(1_000):
                    for row in batch:
                        yield dict(zip(told, row, strict=True))

    def columns(self, view: str) -> list[str]:
        """The names of a view's columns, in order."""
        query = "SELECT column_name FROM information_schema.columns WHERE table_name = ? ORDER BY ordinal_position"
        return [name for (name,) in self.rows(query, [view])]

    @contextmanager
    def database(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection of its own, for those who ask in their own words."""
        with self._database.cursor() as cursor:
            yield cursor

    def close(self) -> None:
        """Lets go of the file."""
        self._database.close()


def place_of(folder: Path) -> Path:
    """Where the index of a results folder is kept: beside it, for a finished folder is closed by its manifest."""
    whole = folder.resolve()
    return whole.with_name(whole.name + SUFFIX)


def _build(path: Path, record: Record, meta: dict[str, str]) -> None:
    try:
        with drafted(path) as draft:
            draft.unlink(missing_ok=True)
            with duckdb.connect(str(draft), config=_SETTINGS) as database:
                _fill(database, record, meta)
    except (OSError, duckdb.IOException) as error:
        raise InputError(
            what="no index can be written",
            where=printable(str(path)),
            why=printable(str(error).splitlines()[0]),
            do="name another file: --index FILE",
        ) from error


def _fill(database: duckdb.DuckDBPyConnection, record: Record, meta: dict[str, str]) -> None:
    database.execute(schema_sql())
    database.execute("BEGIN")
    builder = IndexBuilder(database, record.deployment, is_late=record.is_late)
    with without_collector():
        builder.read(with_senders(record.blocks()))
        builder.finish(meta)
    write_sides(database)
    # In the order of accounts, so that what names one lies together and the rest is passed over.
    database.execute("CREATE TABLE named AS SELECT * FROM mentions ORDER BY account, event")
    database.execute("DROP TABLE mentions")
    database.execute("ALTER TABLE named RENAME TO mentions")
    database.execute("CREATE TABLE named AS SELECT * FROM uetrs ORDER BY uetr, tx")
    database.execute("DROP TABLE uetrs")
    database.execute("ALTER TABLE named RENAME TO uetrs")
    database.execute("COMMIT")


@contextmanager
def without_collector() -> Iterator[None]:
    """Rows are made by the hundred thousand and refer to nothing that refers to them: looking for cycles among them, as
    Python's collector does again and again, took a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _is_of(path: Path, meta: dict[str, str]) -> bool:
    """Whether there is an index at `path` that says the same of itself; whatever else is there is none."""
    if not path.is_file():
        return False
    try:
        with duckdb.connect(str(path), read_only=True, config=_SETTINGS) as database:
            stated = dict(database.execute("SELECT key, value FROM meta").fetchall())
    except duckdb.Error:
        return False
    return all(stated.get(key) == value for key, value in meta.items())


def _sha256(deployment: Deployment) -> str:
    return hex_text(hashlib.sha256(deployment.as_json().encode()).digest())

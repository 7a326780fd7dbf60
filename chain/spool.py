"""Rows that grow with payments, kept on disk: in a database of SQLite's own that is gone with the process.

Trusts the place for temporary files (`TMPDIR`, else /var/tmp) to have room for them.
Never holds more in memory than a few megabytes and what was not written yet, however many rows there are.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Generic, TypeVar, overload

from chain.errors import ChainFault
from chain.flat import Flat

T = TypeVar("T")

ROWS_A_CHUNK = 512
_PAGE_BYTES = 8_192
_CACHE_KIB = 4_096


class Scratch:
    """A database without a name, for one purpose and one process; a crash leaves nothing of it."""

    def __init__(self, *statements: str) -> None:
        """Makes it with these tables. Every method raises ChainFault where the disk takes no more."""
        self._db = sqlite3.connect("", isolation_level=None)
        # Nothing is ever taken back and nothing outlives the process: no journal of its own, no waiting for the disk.
        for pragma in (f"page_size = {_PAGE_BYTES}", f"cache_size = -{_CACHE_KIB}", "journal_mode = OFF"):
            self._db.execute(f"PRAGMA {pragma}")
        # One transaction for good: nobody else reads, and ending one takes as long as a row.
        self._db.execute("BEGIN")
        for statement in statements:
            self.run(statement)

    def run(self, statement: str, *values: object) -> int:
        """How many rows a statement changed."""
        try:
            return self._db.execute(statement, values).rowcount
        except sqlite3.Error as error:
            raise _no_room(error) from error

    def run_many(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        """The same statement for each row."""
        try:
            self._db.executemany(statement, rows)
        except sqlite3.Error as error:
            raise _no_room(error) from error

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """All rows of a query; the caller bounds them."""
        try:
            return self._db.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise _no_room(error) from error

    def each(self, query: str, *values: object) -> Iterator[tuple[Any, ...]]:
        """The rows of a query one by one; nothing may be written meanwhile."""
        try:
            yield from self._db.execute(query, values)
        except sqlite3.Error as error:
            raise _no_room(error) from error


class Seen:
    """Keys of which each can be taken once."""

    def __init__(self, *types: str) -> None:
        """types: TEXT or INTEGER for each part of a key."""
        columns = ", ".join(f"part_{place} {kind}" for place, kind in enumerate(types))
        parts = ", ".join(f"part_{place}" for place in range(len(types)))
        self._scratch = Scratch(f"CREATE TABLE seen ({columns}, PRIMARY KEY ({parts})) STRICT, WITHOUT ROWID")
        self._take = f"INSERT OR IGNORE INTO seen VALUES ({', '.join('?' * len(types))})"

    def take(self, *key: str | int) -> bool:
        """Takes a key; whether it was there to be taken."""
        return self._scratch.run(self._take, *key) == 1


class Weighed:
    """Values with weights, each in a group; read in order of value."""

    def __init__(self) -> None:
        self._scratch = Scratch(
            "CREATE TABLE weighed (kind TEXT NOT NULL, value INTEGER NOT NULL, weight INTEGER NOT NULL) STRICT"
        )
        self._page: list[tuple[str, int, int]] = []

    def add(self, kind: str, value: int, weight: int) -> None:
        """One more in a group; each below 2**63."""
        self._page.append((kind, value, weight))
        if len(self._page) == ROWS_A_CHUNK:
            self._write()

    def in_order(self, kind: str | None = None) -> Iterator[tuple[int, int]]:
        """The values of a group, or of all, with their weights, the least first; no more may come afterwards."""
        self._write()
        self._scratch.run("CREATE INDEX IF NOT EXISTS in_order ON weighed (value, kind, weight)")
        yield from self._scratch.each(
            "SELECT value, weight FROM weighed WHERE ?1 IS NULL OR kind = ?1 ORDER BY value, kind, weight", kind
        )

    def _write(self) -> None:
        page, self._page = self._page, []
        if page:
            self._scratch.run_many("INSERT INTO weighed VALUES (?, ?, ?)", page)


class Spooled(Sequence[T], Generic[T]):
    """What is appended, in that order: a list of which only the newest few are in memory."""

    def __init__(self, kind: type[T]) -> None:
        """kind: a dataclass that `Flat` can take apart."""
        self._flat = Flat.of(kind)
        self._scratch = Scratch("CREATE TABLE chunks (number INTEGER PRIMARY KEY, rows TEXT NOT NULL) STRICT")
        self._chunks = 0
        self._newest: list[T] = []

    def append(self, item: T) -> None:
        """One more, at the end."""
        self._newest.append(item)
        if len(self._newest) == ROWS_A_CHUNK:
            rows = json.dumps([self._flat.down(each) for each in self._newest], separators=(",", ":"))
            self._scratch.run("INSERT INTO chunks VALUES (?, ?)", self._chunks, rows)
            self._chunks, self._newest = self._chunks + 1, []

    def __len__(self) -> int:
        return self._chunks * ROWS_A_CHUNK + len(self._newest)

    def __iter__(self) -> Iterator[T]:
        return self._since(0)

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> list[T]: ...
    def __getitem__(self, place: int | slice) -> T | list[T]:
        if isinstance(place, slice):
            start, stop, step = place.indices(len(self))
            return list(islice(self._since(start), 0, max(0, stop - start), step)) if step > 0 else list(self)[place]
        at = range(len(self))[place]
        number, within = divmod(at, ROWS_A_CHUNK)
        return self._newest[within] if number == self._chunks else self._chunk(number)[within]

    def _since(self, start: int) -> Iterator[T]:
        """The items from one on: what lies before it is not read."""
        number, within = divmod(start, ROWS_A_CHUNK)
        while number < self._chunks:  # more may be written meanwhile
            yield from self._chunk(number)[within:]
            number, within = number + 1, 0
        yield from self._newest[within:]

    def _chunk(self, number: int) -> list[T]:
        ((rows,),) = self._scratch.rows("SELECT rows FROM chunks WHERE number = ?", number)
        return [self._flat.up(row) for row in json.loads(rows)]


def _no_room(error: sqlite3.Error) -> ChainFault:
    return ChainFault(f"the temporary file cannot be used ({error}); TMPDIR says where it is")

"""The journal: the durable record of a chain, from which everything else can be made again.

Trusts SQLite (write-ahead log, full sync) to keep what a commit promised.
Never tells of a block before it is durable, and never changes what is written.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from chain.digest import decode_logs, encode_logs
from chain.engines.base import ChainParameters, Receipt
from chain.errors import ChainFault

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE transactions (
    height INTEGER, position INTEGER, raw BLOB NOT NULL, PRIMARY KEY (height, position)) STRICT, WITHOUT ROWID;
CREATE TABLE blocks (height INTEGER PRIMARY KEY, timestamp_s INTEGER NOT NULL, digest BLOB NOT NULL) STRICT;
CREATE TABLE receipts (
    height INTEGER, position INTEGER, tx_hash BLOB NOT NULL, status INTEGER NOT NULL, gas_used INTEGER NOT NULL,
    logs BLOB NOT NULL, revert_data BLOB NOT NULL, created TEXT, PRIMARY KEY (height, position)) STRICT, WITHOUT ROWID;
"""
_FORMAT = "corridor-journal/1"


@dataclass(frozen=True, slots=True)
class JournalBlock:
    """One block of the record. height from 1; timestamp_s: UTC second; digest: 32 bytes; raw: signed bytes of each
    transaction; receipts: what became of each."""

    height: int
    timestamp_s: int
    digest: bytes
    raw: tuple[bytes, ...]
    receipts: tuple[Receipt, ...]


class Journal:
    """A journal file, open for writing (`create`) or for reading (`open`)."""

    def __init__(self, connection: sqlite3.Connection, path: Path, *, writes: bool = True) -> None:
        self._db, self.path, self._writes = connection, path, writes

    @classmethod
    def create(cls, path: Path, parameters: ChainParameters) -> Journal:
        """A new, empty journal at `path`; ChainFault when a file is there or none can be written."""
        if path.exists():
            raise ChainFault(f"{path}: a journal is there already")
        draft = path.with_name(f"{path.name}.draft")
        try:
            # Made beside its place and then renamed: a journal is whole whenever the run is cut short.
            draft.unlink(missing_ok=True)
            cls._begin(sqlite3.connect(draft, isolation_level=None), draft, parameters).close()
            draft.replace(path)
            database = sqlite3.connect(path, isolation_level=None)
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = FULL")
            return cls(database, path)
        except (OSError, sqlite3.Error) as error:
            raise ChainFault(f"{path}: no journal can be written here ({error})") from error

    @classmethod
    def in_memory(cls, parameters: ChainParameters) -> Journal:
        """A new journal that is gone with the process, for runs of which only the figures are wanted."""
        return cls._begin(sqlite3.connect(":memory:", isolation_level=None), Path("memory"), parameters)

    @classmethod
    def _begin(cls, database: sqlite3.Connection, path: Path, parameters: ChainParameters) -> Journal:
        database.executescript(f"BEGIN;{_SCHEMA}COMMIT;")
        journal = cls(database, path)
        rows = {"format": _FORMAT, **{key: str(value) for key, value in asdict(parameters).items()}}
        with journal._transaction():
            database.executemany("INSERT INTO meta VALUES (?, ?)", rows.items())
        return journal

    @classmethod
    def open(cls, path: Path) -> Journal:
        """An existing journal, read-only; ChainFault when there is none or it is not one of ours."""
        if not path.is_file():
            raise ChainFault(f"{path}: no journal")
        uri = f"{path.resolve().as_uri()}?mode=ro"
        journal = cls(sqlite3.connect(uri, uri=True, isolation_level=None), path, writes=False)
        try:
            if (found := journal.meta("format")) != _FORMAT:
                raise ChainFault(f"{path}: a journal of format {found}, not {_FORMAT}")
        except ChainFault:
            journal.close()
            raise
        return journal

    @property
    def parameters(self) -> ChainParameters:
        """The parameters of the chain that wrote the journal."""
        try:
            return ChainParameters(
                chain_id=int(self.meta("chain_id")),
                genesis_at_s=int(self.meta("genesis_at_s")),
                gas_limit=int(self.meta("gas_limit")),
                coinbase=self.meta("coinbase"),
                hardfork=self.meta("hardfork"),
            )
        except ValueError as error:
            raise ChainFault(f"{self.path}: the journal's header is damaged ({error})") from error

    def meta(self, key: str) -> str:
        """The header entry `key`; ChainFault when it is missing."""
        rows = self._rows("SELECT value FROM meta WHERE key = ?", key)
        if not rows:
            raise ChainFault(f"{self.path}: the journal's header has no {key!r}")
        return str(rows[0][0])

    def append_transactions(self, height: int, raw: Sequence[bytes]) -> None:
        """Makes the signed bytes of the block `height` durable, before they are executed."""
        rows = [(height, position, data) for position, data in enumerate(raw)]
        with self._transaction():
            self._db.executemany("INSERT INTO transactions VALUES (?, ?, ?)", rows)

    def append_block(self, height: int, timestamp_s: int, digest: bytes, receipts: Sequence[Receipt]) -> None:
        """Makes the executed block durable, before anyone is told of it."""
        rows = [
            (height, position, r.tx_hash, r.status, r.gas_used, encode_logs(r.logs), r.revert_data, r.created)
            for position, r in enumerate(receipts)
        ]
        with self._transaction():
            self._db.execute("INSERT INTO blocks VALUES (?, ?, ?)", (height, timestamp_s, digest))
            self._db.executemany("INSERT INTO receipts VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def discard_transactions(self, height: int) -> None:
        """Takes back the bytes of a block that the engine rejected as a whole."""
        with self._transaction():
            self._db.execute("DELETE FROM transactions WHERE height = ?", (height,))

    def height(self) -> int:
        """Height of the last complete block, 0 when there is none."""
        return int(self._rows("SELECT coalesce(max(height), 0) FROM blocks")[0][0])

    def blocks(self) -> Iterator[JournalBlock]:
        """Every complete block in order; ChainFault where the record has a gap or does not decode."""
        rows = self._rows("SELECT height, timestamp_s, digest FROM blocks ORDER BY height")
        for expected, (height, timestamp_s, digest) in enumerate(rows, start=1):
            if height != expected:
                raise ChainFault(f"{self.path}: block {expected} is missing")
            raw, receipts = self._raw(height), self._receipts(height)
            if len(raw) != len(receipts):
                counts = f"{len(raw)} transactions, {len(receipts)} receipts"
                raise ChainFault(f"{self.path}: block {height} has {counts}")
            yield JournalBlock(height, timestamp_s, digest, raw, receipts)

    def close(self) -> None:
        """Closes the file; what was written is first folded into this one file, which a read-only folder may hold."""
        if self._writes:
            with suppress(sqlite3.OperationalError):  # somebody reads it now: the log stays beside the file, intact
                self._db.execute("PRAGMA journal_mode = DELETE")
        self._db.close()

    def _raw(self, height: int) -> tuple[bytes, ...]:
        query = "SELECT raw FROM transactions WHERE height = ? ORDER BY position"
        return tuple(row[0] for row in self._rows(query, height))

    def _receipts(self, height: int) -> tuple[Receipt, ...]:
        columns = "tx_hash, status, gas_used, logs, revert_data, created"
        rows = self._rows(f"SELECT {columns} FROM receipts WHERE height = ? ORDER BY position", height)
        try:
            return tuple(
                Receipt(tx_hash, status, gas_used, decode_logs(logs), revert_data, created)
                for tx_hash, status, gas_used, logs, revert_data, created in rows
            )
        except ValueError as error:
            raise ChainFault(f"{self.path}: block {height}: {error}") from error

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        try:
            return self._db.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise ChainFault(f"{self.path}: cannot be read as a journal ({error})") from error

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """BEGIN … COMMIT, or ROLLBACK when the body fails; ChainFault when SQLite does not keep it."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield
            self._db.execute("COMMIT")
        except BaseException as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                raise ChainFault(f"{self.path}: cannot be written ({error})") from error
            raise

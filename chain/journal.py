"""The journal: the durable record of a chain, from which everything else can be made again.

Trusts SQLite (write-ahead log, full sync) to keep what a commit promised.
Never tells of a block before it is durable, and never changes what is written.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from chain.consensus.header import CorridorHeader
from chain.digest import decode_logs, encode_logs
from chain.engines.base import ChainParameters, Receipt
from chain.errors import ChainFault
from chain.signatures import SIGNATURE_BYTES

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE transactions (
    height INTEGER, position INTEGER, raw BLOB NOT NULL, PRIMARY KEY (height, position)) STRICT;
CREATE TABLE blocks (height INTEGER PRIMARY KEY, header BLOB NOT NULL, seals BLOB NOT NULL) STRICT;
CREATE TABLE receipts (
    height INTEGER, position INTEGER, tx_hash BLOB NOT NULL, status INTEGER NOT NULL, gas_used INTEGER NOT NULL,
    logs BLOB NOT NULL, revert_data BLOB NOT NULL, created TEXT, PRIMARY KEY (height, position)) STRICT;
"""
# With 4,096, or without row ids, rows of a kilobyte spill over into pages of their own: three times as much on disk.
_PAGE_BYTES = 8_192
_FORMAT = "corridor-journal/2"


@dataclass(frozen=True, slots=True)
class JournalBlock:
    """One block of the record. header: what the validators sealed; seals: of 65 bytes each; raw: signed bytes of each
    transaction; receipts: what became of each."""

    header: CorridorHeader
    seals: tuple[bytes, ...]
    raw: tuple[bytes, ...]
    receipts: tuple[Receipt, ...]

    @property
    def height(self) -> int:
        """From 1."""
        return self.header.height

    @property
    def timestamp_s(self) -> int:
        """UTC second."""
        return self.header.timestamp_s

    @property
    def digest(self) -> bytes:
        """The run digest after the block, 32 bytes."""
        return self.header.digest


class Journal:
    """A journal file, open for writing (`create`), for going on with (`resume`) or for reading (`open`)."""

    def __init__(self, connection: sqlite3.Connection, path: Path, *, writes: bool = True) -> None:
        self._db, self.path, self._writes = connection, path, writes
        self.recorded = 0
        """Blocks that an earlier process left: a ledger runs through them again, and each has to come out the same."""

    @classmethod
    def create(cls, path: Path, parameters: ChainParameters, notes: Mapping[str, str] | None = None) -> Journal:
        """A new, empty journal at `path`; ChainFault when a file is there or none can be written.

        notes: what else it shall say of itself, for `meta`.
        """
        if path.exists():
            raise ChainFault(f"{path}: a journal is there already")
        draft = path.with_name(f"{path.name}.draft")
        try:
            # Made beside its place and then renamed: a journal is whole whenever the run is cut short.
            draft.unlink(missing_ok=True)
            cls._begin(sqlite3.connect(draft, isolation_level=None), draft, parameters, notes).close()
            draft.replace(path)
            return cls._for_writing(path)
        except (OSError, sqlite3.Error) as error:
            raise ChainFault(f"{path}: no journal can be written here ({error})") from error

    @classmethod
    def resume(cls, path: Path) -> tuple[Journal, str | None]:
        """An existing journal to go on with, and what was dropped of its tail, for people; None where it is whole.

        Dropped are signed bytes whose block was never executed, and a last block without seals. ChainFault when there
        is no journal of ours.
        """
        cls.open(path).close()
        try:
            journal = cls._for_writing(path)
        except sqlite3.Error as error:
            raise ChainFault(f"{path}: cannot be written ({error})") from error
        dropped = journal._drop_torn_tail()
        journal.recorded = journal.height()
        return journal, dropped

    @classmethod
    def _for_writing(cls, path: Path) -> Journal:
        database = sqlite3.connect(path, isolation_level=None)
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
        return cls(database, path)

    @classmethod
    def in_memory(cls, parameters: ChainParameters) -> Journal:
        """A new journal that is gone with the process, for runs of which only the figures are wanted.

        In memory while it is small; what a long run adds goes to a temporary file of SQLite's own (`TMPDIR`).
        """
        return cls._begin(sqlite3.connect("", isolation_level=None), Path("memory"), parameters)

    @classmethod
    def _begin(
        cls,
        database: sqlite3.Connection,
        path: Path,
        parameters: ChainParameters,
        notes: Mapping[str, str] | None = None,
    ) -> Journal:
        database.executescript(f"PRAGMA page_size = {_PAGE_BYTES}; BEGIN;{_SCHEMA}COMMIT;")
        journal = cls(database, path)
        rows = {"format": _FORMAT, **{key: str(value) for key, value in asdict(parameters).items()}, **(notes or {})}
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
        value = self.find(key)
        if value is None:
            raise ChainFault(f"{self.path}: the journal's header has no {key!r}")
        return value

    def find(self, key: str) -> str | None:
        """The header entry `key`, or None."""
        rows = self._rows("SELECT value FROM meta WHERE key = ?", key)
        return str(rows[0][0]) if rows else None

    def note(self, key: str, value: str) -> None:
        """Adds an entry to the header; ChainFault when there is one of that name that says something else."""
        known = self.find(key)
        if known is not None and known != value:
            raise ChainFault(f"{self.path}: the journal's header says {key} {known}, not {value}")
        if known is None:
            with self._transaction():
                self._db.execute("INSERT INTO meta VALUES (?, ?)", (key, value))

    def append_transactions(self, height: int, raw: Sequence[bytes]) -> None:
        """Makes the signed bytes of the block `height` durable, before they are executed.

        Of a block that is recorded already nothing is written: ChainFault when its bytes are others.
        """
        if height <= self.recorded:
            if self._raw(height) != tuple(raw):
                raise ChainFault(f"{self.path}: block {height} was recorded with other transactions than come now")
            return
        rows = [(height, position, data) for position, data in enumerate(raw)]
        with self._transaction():
            self._db.executemany("INSERT INTO transactions VALUES (?, ?, ?)", rows)

    def append_block(self, block: JournalBlock) -> None:
        """Makes the executed and sealed block durable, before anyone is told of it.

        Of a block that is recorded already nothing is written: ChainFault when it is another.
        """
        if block.height <= self.recorded:
            if self._block(block.height) != block:
                raise ChainFault(f"{self.path}: block {block.height} does not come out as recorded")
            return
        rows = [
            (block.height, position, r.tx_hash, r.status, r.gas_used, encode_logs(r.logs), r.revert_data, r.created)
            for position, r in enumerate(block.receipts)
        ]
        with self._transaction():
            header, seals = block.header.encode(), b"".join(block.seals)
            self._db.execute("INSERT INTO blocks VALUES (?, ?, ?)", (block.height, header, seals))
            self._db.executemany("INSERT INTO receipts VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def discard_transactions(self, height: int) -> None:
        """Takes back the bytes of a block that the engine rejected as a whole."""
        with self._transaction():
            self._db.execute("DELETE FROM transactions WHERE height = ?", (height,))

    def height(self) -> int:
        """Height of the last complete block, 0 when there is none."""
        return int(self._rows("SELECT coalesce(max(height), 0) FROM blocks")[0][0])

    def blocks(self, first: int = 1, last: int | None = None) -> Iterator[JournalBlock]:
        """Every complete block from height `first` on, up to `last` where one is named; ChainFault where the record has
        a gap or does not decode."""
        end = self.height() if last is None else last
        heights = self._rows("SELECT height FROM blocks WHERE height BETWEEN ? AND ? ORDER BY height", first, end)
        for expected, (height,) in enumerate(heights, start=first):
            if height != expected:
                raise ChainFault(f"{self.path}: block {expected} is missing")
            yield self._block(height)

    def transactions(self) -> int:
        """How many signed transactions are recorded, those of the tail included."""
        return int(self._rows("SELECT count(*) FROM transactions")[0][0])

    def digest_at(self, height: int) -> bytes:
        """The run digest in the header of a block; ChainFault when there is no such block or it does not decode."""
        return self._header(height)[0].digest

    def tail(self) -> tuple[bytes, ...]:
        """Signed bytes behind the last block: those of one that was never executed."""
        query = "SELECT raw FROM transactions WHERE height > ? ORDER BY height, position"
        return tuple(row[0] for row in self._rows(query, self.height()))

    def close(self) -> None:
        """Closes the file; what was written is first folded into this one file, which a read-only folder may hold."""
        if self._writes:
            with suppress(sqlite3.OperationalError):  # somebody reads it now: the log stays beside the file, intact
                self._db.execute("PRAGMA journal_mode = DELETE")
        self._db.close()

    def _block(self, height: int) -> JournalBlock:
        header, seals = self._header(height)
        raw, receipts = self._raw(height), self._receipts(height)
        if len(raw) != len(receipts):
            raise ChainFault(f"{self.path}: block {height} has {len(raw)} transactions, {len(receipts)} receipts")
        cut = range(0, len(seals), SIGNATURE_BYTES)
        return JournalBlock(header, tuple(seals[at : at + SIGNATURE_BYTES] for at in cut), raw, receipts)

    def _header(self, height: int) -> tuple[CorridorHeader, bytes]:
        rows = self._rows("SELECT header, seals FROM blocks WHERE height = ?", height)
        if not rows:
            raise ChainFault(f"{self.path}: block {height} is missing")
        encoded, seals = rows[0]
        try:
            header = CorridorHeader.decode(encoded)
        except (TypeError, ValueError) as error:
            raise ChainFault(f"{self.path}: block {height}: {error}") from error
        if header.height != height:
            raise ChainFault(f"{self.path}: block {height} has the header of block {header.height}")
        return header, seals

    def _drop_torn_tail(self) -> str | None:
        height = self.height()
        unsealed = self._rows("SELECT height FROM blocks WHERE height = ? AND length(seals) = 0", height)
        with self._transaction():
            if unsealed:
                self._db.execute("DELETE FROM blocks WHERE height = ?", (height,))
                self._db.execute("DELETE FROM receipts WHERE height = ?", (height,))
            lost = self._db.execute("DELETE FROM transactions WHERE height > ?", (height - len(unsealed),)).rowcount
        if unsealed:
            return f"block {height} had no seals"
        return f"{lost} transactions of block {height + 1} had not been executed" if lost else None

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
                kept = "what is recorded stays, and the run can be resumed"
                raise ChainFault(f"{self.path}: cannot be written ({error}); {kept}") from error
            raise

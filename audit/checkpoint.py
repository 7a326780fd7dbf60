"""A checkpoint: the whole state after one block, as a replay of the journal up to it left it, in one file of lines.

Trusts a file only when `audit.proofs` knows its SHA-256, and then only for a journal that says what was replayed.
Never leaves half of one in its place.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from audit.proofs import Proofs
from audit.replay import Past
from audit.whole_file import drafted
from chain.abi import Address
from chain.engines.base import ChainParameters, Restartable
from chain.journal import Journal
from chain.spool import Scratch

FORMAT = "corridor-checkpoint/1"
SUFFIX = ".checkpoint.jsonl"
_SLOTS = "CREATE TABLE slots (account BLOB, slot BLOB, PRIMARY KEY (account, slot)) STRICT, WITHOUT ROWID"
_SLOTS_A_CHUNK = 16_384
_WORD, _HEX = 32, 16


class Unusable(Exception):
    """A checkpoint that nothing can start from; the message says why."""


@dataclass(frozen=True, slots=True)
class Header:
    """The first line of a checkpoint: what it is of. chain: its parameters; height, timestamp_s: of its block; digest:
    the run digest after it; beside: see `Past`, both hex; library: that executed; proved_on: the day of the replay, as
    2026-11-23."""

    format: str
    chain: dict[str, Any]
    height: int
    timestamp_s: int
    digest: str
    beside: str
    library: str
    proved_on: str

    @classmethod
    def of(cls, parameters: ChainParameters, past: Past, library: str, proved_on: str) -> Header:
        """Of the block that a replay has come to."""
        digest = past.digest.hex()
        return cls(FORMAT, asdict(parameters), past.height, past.timestamp_s, digest, past.beside, library, proved_on)

    def past_of(self, journal: Journal) -> Past:
        """The same stretch of a journal. Raises Unusable where it does not say what was replayed, ChainFault where it
        cannot be read."""
        if self.chain != asdict(journal.parameters):
            raise Unusable("it is of another chain")
        past = Past(journal.parameters)
        with suppress(ValueError, OverflowError):  # figures without encoding, which no replay gives
            for block in journal.blocks(last=self.height):
                past.add(block, block.receipts)
        if (past.height, past.digest.hex(), past.beside) != (self.height, self.digest, self.beside):
            raise Unusable(f"up to block {self.height} the journal is not the one that was replayed")
        return past


class Slots:
    """The slots that a chain ever changed, on disk. Every method raises ChainFault where that takes no more."""

    def __init__(self) -> None:
        self._scratch = Scratch(_SLOTS)
        self._newest: set[tuple[Address, int]] = set()

    def note(self, changed: Iterable[tuple[Address, int]]) -> None:
        """Some more, or the same again."""
        self._newest.update(changed)
        if len(self._newest) >= _SLOTS_A_CHUNK:
            self._write()

    def of(self, account: Address) -> Iterator[int]:
        """Those of an account, in order; nothing may be noted meanwhile."""
        self._write()
        query = "SELECT slot FROM slots WHERE account = ? ORDER BY slot"
        return (int.from_bytes(slot, "big") for (slot,) in self._scratch.each(query, bytes.fromhex(account[2:])))

    def _write(self) -> None:
        newest, self._newest = self._newest, set()
        if newest:
            # In their order: neighbours then lie in pages that are in memory already.
            rows = sorted((bytes.fromhex(account[2:]), slot.to_bytes(_WORD, "big")) for account, slot in newest)
            self._scratch.run_many("INSERT OR IGNORE INTO slots VALUES (?, ?)", rows)


class Checkpoint:
    """A file that is believed, open."""

    def __init__(self, file: BinaryIO, header: Header) -> None:
        self._file, self.header = file, header

    @classmethod
    @contextmanager
    def open(cls, path: Path, proofs: Proofs, library: str) -> Iterator[Checkpoint]:
        """The file at `path`. Raises Unusable where it is not to be believed or of another library, OSError where it
        cannot be read."""
        with path.open("rb") as file:
            why = proofs.why_not(hashlib.file_digest(file, "sha256").hexdigest())
            if why is not None:
                raise Unusable(why)
            file.seek(0)
            stated = json.loads(file.readline())
            if stated["format"] != FORMAT:
                raise Unusable(f"its format is {stated['format']}, not {FORMAT}")
            header = Header(**stated)
            if header.library != library:
                raise Unusable(f"it was made with {header.library}, this is {library}")
            yield cls(file, header)

    def state(self, slots: Slots) -> Iterator[tuple[Address, int | None, Any]]:
        """Every account and slot, once; slots: are told of each."""
        account = ""
        for line in self._file:
            entry = json.loads(line)
            if len(entry) > 2:
                account, nonce, balance, code = entry
                yield account, None, (nonce, balance, bytes.fromhex(code))
            else:
                slot, value = (int(text, _HEX) for text in entry)
                slots.note([(account, slot)])
                yield account, slot, value


def place_of(folder: Path) -> Path:
    """Where the checkpoint of a results folder is kept: beside it, as its index is."""
    whole = folder.resolve()
    return whole.with_name(whole.name + SUFFIX)


def leave(path: Path, header: Header, engine: Restartable, slots: Slots, proofs: Proofs) -> None:
    """Writes the state that `engine` holds to `path`, whole or not at all, and records its hash.

    slots: all that it ever changed. Raises OSError where nothing can be written, ChainFault where slots cannot be read.
    """
    sha256 = hashlib.sha256()
    with drafted(path) as draft:
        with draft.open("wb") as file:
            for line in _lines(header, engine, slots):
                data = line.encode("ascii")
                sha256.update(data)
                file.write(data)
        proofs.add(sha256.hexdigest(), f"{header.proved_on}  run {header.digest} at block {header.height}")


def _lines(header: Header, engine: Restartable, slots: Slots) -> Iterator[str]:
    """What it is of; then each account with nonce, balance and code, and behind it its slots with their values, hex."""
    yield json.dumps(asdict(header)) + "\n"
    nonces, balances, codes = engine.accounts
    for account in sorted({*nonces, *balances, *codes}):
        entry = account, nonces.get(account, 0), balances.get(account, 0), codes.get(account, b"").hex()
        yield json.dumps(entry) + "\n"
        for slot in slots.of(account):
            value = engine.storage(account, slot)
            if value:
                yield f'["{slot:x}", "{value:x}"]\n'

"""Dictionaries that grow with the payments of a record, kept on disk: the newest entries alone are in memory.

Trusts `chain.spool` for the place, and `chain.flat` for what stands in it.
Never notices that a value it gave out was changed: who changes one puts it in again.
"""

from __future__ import annotations

import json
from collections.abc import ItemsView, Iterator, Mapping, ValuesView
from typing import Any, Generic, TypeVar

from chain.flat import turn_of
from chain.spool import ROWS_A_CHUNK, Scratch

K = TypeVar("K", bound=str | bytes)
V = TypeVar("V")

_TABLE = """
CREATE TABLE kept (
    number INTEGER PRIMARY KEY, key ANY NOT NULL UNIQUE, value TEXT NOT NULL) STRICT
"""
_PUT = "INSERT INTO kept (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
_PAGE = "SELECT number, key, value FROM kept WHERE number > ? ORDER BY number LIMIT ?"


class Kept(Mapping[K, V], Generic[K, V]):
    """A dictionary from texts or bytes, in the order in which keys were first put in. Every method raises ChainFault
    where the disk takes no more."""

    def __init__(self, kind: Any) -> None:
        """kind: of the values, a type that `chain.flat.turn_of` knows; TypeError for another one."""
        self._down, self._up = turn_of(kind, "a value")
        self._scratch = Scratch(_TABLE)
        self._newest: dict[K, V] = {}

    def __setitem__(self, key: K, value: V) -> None:
        self._newest[key] = value
        if len(self._newest) >= ROWS_A_CHUNK:
            self._write()

    def __getitem__(self, key: K) -> V:
        if key in self._newest:
            return self._newest[key]
        for (value,) in self._scratch.rows("SELECT value FROM kept WHERE key = ?", key):
            return self._read(value)
        raise KeyError(key)

    def __contains__(self, key: object) -> bool:
        if not isinstance(key, str | bytes):
            return False
        return key in self._newest or bool(self._scratch.rows("SELECT 1 FROM kept WHERE key = ?", key))

    def __iter__(self) -> Iterator[K]:
        return (key for key, _ in self._pairs())

    def __len__(self) -> int:
        self._write()
        ((count,),) = self._scratch.rows("SELECT count(*) FROM kept")
        return int(count)

    def items(self) -> ItemsView[K, V]:
        """The entries, read in stretches and not key by key."""
        return _Items(self)

    def values(self) -> ValuesView[V]:
        """The values, read likewise."""
        return _Values(self)

    def _pairs(self) -> Iterator[tuple[K, V]]:
        """Every entry; what is put in meanwhile comes too."""
        last = 0
        self._write()
        while page := self._scratch.rows(_PAGE, last, ROWS_A_CHUNK):
            for _, key, value in page:
                yield key, self._read(value)
            last = page[-1][0]
            self._write()

    def _read(self, value: str) -> V:
        read: V = self._up(json.loads(value))
        return read

    def _write(self) -> None:
        newest, self._newest = self._newest, {}
        if newest:
            rows = [(key, json.dumps(self._down(value), separators=(",", ":"))) for key, value in newest.items()]
            self._scratch.run_many(_PUT, rows)


class Worked(Kept[K, V]):
    """The same for values that are changed in place, as long as a step lasts: what it asked for is put in again after
    it."""

    def __init__(self, kind: Any) -> None:
        """See `Kept`."""
        super().__init__(kind)
        self._out: dict[K, V] = {}

    def __setitem__(self, key: K, value: V) -> None:
        self._out[key] = value

    def __getitem__(self, key: K) -> V:
        if key not in self._out:
            self._out[key] = super().__getitem__(key)
        return self._out[key]

    def __contains__(self, key: object) -> bool:
        return key in self._out or super().__contains__(key)

    def end_step(self) -> None:
        """To be called after each step: whoever goes on changing a value that it gave out changes nothing here."""
        for key, value in self._out.items():
            super().__setitem__(key, value)
        self._out = {}


class _Items(ItemsView[K, V]):
    def __init__(self, kept: Kept[K, V]) -> None:
        super().__init__(kept)
        self._kept = kept

    def __iter__(self) -> Iterator[tuple[K, V]]:
        return self._kept._pairs()


class _Values(ValuesView[V]):
    def __init__(self, kept: Kept[Any, V]) -> None:
        super().__init__(kept)
        self._kept = kept

    def __iter__(self) -> Iterator[V]:
        return (value for _, value in self._kept._pairs())

"""Payments that were drawn and have no amount yet, on disk: read as they were drawn, or in the order of time.

Trusts its caller to number them from zero in the order in which they come.
Never holds more of them in memory than a page.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chain.spool import Scratch
from nodes.scenario.world import Client

_PAGE = 512
_TABLE = """CREATE TABLE drafts (number INTEGER PRIMARY KEY, at_s INTEGER NOT NULL, day INTEGER NOT NULL,
    payer INTEGER NOT NULL, payee INTEGER NOT NULL, purpose TEXT NOT NULL) STRICT"""


@dataclass(frozen=True, slots=True)
class Draft:
    """A generated payment that has no amount yet."""

    number: int
    at_s: int
    day: datetime.date
    payer: Client
    payee: Client
    purpose: str


class Drafts:
    """What was drawn so far."""

    def __init__(self, clients: Sequence[Client]) -> None:
        """clients: all who pay or are paid."""
        self._clients = clients
        self._places = {client.id: place for place, client in enumerate(clients)}
        self._scratch = Scratch(_TABLE)
        self._page: list[tuple[object, ...]] = []
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, draft: Draft) -> None:
        """One more."""
        ends = self._places[draft.payer.id], self._places[draft.payee.id]
        self._page.append((draft.number, draft.at_s, draft.day.toordinal(), *ends, draft.purpose))
        self._count += 1
        if len(self._page) == _PAGE:
            self._write()

    def within(self, from_s: int, until_s: int, before: int) -> Iterator[Draft]:
        """Those ordered from one second until before another whose number is below `before`, as they were drawn; more
        may be added meanwhile."""
        self._write()
        after = -1
        query = f"""SELECT * FROM drafts WHERE number > ? AND number < ? AND at_s >= ? AND at_s < ?
            ORDER BY number LIMIT {_PAGE}"""
        while page := self._scratch.rows(query, after, before, from_s, until_s):
            after = page[-1][0]
            yield from map(self._draft, page)

    def in_time(self) -> Iterator[Draft]:
        """All of them in the order of (at_s, number); no more may come afterwards."""
        self._write()
        self._scratch.run("CREATE INDEX IF NOT EXISTS times ON drafts (at_s, number)")
        after = -(2**63), -1
        query = f"SELECT * FROM drafts WHERE (at_s, number) > (?, ?) ORDER BY at_s, number LIMIT {_PAGE}"
        while page := self._scratch.rows(query, *after):
            after = page[-1][1], page[-1][0]
            yield from map(self._draft, page)

    def _draft(self, row: tuple[int, int, int, int, int, str]) -> Draft:
        number, at_s, day, payer, payee, purpose = row
        return Draft(number, at_s, datetime.date.fromordinal(day), self._clients[payer], self._clients[payee], purpose)

    def _write(self) -> None:
        page, self._page = self._page, []
        if page:
            self._scratch.run_many("INSERT INTO drafts VALUES (?, ?, ?, ?, ?, ?)", page)

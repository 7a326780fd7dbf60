"""The plan of a run's payments: every payment that clients mean to order, on disk, day by day.

Trusts its caller to hand in payments with ids of their own.
Never holds more of them in memory than a page, however many there are.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import overload

from chain.flat import Flat
from chain.spool import Scratch
from nodes.payment_plan import PlannedPayment

_PAGE = 512
_FIRST = (-(2**63), "")
_TABLE = """CREATE TABLE plan (at_s INTEGER, id TEXT, day INTEGER NOT NULL, payment TEXT NOT NULL,
    PRIMARY KEY (at_s, id)) STRICT, WITHOUT ROWID"""
_FLAT = Flat.of(PlannedPayment)


class PlannedPayments(Sequence[PlannedPayment]):
    """Payments in the order of (at_s, id), whatever the order they were handed in.

    without_preflight: of how many preflight is not asked about.
    """

    def __init__(self, payments: Iterable[PlannedPayment] = ()) -> None:
        self._scratch = Scratch(_TABLE, "CREATE INDEX days ON plan (day, at_s, id)")
        self._days: dict[datetime.date, int] = {}
        self.without_preflight = 0
        self.extend(payments)

    def extend(self, payments: Iterable[PlannedPayment]) -> None:
        """Takes more of them, a page at a time."""
        coming = iter(payments)
        while page := list(islice(coming, _PAGE)):
            self._scratch.run_many("INSERT INTO plan VALUES (?, ?, ?, ?)", map(_row, page))
            for payment in page:
                self._days[payment.day] = self._days.get(payment.day, 0) + 1
                self.without_preflight += not payment.asks_first

    def of_day(self, day: datetime.date) -> PaymentsOfDay:
        """Those of a business day."""
        return PaymentsOfDay(self, day, self._days.get(day, 0))

    def read(self, day: datetime.date | None) -> Iterator[PlannedPayment]:
        """Those of a business day, or all, in order."""
        where = "" if day is None else f"day = {day.toordinal()} AND "
        query = f"SELECT at_s, id, payment FROM plan WHERE {where}(at_s, id) > (?, ?) ORDER BY at_s, id LIMIT {_PAGE}"
        after: tuple[int, str] = _FIRST
        while page := self._scratch.rows(query, *after):
            for at_s, identity, text in page:
                after = at_s, identity
                yield _FLAT.up(json.loads(text))

    def __len__(self) -> int:
        return sum(self._days.values())

    def __iter__(self) -> Iterator[PlannedPayment]:
        return self.read(None)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(mine == theirs for mine, theirs in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]

    @overload
    def __getitem__(self, place: int) -> PlannedPayment: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[PlannedPayment, ...]: ...
    def __getitem__(self, place: int | slice) -> PlannedPayment | tuple[PlannedPayment, ...]:
        if isinstance(place, slice):
            return tuple(self)[place]
        at = range(len(self))[place]
        ((text,),) = self._scratch.rows("SELECT payment FROM plan ORDER BY at_s, id LIMIT 1 OFFSET ?", at)
        return _FLAT.up(json.loads(text))


@dataclass(frozen=True, slots=True, eq=False)
class PaymentsOfDay:
    """The payments of one business day, read anew each time. plan; day; count: how many they are."""

    plan: PlannedPayments
    day: datetime.date
    count: int

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[PlannedPayment]:
        return self.plan.read(self.day) if self.count else iter(())


def _row(payment: PlannedPayment) -> tuple[int, str, int, str]:
    return payment.at_s, payment.id, payment.day.toordinal(), json.dumps(_FLAT.down(payment), separators=(",", ":"))

"""Cyclic times: which dates a cycle such as `P1ML0` gives from an anchor to an end.

Trusts the anchor: it is the first date, whatever day it is.
Never lets a short month move the later dates: each is counted from the anchor, not from the one before.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from itertools import count
from typing import TypeVar

Day = TypeVar("Day", date, datetime)

TIMES_MAX = 100_000
"""More dates than this in one cycle are a mistake in the terms: daily over 270 years."""

_CYCLE = re.compile(r"P?(?P<lengths>(?:\d+[YHQMWD])+)(?:L(?P<stub>[01])|(?P<sign>[+-]))?")
_LENGTH = re.compile(r"(\d+)([YHQMWD])")
_MONTHS = {"Y": 12, "H": 6, "Q": 3, "M": 1}
_DAYS = {"W": 7, "D": 1}


class CycleError(ValueError):
    """Text that is no cycle, or a cycle with too many dates."""


class EndOfMonth(Enum):
    """What happens to an anchor that is the last day of its month (ACTUS endOfMonthConvention)."""

    SAME_DAY = "SD"
    """The same day of each month, or its last if it has no such day."""
    END_OF_MONTH = "EOM"
    """The last day of each month."""


@dataclass(frozen=True, slots=True)
class Cycle:
    """A period and what becomes of a last period that is not whole."""

    months: int
    days: int
    long_stub: bool
    """Whether the last, incomplete period is added to the one before it."""

    @classmethod
    def parse(cls, text: str) -> Cycle:
        """From ISO 8601 and the stub, `P1ML0` long or `P1ML1` short, or from the older `1M+` long or `1M-` short.

        Without a stub it is short. H is half a year, Q a quarter. Raises `CycleError`.
        """
        match = _CYCLE.fullmatch(text.strip().upper())
        if match is None:
            raise CycleError(f"{text.strip()!r} is no cycle; write it like P1ML0 (long last stub) or P3ML1 (short)")
        lengths = [(int(number), unit) for number, unit in _LENGTH.findall(match["lengths"])]
        months = sum(number * _MONTHS.get(unit, 0) for number, unit in lengths)
        days = sum(number * _DAYS.get(unit, 0) for number, unit in lengths)
        if not months and not days:
            raise CycleError(f"{text.strip()!r} is a cycle of no length; write it like P1ML0")
        return cls(months, days, match["stub"] == "0" or match["sign"] == "+")

    def after(self, anchor: datetime, periods: int, rule: EndOfMonth) -> datetime:
        """`anchor` and so many periods, at the end of the month where `rule` says so.

        The rule touches cycles of whole months only, and anchors that are the last day of theirs. Raises `CycleError`.
        """
        to_month_end = rule is EndOfMonth.END_OF_MONTH and not self.days and is_month_end(anchor)
        try:
            moved = add_months(anchor, self.months * periods) + timedelta(days=self.days * periods)
        except (ValueError, OverflowError):
            raise CycleError("the cycle leads outside the years 1 to 9999") from None
        return month_end(moved) if to_month_end else moved


def add_months(moment: Day, months: int) -> Day:
    """The same day so many months later, or the last of that month; raises `ValueError` outside years 1 to 9999."""
    year, month0 = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    day = min(moment.day, monthrange(year, month0 + 1)[1])
    return moment.replace(year=year, month=month0 + 1, day=day)


def is_month_end(moment: date) -> bool:
    """Whether it is the last day of its month."""
    return moment.day == monthrange(moment.year, moment.month)[1]


def month_end(moment: Day) -> Day:
    """The last day of its month."""
    return moment.replace(day=monthrange(moment.year, moment.month)[1])


def cyclic_times(
    anchor: datetime, cycle: Cycle | None, end: datetime, rule: EndOfMonth, *, with_end: bool
) -> tuple[datetime, ...]:
    """The schedule S(s, c, T) of ACTUS techspec 1.1, section 4.1: from `anchor` on, before `end`, and maybe `end`.

    Nothing comes after `end`, so that an anchor behind it gives `end` alone. Raises `CycleError`.
    """
    if cycle is None:
        return ((anchor,) if anchor < end else ()) + ((end,) if with_end else ())
    times, misses_end = _before(anchor, cycle, end, rule)
    # The techspec says that a long last stub removes "t_n"; the tests that ACTUS publishes show what is meant: the last
    # regular date, if the schedule has three dates or more.
    if cycle.long_stub and misses_end and len(times) + with_end > 2:
        times.pop()
    return (*times, end) if with_end else tuple(times)


def _before(anchor: datetime, cycle: Cycle, end: datetime, rule: EndOfMonth) -> tuple[list[datetime], bool]:
    times: list[datetime] = []
    for moment in _endless(anchor, cycle, rule):
        if moment >= end:
            return times, moment != end
        if len(times) == TIMES_MAX:
            break
        times.append(moment)
    raise CycleError(f"the cycle has more than {TIMES_MAX} dates before {end.date()}")


def _endless(anchor: datetime, cycle: Cycle, rule: EndOfMonth) -> Iterator[datetime]:
    yield anchor
    for periods in count(1):
        yield cycle.after(anchor, periods, rule)

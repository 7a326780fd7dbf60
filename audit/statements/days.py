"""Business days of a currency: to which day a second belongs, and from when to when the day is.

Trusts the calendars and hours that it is given; where there are none, days are those of UTC.
Never asks a clock.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise

from finance.calendars import Calendar, OperatingHours

DAY_S = 86_400
_MARGIN = timedelta(days=30)  # no currency's banks are closed for so long
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class BusinessDay:
    """A day of a currency. from_s, to_s: UTC seconds, half-open, from the cut-off of the business day before to its
    own: what happens at its cut-off, or on a holiday, is of the next business day."""

    day: date
    from_s: int
    to_s: int


class BusinessDays:
    """The business days of every currency, around what lies between two seconds.

    openings: currency -> its banks' business days and settlement hours, where they are known.
    """

    def __init__(self, openings: Mapping[str, tuple[Calendar, OperatingHours]], from_s: int, to_s: int) -> None:
        self._openings, self._from, self._to = dict(openings), _day(from_s) - _MARGIN, _day(to_s) + _MARGIN
        self._days = cache(self._of_currency)

    @property
    def known(self) -> frozenset[str]:
        """The currencies whose cut-off is known."""
        return frozenset(self._openings)

    def at(self, currency: str, at_s: int) -> BusinessDay:
        """The business day that a second belongs to; it is to lie between those given at first."""
        days = self._days(currency)
        return days[bisect_right(days, at_s, key=lambda item: item.to_s)]

    def between(self, currency: str, first: date, last: date) -> list[BusinessDay]:
        """The business days from one to another, both included."""
        return [item for item in self._days(currency) if first <= item.day <= last]

    def _of_currency(self, currency: str) -> list[BusinessDay]:
        if currency not in self._openings:
            days = [self._from + timedelta(days=n) for n in range((self._to - self._from).days)]
            return [BusinessDay(day, _second(day), _second(day) + DAY_S) for day in days]
        calendar, hours = self._openings[currency]
        closings = [(day, hours.window_utc_s(day)[1]) for day in calendar.business_days(self._from, self._to)]
        return [BusinessDay(day, before_s, to_s) for (_, before_s), (day, to_s) in pairwise(closings)]


def _day(at_s: int) -> date:
    return datetime.fromtimestamp(at_s, UTC).date()


def _second(day: date) -> int:
    return (day - _EPOCH).days * DAY_S

"""When a bank works: cut-offs, work that stops at closing, value dates; by its own calendar and clock.

Trusts the calendars and hours of `nodes.corridors`, which are those of the other designs.
Never does anything on a day that is no business day of the bank's jurisdiction.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

from chain.errors import InputError
from nodes.corridors import Opening, Window, window_on
from nodes.scenario.world import Jurisdiction

_DAY = datetime.timedelta(days=1)
_DAYS_MAX = 31


@dataclass(slots=True, eq=False)
class Office:
    """The working hours of the banks of one jurisdiction. cut_off_s: how long before closing the last is taken up."""

    home: Jurisdiction
    cut_off_s: int
    _windows: dict[datetime.date, Window | None] = field(default_factory=dict)

    def window(self, day: datetime.date) -> Window | None:
        """Opening and closing on a local date; `None` on one that is no business day."""
        if day not in self._windows:
            self._windows[day] = window_on(day, (self.home.opening,))
        return self._windows[day]

    def day_of(self, at_s: int) -> datetime.date:
        """The business day in whose hours a second lies; `ValueError` outside all hours."""
        window = next(_Windows(self, at_s))
        if at_s < window.start_s:
            raise ValueError(f"{self.home.id} is closed in second {at_s}")
        return window.day

    def taken_up_s(self, at_s: int) -> int:
        """When something that comes at a second is taken up: at once, at opening, or after the cut-off at the next."""
        ends = ((window, max(window.end_s - self.cut_off_s, window.start_s)) for window in _Windows(self, at_s))
        return next(max(at_s, window.start_s) for window, last_s in ends if at_s < last_s)

    def done_s(self, from_s: int, work_s: int) -> int:
        """When work that begins at a second in working hours is done: it rests while the bank is closed."""
        for window in _Windows(self, from_s):
            begins_s = max(from_s, window.start_s)
            if work_s < window.end_s - begins_s:
                return begins_s + work_s
            work_s -= window.end_s - begins_s
        raise AssertionError("the windows of a bank have no end")

    def opens_s(self, day: datetime.date) -> int:
        """Opening on a business day; `ValueError` on another day."""
        window = self.window(day)
        if window is None:
            raise ValueError(f"{day} is no business day of {self.home.id}")
        return window.start_s


@dataclass(slots=True)
class _Windows:
    """The windows of a bank that end after a second, in order; `InputError` when there is none for a month."""

    office: Office
    at_s: int
    _day: datetime.date = datetime.date.min

    def __post_init__(self) -> None:
        # A business day ends on the UTC day after it west of Greenwich; so the first that may count is yesterday's.
        self._day = datetime.datetime.fromtimestamp(self.at_s, datetime.UTC).date() - 2 * _DAY

    def __iter__(self) -> _Windows:
        return self

    def __next__(self) -> Window:
        for _ in range(_DAYS_MAX):
            self._day += _DAY
            window = self.office.window(self._day)
            if window is not None and window.end_s > self.at_s:
                return window
        home = self.office.home
        what, why = f"{home.name} has no business day in sight", f"none in the {_DAYS_MAX} days up to {self._day}"
        raise InputError(what=what, where=f"jurisdictions {home.id}", why=why, do="change its calendar or hours")


def value_day(day: datetime.date, days: int, sides: Sequence[Opening]) -> datetime.date:
    """The day that is `days` common business days after `day`, which need not be one itself; with zero the first from
    `day` on. Hours need not meet: banks a night apart have value dates too. `InputError` where a month has none."""
    left, candidate = days, day - _DAY if days == 0 else day
    for _ in range(_DAYS_MAX):
        candidate += _DAY
        if all(window_on(candidate, (side,)) is not None for side in sides):
            left -= 1
            if left <= 0:
                return candidate
    why = f"{max(days, 1)} common business days are not to be found in the {_DAYS_MAX} days after {day}"
    raise InputError(what="no value date", where="correspondent", why=why, do="change the calendars")

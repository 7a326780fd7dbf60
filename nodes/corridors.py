"""Who can pay whom, and when: corridors between jurisdictions, and the seconds at which both ends are open.

Trusts the calendars and operating hours of `finance.calendars`.
Never opens a corridor on a day on which one of the two sides is closed.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from finance.calendars import (
    Calendar,
    CalendarError,
    OperatingHours,
    common_business_days,
    common_window_utc_s,
)

MARGIN_S = 600
"""Generated payments keep this distance from the common opening and the common closing."""

_DAY = datetime.timedelta(days=1)
_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


@dataclass(frozen=True, slots=True)
class Opening:
    """When one jurisdiction settles."""

    calendar: Calendar
    hours: OperatingHours


@dataclass(frozen=True, slots=True)
class Window:
    """The seconds of one business day at which both ends of a corridor are open."""

    day: datetime.date
    """The business day, on the local calendar of either side."""
    start_s: int
    """First second, since 1970 UTC."""
    end_s: int
    """The second after the last."""


def corridors(clients: Mapping[str, int], cross_border_only: bool) -> tuple[tuple[str, str], ...]:
    """Ordered pairs (payer's, payee's jurisdiction) that can have a payment; `clients` counts each's.

    Within one jurisdiction it takes two clients, because nobody pays himself.
    """
    homes = sorted(home for home, count in clients.items() if count > 0)
    return tuple(
        (payer, payee)
        for payer in homes
        for payee in homes
        if payer != payee or (not cross_border_only and clients[payer] > 1)
    )


def window_on(day: datetime.date, sides: Sequence[Opening]) -> Window | None:
    """When all `sides` are open on `day`; `None` where one of them is closed or their hours do not meet."""
    try:
        if not all(side.calendar.is_business_day(day) for side in sides):
            return None
        span = common_window_utc_s(day, [side.hours for side in sides])
    except CalendarError:  # a year without a calendar, or a clock change that leaves nothing of the hours
        return None
    return None if span is None else Window(day, *span)


def windows(sides: Sequence[Opening], start: datetime.date, end: datetime.date, margin_s: int) -> tuple[Window, ...]:
    """The common windows from `start` to `end`, both included, `margin_s` off at each end; none is empty."""
    days = common_business_days([side.calendar for side in sides], start, end)
    found = (window_on(day, sides) for day in days)
    inner = (Window(w.day, w.start_s + margin_s, w.end_s - margin_s) for w in found if w is not None)
    return tuple(window for window in inner if window.start_s < window.end_s)


def second_in(window: Window, time: datetime.time) -> int | None:
    """The second since 1970 UTC inside `window` at which the UTC clock shows `time`, else `None`.

    East of Greenwich a business day may begin on the UTC day before it, so the days around it are tried too.
    """
    for day in (window.day - _DAY, window.day, window.day + _DAY):
        moment_s = (datetime.datetime.combine(day, time, datetime.UTC) - _EPOCH) // datetime.timedelta(seconds=1)
        if window.start_s <= moment_s < window.end_s:
            return moment_s
    return None


def next_shared_day(day: datetime.date, sides: Iterable[Opening]) -> datetime.date | None:
    """The first day within a month after `day` on which all `sides` are open together, else `None`."""
    openings = list(sides)
    later = (day + number * _DAY for number in range(1, 32))
    return next((candidate for candidate in later if window_on(candidate, openings) is not None), None)

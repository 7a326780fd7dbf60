"""Year fractions: which part of a year lies between two dates under a day count convention, exactly.

Trusts `datetime` for the calendar.
Never uses a float: a fraction is a `Decimal` of `CONTEXT.prec` digits.
"""

from __future__ import annotations

from calendar import isleap, monthrange
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from enum import Enum

from finance.suggestions import did_you_mean

CONTEXT = Context(prec=50, rounding=ROUND_HALF_EVEN, traps=[InvalidOperation, DivisionByZero, Overflow])
"""The arithmetic of schedules: 50 significant digits, half to even, on every machine."""

_LAST_SECOND = time(23, 59, 59)


class DayCountError(ValueError):
    """A convention that does not exist, or dates between which there is no year fraction."""


class DayCount(Enum):
    """The conventions; the values are how ACTUS spells them, and how we do where it has no name."""

    ACT_360 = "A360"
    """Actual/360: ISDA 2006 Definitions 4.16 (e)."""
    ACT_365F = "A365"
    """Actual/365 Fixed: 4.16 (d)."""
    ACT_ACT_ISDA = "AA"
    """Actual/Actual (ISDA): 4.16 (b)."""
    THIRTY_360 = "30360"
    """30/360, the bond basis: 4.16 (f)."""
    THIRTY_E_360 = "30E360"
    """30E/360, the eurobond basis: 4.16 (g)."""
    THIRTY_E_360_ISDA = "30E360ISDA"
    """30E/360 (ISDA): 4.16 (h); the last day of February is a 30th, unless it is the maturity."""
    THIRTY_E_365 = "30E365"
    """Days as 30E/360 (ISDA) without its exception for the maturity, years of 365 days."""
    TWENTY_EIGHT_336 = "28E336"
    """Months of 28 days, years of 336: ACTUS data dictionary, dayCountConvention."""


_OTHER_SPELLINGS = {
    "ACT360": DayCount.ACT_360,
    "ACTUAL360": DayCount.ACT_360,
    "A365F": DayCount.ACT_365F,
    "A365FIXED": DayCount.ACT_365F,
    "ACT365": DayCount.ACT_365F,
    "ACT365F": DayCount.ACT_365F,
    "ACT365FIXED": DayCount.ACT_365F,
    "ACTUAL365FIXED": DayCount.ACT_365F,
    "AAISDA": DayCount.ACT_ACT_ISDA,
    "ACTACT": DayCount.ACT_ACT_ISDA,
    "ACTACTISDA": DayCount.ACT_ACT_ISDA,
    "ACTUALACTUALISDA": DayCount.ACT_ACT_ISDA,
    "THIRTY360": DayCount.THIRTY_360,
    "THIRTY360ISDA": DayCount.THIRTY_360,
    "30360ISDA": DayCount.THIRTY_360,
    "THIRTYE360": DayCount.THIRTY_E_360,
    "THIRTYE360ISDA": DayCount.THIRTY_E_360_ISDA,
    "THIRTYE365": DayCount.THIRTY_E_365,
}
_BY_SPELLING = {convention.value: convention for convention in DayCount} | _OTHER_SPELLINGS
_SHOWN = ("A/360", "A/365F", "A/A", "30/360", "30E/360", "30E/360 ISDA", "30E/365", "28E/336")


def parse_day_count(text: str) -> DayCount:
    """The convention that `text` names: A/360, A360, ACT/360 or ACT_360, …; raises `DayCountError`."""
    plain = "".join(letter for letter in text.upper() if letter.isalnum())
    if plain not in _BY_SPELLING:
        hint = did_you_mean(text, _SHOWN)
        raise DayCountError(f"no day count convention is called {text.strip()!r}{hint}; use {', '.join(_SHOWN)}")
    return _BY_SPELLING[plain]


def whole_day(moment: datetime) -> date:
    """The day at which `moment` counts: 23:59:59 is midnight at its end (ACTUS techspec 1.1, section 3.7)."""
    return moment.date() + timedelta(days=1) if moment.time() == _LAST_SECOND else moment.date()


def year_fraction(convention: DayCount, start: date, end: date, *, maturity: date | None = None) -> Decimal:
    """Years from `start` to `end`; `maturity` matters to 30E/360 (ISDA) only. `DayCountError` if it is backwards."""
    if end < start:
        raise DayCountError(f"no year fraction from {start} to {end}: the end is before the start")
    if convention is DayCount.ACT_ACT_ISDA:
        return _actual_actual(start, end)
    days, basis = _DAYS_AND_BASIS[convention]
    return CONTEXT.divide(Decimal(days(start, end, maturity)), basis)


def _actual_actual(start: date, end: date) -> Decimal:
    """Days in leap years by 366 and the others by 365, added up over 365 · 366 so that it is rounded once."""
    in_years: dict[int, int] = {365: 0, 366: 0}
    for year in range(start.year, end.year + 1):
        first, last = max(start, date(year, 1, 1)), min(end, date(year, 12, 31))
        days = (last - first).days + (1 if end.year > year else 0)
        in_years[366 if isleap(year) else 365] += days
    return CONTEXT.divide(Decimal(in_years[365] * 366 + in_years[366] * 365), Decimal(365 * 366))


def _actual(start: date, end: date, _: date | None) -> int:
    return (end - start).days


def _thirty(start: date, end: date, _: date | None) -> int:
    first = min(start.day, 30)
    return _by_months(start, end, first, 30 if end.day == 31 and first == 30 else end.day, 30)


def _thirty_e(start: date, end: date, _: date | None) -> int:
    return _by_months(start, end, min(start.day, 30), min(end.day, 30), 30)


def _thirty_e_isda(start: date, end: date, maturity: date | None) -> int:
    last = min(end.day, 30) if end == maturity and end.month == 2 else _thirty_at_month_end(end)
    return _by_months(start, end, _thirty_at_month_end(start), last, 30)


def _thirty_e_365(start: date, end: date, _: date | None) -> int:
    return _by_months(start, end, _thirty_at_month_end(start), _thirty_at_month_end(end), 30)


def _twenty_eight(start: date, end: date, _: date | None) -> int:
    return _by_months(start, end, min(start.day, 28), min(end.day, 28), 28)


def _by_months(start: date, end: date, first: int, last: int, month_days: int) -> int:
    months = (end.year - start.year) * 12 + end.month - start.month
    return months * month_days + last - first


def _thirty_at_month_end(day: date) -> int:
    return 30 if day.day == monthrange(day.year, day.month)[1] else day.day


_DAYS_AND_BASIS: dict[DayCount, tuple[Callable[[date, date, date | None], int], Decimal]] = {
    DayCount.ACT_360: (_actual, Decimal(360)),
    DayCount.ACT_365F: (_actual, Decimal(365)),
    DayCount.THIRTY_360: (_thirty, Decimal(360)),
    DayCount.THIRTY_E_360: (_thirty_e, Decimal(360)),
    DayCount.THIRTY_E_360_ISDA: (_thirty_e_isda, Decimal(360)),
    DayCount.THIRTY_E_365: (_thirty_e_365, Decimal(365)),
    DayCount.TWENTY_EIGHT_336: (_twenty_eight, Decimal(336)),
}

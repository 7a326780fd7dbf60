"""QuantLib's dates, schedules and day counts, as an oracle for ours.

Trusts QuantLib.
Never uses its year fractions where whole days are enough: they are floats.
"""

from __future__ import annotations

import warnings
from datetime import date
from fractions import Fraction

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # its wrapper's types carry no module on newer Pythons
    import QuantLib

from finance.schedules.business_days import Shift
from finance.schedules.day_counts import DayCount

_WEEKENDS = QuantLib.WeekendsOnly()
_ADJUSTMENTS = {
    Shift.NONE: QuantLib.Unadjusted,
    Shift.SHIFT_CALC_FOLLOWING: QuantLib.Following,
    Shift.CALC_SHIFT_FOLLOWING: QuantLib.Following,
    Shift.SHIFT_CALC_MODIFIED_FOLLOWING: QuantLib.ModifiedFollowing,
    Shift.CALC_SHIFT_MODIFIED_FOLLOWING: QuantLib.ModifiedFollowing,
    Shift.SHIFT_CALC_PRECEDING: QuantLib.Preceding,
    Shift.CALC_SHIFT_PRECEDING: QuantLib.Preceding,
    Shift.SHIFT_CALC_MODIFIED_PRECEDING: QuantLib.ModifiedPreceding,
    Shift.CALC_SHIFT_MODIFIED_PRECEDING: QuantLib.ModifiedPreceding,
}
_COUNTERS = {
    DayCount.ACT_360: (QuantLib.Actual360(), 360),
    DayCount.ACT_365F: (QuantLib.Actual365Fixed(), 365),
    DayCount.THIRTY_360: (QuantLib.Thirty360(QuantLib.Thirty360.BondBasis), 360),
    DayCount.THIRTY_E_360: (QuantLib.Thirty360(QuantLib.Thirty360.European), 360),
}
FIRST, LAST = date(1901, 1, 1), date(2199, 12, 31)
"""The dates that QuantLib has."""


def quantlib_fraction(convention: DayCount, start: date, end: date, maturity: date | None = None) -> Fraction:
    """The year fraction from QuantLib's day count, exact; `KeyError` for a convention that it does not have."""
    if convention is DayCount.THIRTY_E_360_ISDA:
        counter = QuantLib.Thirty360(QuantLib.Thirty360.ISDA, to_quantlib(maturity) if maturity else QuantLib.Date())
        return Fraction(counter.dayCount(to_quantlib(start), to_quantlib(end)), 360)
    counter, basis = _COUNTERS[convention]
    return Fraction(counter.dayCount(to_quantlib(start), to_quantlib(end)), basis)


def quantlib_actual_actual(start: date, end: date) -> float:
    """Actual/Actual (ISDA), a float."""
    fraction: float = QuantLib.ActualActual(QuantLib.ActualActual.ISDA).yearFraction(
        to_quantlib(start), to_quantlib(end)
    )
    return fraction


def quantlib_schedule(start: date, end: date, period: str, *, end_of_month: bool) -> list[date]:
    """Unadjusted dates from `start` to `end`, both included, with a short last period."""
    arguments = (
        QuantLib.NullCalendar(),
        QuantLib.Unadjusted,
        QuantLib.Unadjusted,
        QuantLib.DateGeneration.Forward,
        end_of_month,
    )
    schedule = QuantLib.Schedule(to_quantlib(start), to_quantlib(end), QuantLib.Period(period), *arguments)
    return [date.fromisoformat(each.ISO()) for each in schedule]


def quantlib_adjusted(day: date, shift: Shift) -> date:
    """`day` under the convention, with Saturdays and Sundays without business."""
    return date.fromisoformat(_WEEKENDS.adjust(to_quantlib(day), _ADJUSTMENTS[shift]).ISO())


def to_quantlib(day: date) -> QuantLib.Date:
    return QuantLib.Date(day.day, day.month, day.year)

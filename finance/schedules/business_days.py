"""Business day conventions: where a date goes that falls on a day without business, and which date interest counts to.

Trusts ACTUS techspec 1.1, sections 4.4 and 4.5.
Never moves a date by more than the holidays around it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class BusinessDays:
    """Which days have business (ACTUS calendar NC, MF and MFH)."""

    closed_at_weekends: bool = False
    holidays: frozenset[date] = frozenset()

    def has(self, day: date) -> bool:
        """Whether `day` is a business day."""
        return day not in self.holidays and not (self.closed_at_weekends and day.weekday() >= _SATURDAY)


class Shift(Enum):
    """Where a date without business goes, and whether interest is counted before or after (businessDayConvention)."""

    NONE = "NOS"
    SHIFT_CALC_FOLLOWING = "SCF"
    SHIFT_CALC_MODIFIED_FOLLOWING = "SCMF"
    CALC_SHIFT_FOLLOWING = "CSF"
    CALC_SHIFT_MODIFIED_FOLLOWING = "CSMF"
    SHIFT_CALC_PRECEDING = "SCP"
    SHIFT_CALC_MODIFIED_PRECEDING = "SCMP"
    CALC_SHIFT_PRECEDING = "CSP"
    CALC_SHIFT_MODIFIED_PRECEDING = "CSMP"

    @property
    def is_calculated_after(self) -> bool:
        """Whether interest counts to the shifted date (SC…) and not to the unshifted one (CS…)."""
        return self.value.startswith("SC")


@dataclass(frozen=True, slots=True)
class BusinessDayRule:
    """A convention over a calendar."""

    shift: Shift = Shift.NONE
    days: BusinessDays = BusinessDays()

    def event_time(self, scheduled: datetime) -> datetime:
        """When an event happens that is scheduled for `scheduled`; the time of day stays."""
        if self.shift is Shift.NONE:
            return scheduled
        step = 1 if self.shift.value.endswith("F") else -1
        moved = _next(scheduled, step, self.days.has)
        if "M" in self.shift.value and moved.month != scheduled.month:
            return _next(scheduled, -step, self.days.has)
        return moved

    def calculation_time(self, scheduled: datetime) -> datetime:
        """The time to which interest is counted at that event."""
        return self.event_time(scheduled) if self.shift.is_calculated_after else scheduled


def _next(moment: datetime, step: int, has_business: Callable[[date], bool]) -> datetime:
    while not has_business(moment.date()):
        moment += timedelta(days=step)
    return moment

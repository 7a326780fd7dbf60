"""From the words of a scenario file to the terms of a loan as they are computed and signed.

Trusts `finance.schedules.instalments` for the range over which the arithmetic is proven.
Never completes what the file leaves open.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from chain.clients.types import DayCount as SignedDayCount
from chain.clients.types import PeriodUnit as SignedUnit
from chain.clients.types import Schedule
from chain.clients.types import Shape as SignedShape
from finance.schedules.day_counts import DayCount
from finance.schedules.instalments import DAY_COUNTS, InstalmentTerms, PeriodUnit, Shape, TermsError, due_date
from nodes.scenario.loans import DayCountName, LoanEntry, ScheduleEntry, ShapeName
from nodes.scenario.rate_indices import Floating

_PPM_PER_BPS = 100
_DAY_COUNTS = {"A/360": DayCount.ACT_360, "A/365F": DayCount.ACT_365F, "30E/360": DayCount.THIRTY_E_360}
_NO_INDEX = Floating("", 0, 0, 0)


def instalment_terms(
    shape: ShapeName,
    period: tuple[int | None, int | None],
    *,
    principal_minor: int,
    instalments: int,
    day_count: DayCountName,
    rate_bps_max: int,
    payment_minor: int = 0,
    end_of_month: bool = False,
) -> InstalmentTerms:
    """Terms at a rate of at most `rate_bps_max`; `period`: days, months, one of which is None. TermsError outside the
    proven range."""
    days, months = period
    return InstalmentTerms(
        principal_minor=principal_minor,
        shape=Shape[shape.upper()],
        instalments=instalments,
        period_unit=PeriodUnit.MONTHS if days is None else PeriodUnit.DAYS,
        period_length=(months or 0) if days is None else days,
        day_count=_DAY_COUNTS[day_count],
        end_of_month=end_of_month,
        payment_minor=payment_minor,
        rate_ppm_max=rate_bps_max * _PPM_PER_BPS,
    )


def terms_of(entry: ScheduleEntry, principal_minor: int, payment_minor: int = 0) -> InstalmentTerms:
    """The repayment terms of a schedule that is written out; TermsError outside the proven range."""
    return instalment_terms(
        entry.shape,
        (entry.period_days, entry.period_months),
        principal_minor=principal_minor,
        instalments=entry.instalments,
        day_count=entry.day_count,
        rate_bps_max=entry.floating.cap_bps if entry.floating else rate_bps_of(entry),
        payment_minor=payment_minor,
        end_of_month=entry.end_of_month,
    )


def rate_bps_of(entry: ScheduleEntry) -> int:
    """The fixed rate, or what a floating one adds to its index."""
    return entry.floating.spread_bps if entry.floating else entry.annual_rate_bps or 0


def floating_of(entry: ScheduleEntry) -> Floating | None:
    """How the rate follows its index; None where it is fixed."""
    floating = entry.floating
    if floating is None:
        return None
    return Floating(floating.index, floating.floor_bps, floating.cap_bps, floating.age_days_max)


def due_days(entry: LoanEntry) -> Iterator[date]:
    """The due dates of a loan that is written out."""
    # What it amounts to moves no date.
    plain = entry.model_copy(update={"shape": "bullet", "payment": None})
    try:
        terms = terms_of(plain, 1)
    except TermsError:
        return  # reported with the loan
    for index in range(1, terms.instalments + 1):
        yield due_date(terms, entry.drawn_on, index)


def signed_schedule(terms: InstalmentTerms, rate_bps: int, floating: Floating | None = None) -> Schedule:
    """The schedule as the parties sign it."""
    index = floating or _NO_INDEX
    return Schedule(
        shape=SignedShape(terms.shape),
        payment_minor=terms.payment_minor,
        instalments=terms.instalments,
        period_unit=SignedUnit(terms.period_unit),
        period_length=terms.period_length,
        end_of_month=terms.end_of_month,
        day_count=SignedDayCount(DAY_COUNTS.index(terms.day_count)),
        rate_index=index.index,
        rate_bps=rate_bps,
        floor_bps=index.floor_bps,
        cap_bps=index.cap_bps,
        rate_age_days_max=index.age_days_max,
    )

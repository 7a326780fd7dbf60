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
from nodes.scenario.loans import DayCountName, LoanEntry, ShapeName

_PPM_PER_BPS = 100
_DAY_COUNTS = {"A/360": DayCount.ACT_360, "A/365F": DayCount.ACT_365F, "30E/360": DayCount.THIRTY_E_360}
_FIXED_RATE = ""


def instalment_terms(
    shape: ShapeName,
    period: tuple[int | None, int | None],
    *,
    principal_minor: int,
    instalments: int,
    day_count: DayCountName,
    rate_bps: int,
    payment_minor: int = 0,
    end_of_month: bool = False,
) -> InstalmentTerms:
    """Terms at a fixed rate; `period`: days, months, one of which is None. TermsError outside the proven range."""
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
        rate_ppm_max=rate_bps * _PPM_PER_BPS,
    )


def terms_of(entry: LoanEntry, principal_minor: int, payment_minor: int = 0) -> InstalmentTerms:
    """The repayment terms of a loan that is written out; TermsError outside the range over which they are proven."""
    return instalment_terms(
        entry.shape,
        (entry.period_days, entry.period_months),
        principal_minor=principal_minor,
        instalments=entry.instalments,
        day_count=entry.day_count,
        rate_bps=entry.annual_rate_bps,
        payment_minor=payment_minor,
        end_of_month=entry.end_of_month,
    )


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


def signed_schedule(terms: InstalmentTerms, rate_bps: int) -> Schedule:
    """The schedule as the parties sign it, at a fixed rate."""
    return Schedule(
        shape=SignedShape(terms.shape),
        payment_minor=terms.payment_minor,
        instalments=terms.instalments,
        period_unit=SignedUnit(terms.period_unit),
        period_length=terms.period_length,
        end_of_month=terms.end_of_month,
        day_count=SignedDayCount(DAY_COUNTS.index(terms.day_count)),
        rate_index=_FIXED_RATE,
        rate_bps=rate_bps,
        floor_bps=0,
        cap_bps=0,
        rate_age_days_max=0,
    )

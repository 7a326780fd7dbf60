"""The papers of a loan as the tests sign them: terms that are whole, of which a test changes what it is about.

Trusts the actors to be those of the small network.
Never signs: that is the network's, which knows the contract.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from actors import BANGKOK_BANK, IMPORTER

from chain.clients.types import (
    DayCount,
    LoanAssignment,
    LoanMandate,
    LoanRestructuring,
    LoanTerms,
    PeriodUnit,
    Schedule,
    Shape,
)
from finance.schedules import day_counts
from finance.schedules.instalments import DAY_COUNTS, InstalmentTerms

LoanPaper = LoanTerms | LoanMandate | LoanRestructuring | LoanAssignment

DAY_S = 86_400
PRINCIPAL_MINOR = 60_000_000
LATE_FEE_MINOR = 50_000
KEEPER_FEE_MINOR = 1_000
NO_INDEX = ""

_SCHEDULE_FIELDS = frozenset(field.name for field in fields(Schedule))


def schedule(**changes: Any) -> Schedule:
    """Five weekly annuity instalments at 7.2 % a year on A/365F; `changes` replace fields."""
    weekly = Schedule(
        shape=Shape.ANNUITY,
        payment_minor=0,
        instalments=5,
        period_unit=PeriodUnit.DAYS,
        period_length=7,
        end_of_month=False,
        day_count=DayCount.ACTUAL365_FIXED,
        rate_index=NO_INDEX,
        rate_bps=720,
        floor_bps=0,
        cap_bps=0,
        rate_age_days_max=0,
    )
    return replace(weekly, **changes)


def loan_terms(now_s: int, number: int, **changes: Any) -> LoanTerms:
    """600,000.00 THB from Bangkok Bank to the importer; `changes` replace fields, the schedule's too."""
    of_schedule = {name: value for name, value in changes.items() if name in _SCHEDULE_FIELDS}
    terms = LoanTerms(
        lender=BANGKOK_BANK.address,
        borrower=IMPORTER.address,
        currency="THB",
        principal_minor=PRINCIPAL_MINOR,
        schedule=schedule(**of_schedule),
        grace_s=DAY_S,
        late_fee_minor=LATE_FEE_MINOR,
        default_after_s=10 * DAY_S,
        keeper_fee_minor=0,
        signed_until=now_s + DAY_S,
        syndicate_hash=bytes(32),
        salt=number.to_bytes(32, "big"),
    )
    return replace(terms, **{name: value for name, value in changes.items() if name not in _SCHEDULE_FIELDS})


def as_schedule(terms: InstalmentTerms, rate_bps: int) -> Schedule:
    """The mirror's terms as they are signed, at a fixed rate."""
    return schedule(
        shape=Shape(terms.shape),
        payment_minor=terms.payment_minor,
        instalments=terms.instalments,
        period_unit=PeriodUnit(terms.period_unit),
        period_length=terms.period_length,
        end_of_month=terms.end_of_month,
        day_count=day_count_number(terms.day_count),
        rate_bps=rate_bps,
    )


def day_count_number(convention: day_counts.DayCount) -> DayCount:
    """The contract's number of a convention."""
    return DayCount(DAY_COUNTS.index(convention))

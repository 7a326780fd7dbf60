"""Loans in instalments in integers, the off-chain mirror of the contracts LoanBook and LoanSchedules, unit for unit.

Trusts the terms, which are validated when they are made.
Never rounds a period by itself: state is kept in ray of a minor unit, and each bill is the rounded running
total less what was billed before, so that principal billed is principal lent and the debt ends at zero.

Every product keeps to what Solidity computes in uint256 over the range of the terms: a debt is at most
10**15 · e**9 · RAY < 10**46, its interest takes it times 1.02, a rate of 10**6 and 372 days, far below 2**256;
growth over 50 years at 100 % is below e**51 · RAY, the value of a payment each month below 2 · 10**22 · RAY, each
times a factor below 2.04 · RAY.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import IntEnum

from finance.rounding import RAY, div_half_up, mul_div_down
from finance.schedules.cycles import add_months, is_month_end, month_end
from finance.schedules.day_counts import DayCount

PRINCIPAL_MINOR_MAX = 10**15
RATE_PPM_MAX = 10**6
PERIOD_DAYS_MAX = 366
PERIOD_MONTHS_MAX = 12
INSTALMENTS_MAX = 600
TENOR_DAYS_MAX = 18_300
TENOR_MONTHS_MAX = 600
DAY_COUNTS = (DayCount.ACT_360, DayCount.ACT_365F, DayCount.THIRTY_E_360)
"""In the order of the contract's numbers."""

_PPM = 10**6
_GROWTH_BPS_DAYS_MAX = 9 * 10_000 * 360
_MONTH_DAYS_MAX = 31


class TermsError(ValueError):
    """Terms outside the range over which the arithmetic is proven."""


class Shape(IntEnum):
    """How the principal is paid back; the numbers are those of the contract."""

    BULLET = 0
    """Interest only, all of the principal with the last instalment."""
    LINEAR = 1
    """Equal principal, falling interest."""
    ANNUITY = 2
    """Equal payments."""
    NEGATIVE_AMORTISING = 3
    """An agreed payment; what it leaves of the interest becomes principal."""


class PeriodUnit(IntEnum):
    """What a period is made of; the numbers are those of the contract."""

    DAYS = 0
    MONTHS = 1


@dataclass(frozen=True, slots=True)
class InstalmentTerms:
    """What the parties agree of the due dates; `TermsError` outside the stated range."""

    principal_minor: int
    """1 to 10**15 minor units."""
    shape: Shape
    instalments: int
    """1 to 600; at most 18,300 days or 600 months in all."""
    period_unit: PeriodUnit
    period_length: int
    """1 to 366 days, or 1 to 12 months."""
    day_count: DayCount
    """One of `DAY_COUNTS`."""
    end_of_month: bool = False
    """Whether a drawdown on the last day of a month puts each due date on the last day of its own; months only."""
    payment_minor: int = 0
    """The agreed payment of a negative-amortising loan, 1 to its principal; 0 for every other shape."""
    rate_ppm_max: int = RATE_PPM_MAX
    """The most that the rate is or becomes, in millionths a year; it bounds how long unpaid interest may grow."""

    def __post_init__(self) -> None:
        in_days = self.period_unit is PeriodUnit.DAYS
        _require("principal_minor", self.principal_minor, 1, PRINCIPAL_MINOR_MAX)
        _require("instalments", self.instalments, 1, INSTALMENTS_MAX)
        _require("period_length", self.period_length, 1, PERIOD_DAYS_MAX if in_days else PERIOD_MONTHS_MAX)
        _require("rate_ppm_max", self.rate_ppm_max, 0, RATE_PPM_MAX)
        tenor = self.instalments * self.period_length
        _require("instalments times period_length", tenor, 1, TENOR_DAYS_MAX if in_days else TENOR_MONTHS_MAX)
        if self.day_count not in DAY_COUNTS:
            raise TermsError(f"day_count is A/360, A/365F or 30E/360, not {self.day_count.name}")
        if in_days and self.end_of_month:
            raise TermsError("end_of_month is for periods of months")
        is_agreed = self.shape is Shape.NEGATIVE_AMORTISING
        _require("payment_minor", self.payment_minor, 1 if is_agreed else 0, self.principal_minor if is_agreed else 0)
        tenor_days = tenor if in_days else tenor * _MONTH_DAYS_MAX
        if is_agreed and self.rate_ppm_max // 100 * tenor_days > _GROWTH_BPS_DAYS_MAX:
            raise TermsError("rate times years of a negative-amortising loan is at most 9")

    @property
    def basis(self) -> int:
        """How many of the days counted make a year."""
        return 365 if self.day_count is DayCount.ACT_365F else 360


@dataclass(frozen=True, slots=True)
class Position:
    """A loan between two due dates: what the contract keeps of it."""

    start: date
    """The day from which the due dates are counted."""
    billed: int
    """How many of them are billed."""
    counted_to: date
    """Since when interest runs."""
    rate_ppm: int
    """A year, in millionths."""
    unbilled_ray: int
    """Principal not billed yet, in ray."""
    instalment_ray: int
    """What a due date takes besides rounding: see `instalment_ray`."""
    accrued_ray: int = 0
    """Interest up to `counted_to` that is not billed yet."""
    carry_ray: int = RAY // 2
    """The running total of interest and half a minor unit, less what was billed."""

    @property
    def unbilled_minor(self) -> int:
        """Principal not billed yet, as it is shown and billed."""
        return div_half_up(self.unbilled_ray, RAY)


@dataclass(frozen=True, slots=True)
class Instalment:
    """One bill."""

    index: int
    """1 to N."""
    due: date
    principal_minor: int
    interest_minor: int
    capitalised_minor: int
    """Interest that is not to be paid but becomes principal."""
    outstanding_after_minor: int
    """Principal that is not billed yet, afterwards."""

    @property
    def payment_minor(self) -> int:
        """What is to be paid."""
        return self.principal_minor + self.interest_minor - self.capitalised_minor


def schedule(
    terms: InstalmentTerms, start: date, rate_ppm: int, resets: Mapping[int, int] | None = None
) -> tuple[Instalment, ...]:
    """All bills of a loan drawn down on `start`, first to last.

    resets: number of a due date -> the rate from it on. Σ principal − Σ capitalised is the principal exactly.
    Interest so far is at most half a minor unit from its running total in ray.
    """
    position = drawn_down(terms, start, rate_ppm)
    bills: list[Instalment] = []
    while position.billed < terms.instalments and position.unbilled_ray:
        bill, position = next_bill(terms, position)
        bills.append(bill)
        if resets and bill.index in resets and bill.index < terms.instalments:
            position = reset(terms, position, resets[bill.index])
    return tuple(bills)


def drawn_down(terms: InstalmentTerms, start: date, rate_ppm: int) -> Position:
    """A loan in the second of its drawdown."""
    return _with_instalment(terms, Position(start, 0, start, rate_ppm, terms.principal_minor * RAY, 0))


def next_bill(terms: InstalmentTerms, position: Position) -> tuple[Instalment, Position]:
    """The next due date's bill, and the loan after it."""
    index = position.billed + 1
    due = due_date(terms, position.start, index)
    interest_ray = position.accrued_ray + _interest_ray(terms, position, due)
    interest_minor, carry_ray = divmod(position.carry_ray + interest_ray, RAY)
    left_ray = 0 if index == terms.instalments else _left_ray(terms, position, interest_ray)
    after = replace(position, billed=index, counted_to=due, unbilled_ray=left_ray, accrued_ray=0, carry_ray=carry_ray)
    change_minor = position.unbilled_minor - after.unbilled_minor
    principal_minor, capitalised_minor = max(change_minor, 0), max(-change_minor, 0)
    bill = Instalment(index, due, principal_minor, interest_minor, capitalised_minor, after.unbilled_minor)
    return bill, after


def reset(terms: InstalmentTerms, position: Position, rate_ppm: int) -> Position:
    """The loan at another rate from `counted_to` on; an annuity's payment is computed anew."""
    changed = replace(position, rate_ppm=rate_ppm)
    return _with_instalment(terms, changed) if terms.shape is Shape.ANNUITY else changed


def prepaid(terms: InstalmentTerms, position: Position, amount_minor: int, day: date) -> Position:
    """The loan once `amount_minor` of principal, less than all, is repaid on `day`, before the next due date."""
    accrued_ray = position.accrued_ray + _interest_ray(terms, position, day)
    unbilled_ray = position.unbilled_ray - amount_minor * RAY
    return _with_instalment(
        terms, replace(position, counted_to=day, unbilled_ray=unbilled_ray, accrued_ray=accrued_ray)
    )


def called_in(terms: InstalmentTerms, position: Position, day: date) -> tuple[int, int]:
    """Interest and principal in minor units when everything is due on `day`: closing early, recovery."""
    interest_ray = position.accrued_ray + _interest_ray(terms, position, day)
    return (position.carry_ray + interest_ray) // RAY, position.unbilled_minor


def due_date(terms: InstalmentTerms, start: date, index: int) -> date:
    """Due date `index`, counted from `start` itself; a day that a month does not have is its last."""
    if terms.period_unit is PeriodUnit.DAYS:
        return start + timedelta(days=index * terms.period_length)
    moved = add_months(start, index * terms.period_length)
    return month_end(moved) if terms.end_of_month and is_month_end(start) else moved


def days_between(day_count: DayCount, start: date, end: date) -> int:
    """Days from `start` to `end` as the convention counts them, by `InstalmentTerms.basis` a year. Additive."""
    if day_count is DayCount.THIRTY_E_360:
        months = (end.year - start.year) * 12 + end.month - start.month
        return months * 30 + min(end.day, 30) - min(start.day, 30)
    return (end - start).days


def instalment_ray(terms: InstalmentTerms, position: Position) -> int:
    """What each due date that remains takes besides rounding, in ray: a payment, of a linear loan principal alone."""
    if terms.shape is Shape.BULLET:
        return 0
    if terms.shape is Shape.NEGATIVE_AMORTISING:
        return terms.payment_minor * RAY
    if terms.shape is Shape.LINEAR:
        return position.unbilled_ray // (terms.instalments - position.billed)
    return _annuity_ray(terms, position)


def _with_instalment(terms: InstalmentTerms, position: Position) -> Position:
    return replace(position, instalment_ray=instalment_ray(terms, position))


def _annuity_ray(terms: InstalmentTerms, position: Position) -> int:
    """A = V · G / T, rounded down — ACTUS techspec 1.1, section 4.8.

    V the debt at the next due date with its interest, G the growth of one unit from there to the last one, T the value
    then of one unit paid each time.
    """
    due = due_date(terms, position.start, position.billed + 1)
    value_ray = position.unbilled_ray + position.accrued_ray + _interest_ray(terms, position, due)
    growth_ray = total_ray = RAY
    for index in range(position.billed + 2, terms.instalments + 1):
        following = due_date(terms, position.start, index)
        days = days_between(terms.day_count, due, following)
        factor_ray = RAY + RAY * position.rate_ppm * days // (_PPM * terms.basis)
        growth_ray = growth_ray * factor_ray // RAY
        total_ray = total_ray * factor_ray // RAY + RAY
        due = following
    return mul_div_down(value_ray, growth_ray, total_ray)


def _interest_ray(terms: InstalmentTerms, position: Position, day: date) -> int:
    """Interest from `counted_to` to `day`: I = P · r · d / b, simple within a period, down in favour of the borrower.

    P principal, r a year, d days, b days of a year — ISDA 2006 Definitions 4.16 (d), (e), (g).
    """
    days = days_between(terms.day_count, position.counted_to, day)
    return position.unbilled_ray * position.rate_ppm * days // (_PPM * terms.basis)


def _left_ray(terms: InstalmentTerms, position: Position, interest_ray: int) -> int:
    """Principal left by a due date that is not the last; only an agreed payment may be less than the interest."""
    owed_ray, paid_ray = position.unbilled_ray, position.instalment_ray
    if terms.shape is Shape.NEGATIVE_AMORTISING:
        owed_ray += interest_ray
    elif terms.shape is Shape.ANNUITY:
        paid_ray = max(paid_ray - interest_ray, 0)
    return max(owed_ray - paid_ray, 0)


def _require(name: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise TermsError(f"{name} is {least} to {most}, not {value}")

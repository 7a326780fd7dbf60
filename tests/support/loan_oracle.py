"""Loans computed another way than by the standard's state machine: balances and payments in exact fractions.

Trusts QuantLib for dates and days.
Never imports what computes the schedules; only their vocabulary.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from quantlib_dates import quantlib_adjusted, quantlib_fraction, quantlib_schedule

from finance.schedules.business_days import Shift
from finance.schedules.day_counts import DayCount


@dataclass(frozen=True, slots=True)
class Loan:
    """What the oracle knows: interest is due on every redemption date and at maturity."""

    kind: str
    """PAM, LAM, NAM or ANN."""
    sign: int
    """+1 seen by the lender, −1 by the borrower."""
    principal: Fraction
    rate: Fraction
    paid_out: date
    first: date
    maturity: date
    period: str
    """As QuantLib writes it: 1M, 2W."""
    end_of_month: bool
    shift: Shift
    day_count: DayCount
    payment: Fraction | None = None
    resets: tuple[tuple[date, Fraction], ...] = ()
    """From which regular date on which rate holds."""


@dataclass(frozen=True, slots=True)
class Due:
    """One date: when it is paid, what is paid, what is left."""

    time: date
    principal: Fraction
    interest: Fraction
    left: Fraction


def amortise(loan: Loan) -> list[Due]:
    """Every payment after the loan is paid out, the last at maturity."""
    times = quantlib_schedule(loan.first, loan.maturity, loan.period, end_of_month=loan.end_of_month)
    payable = [*(quantlib_adjusted(each, loan.shift) for each in times[:-1]), loan.maturity]
    counted = payable if loan.shift.is_calculated_after else times
    spans = _spans(loan, counted)
    rates = [_rate_at(loan, each) for each in [loan.paid_out, *times[:-1]]]
    left, dues = loan.principal, []
    payment, resets = loan.payment, {day for day, _ in loan.resets}
    for index, (span, rate) in enumerate(zip(spans, rates, strict=True)):
        if loan.kind == "ANN" and (payment is None or (index and times[index - 1] in resets)):
            payment = left / _annuity_factor(spans[index:], rate)
        interest = left * rate * span
        principal = _principal(loan, payment, interest, len(times)) if index < len(times) - 1 else left
        principal = min(principal, left)
        left -= principal
        dues.append(Due(payable[index], loan.sign * principal, loan.sign * interest, loan.sign * left))
    return dues


def _spans(loan: Loan, counted: Sequence[date]) -> list[Fraction]:
    starts = [loan.paid_out, *counted[:-1]]
    spans = [_fraction(loan, start, end) for start, end in zip(starts, counted, strict=True)]
    if loan.kind == "ANN" and loan.payment is None:
        # Interest is also counted up to the day before, when the payment is fixed; with 30/360 that is not the same.
        fixing = min(loan.first, quantlib_adjusted(loan.first, loan.shift)) - timedelta(days=1)
        spans[0] = _fraction(loan, loan.paid_out, fixing) + _fraction(loan, fixing, counted[0])
    return spans


def _fraction(loan: Loan, start: date, end: date) -> Fraction:
    if loan.day_count is DayCount.ACT_ACT_ISDA:
        return day_by_day(start, end)
    return quantlib_fraction(loan.day_count, start, end, loan.maturity)


def day_by_day(start: date, end: date) -> Fraction:
    """Actual/Actual (ISDA): each day is a 366th or a 365th of its own year."""
    days = (start + timedelta(days=each) for each in range((end - start).days))
    return sum((Fraction(1, 366 if isleap(day.year) else 365) for day in days), Fraction(0))


def _rate_at(loan: Loan, day: date) -> Fraction:
    rate = loan.rate
    for start, reset in loan.resets:
        if start <= day:
            rate = reset
    return rate


def _principal(loan: Loan, payment: Fraction | None, interest: Fraction, dates: int) -> Fraction:
    if loan.kind == "PAM":
        return Fraction(0)
    if loan.kind == "LAM":
        return loan.principal / dates if payment is None else payment
    assert payment is not None
    return payment - interest


def _annuity_factor(spans: Sequence[Fraction], rate: Fraction) -> Fraction:
    """The value today of one unit on each date: Σ Π 1/(1 + r·Y), by discounting, not by the standard's formula."""
    factor, discount = Fraction(0), Fraction(1)
    for span in spans:
        discount /= 1 + rate * span
        factor += discount
    return factor

"""Instalment schedules against textbooks, QuantLib's dates, exact fractions and their own invariants."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from quantlib_dates import quantlib_schedule

from finance.rounding import RAY
from finance.schedules.cycles import is_month_end
from finance.schedules.day_counts import DayCount
from finance.schedules.instalments import (
    DAY_COUNTS,
    Instalment,
    InstalmentTerms,
    PeriodUnit,
    Position,
    Shape,
    TermsError,
    called_in,
    days_between,
    drawn_down,
    due_date,
    instalment_ray,
    next_bill,
    prepaid,
    reset,
    schedule,
)

START = date(2024, 1, 31)
DAYS, MONTHS = PeriodUnit.DAYS, PeriodUnit.MONTHS
CAR_LOAN = InstalmentTerms(10_000_000, Shape.ANNUITY, 12, DAYS, 30, DayCount.ACT_360)  # 100,000.00 over 360 days
STARTS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@st.composite
def any_terms(draw: st.DrawFn, shapes: tuple[Shape, ...] = tuple(Shape), instalments_max: int = 60) -> InstalmentTerms:
    """Terms of the whole range but for their length; a negative-amortising loan at 30 % at most."""
    unit, shape = draw(st.sampled_from(PeriodUnit)), draw(st.sampled_from(shapes))
    length = draw(st.integers(1, 91) if unit is DAYS else st.sampled_from([1, 2, 3, 6]))
    principal_minor = draw(st.integers(1, 10**15) | st.integers(1, 1_000))
    return InstalmentTerms(
        principal_minor=principal_minor,
        shape=shape,
        instalments=draw(st.integers(1, instalments_max)),
        period_unit=unit,
        period_length=length,
        day_count=draw(st.sampled_from(DAY_COUNTS)),
        end_of_month=unit is MONTHS and draw(st.booleans()),
        payment_minor=draw(st.integers(1, principal_minor)) if shape is Shape.NEGATIVE_AMORTISING else 0,
        rate_ppm_max=250_000,
    )


RATES = st.integers(0, 250_000)


def test_schedule__car_loan__is_the_textbook_annuity() -> None:
    # 100,000.00 at 6 % a year, 12 months of 30 days on A/360: 8,606.64 a month
    bills = schedule(CAR_LOAN, START, 60_000)
    assert {bill.payment_minor for bill in bills} == {860_663, 860_664, 860_665}  # 860,664.30 before rounding
    assert sum(bill.payment_minor for bill in bills) == 10_327_972  # 12 · 860,664.297…
    assert (bills[0].interest_minor, bills[0].principal_minor) == (50_000, 810_664)
    assert bills[-1].outstanding_after_minor == 0


def test_schedule__linear_loan__is_equal_principal_with_falling_interest() -> None:
    bills = schedule(InstalmentTerms(100_000, Shape.LINEAR, 3, DAYS, 30, DayCount.ACT_360), START, 120_000)
    assert [bill.principal_minor for bill in bills] == [33_333, 33_334, 33_333]
    assert [bill.interest_minor for bill in bills] == [1_000, 667, 333]


def test_schedule__bullet_loan__pays_interest_only_and_all_principal_last() -> None:
    bills = schedule(InstalmentTerms(83_375, Shape.BULLET, 3, DAYS, 30, DayCount.ACT_360), START, 120_000)
    # 833.75 a month: running totals 833.75, 1,667.50 and 2,501.25 are billed as 834, 834 and 833
    assert [bill.interest_minor for bill in bills] == [834, 834, 833]
    assert [bill.principal_minor for bill in bills] == [0, 0, 83_375]


def test_schedule__payment_below_the_interest__grows_the_debt_by_what_it_leaves() -> None:
    terms = InstalmentTerms(100_000, Shape.NEGATIVE_AMORTISING, 3, DAYS, 30, DayCount.ACT_360, payment_minor=400)
    first, second, last = schedule(replace(terms, rate_ppm_max=120_000), START, 120_000)
    assert first == Instalment(1, START + timedelta(days=30), 0, 1_000, 600, 100_600)
    assert second == Instalment(2, START + timedelta(days=60), 0, 1_006, 606, 101_206)
    assert (last.principal_minor, last.interest_minor, last.outstanding_after_minor) == (101_206, 1_012, 0)


def test_schedule__payment_above_what_is_left__ends_before_its_last_date() -> None:
    terms = InstalmentTerms(100, Shape.NEGATIVE_AMORTISING, 9, DAYS, 30, DayCount.ACT_360, payment_minor=60)
    bills = schedule(replace(terms, rate_ppm_max=0), START, 0)
    assert [bill.principal_minor for bill in bills] == [60, 40]


@settings(deadline=None)
@given(any_terms(), STARTS, RATES)
def test_schedule__any_terms__repays_what_was_lent_and_capitalised_and_ends_at_zero(
    terms: InstalmentTerms, start: date, rate_ppm: int
) -> None:
    bills = schedule(terms, start, rate_ppm)
    assert [bill.index for bill in bills] == list(range(1, len(bills) + 1))
    assert sum(bill.principal_minor - bill.capitalised_minor for bill in bills) == terms.principal_minor
    assert bills[-1].outstanding_after_minor == 0
    assert all(bill.payment_minor >= 0 and not (bill.principal_minor and bill.capitalised_minor) for bill in bills)
    if terms.shape is not Shape.NEGATIVE_AMORTISING:
        assert not any(bill.capitalised_minor for bill in bills)
    assert all(earlier.due < later.due for earlier, later in pairwise(bills))


def exact(terms: InstalmentTerms, start: date, rate_ppm: int) -> list[tuple[Fraction, Fraction]]:
    """Principal and interest of each due date without any rounding; a payment by discounting, not by growth."""
    days = [start, *(due_date(terms, start, index) for index in range(1, terms.instalments + 1))]
    rate = Fraction(rate_ppm, 10**6)
    spans = [Fraction(days_between(terms.day_count, one, other), terms.basis) for one, other in pairwise(days)]
    factor, discount = Fraction(0), Fraction(1)
    for span in spans:
        discount /= 1 + rate * span
        factor += discount
    left, flows = Fraction(terms.principal_minor), []
    for index, span in enumerate(spans, start=1):
        interest = left * rate * span
        principal = {
            Shape.BULLET: Fraction(0),
            Shape.LINEAR: Fraction(terms.principal_minor, terms.instalments),
            Shape.ANNUITY: terms.principal_minor / factor - interest,
        }[terms.shape]
        flows.append((left if index == terms.instalments else principal, interest))
        left -= flows[-1][0]
    return flows


@settings(deadline=None)
@given(any_terms((Shape.BULLET, Shape.LINEAR, Shape.ANNUITY), 36), STARTS, RATES)
def test_schedule__usual_terms__stays_within_a_unit_of_exact_arithmetic_at_every_date(
    terms: InstalmentTerms, start: date, rate_ppm: int
) -> None:
    principal_off = interest_off = Fraction(0)
    for bill, (principal, interest) in zip(
        schedule(terms, start, rate_ppm), exact(terms, start, rate_ppm), strict=True
    ):
        principal_off += bill.principal_minor - principal
        interest_off += bill.interest_minor - interest
        assert abs(principal_off) < 1
        assert abs(interest_off) < 1
    assert principal_off == 0


@given(any_terms((Shape.ANNUITY,)), STARTS, RATES, st.data())
def test_prepaid__annuity__is_repaid_by_equal_payments_over_the_dates_that_remain(
    terms: InstalmentTerms, start: date, rate_ppm: int, data: st.DataObject
) -> None:
    terms = replace(terms, principal_minor=max(terms.principal_minor, 10**6))
    position = drawn_down(terms, start, rate_ppm)
    for _ in range(data.draw(st.integers(0, terms.instalments - 1))):
        _, position = next_bill(terms, position)
    due = due_date(terms, start, position.billed + 1)
    day = position.counted_to + timedelta(days=data.draw(st.integers(0, (due - position.counted_to).days - 1)))
    amount_minor = data.draw(st.integers(1, max(position.unbilled_minor // 2, 1)))
    if amount_minor >= position.unbilled_minor:
        return
    position = prepaid(terms, position, amount_minor, day)
    payments = []
    while position.unbilled_ray:
        bill, position = next_bill(terms, position)
        payments.append(bill.payment_minor)
    assert max(payments) - min(payments) <= 3


def test_reset__annuity_and_linear__change_the_payment_of_the_first_alone() -> None:
    position = drawn_down(CAR_LOAN, START, 60_000)
    assert reset(CAR_LOAN, position, 90_000).instalment_ray > position.instalment_ray
    linear = replace(CAR_LOAN, shape=Shape.LINEAR)
    position = drawn_down(linear, START, 60_000)
    assert reset(linear, position, 90_000).instalment_ray == position.instalment_ray


@given(any_terms(), STARTS, RATES, st.lists(st.integers(1, 90), max_size=20))
def test_accrual__in_one_piece_or_many__is_the_same_within_a_unit(
    terms: InstalmentTerms, start: date, rate_ppm: int, steps: list[int]
) -> None:
    position = drawn_down(terms, start, rate_ppm)
    end = start + timedelta(days=sum(steps))
    pieces, day = position, start
    for step in steps:
        day += timedelta(days=step)
        pieces = prepaid(terms, pieces, 0, day)
    assert abs(called_in(terms, position, end)[0] - called_in(terms, pieces, end)[0]) <= 1


@pytest.mark.parametrize("end_of_month", [False, True])
@given(start=STARTS)
def test_due_date__whole_cycles__are_those_of_quantlib(end_of_month: bool, start: date) -> None:
    terms = InstalmentTerms(1, Shape.BULLET, 30, MONTHS, 1, DayCount.ACT_360, end_of_month=end_of_month)
    found = [due_date(terms, start, index) for index in range(1, 31)]
    # QuantLib counts from the first due date, which may have lost the day, or be the last of its month by chance.
    if start.day > 28 and not (end_of_month and is_month_end(start)):
        return
    if end_of_month and is_month_end(found[0]) != is_month_end(start):
        return
    assert found == list(quantlib_schedule(found[0], found[-1], "1M", end_of_month=end_of_month))


@given(st.sampled_from(DAY_COUNTS), STARTS, STARTS, STARTS)
def test_days_between__over_a_day_between__is_the_same_sum(
    convention: DayCount, one: date, two: date, three: date
) -> None:
    first, middle, last = sorted((one, two, three))
    whole = days_between(convention, first, last)
    assert days_between(convention, first, middle) + days_between(convention, middle, last) == whole


LONGEST = [(MONTHS, 1, 600), (MONTHS, 12, 50), (DAYS, 30, 600), (DAYS, 366, 50)]


@pytest.mark.parametrize(("unit", "length", "instalments"), LONGEST)
@pytest.mark.parametrize("shape", [Shape.BULLET, Shape.LINEAR, Shape.ANNUITY])
def test_schedule__longest_and_dearest_terms__fit_in_uint256(
    shape: Shape, unit: PeriodUnit, length: int, instalments: int
) -> None:
    terms = InstalmentTerms(10**15, shape, instalments, unit, length, DayCount.ACT_360)
    assert sum(bill.principal_minor for bill in schedule(terms, START, 10**6)) == 10**15
    growth_ray = total_ray = RAY
    days = [due_date(terms, START, index) for index in range(1, terms.instalments + 1)]
    for one, other in pairwise(days):
        factor_ray = RAY + RAY * days_between(terms.day_count, one, other) // 360
        assert total_ray * factor_ray < 2**256
        growth_ray, total_ray = growth_ray * factor_ray // RAY, total_ray * factor_ray // RAY + RAY
    assert growth_ray < 2**160


def test_schedule__dearest_negative_amortisation__keeps_the_debt_within_its_words() -> None:
    terms = InstalmentTerms(10**15, Shape.NEGATIVE_AMORTISING, 104, MONTHS, 1, DayCount.ACT_360, payment_minor=1)
    position = drawn_down(terms, START, 10**6)
    while position.billed < 103:
        _, position = next_bill(terms, position)
    assert position.unbilled_ray < 10**46 < 2**160
    assert position.unbilled_minor * 2 < 2**64
    assert position.unbilled_ray * 10**6 * 372 < 2**256


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"principal_minor": 0}, "principal_minor is 1 to 1000000000000000, not 0"),
        ({"principal_minor": 10**15 + 1}, "principal_minor is 1 to"),
        ({"instalments": 0}, "instalments is 1 to 600, not 0"),
        ({"instalments": 601}, "instalments is 1 to 600"),
        ({"period_length": 0}, "period_length is 1 to 366, not 0"),
        ({"period_length": 367}, "period_length is 1 to 366"),
        ({"period_unit": MONTHS, "period_length": 13}, "period_length is 1 to 12"),
        ({"instalments": 600, "period_length": 31}, "is 1 to 18300, not 18600"),
        ({"period_unit": MONTHS, "instalments": 51, "period_length": 12}, "is 1 to 600, not 612"),
        ({"day_count": DayCount.ACT_ACT_ISDA}, "day_count is A/360, A/365F or 30E/360"),
        ({"end_of_month": True}, "end_of_month is for periods of months"),
        ({"payment_minor": 1}, "payment_minor is 0 to 0, not 1"),
        ({"shape": Shape.NEGATIVE_AMORTISING}, "payment_minor is 1 to"),
        ({"rate_ppm_max": 10**6 + 1}, "rate_ppm_max is 0 to"),
        (
            {"shape": Shape.NEGATIVE_AMORTISING, "payment_minor": 1, "instalments": 50, "period_length": 366},
            "rate times years of a negative-amortising loan is at most 9",
        ),
    ],
)
def test_terms__out_of_range__are_refused(change: dict[str, int], why: str) -> None:
    with pytest.raises(TermsError, match=why):
        replace(CAR_LOAN, **change)  # type: ignore[arg-type]


def test_instalment__of_each_shape__is_what_its_name_says() -> None:
    ray = {shape: instalment_of(shape) for shape in Shape}
    assert ray[Shape.BULLET] == 0
    assert ray[Shape.LINEAR] == 10_000_000 * RAY // 12
    assert ray[Shape.NEGATIVE_AMORTISING] == 7 * RAY
    assert ray[Shape.ANNUITY] > ray[Shape.LINEAR]


def instalment_of(shape: Shape) -> int:
    """Of the car loan in another shape."""
    agreed = 7 if shape is Shape.NEGATIVE_AMORTISING else 0
    terms = replace(CAR_LOAN, shape=shape, payment_minor=agreed)
    return instalment_ray(terms, Position(START, 0, START, 60_000, 10_000_000 * RAY, 0))

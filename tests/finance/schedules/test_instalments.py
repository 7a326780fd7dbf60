"""Instalment schedules against textbooks, exact fractions and their own invariants."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from finance.rounding import RAY
from finance.schedules.instalments import (
    Instalment,
    InstalmentTerms,
    Shape,
    TermsError,
    annuity_payment_ray,
    period_rate_ray,
    ray_pow_half_up,
    schedule,
)

SHAPES = st.sampled_from(Shape)
ANY_TERMS = st.tuples(st.integers(1, 600) | st.integers(1, 6), st.integers(1, 366)).flatmap(
    lambda tenor: st.builds(
        InstalmentTerms,
        principal_minor=st.integers(1, 10**15) | st.integers(1, 1_000),
        annual_rate_bps=st.integers(0, 10_000),
        day_count_basis=st.sampled_from([360, 365]),
        period_days=st.just(min(tenor[1], 18_300 // tenor[0])),
        instalments=st.just(tenor[0]),
        shape=SHAPES,
    )
)
# Up to 30 % a year over ten years of months, where exact fractions are still quick.
USUAL_TERMS = st.builds(
    InstalmentTerms,
    principal_minor=st.integers(1, 10**15),
    annual_rate_bps=st.integers(0, 3_000),
    day_count_basis=st.sampled_from([360, 365]),
    period_days=st.integers(1, 31),
    instalments=st.integers(1, 120),
    shape=SHAPES,
)
CAR_LOAN = InstalmentTerms(10_000_000, 600, 360, 30, 12, Shape.ANNUITY)  # 100,000.00 at 6 % for a year of months


def exact_rate(terms: InstalmentTerms) -> Fraction:
    return Fraction(terms.annual_rate_bps * terms.period_days, 10_000 * terms.day_count_basis)


def exact_flows(terms: InstalmentTerms) -> list[tuple[Fraction, Fraction]]:
    """Principal and interest of each instalment without any rounding."""
    rate, count = exact_rate(terms), terms.instalments
    outstanding = Fraction(terms.principal_minor)
    growth = (1 + rate) ** count
    payment = outstanding * rate * growth / (growth - 1) if rate else outstanding / count
    flows = []
    for index in range(1, count + 1):
        interest = outstanding * rate
        principal = {
            Shape.BULLET: Fraction(0),
            Shape.LINEAR: Fraction(terms.principal_minor, count),
            Shape.ANNUITY: payment - interest,
        }[terms.shape]
        principal = outstanding if index == count else principal
        flows.append((principal, interest))
        outstanding -= principal
    return flows


def test_schedule__textbook_annuity_of_a_year__is_8606_64_a_month() -> None:
    bills = schedule(CAR_LOAN)
    assert bills[0] == Instalment(1, 810_664, 50_000, 9_189_336)
    assert bills[-1] == Instalment(12, 856_382, 4_282, 0)
    assert {bill.payment_minor for bill in bills} == {860_663, 860_664, 860_665}
    assert sum(bill.interest_minor for bill in bills) == 327_972  # 12 · 8,606.643 − 100,000.00


def test_schedule__textbook_mortgage_of_thirty_years__is_1264_14_a_month() -> None:
    terms = InstalmentTerms(20_000_000, 650, 360, 30, 360, Shape.ANNUITY)
    bills = schedule(terms)
    assert annuity_payment_ray(terms) // RAY == 126_413  # 1,264.136… before rounding
    assert (bills[0].interest_minor, bills[0].principal_minor) == (108_333, 18_080)
    assert sum(bill.interest_minor for bill in bills) == 25_508_898


def test_schedule__linear_loan_that_does_not_divide__spreads_the_odd_units() -> None:
    bills = schedule(InstalmentTerms(100_000, 1_200, 360, 30, 3, Shape.LINEAR))
    assert bills == (
        Instalment(1, 33_333, 1_000, 66_667),
        Instalment(2, 33_334, 667, 33_333),
        Instalment(3, 33_333, 333, 0),
    )


def test_schedule__bullet_loan__pays_interest_only_and_all_principal_last() -> None:
    bills = schedule(InstalmentTerms(83_375, 1_200, 360, 30, 3, Shape.BULLET))
    # 833.75 minor a month: running totals 833.75, 1,667.50 and 2,501.25 are billed as 834, 834 and 833
    assert bills == (
        Instalment(1, 0, 834, 83_375),
        Instalment(2, 0, 834, 83_375),
        Instalment(3, 83_375, 833, 0),
    )


def test_schedule__interest_that_sums_to_a_half__is_rounded_for_the_borrower() -> None:
    # 1.25 + 0.8333… + 0.41666… is exactly 2.50, but each is rounded down to a ray: the tie is never reached
    bills = schedule(InstalmentTerms(100, 1_500, 360, 30, 3, Shape.LINEAR))
    assert [bill.interest_minor for bill in bills] == [1, 1, 0]


def test_schedule__weekly_working_capital_loan__is_actual_365() -> None:
    terms = InstalmentTerms(60_000_000, 720, 365, 7, 5, Shape.ANNUITY)
    bills = schedule(terms)
    assert period_rate_ray(terms) == 1_380_821_917_808_219_178_082_191  # 0.072 · 7 / 365
    assert bills[0].interest_minor == 82_849  # 600,000.00 · 0.072 · 7 / 365 = 828.493…
    assert sum(bill.principal_minor for bill in bills) == 60_000_000


@pytest.mark.parametrize("shape", Shape)
def test_schedule__one_instalment__is_principal_and_one_period_of_interest(shape: Shape) -> None:
    assert schedule(InstalmentTerms(100_000, 3_650, 365, 10, 1, shape)) == (Instalment(1, 100_000, 1_000, 0),)


@pytest.mark.parametrize(
    ("shape", "principals"),
    [(Shape.BULLET, [0, 0, 100]), (Shape.LINEAR, [33, 34, 33]), (Shape.ANNUITY, [33, 34, 33])],
)
def test_schedule__rate_of_zero__bills_no_interest(shape: Shape, principals: list[int]) -> None:
    bills = schedule(InstalmentTerms(100, 0, 365, 30, 3, shape))
    assert [bill.principal_minor for bill in bills] == principals
    assert [bill.interest_minor for bill in bills] == [0, 0, 0]


@settings(deadline=None)
@given(ANY_TERMS)
def test_schedule__any_terms__repays_the_principal_exactly_and_ends_at_zero(terms: InstalmentTerms) -> None:
    bills = schedule(terms)
    assert [bill.index for bill in bills] == list(range(1, terms.instalments + 1))
    assert sum(bill.principal_minor for bill in bills) == terms.principal_minor
    assert bills[-1].outstanding_after_minor == 0
    assert min(min(bill.principal_minor, bill.interest_minor) for bill in bills) >= 0
    owed_minor = [terms.principal_minor, *(bill.outstanding_after_minor for bill in bills)]
    assert [before - after for before, after in pairwise(owed_minor)] == [bill.principal_minor for bill in bills]


@settings(deadline=None)
@given(USUAL_TERMS)
def test_schedule__usual_terms__stays_within_a_unit_of_exact_arithmetic_at_every_date(
    terms: InstalmentTerms,
) -> None:
    principal_off = interest_off = Fraction(0)
    for bill, (principal, interest) in zip(schedule(terms), exact_flows(terms), strict=True):
        principal_off += bill.principal_minor - principal
        interest_off += bill.interest_minor - interest
        assert abs(principal_off) < 1
        assert abs(interest_off) < 1
    assert principal_off == 0


@settings(deadline=None)
@given(ANY_TERMS)
def test_schedule__any_annuity__keeps_payments_within_two_units_of_the_equal_payment(
    terms: InstalmentTerms,
) -> None:
    terms = replace(terms, shape=Shape.ANNUITY)
    payments_minor = [bill.payment_minor for bill in schedule(terms)]
    payment = Fraction(annuity_payment_ray(terms), RAY)
    regular_minor = payments_minor[:-1] or payments_minor
    assert max(regular_minor) - min(regular_minor) <= 3
    assert all(abs(paid - payment) < 2 for paid in payments_minor[:-1])
    rate = Fraction(period_rate_ray(terms), RAY)
    growth_ray = ray_pow_half_up(RAY + period_rate_ray(terms), terms.instalments)
    span = terms.instalments * rate
    assume(rate and terms.principal_minor * (Fraction(growth_ray, RAY) + terms.instalments) * (1 + 1 / span) < RAY)
    assert abs(payments_minor[-1] - payment) < 3


def test_schedule__largest_loan_of_the_documented_range__ends_with_a_usual_payment() -> None:
    terms = InstalmentTerms(10**15, 5_000, 360, 30, 600, Shape.ANNUITY)
    payments_minor = [bill.payment_minor for bill in schedule(terms)]
    assert abs(payments_minor[-1] * RAY - annuity_payment_ray(terms)) < 3 * RAY


@pytest.mark.parametrize("shape", Shape)
@pytest.mark.parametrize(("instalments", "period_days"), [(1, 366), (50, 366), (599, 30), (600, 30), (200, 91)])
def test_schedule__longest_and_dearest_terms__fit_in_uint256(shape: Shape, instalments: int, period_days: int) -> None:
    terms = InstalmentTerms(10**15, 10_000, 360, period_days, instalments, shape)
    assert sum(bill.principal_minor for bill in schedule(terms)) == 10**15
    assert 10**15 * RAY * period_rate_ray(terms) < 2**230
    assert rpow(RAY + period_rate_ray(terms), instalments) * RAY < 2**256
    assert 600 * 10**15 * RAY * 2 < 2**256  # running totals: at most P·r a period, r below 2


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"principal_minor": 0}, "principal_minor is 1 to 1000000000000000, not 0"),
        ({"principal_minor": 10**15 + 1}, "principal_minor is 1 to"),
        ({"annual_rate_bps": -1}, "annual_rate_bps is 0 to 10000, not -1"),
        ({"annual_rate_bps": 10_001}, "annual_rate_bps is 0 to 10000"),
        ({"period_days": 0}, "period_days is 1 to 366, not 0"),
        ({"period_days": 367}, "period_days is 1 to 366"),
        ({"instalments": 0}, "instalments is 1 to 600, not 0"),
        ({"instalments": 601}, "instalments is 1 to 600"),
        ({"instalments": 600, "period_days": 31}, "at most 18300, not 18600"),
        ({"day_count_basis": 364}, "day_count_basis is 360 or 365, not 364"),
    ],
)
def test_terms__out_of_range__are_refused(change: dict[str, int], why: str) -> None:
    with pytest.raises(TermsError, match=why):
        replace(CAR_LOAN, **change)  # type: ignore[arg-type]


def test_shape__numbers__are_those_of_the_contract() -> None:
    assert [(shape.name, shape.value) for shape in Shape] == [("BULLET", 0), ("LINEAR", 1), ("ANNUITY", 2)]


def rpow(x: int, n: int) -> int:
    """MakerDAO's loop, as it is written in Solidity."""
    z = x if n % 2 else RAY
    n //= 2
    while n != 0:
        x = (x * x + RAY // 2) // RAY
        if n % 2 != 0:
            z = (z * x + RAY // 2) // RAY
        n //= 2
    return z


@given(USUAL_TERMS)
def test_annuity_payment__usual_terms__is_the_integer_of_the_solidity_formula(terms: InstalmentTerms) -> None:
    principal_ray, rate_ray = terms.principal_minor * RAY, period_rate_ray(terms)
    assert rate_ray == terms.annual_rate_bps * terms.period_days * RAY // (10_000 * terms.day_count_basis)
    if rate_ray:
        payment_ray = principal_ray * rate_ray // (RAY - RAY * RAY // rpow(RAY + rate_ray, terms.instalments))
    else:
        payment_ray = principal_ray // terms.instalments
    assert annuity_payment_ray(terms) == payment_ray


@given(st.integers(0, RAY // 10), st.integers(0, 500))
def test_ray_pow__any_base__is_the_integer_of_the_solidity_loop(rate_ray: int, exponent: int) -> None:
    assert ray_pow_half_up(RAY + rate_ray, exponent) == rpow(RAY + rate_ray, exponent)


@given(st.integers(0, RAY // 20), st.integers(0, 120))
def test_ray_pow__any_base__is_the_exact_power_within_its_roundings(rate_ray: int, exponent: int) -> None:
    exact = Fraction(RAY + rate_ray, RAY) ** exponent * RAY
    assert abs(ray_pow_half_up(RAY + rate_ray, exponent) - exact) <= exponent * exact / RAY


@pytest.mark.parametrize(
    ("base_ray", "exponent", "power_ray"),
    [
        (RAY, 600, RAY),
        (2 * RAY, 0, RAY),
        (2 * RAY, 10, 1_024 * RAY),
        (3 * RAY // 2, 3, 27 * RAY // 8),
        (RAY + 5 * RAY // 1_000, 12, 1_061_677_811_864_499_568_789_707_617),
    ],
)
def test_ray_pow__known_power__is_exact(base_ray: int, exponent: int, power_ray: int) -> None:
    assert ray_pow_half_up(base_ray, exponent) == power_ray

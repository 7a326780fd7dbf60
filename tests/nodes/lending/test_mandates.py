"""Mandates: what a borrower signs for, against what may come to be owed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.schedules.day_counts import DayCount
from finance.schedules.instalments import InstalmentTerms, PeriodUnit, Shape, schedule
from nodes.lending.mandates import DAY_S, no_mandate, whole_mandate

START = date(2024, 1, 31)


def terms_of(shape: Shape = Shape.ANNUITY, rate_ppm_max: int = 90_000, instalments: int = 12) -> InstalmentTerms:
    agreed_minor = 1_000 if shape is Shape.NEGATIVE_AMORTISING else 0
    of_schedule = instalments, PeriodUnit.MONTHS, 1, DayCount.ACT_360, False, agreed_minor
    return InstalmentTerms(10**7, shape, *of_schedule, rate_ppm_max=rate_ppm_max)


@given(
    st.sampled_from(list(Shape)),
    st.lists(st.integers(0, 90_000), min_size=12, max_size=12),
    st.integers(1, 12),
)
def test_ceiling__whatever_the_rate_becomes__covers_every_payment(
    shape: Shape, rates_ppm: list[int], instalments: int
) -> None:
    terms = terms_of(shape, instalments=instalments)
    mandate = whole_mandate(bytes(32), 0, terms, START, 0, 0)
    bills = schedule(terms, START, rates_ppm[0], dict(enumerate(rates_ppm)))
    assert sum(bill.payment_minor for bill in bills) <= mandate.ceiling_minor


@pytest.mark.parametrize("late_fee_minor", [0, 5_000])
def test_ceiling__of_a_fixed_loan__is_its_payments_a_quarter_more_and_every_late_fee(late_fee_minor: int) -> None:
    terms = terms_of()
    owed_minor = sum(bill.payment_minor for bill in schedule(terms, START, terms.rate_ppm_max))
    mandate = whole_mandate(b"\1" * 32, 3, terms, START, late_fee_minor, 1_000)
    assert mandate.ceiling_minor == owed_minor + -(-owed_minor // 4) + 12 * late_fee_minor
    assert (mandate.loan_id, mandate.number) == (b"\1" * 32, 3)
    assert mandate.expires_at > 1_000 + (date(2025, 1, 31) - START).days * DAY_S


def test_no_mandate__of_who_pays_by_hand__is_for_one_unit_and_a_day() -> None:
    mandate = no_mandate(bytes(32), 1_000)
    assert (mandate.ceiling_minor, mandate.expires_at, mandate.number) == (1, 1_000 + DAY_S, 0)

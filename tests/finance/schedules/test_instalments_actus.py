"""The integer mirror of the loan contracts beside the ACTUS engine, rounded under the same policy.

Trusts `finance.schedules.actus`, which tests compare with the standard's cases and with exact fractions.
Never asks for more than one minor unit at an event, and for less than zero at the end.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import accumulate, pairwise

import pytest
from loan_oracle import Loan
from loan_terms import as_decimal, as_terms

from finance.schedules.actus import cash_flows
from finance.schedules.actus_names import parse_observations, parse_terms
from finance.schedules.business_days import Shift
from finance.schedules.events import CashFlow, EventType
from finance.schedules.instalments import (
    DAY_COUNTS,
    Instalment,
    InstalmentTerms,
    PeriodUnit,
    Shape,
    due_date,
    schedule,
)

LOANS = 400
KIND_OF = {Shape.BULLET: "PAM", Shape.LINEAR: "LAM", Shape.ANNUITY: "ANN", Shape.NEGATIVE_AMORTISING: "NAM"}


@dataclass(frozen=True, slots=True)
class Case:
    """One loan: its terms, its first day, its rate and the rates to which it is reset."""

    terms: InstalmentTerms
    start: date
    rate_ppm: int
    resets: dict[int, int]


def drawn(number: int) -> Case:
    """Random terms, the shapes in turn. A start after the 28th is the last day of its month, which both count alike."""
    draw = random.Random(f"instalments beside ACTUS {number}")
    shape, unit = Shape(number % 4), PeriodUnit(draw.randrange(2))
    start = date(2000, 1, 1) + timedelta(days=draw.randrange(12_000))
    end_of_month = unit is PeriodUnit.MONTHS and draw.random() < 0.5
    if unit is PeriodUnit.MONTHS:
        first_of_next = (start.replace(day=1) + timedelta(days=31)).replace(day=1)
        start = first_of_next - timedelta(days=1) if end_of_month else start.replace(day=min(start.day, 28))
    length = draw.choice([1, 3, 6, 12]) if unit is PeriodUnit.MONTHS else draw.choice([7, 14, 28, 91])
    instalments = draw.randrange(1, 61)
    principal_minor = draw.randrange(1_000, 10 ** draw.randrange(5, 14))
    payment_minor = max(principal_minor // draw.choice([2, 20, 100, 500]), 1)
    terms = InstalmentTerms(
        principal_minor=principal_minor,
        shape=shape,
        instalments=instalments if unit is PeriodUnit.DAYS or length < 6 else min(instalments, 20),
        period_unit=unit,
        period_length=length,
        day_count=draw.choice(DAY_COUNTS),
        end_of_month=end_of_month,
        payment_minor=payment_minor if shape is Shape.NEGATIVE_AMORTISING else 0,
        rate_ppm_max=300_000,
    )
    numbers = range(1, terms.instalments) if draw.random() < 0.5 else ()
    return Case(terms, start, draw.randrange(300_001), {index: draw.randrange(300_001) for index in numbers})


def actus_flows(case: Case) -> tuple[CashFlow, ...]:
    """The same loan as ACTUS has it."""
    terms = case.terms
    document = as_terms(_as_loan(case)) | {"statusDate": (case.start - timedelta(days=400)).isoformat()}
    market = {}
    if case.resets:
        document["cycleAnchorDateOfRateReset"] = document["cycleAnchorDateOfInterestPayment"]
        document["cycleOfRateReset"] = document["cycleOfInterestPayment"]
        document["marketObjectCodeOfRateReset"] = "INDEX"
        points = [
            {"timestamp": due_date(terms, case.start, index).isoformat(), "value": as_decimal(Fraction(rate, 10**6))}
            for index, rate in case.resets.items()
        ]
        market = {"INDEX": {"data": points}}
    return cash_flows(parse_terms(document), parse_observations(market))


def _as_loan(case: Case) -> Loan:
    terms = case.terms
    return Loan(
        kind=KIND_OF[terms.shape],
        sign=1,
        principal=Fraction(terms.principal_minor),
        rate=Fraction(case.rate_ppm, 10**6),
        paid_out=case.start,
        first=due_date(terms, case.start, 1),
        maturity=due_date(terms, case.start, terms.instalments),
        period=f"{terms.period_length}{'M' if terms.period_unit is PeriodUnit.MONTHS else 'D'}",
        end_of_month=terms.end_of_month,
        shift=Shift.NONE,
        day_count=terms.day_count,
        payment=Fraction(terms.payment_minor) if terms.payment_minor else None,
    )


def rounded(case: Case, flows: tuple[CashFlow, ...]) -> list[Instalment]:
    """What the flows bill in minor units: each amount is its rounded running total, less what was billed before."""
    days = [due_date(case.terms, case.start, index) for index in range(1, case.terms.instalments + 1)]
    interest = {day: Fraction(0) for day in days}
    left = {day: Fraction(0) for day in days}
    for flow in flows:
        if flow.kind is EventType.IP:
            interest[flow.time.date()] += Fraction(flow.payoff)
        if flow.kind is not EventType.IED and flow.time.date() in left:
            left[flow.time.date()] = Fraction(flow.notional)
    charged = [half_up(total) for total in accumulate(interest.values(), initial=Fraction(0))]
    owed = [half_up(total) for total in (Fraction(case.terms.principal_minor), *left.values())]
    return [
        Instalment(index, day, max(before - after, 0), now - then, max(after - before, 0), after)
        for index, (day, (then, now), (before, after)) in enumerate(
            zip(days, pairwise(charged), pairwise(owed), strict=True), start=1
        )
    ]


def half_up(number: Fraction) -> int:
    """The nearest integer, a tie upwards."""
    return int((number + Fraction(1, 2)) // 1)


@pytest.mark.parametrize("part", range(8))
def test_schedule__random_loans_of_all_shapes__are_those_of_actus_within_a_unit_and_end_at_zero(part: int) -> None:
    for number in range(part, LOANS, 8):
        case = drawn(number)
        bills = list(schedule(case.terms, case.start, case.rate_ppm, case.resets))
        expected = rounded(case, actus_flows(case))
        assert [bill.due for bill in bills] == [bill.due for bill in expected][: len(bills)], number
        assert bills[-1].outstanding_after_minor == 0
        nothing = replace(bills[-1], principal_minor=0, interest_minor=0, capitalised_minor=0)
        bills += [nothing] * (len(expected) - len(bills))
        for ours, theirs in zip(bills, expected, strict=True):
            for name in ("principal_minor", "interest_minor", "capitalised_minor", "outstanding_after_minor"):
                assert abs(getattr(ours, name) - getattr(theirs, name)) <= 1, (number, ours, theirs)


def test_drawn__the_random_loans__are_of_every_kind() -> None:
    cases = [drawn(number) for number in range(LOANS)]
    kinds = {(case.terms.shape, case.terms.period_unit, bool(case.resets)) for case in cases}
    assert len(kinds) == 4 * 2 * 2
    assert {case.terms.day_count for case in cases} == set(DAY_COUNTS)
    assert any(bill.capitalised_minor for case in cases for bill in schedule(case.terms, case.start, case.rate_ppm))

"""Random loans: the standard's state machine against exact fractions over QuantLib's dates, and pyxirr's annuities."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
import pyxirr
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from loan_oracle import Due, Loan, amortise
from loan_terms import as_decimal, as_terms
from quantlib_dates import quantlib_adjusted, quantlib_schedule

from finance.schedules.actus import cash_flows
from finance.schedules.actus_names import parse_observations, parse_terms
from finance.schedules.business_days import Shift
from finance.schedules.day_counts import DayCount
from finance.schedules.events import CashFlow, EventType
from finance.schedules.terms import Observations

CLOSE = Fraction(1, 10**20)
COUNTS = st.sampled_from([each for each in DayCount if each not in (DayCount.THIRTY_E_365, DayCount.TWENTY_EIGHT_336)])
RATES = st.integers(-50_000, 300_000).map(lambda millionths: Fraction(millionths, 10**6))


@st.composite
def _loans(draw: st.DrawFn) -> Loan:
    kind = draw(st.sampled_from(["PAM", "LAM", "NAM", "ANN"]))
    paid_out = draw(st.dates(date(1980, 1, 1), date(2080, 12, 31)))
    period, days = draw(st.sampled_from([("2W", 14), ("1M", 30), ("3M", 91), ("6M", 182), ("1Y", 365)]))
    first = paid_out + timedelta(days=draw(st.integers(8, 2 * days)))
    if draw(st.booleans()):
        first = (first.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    principal = Fraction(draw(st.integers(1, 10**12)), 100)
    loan = Loan(
        kind=kind,
        sign=draw(st.sampled_from([1, -1])),
        principal=principal,
        rate=draw(RATES),
        paid_out=paid_out,
        first=first,
        maturity=first + timedelta(days=draw(st.integers(8, 20 * days))),
        period=period,
        end_of_month=draw(st.booleans()),
        shift=draw(st.sampled_from(Shift)),
        day_count=draw(COUNTS),
    )
    loan = replace(loan, payment=_payment(draw, loan), resets=_resets(draw, loan))
    assume(_is_orderly(loan))
    return loan


def _payment(draw: st.DrawFn, loan: Loan) -> Fraction | None:
    if loan.kind == "PAM" or (loan.kind != "NAM" and draw(st.booleans())):
        return None
    if loan.kind == "ANN":  # an agreed payment holds until the first reset
        return loan.principal / draw(st.sampled_from([2, 5, 10, 100, 1000]))
    return loan.principal / draw(st.sampled_from([1, 2, 4, 5, 10, 20, 100]))


def _resets(draw: st.DrawFn, loan: Loan) -> tuple[tuple[date, Fraction], ...]:
    if draw(st.booleans()):
        return ()
    days = quantlib_schedule(loan.first, loan.maturity, loan.period, end_of_month=loan.end_of_month)[:-1]
    return tuple((day, draw(RATES)) for day in days)


def _is_orderly(loan: Loan) -> bool:
    """Business days may carry a date over the maturity or before the start; what happens then is tested elsewhere."""
    days = quantlib_schedule(loan.first, loan.maturity, loan.period, end_of_month=loan.end_of_month)[:-1]
    moved = [loan.paid_out, *(quantlib_adjusted(day, loan.shift) for day in days), loan.maturity]
    return all(earlier < later for earlier, later in pairwise(moved))


def _flows(loan: Loan) -> tuple[CashFlow, ...]:
    terms, market = as_terms(loan), {}
    if loan.resets:
        terms["cycleAnchorDateOfRateReset"] = terms["cycleAnchorDateOfInterestPayment"]
        terms["cycleOfRateReset"] = terms["cycleOfInterestPayment"]
        terms["marketObjectCodeOfRateReset"] = "HIBOR"
        points = [{"timestamp": day.isoformat(), "value": as_decimal(rate)} for day, rate in loan.resets]
        market = {"HIBOR": {"data": points}}
    return cash_flows(parse_terms(terms), parse_observations(market))


def _payments(flows: tuple[CashFlow, ...]) -> list[Due]:
    """Events of the same date put together, as a payer sees them."""
    by_date: dict[date, list[CashFlow]] = {}
    for flow in flows:
        by_date.setdefault(flow.time.date(), []).append(flow)
    return [_payment_of(day, events) for day, events in by_date.items()]


def _payment_of(day: date, events: list[CashFlow]) -> Due:
    principal = sum(Fraction(each.payoff) for each in events if each.kind in (EventType.PR, EventType.MD))
    interest = sum(Fraction(each.payoff) for each in events if each.kind is EventType.IP)
    return Due(day, Fraction(principal), Fraction(interest), Fraction(events[-1].notional))


def _assert_same(found: list[Due], expected: list[Due], principal: Fraction) -> None:
    assert [each.time for each in found] == [each.time for each in expected]
    for ours, theirs in zip(found, expected, strict=True):
        for name in ("principal", "interest", "left"):
            assert abs(getattr(ours, name) - getattr(theirs, name)) <= CLOSE * max(principal, 1), (ours.time, name)


def _without_fixing_day(flows: tuple[CashFlow, ...]) -> tuple[CashFlow, ...]:
    return tuple(each for each in flows if each.kind not in (EventType.IED, EventType.PRF))


def _agrees(loan: Loan) -> None:
    _assert_same(_payments(_without_fixing_day(_flows(loan))), amortise(loan), loan.principal)


@given(_loans())
def test_cash_flows__random_loan__are_those_of_exact_fractions(loan: Loan) -> None:
    _agrees(loan)


@pytest.mark.deep
@settings(max_examples=4_000)
@given(_loans())
def test_cash_flows__thousands_of_random_loans__are_those_of_exact_fractions(loan: Loan) -> None:
    _agrees(loan)


@given(_loans())
def test_cash_flows__any_loan__repay_what_was_lent_and_end_at_zero(loan: Loan) -> None:
    flows = _flows(loan)
    repaid = sum(Fraction(each.payoff) for each in flows if each.kind in (EventType.PR, EventType.MD))
    assert abs(repaid - loan.sign * loan.principal) <= CLOSE * max(loan.principal, 1)
    assert (flows[0].kind, flows[0].payoff) == (EventType.IED, -Decimal(as_decimal(loan.sign * loan.principal)))
    assert (flows[-1].notional, flows[-1].accrued_interest) == (0, 0)


@given(_loans())
def test_cash_flows__other_side__has_every_amount_with_the_other_sign(loan: Loan) -> None:
    ours, theirs = _flows(loan), _flows(replace(loan, sign=-loan.sign))
    for mine, yours in zip(ours, theirs, strict=True):
        assert (mine.time, mine.kind, mine.nominal_rate) == (yours.time, yours.kind, yours.nominal_rate)
        for name in ("payoff", "notional", "accrued_interest"):
            assert Fraction(getattr(mine, name)) == -Fraction(getattr(yours, name))


@given(_loans())
def test_cash_flows__annuity__last_payment_is_like_the_others(loan: Loan) -> None:
    annuity = replace(loan, kind="ANN", payment=None, resets=(), rate=abs(loan.rate))
    paid = [each.principal + each.interest for each in _payments(_without_fixing_day(_flows(annuity)))]
    assert all(abs(each - paid[0]) <= CLOSE * max(loan.principal, 1) for each in paid)


@given(_loans(), st.integers(0, 2_000))
def test_cash_flows__until_a_date__are_the_first_of_all(loan: Loan, days: int) -> None:
    terms = parse_terms(as_terms(replace(loan, resets=())))
    whole = cash_flows(terms)
    until = terms.initial_exchange + timedelta(days=days)
    assert cash_flows(terms, Observations(), until=until) == tuple(each for each in whole if each.time <= until)


@settings(max_examples=50)
@given(st.integers(1, 10**9), st.integers(1, 2_500), st.integers(2, 60))
def test_cash_flows__monthly_30e_360__are_the_payments_of_pyxirr(principal: int, bps: int, months: int) -> None:
    loan = Loan(
        kind="ANN",
        sign=1,
        principal=Fraction(principal, 100),
        rate=Fraction(bps, 10_000),
        paid_out=date(2024, 1, 1),
        first=date(2024, 2, 1),
        maturity=date(2024 + months // 12, months % 12 + 1, 1),
        period="1M",
        end_of_month=False,
        shift=Shift.NONE,
        day_count=DayCount.THIRTY_E_360,
    )
    paid = _payments(_without_fixing_day(_flows(loan)))
    rate, present = bps / 120_000, -principal / 100
    assert len(paid) == months
    for period, each in enumerate(paid, start=1):
        assert float(each.principal) == pytest.approx(pyxirr.ppmt(rate, period, months, present), rel=1e-7)
        assert float(each.interest) == pytest.approx(pyxirr.ipmt(rate, period, months, present), rel=1e-7)


def test_as_terms__of_a_loan__is_a_document_that_json_can_hold() -> None:
    loan = Loan(
        "LAM", 1, Fraction(10), Fraction(1, 10), date(2024, 1, 1), date(2024, 2, 1), date(2024, 5, 1), "1M", False,
        Shift.NONE, DayCount.ACT_360,
    )  # fmt: skip
    assert parse_terms(json.loads(json.dumps(as_terms(loan)))) == parse_terms(as_terms(loan))

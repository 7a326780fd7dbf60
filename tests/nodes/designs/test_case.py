"""What all designs share: payments, rates, closings."""

from __future__ import annotations

import datetime
from fractions import Fraction

from designs import case_of

from nodes.demand import plan_payments
from nodes.scenario.correspondent import FIGURES

CASE = case_of()
THURSDAY = datetime.date(2024, 6, 27)


def test_case__payments__are_those_of_a_run() -> None:
    assert CASE.payments == plan_payments(CASE.scenario, CASE.rates)
    assert [payment.id for payment in CASE.crossing] == ["trade", "back", "small", "friday", "late"]
    assert CASE.days == 6


def test_case__no_section__is_all_by_default() -> None:
    assert CASE.plan.figures == dict(FIGURES)
    assert CASE.plan.is_derived


def test_fair_minor__reference_rate__is_exact() -> None:
    assert CASE.fair_minor("HKD", 7, "HKD", THURSDAY) == 7
    there = CASE.fair_minor("HKD", 10**9, "THB", THURSDAY)
    assert isinstance(there, Fraction)
    assert abs(CASE.fair_minor("THB", int(there), "HKD", THURSDAY) - 10**9) < 10


def test_usd_minor__nothing__needs_no_rate() -> None:
    assert CASE.usd_minor(0, "XXX") == 0
    assert CASE.usd_minor(781, "HKD") == 100


def test_closes_s__two_currencies__is_the_later_one() -> None:
    both, one = CASE.closes_s(THURSDAY, "HKD", "THB"), CASE.closes_s(THURSDAY, "HKD")
    assert both == one == int(datetime.datetime(2024, 6, 27, 9, tzinfo=datetime.UTC).timestamp())

"""Loan-and-run in a run: silence while the money goes, an alarm about all who had it when the loan is given up."""

from __future__ import annotations

import pytest
from transfers import HOUR_S, Payments, wallet

from audit.typologies.loan_and_run import LoanAndRun
from audit.typologies.panel import panel_of
from chain.clients.events import LoanDrawn, LoanPaid, LoanPrepaid, LoanRestructured, LoanStatusChanged
from chain.clients.types import DayCount, LoanStatus, LoanTerms, PeriodUnit, Schedule, Shape
from chain.detection import Alarm, listen
from chain.events import Event

ID, NONE = b"\x01" * 32, bytes(32)
SCHEDULE = Schedule(Shape.ANNUITY, 0, 4, PeriodUnit.DAYS, 14, False, DayCount.ACTUAL360, "", 500, 0, 0, 0)
TERMS = LoanTerms(
    lender=wallet("bank"),
    borrower=wallet("runner"),
    currency="EUR",
    principal_minor=10_000,
    schedule=SCHEDULE,
    grace_s=0,
    late_fee_minor=0,
    default_after_s=1,
    keeper_fee_minor=0,
    signed_until=0,
    syndicate_hash=NONE,
    salt=NONE,
)
DRAWN = LoanDrawn(ID, wallet("bank"), wallet("runner"), NONE, TERMS, 0, 0)
DEFAULTED = LoanStatusChanged(ID, LoanStatus.LATE, LoanStatus.DEFAULTED)
PAID = LoanPaid(ID, wallet("runner"), 0, 10, 90, 0)
RESTRUCTURED = LoanRestructured(ID, 1, SCHEDULE, 0, 10_000, 0)

Row = tuple[int, str, str, int] | tuple[int, Event]
RUN: list[Row] = [(30, "runner", "mule", 9_700), (50, "mule", "end", 9_400)]


def alarms(*rows: Row) -> list[Alarm]:
    """What the panel says of payments and loan events, each in the hour that stands first."""
    panel, payments, found = panel_of(["loan_and_run"]), Payments(), list[Alarm]()
    for row in rows:
        if len(row) == 2:
            logged = payments.event(row[0] * HOUR_S, "a", "b", 1)._replace(event=row[1])
        else:
            logged = payments.event(row[0] * HOUR_S, *row[1:])
        found += listen(panel, [logged])
    return found


def test_run__given_up__alarms_everybody_who_had_the_money_then_and_not_before() -> None:
    assert alarms((0, DRAWN), *RUN) == []
    found = alarms((0, DRAWN), *RUN, (900, DEFAULTED))
    assert {alarm.account: alarm.score for alarm in found} == {
        wallet("runner"): 90,
        wallet("mule"): 80,
        wallet("end"): 80,
    }
    about = next(alarm for alarm in found if alarm.account == wallet("runner"))
    reasons = {reason.name: reason.figure for reason in about.reasons}
    assert (reasons["gone_bps"], reasons["gone_after_s"], reasons["passed_on_payments"]) == (9_700, 30 * HOUR_S, 1)
    assert len(about.uetrs) == 1


def test_run__beside_other_payments__is_the_largest_that_the_loan_covers() -> None:
    found = alarms((0, DRAWN), (10, "runner", "grocer", 900), *RUN, (60, "mule", "shop", 50), (900, DEFAULTED))
    assert {alarm.account for alarm in found} == {wallet("runner"), wallet("mule"), wallet("end")}


@pytest.mark.parametrize(
    "event",
    [PAID, RESTRUCTURED, LoanPrepaid(ID, wallet("runner"), 50, 9_950, 0)],
    ids=["paid", "restructured", "prepaid"],
)
def test_borrower__who_paid_or_agreed_before__is_none(event: Event) -> None:
    assert alarms((0, DRAWN), *RUN, (400, event), (900, DEFAULTED)) == []


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [(30, "runner", "mule", 7_900)],
        [(300, "runner", "mule", 9_700)],
        [(30, "runner", "mule", 10_100)],
        [(30 + n, "runner", f"to-{n}", 400) for n in range(24)],
    ],
    ids=["cash", "a fifth is left", "too late", "more than the loan", "small"],
)
def test_default__without_a_loan_that_went_on__is_none(rows: list[Row]) -> None:
    assert alarms((0, DRAWN), *rows, (900, DEFAULTED)) == []


def test_default__of_a_loan_that_it_was_not_told_of__is_none() -> None:
    assert alarms(*RUN, (900, DEFAULTED)) == []


def test_money__that_goes_round__is_followed_to_each_wallet_once() -> None:
    ring: list[Row] = [(30, "runner", "a", 9_900), (31, "a", "b", 9_890), (32, "b", "a", 9_880), (33, "a", "b", 9_880)]
    found = alarms((0, DRAWN), *ring, (900, DEFAULTED))
    assert {alarm.account for alarm in found} == {wallet("runner"), wallet("a"), wallet("b")}


def test_panel__without_it__does_not_hear_of_loans() -> None:
    assert LoanDrawn in panel_of(["loan_and_run"]).hears
    assert LoanDrawn not in panel_of(["cycle"]).hears
    assert LoanAndRun.name == "loan_and_run"

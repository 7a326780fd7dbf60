"""Loans of which nothing came back and whose money went on at once; who spends a loan and pays, or fails, is none."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hindsight import DAYS, Paid, names_of, transfers

from audit.lookback.finding import Finding
from audit.lookback.loan_and_run import LoanAndRun, LoanAndRunSettings
from audit.lookback.loans import DrawnLoan, drawn_loans
from audit.lookback.survey import Survey
from audit.lookback.verdicts import verdicts
from audit.typologies.transfer import DAY_S, HOUR_S
from chain.abi import Address

RUN: list[Paid] = [(30, "runner", "mule", 9_700), (50, "mule", "end", 9_400)]
LATE = {"name": "InstalmentLate"}
DEFAULT = {"name": "LoanStatusChanged", "to": "DEFAULTED"}


def loan(*events: dict[str, Any], hour: int = 0, principal_minor: int = 10_000) -> DrawnLoan:
    """A loan to the runner, drawn in an hour of the record, before the payments of that hour."""
    drawn = DrawnLoan(1_000 * DAY_S + hour * HOUR_S, (-1, 0), Address("runner"), "EUR", principal_minor)
    for event in events:
        drawn.hear(event["name"], event)
    return drawn


def found(drawn: DrawnLoan, rows: list[Paid], settings: LoanAndRunSettings | None = None) -> list[Finding]:
    return [*LoanAndRun(settings).find(Survey.of(transfers(rows), [drawn]))]


def test_run__passed_on_and_given_up__alarms_everybody_on_the_way() -> None:
    (finding,) = found(loan(LATE, DEFAULT), RUN)
    assert finding.accounts == ("runner", "mule", "end")
    assert finding.own_score == 90
    reasons = {reason.name: reason.figure for reason in finding.reasons}
    assert (reasons["gone_bps"], reasons["gone_after_s"], reasons["passed_on_payments"]) == (9_700, 30 * HOUR_S, 1)
    assert (reasons["instalments_missed"], reasons["defaulted"]) == (1, 1)


def test_run__in_parts__is_one_and_the_largest_that_the_loan_covers_count() -> None:
    parts: list[Paid] = [(20 + n, "runner", f"mule-{n}", 2_400) for n in range(4)]
    before: Paid = (10, "runner", "grocer", 900)
    (finding,) = found(loan(LATE, LATE), [before, *parts])
    assert names_of([finding]) == {"runner", "mule-0", "mule-1", "mule-2", "mule-3"}
    assert finding.own_score == 80  # nobody passed it on


@pytest.mark.parametrize(
    ("events", "score"),
    [((LATE,), 70), ((LATE, LATE), 90), ((LATE, DEFAULT), 90), ((LATE, DEFAULT | {"to": "LATE"}), 70)],
)
def test_run__with_one_instalment_late__counts_less(events: tuple[dict[str, Any], ...], score: int) -> None:
    assert [finding.own_score for finding in found(loan(*events), RUN)] == [score]


PAID = {"name": "LoanPaid", "left_minor": 0}


@pytest.mark.parametrize(
    "events",
    [
        (),  # nothing is late
        (PAID, LATE, LATE, DEFAULT),  # paid the first, and failed later
        (LATE, PAID),  # forgot a due date
        (LATE, {"name": "LoanPrepaid"}),
        (LATE, DEFAULT, {"name": "LoanRestructured"}),
    ],
)
def test_borrower__who_paid_a_supplier_all_and_pays_or_agrees__is_none(events: tuple[dict[str, Any], ...]) -> None:
    assert found(loan(*events), RUN) == []


def test_borrower__who_pays_part_of_an_instalment__is_one_still() -> None:
    assert found(loan(LATE, {"name": "LoanPaid", "left_minor": 5}, DEFAULT), RUN)


@pytest.mark.parametrize(
    "rows",
    [
        [],  # fails honestly, or takes it out in cash
        [(30, "runner", "mule", 7_900)],  # a fifth is left
        [(300, "runner", "mule", 9_700)],  # twelve days later
        [(30 + n, "runner", f"to-{n}", 400) for n in range(24)],  # what small firms pay
        [(30, "runner", "mule", 10_100)],  # more than the loan
        [(30, "runner", "mule", 9_700), (24 * 20, "mule", "runner", 10)],  # a standing relation
    ],
)
def test_default__without_a_loan_that_went_on__is_none(rows: list[Paid]) -> None:
    assert found(loan(LATE, DEFAULT), rows) == []


def test_run__before_the_drawdown_or_in_another_currency__is_none() -> None:
    later = loan(LATE, DEFAULT, hour=40)
    assert found(replace(later, place=(10**9, 0)), RUN) == []
    dollars = replace(loan(LATE, DEFAULT), currency="USD")
    assert found(dollars, RUN) == []


def test_thresholds__planted_wrong__miss_the_run() -> None:
    assert found(loan(LATE, DEFAULT), RUN, LoanAndRunSettings(gone_bps_min=9_800)) == []
    assert found(loan(LATE, DEFAULT), RUN, LoanAndRunSettings(within_s=HOUR_S)) == []


def test_verdicts__everybody_under_another_name__are_the_same_about_them() -> None:
    drawn, paid = loan(LATE, DEFAULT), transfers(RUN)
    names = {
        name: Address(f"other-{n}") for n, name in enumerate(sorted({a for t in paid for a in (t.payer, t.payee)}))
    }
    renamed = [
        replace(each, payer=names[each.payer], payee=names[each.payee], uetr=f"u-{n}") for n, each in enumerate(paid)
    ]
    before = verdicts(paid, [drawn])
    after = verdicts(renamed, [replace(drawn, borrower=names["runner"])])
    assert {verdict.account for verdict in before} >= {"runner", "mule", "end"}
    assert [(names[each.account], each.score) for each in before] == [(each.account, each.score) for each in after]


def test_drawn_loans__of_events__are_those_whose_drawdown_the_record_has() -> None:
    terms = {"currency": "SGD", "principal_minor": 500}
    drawn = {"loan_id": "0x1", "borrower": "0xab", "terms": terms}
    rows = [
        ("InstalmentLate", 3, (1, 0), {"loan_id": "0x2"}),
        ("LoanDrawn", 5, (2, 1), drawn),
        ("LoanDrawn", 6, (3, 0), drawn | {"loan_id": "0x3", "borrower": "0xcd"}),
        ("InstalmentLate", 7, (4, 0), {"loan_id": "0x1"}),
    ]
    first, second = drawn_loans(rows, {"0xab": "ann"})
    assert first == DrawnLoan(5, (2, 1), Address("ann"), "SGD", 500, missed=1)
    assert (second.borrower, second.missed) == ("0xcd", 0)
    assert DAYS > 10  # the record around is long enough for relations

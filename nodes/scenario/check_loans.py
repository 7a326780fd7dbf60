"""Checks of loans that are written out: who may borrow of whom, and terms that can be computed.

Trusts `finance.schedules.instalments` for what can be computed.
Never asks whether a borrower will be able to pay.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from finance.money import MoneyError, currency, parse_minor
from finance.schedules.instalments import TermsError
from nodes.scenario.check_loan_changes import check_changes
from nodes.scenario.check_rates import floating_problems, rate_problems, utc_day
from nodes.scenario.directory import Directory
from nodes.scenario.findings import Loc, Problem
from nodes.scenario.loan_terms import terms_of
from nodes.scenario.loans import KeeperEntry, LoanEntry, MomentEntry, ScheduleEntry

if TYPE_CHECKING:
    from nodes.scenario import Scenario

_DAY_S = 86_400
_MONTH_DAYS_MIN = 28


def check_loans(scenario: Scenario, directory: Directory) -> Iterator[Problem]:
    """What is wrong with `loans`, and with what keepers are paid; for a scenario with its names right."""
    for index, loan in enumerate(scenario.loans):
        loc: Loc = ("loans", index)
        yield from _parties(loc, loan, directory)
        yield from _schedule(scenario, loc, loan, loan, MomentEntry(date=loan.drawn_on), directory)
        for place, anew in enumerate(loan.restructurings):
            yield from _schedule(scenario, (*loc, "restructurings", place), loan, anew, anew, directory)
        yield from default_problems(loc, loan.grace_s, loan.default_after_s)
        yield from write_off_problems(loc, loan.recover_after_s, loan.write_off_after_s)
        yield from check_changes(scenario, loc, loan, directory)
    for index, keeper in enumerate(scenario.keepers):
        yield from _keeper(("keepers", index), keeper, scenario)


def period_problems(loc: Loc, days: int | None, months: int | None) -> Iterator[Problem]:
    """A period of nothing, or of two kinds."""
    if days is None and months is None:
        do = "add `period_days` or `period_months`"
        yield Problem(loc, "no period", "due dates are days or months apart", do, at_key=True)
    if days is not None and months is not None:
        why = f"it is {days} days already"
        yield Problem((*loc, "period_months"), "period given twice", why, "keep one of the two", at_key=True)


def default_problems(loc: Loc, grace_s: int, default_after_s: int) -> Iterator[Problem]:
    """A default that would come before anything is late."""
    if default_after_s < grace_s:
        why = f"the grace is {grace_s} s"
        yield Problem((*loc, "default_after_s"), "default before the end of the grace", why, "make it longer")


def write_off_problems(loc: Loc, recover_after_s: int | None, write_off_after_s: int | None) -> Iterator[Problem]:
    """A write-off of a loan that nobody called in."""
    if write_off_after_s is not None and recover_after_s is None:
        why = "a loan is written off after it was called in"
        yield Problem((*loc, "write_off_after_s"), "write-off without recovery", why, "add `recover_after_s`")


def _parties(loc: Loc, loan: LoanEntry, directory: Directory) -> Iterator[Problem]:
    here, there = directory.home_of_bank(loan.lender), directory.home_of_client(loan.borrower)
    if here and there and here.currency != there.currency:
        why = f"{loan.borrower} holds {there.currency}, and {loan.lender} lends {here.currency}"
        yield Problem((*loc, "borrower"), "borrower of another currency", why, "change one of the two")


def _schedule(
    scenario: Scenario, loc: Loc, loan: LoanEntry, entry: ScheduleEntry, begins: MomentEntry, directory: Directory
) -> Iterator[Problem]:
    """A schedule that is no whole one, cannot be computed, or whose periods are too short for the loan's grace."""
    wrong = [*period_problems(loc, entry.period_days, entry.period_months), *_payment(loc, entry)]
    wrong += rate_problems(loc, entry)
    home = directory.home_of_bank(loan.lender)
    if entry.floating is not None and home is not None:
        day = utc_day(begins.date, begins.time, directory.openings.get(home.id))
        wrong += floating_problems((*loc, "floating"), entry.floating, day, home, scenario)
    yield from wrong or [*_terms(loc, loan, entry, directory), *_grace(loc, loan, entry)]


def _payment(loc: Loc, entry: ScheduleEntry) -> Iterator[Problem]:
    if entry.shape == "negative_amortising" and entry.payment is None:
        why = "the parties agree what is paid"
        yield Problem(loc, "no payment of a negative-amortising loan", why, "add `payment`", at_key=True)
    if entry.shape != "negative_amortising" and entry.payment is not None:
        why = f"of a loan of shape {entry.shape} it is computed"
        yield Problem((*loc, "payment"), "payment that is not agreed", why, "remove it", at_key=True)


def _terms(loc: Loc, loan: LoanEntry, entry: ScheduleEntry, directory: Directory) -> Iterator[Problem]:
    home = directory.home_of_bank(loan.lender)
    if home is None:
        return
    try:
        money = currency(home.currency)
        terms_of(entry, parse_minor(loan.principal, money) or 1, parse_minor(entry.payment or "0", money))
    except TermsError as error:
        yield Problem(loc, "terms cannot be computed", str(error), "change the terms")
    except MoneyError:
        return  # reported where the amount stands


def _grace(loc: Loc, loan: LoanEntry, entry: ScheduleEntry) -> Iterator[Problem]:
    shortest_s = _DAY_S * (entry.period_days or (entry.period_months or 0) * _MONTH_DAYS_MIN)
    if loan.grace_s >= shortest_s:
        why = f"the grace is {loan.grace_s} s, and the shortest period {shortest_s} s"
        yield Problem(loc, "grace as long as a period", why, "shorten the grace", at_key=True)


def _keeper(loc: Loc, keeper: KeeperEntry, scenario: Scenario) -> Iterator[Problem]:
    if keeper.bank is None and keeper.call_cost != "0":
        why = "without a bank it is paid nothing"
        yield Problem((*loc, "call_cost"), "cost of a keeper that earns nothing", why, "add `bank`, or remove it")
    operators = {way.operator for way in (scenario.settlement, *(v.settlement for v in scenario.compare)) if way}
    if keeper.bank is not None and keeper.id in operators:
        why = "the operator of the queue is a participant, and a bank's customer is none"
        yield Problem((*loc, "bank"), f"{keeper.id} operates the queue", why, "name another keeper as operator")

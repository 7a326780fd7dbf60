"""Checks of what is done about a loan after its drawdown: on days on which its bank works, by banks that lend, in an
order that leaves something to do.

Trusts the names of the scenario, which are checked before, and the model for single values.
Never asks whether the money will be there: the run tells.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from finance.money import MoneyError, currency, parse_minor
from nodes.scenario.acts import moment_s
from nodes.scenario.check_days import closed, outside
from nodes.scenario.directory import Directory
from nodes.scenario.findings import Loc, Problem
from nodes.scenario.loans import AssignmentEntry, LoanEntry, MomentEntry

if TYPE_CHECKING:
    from nodes.scenario import Scenario


def check_changes(scenario: Scenario, loc: Loc, loan: LoanEntry, directory: Directory) -> Iterator[Problem]:
    """What is wrong with the syndicate of a loan and with what is done about it later."""
    yield from _syndicate((*loc, "syndicate"), loan, directory)
    seen: set[tuple[object, ...]] = set()
    for where, moment in _moments(loc, loan):
        yield from _moment(scenario, where, loan, moment, directory)
        at = where[len(loc)], moment.date, moment.time
        if at in seen:
            why = "each is signed for what the one before it left"
            yield Problem((*where, "date"), f"two {at[0]} at once", why, "move one by a minute")
        seen.add(at)
    yield from _assignments((*loc, "assignments"), loan, directory)
    yield from _prepayments((*loc, "prepayments"), loan, directory)


def _moments(loc: Loc, loan: LoanEntry) -> Iterator[tuple[Loc, MomentEntry]]:
    for key in ("prepayments", "restructurings", "assignments"):
        for place, moment in enumerate(getattr(loan, key)):
            yield (*loc, key, place), moment
    if loan.closes_early is not None:
        yield (*loc, "closes_early"), loan.closes_early


def _moment(
    scenario: Scenario, loc: Loc, loan: LoanEntry, moment: MomentEntry, directory: Directory
) -> Iterator[Problem]:
    home = directory.home_of_bank(loan.lender)
    opening = directory.openings.get(home.id) if home else None
    if home is None or opening is None:
        return
    where = (*loc, "date")
    away = outside(scenario, where, moment.date) or closed(where, moment.date, home.name, [opening])
    if away is not None:
        yield away
    elif moment.date <= loan.drawn_on:
        why = f"the loan is drawn on {loan.drawn_on}"
        yield Problem(where, f"date {moment.date} not after the drawdown", why, "take a later day")
    elif moment_s(moment.date, moment.time, opening) is None:
        why = f"{home.name} is open from {home.opens} to {home.closes}, {home.time_zone}"
        yield Problem((*loc, "time"), f"time {moment.time} UTC outside operating hours", why, "take a time in between")
    elif loan.closes_early not in (None, moment) and moment.date >= loan.closes_early.date:
        why = f"the loan is closed on {loan.closes_early.date}"
        yield Problem(where, f"date {moment.date} not before the early closing", why, "change one of the two")


def _syndicate(loc: Loc, loan: LoanEntry, directory: Directory) -> Iterator[Problem]:
    if loan.syndicate is None:
        return
    if loan.lender not in loan.syndicate:
        why, do = "the lender acts for a syndicate of which it is a member", "add its share, or name another lender"
        yield Problem(loc, f"syndicate without {loan.lender}", why, do, at_key=True)
    for name in loan.syndicate:
        yield from _same_currency((*loc, name), name, loan, directory, at_key=True)


def _assignments(loc: Loc, loan: LoanEntry, directory: Directory) -> Iterator[Problem]:
    lenders = list(loan.syndicate or [loan.lender])
    in_time = sorted(enumerate(loan.assignments), key=lambda item: (item[1].date, item[1].time or ""))
    for place, sale in in_time:
        where: Loc = (*loc, place)
        yield from _same_currency((*where, "buyer"), sale.buyer, loan, directory)
        yield from _sale(where, sale, lenders)
        lenders = [sale.buyer if name == sale.seller else name for name in lenders]


def _sale(loc: Loc, sale: AssignmentEntry, lenders: list[str]) -> Iterator[Problem]:
    if sale.seller not in lenders:
        why = f"on {sale.date} {', '.join(lenders)} {'lends' if len(lenders) == 1 else 'lend'}"
        yield Problem((*loc, "seller"), f"{sale.seller} sells what it does not lend", why, "name a bank that lends")
    elif sale.buyer in lenders:
        why = "a bank buys what another one lends"
        yield Problem((*loc, "buyer"), f"{sale.buyer} lends already", why, "name another bank")


def _prepayments(loc: Loc, loan: LoanEntry, directory: Directory) -> Iterator[Problem]:
    home = directory.home_of_bank(loan.lender)
    if home is None or not loan.prepayments:
        return
    try:
        money = currency(home.currency)
        amounts = [parse_minor(early.amount, money) for early in loan.prepayments]
        principal_minor = parse_minor(loan.principal, money)
    except MoneyError:
        return  # reported where the amount stands
    # A restructuring may make principal of interest and fees, so that more than was lent is repaid.
    if sum(amounts) >= principal_minor and not loan.restructurings:
        why = f"the principal is {loan.principal}, and less is repaid before it is due"
        yield Problem(loc, "prepayments of the whole loan", why, "lower them, or write `closes_early`", at_key=True)


def _same_currency(
    loc: Loc, bank: str, loan: LoanEntry, directory: Directory, *, at_key: bool = False
) -> Iterator[Problem]:
    here, there = directory.home_of_bank(loan.lender), directory.home_of_bank(bank)
    if here and there and here.id != there.id:
        why = f"{loan.lender} lends {here.currency}, and {bank} is in {there.id}"
        yield Problem(loc, f"{bank} is of another currency", why, f"name a bank of {here.id}", at_key=at_key)

"""Checks of planted patterns: enough members, amounts in order, banks and days that there are.

Trusts the model for types and ranges.
Never draws: whether the clients of one jurisdiction suffice for all patterns shows when they are drawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from finance.money import MoneyError, currency, parse_minor
from finance.suggestions import did_you_mean
from nodes.scenario.check_days import outside
from nodes.scenario.check_money import REPORTING_CURRENCY, WrittenAmount, amount_problems
from nodes.scenario.directory import Directory
from nodes.scenario.findings import Loc, Problem
from nodes.scenario.typologies import TypologyEntry
from nodes.typologies.shapes import COUNTED, LEAST_MEMBERS, payments_of

if TYPE_CHECKING:
    from nodes.scenario import Scenario


def check_typologies(scenario: Scenario, directory: Directory) -> Iterator[Problem]:
    """What is wrong with the section `typologies`."""
    seen: set[str] = set()
    for index, entry in enumerate(scenario.typologies):
        loc: Loc = ("typologies", index)
        if entry.id in seen:
            yield Problem((*loc, "id"), f"duplicate id {entry.id!r}", "every entry has an id of its own", "rename it")
        seen.add(entry.id)
        yield from _shape(loc, entry)
        yield from _amounts(loc, entry)
        yield from _lenders(scenario, loc, entry)
        yield from _places(scenario, loc, entry, directory)
    yield from _members(scenario, directory)


def planted(scenario: Scenario) -> int:
    """How many payments the patterns of a scenario that has passed its checks have together."""
    return sum(
        entry.count * payments_of(entry.kind, entry.accounts, entry.payments or 0) for entry in scenario.typologies
    )


def _shape(loc: Loc, entry: TypologyEntry) -> Iterator[Problem]:
    least = LEAST_MEMBERS[entry.kind]
    if entry.accounts < least:
        why = f"`{entry.kind}` takes {least} at least"
        yield Problem((*loc, "accounts"), f"{entry.accounts} accounts", why, "write more")
    if entry.kind in COUNTED and entry.payments is None:
        yield Problem((*loc, "payments"), "missing key 'payments'", f"`{entry.kind}` needs it", "add it")
    if entry.kind not in COUNTED and entry.payments is not None:
        why = f"the accounts of `{entry.kind}` say how many"
        yield Problem((*loc, "payments"), "key 'payments' without meaning", why, "remove it", at_key=True)


def _amounts(loc: Loc, entry: TypologyEntry) -> Iterator[Problem]:
    written = [WrittenAmount((*loc, key), getattr(entry, key), REPORTING_CURRENCY, True) for key in ("least", "most")]
    wrong = [problem for amount in written for problem in amount_problems(amount)]
    yield from wrong
    if not wrong and _minor(entry.least) > _minor(entry.most):
        yield Problem((*loc, "most"), f"at most {entry.most}", f"the least is {entry.least}", "swap the two")


def _lenders(scenario: Scenario, loc: Loc, entry: TypologyEntry) -> Iterator[Problem]:
    """A loan of which nothing says on what terms it is lent, or by whom."""
    if entry.kind != "loan_and_run":
        return
    if scenario.lending is None:
        why = "it borrows under the products of `lending`, and there is no such section"
        yield Problem((*loc, "kind"), "nobody lends", why, "add `lending`, or plant another kind")
        return
    lenders = scenario.lending.lenders
    if entry.banks is not None and not lenders.keys() & {*entry.banks}:
        why = f"`lending` names {', '.join(lenders)}, and its first member borrows of its own bank"
        hint = did_you_mean(entry.banks[0], lenders).removeprefix("; ")
        yield Problem((*loc, "banks"), "no bank that lends", why, hint or "name one of them", at_key=True)


def _minor(text: str) -> int:
    try:
        return parse_minor(text, currency(REPORTING_CURRENCY))
    except MoneyError:
        return 0


def _places(scenario: Scenario, loc: Loc, entry: TypologyEntry, directory: Directory) -> Iterator[Problem]:
    for position, bank in enumerate(entry.banks or ()):
        if bank not in directory.banks:
            hint = did_you_mean(bank, directory.banks).removeprefix("; ")
            why = "no bank of the scenario has this id"
            yield Problem((*loc, "banks", position), f"unknown bank {bank!r}", why, hint or "name one that it has")
    for key, day in (("first", entry.first), ("last", entry.last)):
        away = None if day is None else outside(scenario, (*loc, key), day)
        if away is not None:
            yield away
    if entry.first is not None and entry.last is not None and entry.first > entry.last:
        yield Problem((*loc, "last"), f"last day {entry.last}", f"the first is {entry.first}", "swap the two")
    if (entry.cross_border or entry.kind == "round_tripping") and len(directory.jurisdictions) == 1:
        key = "kind" if entry.kind == "round_tripping" else "cross_border"
        yield Problem((*loc, key), "no border to cross", "there is one jurisdiction", "add one, or change it")


def _members(scenario: Scenario, directory: Directory) -> Iterator[Problem]:
    """More members than clients, whatever is drawn."""
    wanted = 0
    for index, entry in enumerate(scenario.typologies):
        wanted += entry.count * entry.accounts
        there = [name for name in directory.clients if name not in directory.absent]
        if wanted > len(there):
            why = f"the patterns up to this one have {wanted} members, and there are {len(there)} clients"
            yield Problem(("typologies", index, "accounts"), "too few clients", why, "add clients, or plant fewer")
            return

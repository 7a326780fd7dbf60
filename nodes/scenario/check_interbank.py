"""Checks of what banks owe each other: names, currencies, days, amounts, and what is drawn from the seed.

Trusts the model for types and ranges.
Never says whether there is money enough: that is what a scenario may want to show.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from finance.suggestions import did_you_mean
from nodes.corridors import MARGIN_S, windows
from nodes.scenario.acts import moment_s
from nodes.scenario.check_days import closed, outside
from nodes.scenario.check_demand import band_problems, profile_problems
from nodes.scenario.check_money import WrittenAmount, amount_problems
from nodes.scenario.directory import Directory
from nodes.scenario.findings import Loc, Problem
from nodes.scenario.interbank import GeneratedObligationsEntry, ObligationEntry

if TYPE_CHECKING:
    from nodes.scenario import Scenario

OBLIGATION_PREFIX = "obligation-"
"""How the ids of generated obligations begin."""


def check_interbank(scenario: Scenario, directory: Directory) -> Iterator[Problem]:
    """What is wrong with the section `interbank`."""
    seen: set[str] = set()
    for index, owed in enumerate(scenario.interbank.explicit):
        loc: Loc = ("interbank", "explicit", index)
        yield from _id(loc, owed.id, seen, scenario.interbank.generated is not None)
        wrong = list(_banks(loc, owed, directory))
        yield from wrong
        if not wrong:
            yield from _obligation(scenario, loc, owed, directory)
    if scenario.interbank.generated is not None:
        yield from _generated(scenario, ("interbank", "generated"), scenario.interbank.generated, directory)


def check_limits(scenario: Scenario, directory: Directory) -> Iterator[Problem]:
    """What is wrong with the banks that limits name."""
    for index, bank in enumerate(scenario.banks):
        home = directory.home_of_bank(bank.id)
        for name in bank.bilateral_limits:
            loc: Loc = ("banks", index, "bilateral_limits", name)
            yield from unknown_bank(loc, name, directory, at_key=True)
            if home is not None:
                yield from bank_elsewhere(loc, name, home.currency, directory, at_key=True)
            if name == bank.id:
                yield Problem(loc, "limit towards itself", f"{name} is this bank", "name another", at_key=True)


def unknown_bank(loc: Loc, name: str, directory: Directory, *, at_key: bool = False) -> Iterator[Problem]:
    """A reference to a bank that leads nowhere."""
    if name not in directory.banks:
        hint = did_you_mean(name, directory.banks).removeprefix("; ")
        why, do = "no bank of the scenario has this id", "add the bank, or name another"
        yield Problem(loc, f"unknown bank {name!r}", why, hint or do, at_key=at_key)


def bank_elsewhere(loc: Loc, name: str, code: str, directory: Directory, *, at_key: bool = False) -> Iterator[Problem]:
    """A bank of another currency."""
    home = directory.home_of_bank(name)
    if home is not None and home.currency != code:
        why = f"its currency is {home.currency}"
        yield Problem(loc, f"{name} has no {code} at the central bank", why, "name a bank of it", at_key=at_key)


def unknown_currency(loc: Loc, code: str, directory: Directory) -> Iterator[Problem]:
    """A currency that no jurisdiction has."""
    held = sorted({home.currency for home in directory.jurisdictions.values()})
    if code not in held:
        why = f"the jurisdictions here have {', '.join(held)}"
        yield Problem(loc, f"currency {code} of no jurisdiction", why, "write one of theirs")


def _id(loc: Loc, name: str, seen: set[str], is_generated: bool) -> Iterator[Problem]:
    if name in seen:
        yield Problem((*loc, "id"), f"duplicate id {name!r}", "every obligation has an id of its own", "rename it")
    if is_generated and name.startswith(OBLIGATION_PREFIX):
        why = f"ids of generated obligations begin with {OBLIGATION_PREFIX!r}"
        yield Problem((*loc, "id"), f"id {name!r} is taken", why, "rename it")
    seen.add(name)


def _banks(loc: Loc, owed: ObligationEntry, directory: Directory) -> Iterator[Problem]:
    yield from unknown_bank((*loc, "payer"), owed.payer, directory)
    yield from unknown_bank((*loc, "payee"), owed.payee, directory)
    if owed.payer == owed.payee:
        yield Problem((*loc, "payee"), "payer and payee are the same", f"both are {owed.payer}", "name another bank")
    home = directory.home_of_bank(owed.payer)
    if home is not None:
        yield from bank_elsewhere((*loc, "payee"), owed.payee, home.currency, directory)


def _obligation(scenario: Scenario, loc: Loc, owed: ObligationEntry, directory: Directory) -> Iterator[Problem]:
    home = directory.home_of_bank(owed.payer)
    if home is None:
        return
    yield from amount_problems(WrittenAmount((*loc, "amount"), owed.amount, home.currency, True))
    opening = directory.openings.get(home.id)
    away = outside(scenario, (*loc, "date"), owed.date)
    if away is None and opening is not None:
        away = closed((*loc, "date"), owed.date, home.name, [opening])
        if away is None and moment_s(owed.date, owed.time, opening) is None:
            why = f"{home.name} settles from {home.opens} to {home.closes} local time"
            away = Problem((*loc, "time"), f"time {owed.time} UTC outside operating hours", why, "take one within")
    if away is not None:
        yield away


def _generated(
    scenario: Scenario, loc: Loc, drawn: GeneratedObligationsEntry, directory: Directory
) -> Iterator[Problem]:
    no_currency = list(unknown_currency((*loc, "currency"), drawn.currency, directory))
    yield from no_currency
    if not drawn.sizes:
        why, do = "somebody has to owe somebody", "add it, or let the links of `topology` become obligations"
        yield Problem((*loc, "sizes"), "missing key 'sizes'", why, do)
    elif len(drawn.sizes) < 2:
        yield Problem((*loc, "sizes"), "list too short", "the fewest entries are 2", "add one")
    for name in drawn.sizes:
        yield from unknown_bank((*loc, "sizes", name), name, directory, at_key=True)
        if not no_currency:
            yield from bank_elsewhere((*loc, "sizes", name), name, drawn.currency, directory, at_key=True)
    yield from _links((*loc, "links"), drawn)
    yield from profile_problems((*loc, "profile"), drawn.profile)
    for index, band in enumerate(drawn.amounts if not no_currency else ()):
        yield from band_problems((*loc, "amounts", index), band, drawn.currency)
    if not no_currency and scenario.start <= scenario.end:
        yield from _days(scenario, loc, drawn, directory)


def _links(loc: Loc, drawn: GeneratedObligationsEntry) -> Iterator[Problem]:
    seen: set[frozenset[str]] = set()
    for index, pair in enumerate(drawn.links):
        for place, name in enumerate(pair):
            if name not in drawn.sizes:
                hint = did_you_mean(name, drawn.sizes).removeprefix("; ")
                why = "it has no size, and is never drawn"
                yield Problem((*loc, index, place), f"link of {name!r}", why, hint or "add it under sizes")
        if len(set(pair)) < 2 or frozenset(pair) in seen:
            why = "it is stated once for two different banks"
            yield Problem((*loc, index), "not a link of its own", why, "remove it, or name another pair")
        seen.add(frozenset(pair))
    linked = {name for pair in drawn.links for name in pair}
    alone = [name for name in drawn.sizes if name not in linked] if drawn.links else []
    for name in alone:
        where: Loc = (*loc[:-1], "sizes", name)
        yield Problem(where, f"{name} has no link", "it could owe nobody", "add one, or remove it", at_key=True)


def _days(scenario: Scenario, loc: Loc, drawn: GeneratedObligationsEntry, directory: Directory) -> Iterator[Problem]:
    homes = [home for home in directory.jurisdictions.values() if home.currency == drawn.currency]
    openings = [directory.openings[home.id] for home in homes if home.id in directory.openings]
    if openings and not windows(openings, scenario.start, scenario.end, MARGIN_S):
        why = f"{homes[0].name} is never open for {2 * MARGIN_S // 60} minutes in the period"
        yield Problem(loc, "no business day to draw obligations on", why, "change its hours or the period", at_key=True)

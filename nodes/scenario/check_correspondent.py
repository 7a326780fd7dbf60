"""Checks of correspondent banking: names, currencies, amounts, ranges of figures, and whether every payee is reached.

Trusts the model for types.
Never judges whether a figure is likely: its source says that, or that it is an assumption.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from finance.suggestions import did_you_mean
from nodes.correspondent.routes import Routes
from nodes.scenario.check_money import WrittenAmount, amount_problems
from nodes.scenario.correspondent import FIGURE_MAX, FIGURES, LARGEST, CorrespondentEntry, FigureEntry, figure_of
from nodes.scenario.directory import Directory
from nodes.scenario.findings import Loc, Problem

if TYPE_CHECKING:
    from nodes.scenario import Scenario

_SECTION = "correspondent"


def check_correspondent(scenario: Scenario, directory: Directory) -> Iterator[Problem]:
    """What is wrong with the section `correspondent`."""
    entry = scenario.correspondent
    if entry is None:
        return
    for name in FIGURES:
        yield from _figure((_SECTION, name), name, getattr(entry, name))
    yield from _shape(entry)
    wrong = [*_banks(entry, directory), *_nostros(entry, directory)]
    yield from wrong
    if entry.nostros and not wrong:
        yield from _unreached(entry, directory)


def _figure(loc: Loc, name: str, entry: FigureEntry | None) -> Iterator[Problem]:
    if entry is None:
        return
    figure, largest = figure_of(entry, FIGURES[name]), LARGEST.get(name, FIGURE_MAX)
    if not figure.low <= figure.value <= figure.high:
        why = f"it swings from {figure.low} to {figure.high}"
        yield Problem((*loc, "value"), f"value {figure.value} outside its range", why, "widen `low` and `high`")
    for key in ("value", "low", "high"):
        written = getattr(entry, key)
        if written is not None and written > largest:
            yield Problem((*loc, key), f"{name} {written}", f"{largest} is the most", "lower it")


def _shape(entry: CorrespondentEntry) -> Iterator[Problem]:
    if entry.nostros and entry.shape is not None:
        why = "the accounts are written out under `nostros`"
        yield Problem((_SECTION, "shape"), "key 'shape' without meaning", why, "remove one of the two", at_key=True)


def _banks(entry: CorrespondentEntry, directory: Directory) -> Iterator[Problem]:
    taken = {*directory.banks, *directory.clients, *directory.makers, *directory.authorities}
    for index, bank in enumerate(entry.correspondents):
        loc: Loc = (_SECTION, "correspondents", index)
        if bank.id in taken:
            why = "every actor of a scenario has an id of its own"
            yield Problem((*loc, "id"), f"duplicate id {bank.id!r}", why, "rename one of the two")
        taken.add(bank.id)
        if bank.home not in directory.jurisdictions:
            hint = did_you_mean(bank.home, directory.jurisdictions).removeprefix("; ")
            why, do = "no jurisdiction of the scenario has this id", "add the jurisdiction, or name another"
            yield Problem((*loc, "home"), f"unknown jurisdiction {bank.home!r}", why, hint or do)


def _nostros(entry: CorrespondentEntry, directory: Directory) -> Iterator[Problem]:
    known = [*directory.banks, *(bank.id for bank in entry.correspondents)]
    currencies, seen = _currencies(entry, directory), set[tuple[str, str]]()
    for index, nostro in enumerate(entry.nostros):
        loc: Loc = (_SECTION, "nostros", index)
        unknown = [key for key in ("holder", "keeper") if getattr(nostro, key) not in known]
        for key in unknown:
            name = getattr(nostro, key)
            hint = did_you_mean(name, known).removeprefix("; ")
            why, do = "no bank and no correspondent of the scenario has this id", "add it, or name another"
            yield Problem((*loc, key), f"unknown bank {name!r}", why, hint or do)
        if unknown or not {nostro.holder, nostro.keeper} <= currencies.keys():
            continue  # the home of one of them leads nowhere, which is told already
        code = currencies[nostro.keeper]
        if currencies[nostro.holder] == code:
            why = f"both have {code}: they pay each other over its own system"
            yield Problem((*loc, "keeper"), "account within one currency", why, "name a keeper of another currency")
        if (nostro.holder, nostro.keeper) in seen:
            why = "one account a pair"
            yield Problem((*loc, "keeper"), f"{nostro.holder} has one with {nostro.keeper} already", why, "remove one")
        seen.add((nostro.holder, nostro.keeper))
        if nostro.opening is not None:
            yield from amount_problems(WrittenAmount((*loc, "opening"), nostro.opening, code))


def _currencies(entry: CorrespondentEntry, directory: Directory) -> dict[str, str]:
    homes = {bank: directory.home_of_bank(bank) for bank in directory.banks}
    homes |= {bank.id: directory.jurisdictions.get(bank.home) for bank in entry.correspondents}
    return {bank: home.currency for bank, home in homes.items() if home is not None}


def _unreached(entry: CorrespondentEntry, directory: Directory) -> Iterator[Problem]:
    """The first pair of banks between which no way leads; others follow from the same gap."""
    currencies = _currencies(entry, directory)
    routes = Routes(currencies, frozenset((nostro.holder, nostro.keeper) for nostro in entry.nostros))
    # Every way leads back too: who is reached from one bank is reached from all that it reaches.
    payer = next(iter(directory.banks))
    for payee in directory.banks:
        if routes.between(payer, payee) is None:
            what, why = f"no route from {payer} to {payee}", "no accounts lead there"
            yield Problem((_SECTION, "nostros"), what, why, "add an account between the two currencies")
            return

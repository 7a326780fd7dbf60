"""Checks of payrolls, purchases and relations: that somebody takes part, amounts are amounts, and days come.

Trusts the model for types and ranges, and `nodes.scenario.check_names` for the clients' banks.
Never draws an amount or a second.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, permutations
from typing import TYPE_CHECKING

from nodes.corridors import MARGIN_S, windows
from nodes.scenario.check_demand import band_problems, profile_problems
from nodes.scenario.check_money import REPORTING_CURRENCY
from nodes.scenario.demand import PAYMENTS_MAX, payments_drawn
from nodes.scenario.directory import Directory
from nodes.scenario.findings import Loc, Problem
from nodes.scenario.patterns import ClientKind, PayrollEntry, PurchasesEntry, RelationsEntry

if TYPE_CHECKING:
    from nodes.scenario import Scenario

SECTIONS = ("payrolls", "purchases", "relations")


def check_patterns(scenario: Scenario) -> Iterator[Problem]:
    """What is wrong with each section by itself."""
    seen: set[str] = set()
    for loc, entry in _entries(scenario):
        if entry.id in seen:
            yield Problem(
                (*loc, "id"), f"duplicate id {entry.id!r}", "payments are named after it", "rename one of them"
            )
        seen.add(entry.id)
        key = "salaries" if isinstance(entry, PayrollEntry) else "amounts"
        for index, band in enumerate(getattr(entry, key)):
            yield from band_problems((*loc, key, index), band, REPORTING_CURRENCY)
        if isinstance(entry, PurchasesEntry) and entry.profile is not None:
            yield from profile_problems((*loc, "profile"), entry.profile)
        if isinstance(entry, PayrollEntry) and entry.employees.most < entry.employees.least:
            why = f"the least is {entry.employees.least:,}"
            yield Problem((*loc, "employees", "most"), f"{entry.employees.most:,} at most", why, "make it larger")


def check_pattern_members(scenario: Scenario, directory: Directory) -> Iterator[Problem]:
    """Sections for which there are too few clients, or no hours; for a scenario whose names are right."""
    for loc, entry in _entries(scenario):
        if isinstance(entry, PayrollEntry):
            yield from _employees(loc, entry, directory)
        elif isinstance(entry, PurchasesEntry):
            yield from _customers(loc, directory)
        else:
            yield from _circles(loc, entry, scenario, directory)


def check_pattern_counts(scenario: Scenario, counts: Mapping[Loc, int]) -> Iterator[Problem]:
    """Sections that come to nothing in the period, or too much; counts: how many payments each stands for."""
    for loc, number in counts.items():
        if number == 0:
            why = f"nothing is due from {scenario.start} to {scenario.end} on a day with settlement"
            yield Problem(
                loc, "no payment in the period", why, "lengthen the period, or remove the section", at_key=True
            )
    planned = sum(counts.values()) + payments_drawn(scenario.payments.generated, scenario.seed)
    if planned > PAYMENTS_MAX:
        why = f"a scenario draws {PAYMENTS_MAX:,} at most"
        yield Problem(("payments",), f"{planned:,} payments", why, "draw fewer", at_key=True)


def pairs_of_relations(scenario: Scenario, directory: Directory) -> Iterator[tuple[Loc, str, str]]:
    """Where a section can pay across a border, with the jurisdictions of payer and payee."""
    for index, entry in enumerate(scenario.payments.relations):
        homes = _members(directory, ClientKind(entry.between)) if entry.cross_border else {}
        for payer, payee in permutations(sorted(homes), 2):
            yield ("payments", "relations", index), payer, payee


def _entries(scenario: Scenario) -> Iterator[tuple[Loc, PayrollEntry | PurchasesEntry | RelationsEntry]]:
    stated = scenario.payments
    for section in SECTIONS:
        for index, entry in enumerate(getattr(stated, section)):
            yield ("payments", section, index), entry


def _members(directory: Directory, kind: ClientKind) -> dict[str, int]:
    """How many clients of a kind each jurisdiction has who are there all the time."""
    clients = directory.clients.items()
    return directory.clients_by_home(
        client_id for client_id, client in clients if client.kind == kind and client_id not in directory.absent
    )


def _employees(loc: Loc, entry: PayrollEntry, directory: Directory) -> Iterator[Problem]:
    employers, retail = _members(directory, ClientKind.EMPLOYER), _members(directory, ClientKind.RETAIL)
    if not employers:
        yield Problem(
            loc, "nobody pays salaries", "no client is of kind employer", "add client_groups of it", at_key=True
        )
    for home, number in sorted(employers.items()):
        needed = number * entry.employees.most
        if retail.get(home, 0) < needed:
            there = f"{retail.get(home, 0):,} retail clients"
            why = f"{number:,} employers in {home} may have {needed:,} employees, and it has {there}"
            yield Problem((*loc, "employees", "most"), "too few to employ", why, "lower it, or add retail clients")


def _customers(loc: Loc, directory: Directory) -> Iterator[Problem]:
    merchants, retail = _members(directory, ClientKind.MERCHANT), _members(directory, ClientKind.RETAIL)
    if not merchants.keys() & retail.keys():
        why = "no jurisdiction has both a merchant and a retail client"
        yield Problem(loc, "nobody buys anything", why, "add client_groups of both kinds to one", at_key=True)


def _circles(loc: Loc, entry: RelationsEntry, scenario: Scenario, directory: Directory) -> Iterator[Problem]:
    homes = _members(directory, ClientKind(entry.between))
    groups = {"all jurisdictions together": sum(homes.values())} if entry.cross_border else homes
    if not homes:
        why, do = f"no client is of kind {entry.between}", "add client_groups of it"
        yield Problem(loc, "nobody has relations", why, do, at_key=True)
        return
    for name, number in sorted(groups.items()):
        if number < max(entry.ring, entry.partners + 1):
            key = "ring" if number < entry.ring else "partners"
            why = f"there are {number:,} clients of kind {entry.between} in {name}"
            yield Problem((*loc, key), f"{key} of {getattr(entry, key)}", why, "lower it, or add clients")
    if entry.cross_border:
        yield from _no_hours(loc, homes, scenario, directory)


def _no_hours(loc: Loc, homes: Iterable[str], scenario: Scenario, directory: Directory) -> Iterator[Problem]:
    for pair in combinations(sorted(homes), 2):
        sides = [directory.openings[home] for home in pair if home in directory.openings]
        if len(sides) == 2 and not windows(sides, scenario.start, scenario.end, MARGIN_S):
            why = f"{pair[0]} and {pair[1]} are never open together for {2 * MARGIN_S // 60} minutes in the period"
            yield Problem((*loc, "cross_border"), "no common hours", why, "change hours or period, or write false")

"""Checks of the way in which obligations settle, of the variants of it, and of gridlock cases.

Trusts the model for types and ranges.
Never judges which way is the better one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from finance.suggestions import did_you_mean
from nodes.scenario.check_days import closed, outside
from nodes.scenario.check_interbank import bank_elsewhere, unknown_bank, unknown_currency
from nodes.scenario.check_money import WrittenAmount, amount_problems
from nodes.scenario.directory import Directory
from nodes.scenario.findings import Loc, Problem
from nodes.scenario.interbank import GridlockEntry, SettlementEntry

if TYPE_CHECKING:
    from nodes.scenario import Scenario


def check_settlement(scenario: Scenario, directory: Directory) -> Iterator[Problem]:
    """What is wrong with `settlement` and `compare`."""
    yield from _way(scenario, ("settlement",), scenario.settlement, directory)
    for index, variant in enumerate(scenario.compare):
        if variant.settlement is not None:
            yield from _way(scenario, ("compare", index, "settlement"), variant.settlement, directory)
    yield from _same_ids(("compare",), [variant.id for variant in scenario.compare], "variant")
    yield from _comparison(scenario)


def _comparison(scenario: Scenario) -> Iterator[Problem]:
    """What leaves a comparison without anything to compare."""
    if len(scenario.compare) == 1:
        yield Problem(("compare",), "one variant", "a comparison takes two", "add another", at_key=True)
    for index, variant in enumerate(scenario.compare):
        if variant.settlement is None and variant.venue is None and variant.collection is None:
            why = "it says neither how obligations settle, nor how payments are routed, nor how loans are collected"
            do = "add `settlement`, `venue` or `collection`"
            yield Problem(("compare", index), f"variant {variant.id} without a difference", why, do)
    owes = bool(scenario.interbank.explicit) or scenario.interbank.generated is not None
    payments = scenario.payments
    pays = (
        bool(payments.explicit) or payments.generated is not None or payments.file is not None or payments.has_patterns
    )
    if any(variant.settlement is not None for variant in scenario.compare) and not owes:
        why = "the variants differ in how obligations settle, and there are none"
        yield Problem(("compare",), "nothing to compare", why, "add `interbank`", at_key=True)
    elif any(variant.venue is not None for variant in scenario.compare) and not pays:
        why = "the variants differ in how payments are routed, and there are none"
        yield Problem(("compare",), "nothing to compare", why, "add `payments`", at_key=True)
    elif any(variant.collection is not None for variant in scenario.compare) and scenario.lending is None:
        why = "the variants differ in how loans are collected, and none are drawn"
        yield Problem(("compare",), "nothing to compare", why, "add `lending`", at_key=True)


def check_gridlocks(scenario: Scenario, directory: Directory) -> Iterator[Problem]:
    """What is wrong with the gridlock cases."""
    yield from _same_ids(("gridlocks",), [case.id for case in scenario.gridlocks], "case")
    days: set[object] = set()
    for index, case in enumerate(scenario.gridlocks):
        loc: Loc = ("gridlocks", index)
        wrong = _case_names(loc, case, directory)
        yield from wrong
        if not wrong:
            yield from _case_amounts(loc, case)
            yield from _case_banks(scenario, loc, case, directory)
            yield from _case_day(scenario, loc, case, directory)
        if (case.currency, case.date) in days:
            why = f"another case in {case.currency} is played on it"
            yield Problem((*loc, "date"), f"date {case.date} is taken", why, "take another business day")
        days.add((case.currency, case.date))


def _same_ids(loc: Loc, ids: Sequence[str], kind: str) -> Iterator[Problem]:
    for index, name in enumerate(ids):
        if name in ids[:index]:
            why = f"every {kind} has an id of its own"
            yield Problem((*loc, index, "id"), f"duplicate id {name!r}", why, "rename one of the two")


def _way(scenario: Scenario, loc: Loc, way: SettlementEntry, directory: Directory) -> Iterator[Problem]:
    idle = "resolvers" if way.mode == "gross" else "retry_every_s"
    if getattr(way, idle) is not None:
        why = f"mode `{way.mode}` has none"
        yield Problem((*loc, idle), f"key {idle!r} without meaning", why, "remove it, or change `mode`", at_key=True)
    if way.operator is not None:
        yield from _operator((*loc, "operator"), way.operator, scenario, directory)
    if way.credit != "never" and all(bank.collateral.strip("0.") == "" for bank in scenario.banks):
        why = "no bank has collateral to draw it against"
        yield Problem((*loc, "credit"), "credit without effect", why, "give a bank `collateral`, or write `never`")


def _operator(loc: Loc, name: str, scenario: Scenario, directory: Directory) -> Iterator[Problem]:
    homes = {keeper.id: keeper.home for keeper in scenario.keepers}
    if name not in homes:
        hint = did_you_mean(name, homes).removeprefix("; ")
        why, do = "no keeper of the scenario has this id", "add the keeper, or leave it to the central bank"
        yield Problem(loc, f"unknown keeper {name!r}", why, hint or do)
        return
    for home in sorted(_homes_that_owe(scenario, directory) - {homes[name]}):
        yield Problem(loc, f"{name} is no keeper of {home}", f"it is admitted in {homes[name]}", "name another")


def _homes_that_owe(scenario: Scenario, directory: Directory) -> set[str]:
    """Jurisdictions with something to resolve."""
    drawn = scenario.interbank.generated
    codes = {case.currency for case in scenario.gridlocks} | ({drawn.currency} if drawn else set())
    homes = {home.id for home in directory.jurisdictions.values() if home.currency in codes}
    owing = (directory.home_of_bank(owed.payer) for owed in scenario.interbank.explicit)
    return homes | {home.id for home in owing if home is not None}


def _case_names(loc: Loc, case: GridlockEntry, directory: Directory) -> list[Problem]:
    """What is wrong with the names; of what follows from each other, the first alone."""
    return (
        list(unknown_currency((*loc, "currency"), case.currency, directory))
        or list(_case_members(loc, case, directory))
        or [*_case_obligations(loc, case), *_case_algorithms(loc, case)]
    )


def _case_members(loc: Loc, case: GridlockEntry, directory: Directory) -> Iterator[Problem]:
    for name in case.liquidity:
        where = (*loc, "liquidity", name)
        yield from unknown_bank(where, name, directory, at_key=True)
        yield from bank_elsewhere(where, name, case.currency, directory, at_key=True)


def _case_obligations(loc: Loc, case: GridlockEntry) -> Iterator[Problem]:
    yield from _same_ids((*loc, "obligations"), [owed.id for owed in case.obligations], "obligation of a case")
    for index, owed in enumerate(case.obligations):
        for key, name in (("payer", owed.payer), ("payee", owed.payee)):
            if name not in case.liquidity:
                hint = did_you_mean(name, case.liquidity).removeprefix("; ")
                why = "the case says nothing of its liquidity"
                where = (*loc, "obligations", index, key)
                yield Problem(where, f"{name} is no bank of the case", why, hint or "add it under `liquidity`")
        if owed.payer == owed.payee:
            where = (*loc, "obligations", index, "payee")
            yield Problem(where, "payer and payee are the same", f"both are {owed.payer}", "name another bank")


def _case_algorithms(loc: Loc, case: GridlockEntry) -> Iterator[Problem]:
    for position, name in enumerate(case.algorithms):
        if name in case.algorithms[:position]:
            where = (*loc, "algorithms", position)
            yield Problem(where, f"{name} stands twice", "it is deterministic", "remove one of the two")
    for name in case.expect.keys() - set(case.algorithms):
        why = "it is not among the case's algorithms"
        yield Problem((*loc, "expect", name), f"{name} is not played", why, "add it there, or remove this", at_key=True)


def _case_amounts(loc: Loc, case: GridlockEntry) -> Iterator[Problem]:
    amounts = [WrittenAmount((*loc, "liquidity", bank), text, case.currency) for bank, text in case.liquidity.items()]
    for index, owed in enumerate(case.obligations):
        amounts.append(WrittenAmount((*loc, "obligations", index, "amount"), owed.amount, case.currency, True))
    amounts.append(WrittenAmount((*loc, "optimum", "value"), case.optimum.value, case.currency))
    for name, known in case.expect.items():
        amounts.append(WrittenAmount((*loc, "expect", name, "value"), known.value, case.currency))
    for amount in amounts:
        yield from amount_problems(amount)


def _case_banks(scenario: Scenario, loc: Loc, case: GridlockEntry, directory: Directory) -> Iterator[Problem]:
    """Banks that have other money or owe something else: a case states all of it."""
    drawn, with_clients = scenario.interbank.generated, {client.bank for client in directory.clients.values()}
    owing = {bank for owed in scenario.interbank.explicit for bank in (owed.payer, owed.payee)}
    owing |= set(drawn.sizes) if drawn else set()
    for name in case.liquidity:
        where = (*loc, "liquidity", name)
        do = "take a bank that does nothing else"
        if directory.banks[name].opening_liquidity.strip("0.") != "":
            yield Problem(where, f"{name} has opening liquidity", "a case states all that it has", do, at_key=True)
        elif name in with_clients:
            yield Problem(where, f"{name} has clients", "their payments would move its money", do, at_key=True)
        elif name in owing:
            yield Problem(where, f"{name} owes something under `interbank`", "a case states all of it", do, at_key=True)


def _case_day(scenario: Scenario, loc: Loc, case: GridlockEntry, directory: Directory) -> Iterator[Problem]:
    where = (*loc, "date")
    home = next(home for home in directory.jurisdictions.values() if home.currency == case.currency)
    opening = directory.openings.get(home.id)
    away = outside(scenario, where, case.date)
    if away is None and opening is not None:
        away = closed(where, case.date, home.name, [opening])
    if away is not None:
        yield away

"""Checks of shocks: all that each kind takes and nothing else, on somebody who is there, at a moment within the run.

Trusts the model for types and ranges.
Never says how a shock ends: that is what a scenario wants to show.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from finance.suggestions import did_you_mean
from nodes.rates import ANCHOR
from nodes.scenario.acts import moment_s
from nodes.scenario.check_days import closed, outside
from nodes.scenario.check_money import WrittenAmount, amount_problems
from nodes.scenario.consensus import rotation, validators_by_operator
from nodes.scenario.directory import Directory
from nodes.scenario.findings import Loc, Problem
from nodes.scenario.jurisdictions import JurisdictionEntry
from nodes.scenario.shocks import ShockEntry

if TYPE_CHECKING:
    from nodes.scenario import Scenario

_NEEDS: dict[str, tuple[str, ...]] = {
    "bank_default": ("bank",),
    "liquidity_drain": ("bank",),
    "rate_jump": ("currency", "move_bps"),
    "sanctions_change": ("client", "listed"),
    "cut_off_change": ("jurisdiction",),
    "validator_outage": ("validators", "lasts_s", "time"),
    "demand_surge": ("factor_bps", "lasts_s", "time"),
}
_MAY: dict[str, tuple[str, ...]] = {
    "bank_default": ("time",),
    "liquidity_drain": ("time", "amount", "share_bps"),
    "sanctions_change": ("time",),
    "cut_off_change": ("opens", "closes"),
}
_OPTIONAL = tuple(key for key, field in ShockEntry.model_fields.items() if not field.is_required())


def check_shocks(scenario: Scenario, directory: Directory) -> Iterator[Problem]:
    """What is wrong with the section `shocks`."""
    seen: set[str] = set()
    for index, shock in enumerate(scenario.shocks):
        loc: Loc = ("shocks", index)
        if shock.id in seen:
            yield Problem((*loc, "id"), f"duplicate id {shock.id!r}", "every shock has an id of its own", "rename it")
        seen.add(shock.id)
        wrong = [*_keys(loc, shock), *_names(scenario, loc, shock, directory)]
        yield from wrong
        if not wrong:
            yield from _sense(scenario, loc, shock, directory)
    yield from _after_default(scenario.shocks)


def _keys(loc: Loc, shock: ShockEntry) -> Iterator[Problem]:
    needs, may = _NEEDS[shock.kind], _MAY.get(shock.kind, ())
    for key in _OPTIONAL:
        is_there = getattr(shock, key) is not None
        if key in needs and not is_there:
            why = f"`{shock.kind}` needs it"
            yield Problem((*loc, key), f"missing key {key!r}", why, f"add it under shocks[{loc[1]}]")
        if is_there and key not in needs and key not in may:
            why = f"`{shock.kind}` has none"
            yield Problem((*loc, key), f"key {key!r} without meaning", why, "remove it", at_key=True)
    for one, other in (("amount", "share_bps"), ("opens", "closes")):
        both, none = [getattr(shock, key) is not None for key in (one, other)], [False, False]
        if one in may and both == none:
            yield Problem((*loc, one), f"missing key {one!r}", f"`{shock.kind}` says how much", f"add it, or {other}")
        if one == "amount" and all(both):
            why = f"{one} and {other} say how much"
            yield Problem((*loc, other), "two amounts", why, "remove one of the two", at_key=True)


def _names(scenario: Scenario, loc: Loc, shock: ShockEntry, directory: Directory) -> Iterator[Problem]:
    operators = validators_by_operator([home.central_bank.id for home in scenario.jurisdictions])
    validators = {*operators, *rotation(operators)}
    held = {home.currency for home in directory.jurisdictions.values()}
    named: list[tuple[Loc, str, str | None, Collection[str]]] = [
        ((*loc, "bank"), "bank", shock.bank, directory.banks),
        ((*loc, "client"), "client", shock.client, directory.clients),
        ((*loc, "jurisdiction"), "jurisdiction", shock.jurisdiction, directory.jurisdictions),
        ((*loc, "currency"), "currency", shock.currency, held),
    ]
    for position, name in enumerate(shock.validators or ()):
        named.append(((*loc, "validators", position), "validator", name, validators))
    for where, kind, wanted, known in named:
        if wanted is not None and wanted not in known:
            hint = did_you_mean(wanted, known).removeprefix("; ")
            why = f"no {kind} of the scenario has this id"
            yield Problem(where, f"unknown {kind} {wanted!r}", why, hint or f"name a {kind} of the scenario")


def _sense(scenario: Scenario, loc: Loc, shock: ShockEntry, directory: Directory) -> Iterator[Problem]:
    away = outside(scenario, (*loc, "date"), shock.date)
    if away is not None:
        yield away
        return
    home = directory.home_of_bank(shock.bank or "") or directory.home_of_client(shock.client or "")
    if home is not None:
        yield from _moment(loc, shock, home, directory)
        if shock.amount is not None:
            yield from amount_problems(WrittenAmount((*loc, "amount"), shock.amount, home.currency, True))
        if shock.client is not None and (home.rules is None or home.rules.sanctions is None):
            why = f"no rule of {home.id} asks for it"
            yield Problem((*loc, "kind"), "shock without effect", why, "add sanctions to its rules")
    if shock.kind == "demand_surge" and scenario.payments.generated is None:
        why = "it is about payments that are drawn, and there are none"
        yield Problem((*loc, "kind"), "shock without effect", why, "add `payments.generated`")
    if shock.kind == "rate_jump":
        process = scenario.rates.process
        yield from _jump(loc, shock, ANCHOR if process is None else process.numeraire)
    if shock.jurisdiction is not None:
        yield from _hours(loc, shock, directory.jurisdictions[shock.jurisdiction], directory)


def _moment(loc: Loc, shock: ShockEntry, home: JurisdictionEntry, directory: Directory) -> Iterator[Problem]:
    opening = directory.openings.get(home.id)
    if opening is None:
        return  # reported where the hours stand
    shut = closed((*loc, "date"), shock.date, home.name, [opening])
    if shut is not None:
        yield shut
    elif moment_s(shock.date, shock.time, opening) is None:
        why = f"{home.name} settles from {home.opens} to {home.closes} local time"
        yield Problem((*loc, "time"), f"time {shock.time} UTC outside operating hours", why, "take one within")


def _jump(loc: Loc, shock: ShockEntry, anchor: str) -> Iterator[Problem]:
    if shock.currency == anchor:
        why = "reference rates are stated against it"
        yield Problem((*loc, "currency"), f"jump of {anchor}", why, "move the other currencies")
    if shock.move_bps == 0:
        yield Problem((*loc, "move_bps"), "jump of zero", "nothing would happen", "write another number")


def _hours(loc: Loc, shock: ShockEntry, home: JurisdictionEntry, directory: Directory) -> Iterator[Problem]:
    opens, closes = shock.opens or home.opens, shock.closes or home.closes
    if opens >= closes:
        yield Problem((*loc, "closes"), f"hours {opens} to {closes}", "it opens before it closes", "correct them")
    opening = directory.openings.get(home.id)
    shut = None if opening is None else closed((*loc, "date"), shock.date, home.name, [opening])
    if shut is not None:
        yield shut


def _after_default(shocks: Sequence[ShockEntry]) -> Iterator[Problem]:
    """A bank fails once, and what happens to it happens before."""
    failed: dict[str, str] = {}
    for index, shock in sorted(enumerate(shocks), key=lambda item: _moment_of(item[1])):
        if shock.bank in failed:
            why = f"it defaulted on {failed[shock.bank][:10]}"
            what = "defaults twice" if shock.kind == "bank_default" else "has nothing to lose any more"
            yield Problem(
                ("shocks", index, "bank"), f"{shock.bank} {what}", why, "remove it, or take an earlier moment"
            )
        elif shock.kind == "bank_default" and shock.bank is not None:
            failed[shock.bank] = _moment_of(shock)


def _moment_of(shock: ShockEntry) -> str:
    return f"{shock.date} {shock.time or '00:00'}"

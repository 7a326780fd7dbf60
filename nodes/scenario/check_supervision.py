"""Checks of the section `supervision`: somebody who watches, responses that make sense, alarms about somebody there.

Trusts the model for types and ranges.
Never says whether an alarm is right.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from finance.suggestions import did_you_mean
from nodes.scenario.acts import moment_s
from nodes.scenario.check_days import closed, outside
from nodes.scenario.directory import Directory
from nodes.scenario.findings import Loc, Problem
from nodes.scenario.supervision import AlarmEntry, ResponseEntry, SupervisionEntry

if TYPE_CHECKING:
    from nodes.scenario import Scenario

_SECTION = "supervision"


def check_supervision(scenario: Scenario, directory: Directory) -> Iterator[Problem]:
    """What is wrong with the section."""
    entry = scenario.supervision
    if entry is None:
        return
    watched = {home.id for home in scenario.jurisdictions if home.supervisor is not None}
    if not watched:
        why, do = "no jurisdiction has a supervisor", "add `supervisor` to one"
        yield Problem((_SECTION,), "nobody watches", why, do, at_key=True)
    yield from _responses(scenario, (_SECTION, "responses"), entry.responses)
    yield from _names(entry)
    for index, own in enumerate(entry.jurisdictions):
        loc: Loc = (_SECTION, "jurisdictions", index)
        if own.id not in directory.jurisdictions:
            hint = did_you_mean(own.id, directory.jurisdictions).removeprefix("; ")
            why = "no jurisdiction of the scenario has this id"
            yield Problem((*loc, "id"), f"unknown jurisdiction {own.id!r}", why, hint or "name one that it has")
        elif own.id not in watched:
            yield Problem((*loc, "id"), f"{own.id} is not watched", "it has no supervisor", "add one, or remove this")
        yield from _responses(scenario, (*loc, "responses"), own.responses or ())
    for index, alarm in enumerate(entry.alarms):
        yield from _alarm(scenario, (_SECTION, "alarms", index), alarm, directory, watched)


def _names(entry: SupervisionEntry) -> Iterator[Problem]:
    """What stands twice."""
    lists: tuple[tuple[str, list[str], str], ...] = (
        ("jurisdictions", [own.id for own in entry.jurisdictions], "id"),
        ("alarms", [alarm.id for alarm in entry.alarms], "id"),
        ("detectors", [*entry.detectors], ""),
    )
    for key, names, field in lists:
        for index, name in enumerate(names):
            if name in names[:index]:
                loc: Loc = (_SECTION, key, index, field) if field else (_SECTION, key, index)
                yield Problem(loc, f"{name!r} stands twice", "each stands once", "remove or rename one of the two")


def _responses(scenario: Scenario, loc: Loc, responses: Sequence[ResponseEntry]) -> Iterator[Problem]:
    seen: set[int] = set()
    for index, response in enumerate(responses):
        where: Loc = (*loc, index)
        if response.score in seen:
            why = "an alarm has one response"
            yield Problem((*where, "score"), f"score {response.score} stands twice", why, "change one of the two")
        seen.add(response.score)
        yield from _extent(where, response)
        yield from _ending(where, response)
        has_rule = any(home.rules is not None and home.rules.risk_flag is not None for home in scenario.jurisdictions)
        if response.flag and not has_rule:
            why, do = "no jurisdiction's rules ask for it", "add risk_flag to the rules of one"
            yield Problem((*where, "flag"), "flag without effect", why, do)


def _extent(loc: Loc, response: ResponseEntry) -> Iterator[Problem]:
    if response.freeze == "part" and response.share_bps is None:
        why = "`freeze: part` says how much"
        yield Problem((*loc, "share_bps"), "missing key 'share_bps'", why, "add it", at_key=False)
    if response.freeze != "part" and response.share_bps is not None:
        why = f"`freeze: {response.freeze}` has none"
        yield Problem((*loc, "share_bps"), "key 'share_bps' without meaning", why, "remove it", at_key=True)
    if response.freeze == "none" and not response.flag:
        why = "it neither freezes nor flags"
        yield Problem((*loc, "freeze"), "response without effect", why, "remove it, or let it do something")


def _ending(loc: Loc, response: ResponseEntry) -> Iterator[Problem]:
    then = response.then
    if then == "keep" and response.after_s is not None:
        yield Problem((*loc, "after_s"), "key 'after_s' without meaning", "`keep` has no end", "remove it", at_key=True)
    if then != "keep" and response.after_s is None:
        yield Problem((*loc, "after_s"), "missing key 'after_s'", f"`then: {then}` says when", "add it")
    if then in ("release", "seize") and response.freeze == "none":
        yield Problem((*loc, "then"), f"`{then}` of nothing", "nothing is frozen", "freeze something, or remove it")
    if then == "appeal" and not response.flag:
        yield Problem((*loc, "then"), "appeal against nothing", "an appeal is against a flag", "write `flag: true`")


def _alarm(
    scenario: Scenario, loc: Loc, alarm: AlarmEntry, directory: Directory, watched: set[str]
) -> Iterator[Problem]:
    if (alarm.client is None) == (alarm.alias is None):
        what = "missing key 'client'" if alarm.client is None else "client named twice"
        why = "an alarm is about one client, by id or by alias"
        yield Problem((*loc, "client"), what, why, "write one of the two")
        return
    key = "client" if alarm.client is not None else "alias"
    named = alarm.client or directory.aliases.get(alarm.alias or "", "")
    home = directory.home_of_client(named)
    if home is None:
        known = directory.clients if key == "client" else directory.aliases
        hint = did_you_mean(getattr(alarm, key), known).removeprefix("; ")
        yield Problem(
            (*loc, key),
            f"unknown {key} {getattr(alarm, key)!r}",
            "no client of the scenario has it",
            hint or "name another",
        )
        return
    if home.id not in watched:
        yield Problem((*loc, key), f"{home.id} is not watched", "it has no supervisor", f"add one to {home.id}")
    if named in directory.absent:
        why = "it joins later or loses its key"
        yield Problem((*loc, key), f"{named} is not there all the time", why, "name another client")
    yield from _moment(scenario, loc, alarm, directory, home.id)


def _moment(scenario: Scenario, loc: Loc, alarm: AlarmEntry, directory: Directory, home: str) -> Iterator[Problem]:
    opening, entry = directory.openings.get(home), directory.jurisdictions[home]
    wrong = outside(scenario, (*loc, "date"), alarm.date)
    if wrong is None and opening is not None:
        wrong = closed((*loc, "date"), alarm.date, entry.name, [opening])
    if wrong is not None:
        yield wrong
    elif opening is not None and moment_s(alarm.date, alarm.time, opening) is None:
        why = f"{entry.name} settles from {entry.opens} to {entry.closes} local time"
        yield Problem((*loc, "time"), f"time {alarm.time} UTC outside operating hours", why, "take one within")

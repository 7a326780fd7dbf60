"""Checks of what is said about the validators: names that exist, links that are two, faults that the protocol stands.

Trusts the model for types and ranges.
Never refuses a stall: that a network without a quorum stands still is what a scenario may want to show.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from chain.consensus.seals import faulty_max
from finance.suggestions import did_you_mean
from nodes.scenario.consensus import (
    ConsensusEntry,
    ValidatorEventEntry,
    begins_s,
    named,
    pairs,
    rotation,
    validators_by_operator,
)
from nodes.scenario.findings import Loc, Problem

if TYPE_CHECKING:
    from nodes.scenario import Scenario

_SECTION = "consensus"


def check_consensus(scenario: Scenario) -> Iterator[Problem]:
    """What is wrong with the section `consensus`; nothing where there is none."""
    if scenario.consensus is None:
        return
    operators = validators_by_operator([home.central_bank.id for home in scenario.jurisdictions])
    unknown = list(_unknown(scenario.consensus, operators))
    yield from unknown
    yield from _same_ids(scenario.consensus.events)
    yield from _days(scenario)
    if not unknown:
        yield from _links(scenario.consensus, operators)
        yield from _events(scenario.consensus.events, operators)
        yield from _liars(scenario.consensus.events, operators)


def _unknown(section: ConsensusEntry, operators: Mapping[str, tuple[str, ...]]) -> Iterator[Problem]:
    known = [*operators, *(name for name in rotation(operators) if name not in operators)]
    for loc, name in _references(section):
        if name not in known:
            hint = did_you_mean(name, known).removeprefix("; ")
            why = "neither a validator nor a central bank of the scenario has this id"
            yield Problem(loc, f"unknown validator {name!r}", why, hint or f"write one of {', '.join(known)}")


def _references(section: ConsensusEntry) -> Iterator[tuple[Loc, str]]:
    for index, link in enumerate(section.links):
        for position, name in enumerate(link.between):
            yield (_SECTION, "links", index, "between", position), name
    for index, event in enumerate(section.events):
        for position, name in enumerate(event.validators):
            yield (_SECTION, "events", index, "validators", position), name


def _same_ids(events: Sequence[ValidatorEventEntry]) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, event in enumerate(events):
        if event.id in seen:
            why = "every event has an id of its own"
            yield Problem((_SECTION, "events", index, "id"), f"duplicate id {event.id!r}", why, "rename one of the two")
        seen.add(event.id)


def _days(scenario: Scenario) -> Iterator[Problem]:
    for index, event in enumerate(scenario.consensus.events if scenario.consensus else ()):
        if not scenario.start <= event.date <= scenario.end:
            why = f"the scenario lasts from {scenario.start} to {scenario.end}"
            yield Problem((_SECTION, "events", index, "date"), f"{event.date} is outside", why, "take a day within")


def _links(section: ConsensusEntry, operators: Mapping[str, tuple[str, ...]]) -> Iterator[Problem]:
    seen: set[frozenset[str]] = set()
    for index, link in enumerate(section.links):
        loc: Loc = (_SECTION, "links", index, "between")
        found = pairs(link, operators)
        if not found:
            yield Problem(loc, "link to itself", "it takes two validators", "name another one")
        if not seen.isdisjoint(found):
            yield Problem(loc, "link stated twice", "each pair of validators has one latency", "remove one of the two")
        seen.update(found)


def _events(events: Sequence[ValidatorEventEntry], operators: Mapping[str, tuple[str, ...]]) -> Iterator[Problem]:
    everybody = rotation(operators)
    for index, event in enumerate(events):
        meant = named(event.validators, operators)
        if event.kind == "partition" and len(meant) == len(everybody):
            why = "all validators are on one side of it"
            yield Problem((_SECTION, "events", index, "validators"), "partition without effect", why, "name fewer")


def _liars(events: Sequence[ValidatorEventEntry], operators: Mapping[str, tuple[str, ...]]) -> Iterator[Problem]:
    """More liars at a time than the protocol stands could make two blocks final, which no run may show as normal."""
    count = len(rotation(operators))
    lies = [(index, event) for index, event in enumerate(events) if event.kind == "equivocation"]
    for index, event in lies:
        at_s = begins_s(event)
        holding = (other for _, other in lies if begins_s(other) <= at_s < begins_s(other) + other.lasts_s)
        liars = {name for other in holding for name in named(other.validators, operators)}
        if len(liars) > faulty_max(count):
            why = f"of {count} validators {faulty_max(count)} may lie at a time, here are {len(liars)}"
            yield Problem((_SECTION, "events", index, "validators"), "too many lie", why, "name fewer")

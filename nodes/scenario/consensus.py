"""How the blocks of a run become final: latencies between the validators, timeouts, and what goes wrong among them.

Trusts the checks for names and days.
Never says how a fault ends: `chain.consensus` plays it through.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import Field

from chain.consensus.topology import DEFAULT_LATENCY_MS
from chain.consensus.validators import VALIDATORS_MIN_BYZANTINE
from nodes.scenario.fields import Day, Entry, Id, Many, Reference, TimeOfDay

LATENCY_MS_MAX = 60_000
_LASTS_S_MAX = 7 * 86_400

EventName = Literal["outage", "partition", "silence", "equivocation"]


class EventKind(StrEnum):
    """What goes wrong among the validators."""

    OUTAGE = "outage"
    PARTITION = "partition"
    SILENCE = "silence"
    EQUIVOCATION = "equivocation"


class LinkEntry(Entry):
    """A link between two validators that is slower or faster than the others."""

    between: Annotated[Many[Reference], Field(min_length=2, max_length=2)]
    """Ids of two validators, or of the central banks that run them."""
    latency_ms: Annotated[int, Field(ge=0, le=LATENCY_MS_MAX)]
    """One way."""


class ValidatorEventEntry(Entry):
    """Something that goes wrong among the validators for a while."""

    id: Id
    date: Day
    """UTC day on which it begins."""
    time: TimeOfDay
    """UTC."""
    lasts_s: Annotated[int, Field(ge=1, le=_LASTS_S_MAX)]
    """For how long."""
    kind: EventName
    """`outage`: they are down; `partition`: they hear each other, but none of the others; `silence`: they vote, but
    propose nothing in their turn; `equivocation`: each proposes two different blocks in its turn and votes for both."""
    validators: Annotated[Many[Reference], Field(min_length=1)]
    """Ids of validators, or of central banks: all validators that these run."""


class ConsensusEntry(Entry):
    """How the validators agree. Each central bank runs one, which has its id; where there are two or three central
    banks, each runs two: `<central bank>-1` and `<central bank>-2`."""

    latency_ms: Annotated[int, Field(ge=0, le=LATENCY_MS_MAX)] = DEFAULT_LATENCY_MS
    """One way between two validators, where no link says otherwise."""
    jitter_ms: Annotated[int, Field(ge=0, le=LATENCY_MS_MAX)] = 0
    """A message takes up to this much longer, drawn from the seed."""
    links: Many[LinkEntry] = ()
    """Links that differ; messages take the quickest way."""
    round_timeout_s: Annotated[int, Field(ge=1, le=3_600)] = 4
    """Without a final block after this long the next validator proposes; doubled from round to round."""
    events: Many[ValidatorEventEntry] = ()
    """What goes wrong."""


@dataclass(frozen=True, slots=True)
class ValidatorEvent:
    """Something that goes wrong, resolved."""

    id: str
    kind: EventKind
    from_s: int
    """The first UTC second of it."""
    until_s: int
    """The first one after it."""
    validators: tuple[str, ...]
    """Ids, in the order of the rotation."""


@dataclass(frozen=True, slots=True)
class ConsensusPlan:
    """How the validators of a run agree, resolved."""

    operators: Mapping[str, tuple[str, ...]]
    """Central bank -> its validators, by id."""
    latency_ms: int
    jitter_ms: int
    links_ms: Mapping[frozenset[str], int]
    """By two validator ids; those only that differ."""
    round_timeout_s: int
    events: tuple[ValidatorEvent, ...]
    is_stated: bool
    """True where the file has the section."""

    @property
    def validators(self) -> tuple[str, ...]:
        """Ids in the order of the rotation."""
        return rotation(self.operators)


def validators_by_operator(central_banks: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Central bank -> ids of the validators that it runs: one, or two where there are two or three central banks,
    because a set of two or three cannot seal."""
    if len(central_banks) in range(2, VALIDATORS_MIN_BYZANTINE):
        return {bank: (f"{bank}-1", f"{bank}-2") for bank in central_banks}
    return {bank: (bank,) for bank in central_banks}


def rotation(operators: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """In which order the validators propose: every operator's first, then every operator's second."""
    turns = max((len(ids) for ids in operators.values()), default=0)
    return tuple(ids[turn] for turn in range(turns) for ids in operators.values() if turn < len(ids))


def named(references: Sequence[str], operators: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The validators that ids of validators or of central banks stand for, in the order of the rotation."""
    meant = {identity for name in references for identity in operators.get(name, (name,))}
    return tuple(identity for identity in rotation(operators) if identity in meant)


def begins_s(entry: ValidatorEventEntry) -> int:
    """The UTC second at which an event begins."""
    time = datetime.time.fromisoformat(entry.time)
    return int(datetime.datetime.combine(entry.date, time, datetime.UTC).timestamp())


def resolve_consensus(
    entry: ConsensusEntry | None, central_banks: Sequence[str], outages: Sequence[ValidatorEventEntry] = ()
) -> ConsensusPlan:
    """The plan of a section that has passed its checks, of the defaults where there is none; outages: more of them."""
    stated = ConsensusEntry() if entry is None else entry
    operators = validators_by_operator(central_banks)
    return ConsensusPlan(
        operators=MappingProxyType(operators),
        latency_ms=stated.latency_ms,
        jitter_ms=stated.jitter_ms,
        links_ms=MappingProxyType({pair: link.latency_ms for link in stated.links for pair in pairs(link, operators)}),
        round_timeout_s=stated.round_timeout_s,
        events=tuple(_event(event, operators) for event in (*stated.events, *outages)),
        is_stated=entry is not None or bool(outages),
    )


def pairs(link: LinkEntry, operators: Mapping[str, tuple[str, ...]]) -> list[frozenset[str]]:
    """The pairs of validators that a link is between."""
    one, other = (named([name], operators) for name in link.between)
    return [frozenset((a, b)) for a in one for b in other if a != b]


def _event(entry: ValidatorEventEntry, operators: Mapping[str, tuple[str, ...]]) -> ValidatorEvent:
    from_s = begins_s(entry)
    validators = named(entry.validators, operators)
    return ValidatorEvent(entry.id, EventKind(entry.kind), from_s, from_s + entry.lasts_s, validators)

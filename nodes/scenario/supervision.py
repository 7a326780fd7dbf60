"""How supervisors watch and what they do about an alarm; and the alarms that a scenario spells out itself.

Trusts the checks for who is watched and for what belongs together.
Never says who is suspicious: a detector does, which the script hands in, or the scenario.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from chain.detection import SCORE_MAX, TypologyName
from finance.fx import BPS
from nodes.scenario.acts import moment_s
from nodes.scenario.fields import Alias, CountryCode, Day, Entry, Id, Many, Reference, TimeOfDay

if TYPE_CHECKING:
    from nodes.scenario.world import Client, Jurisdiction

ALARMS_MAX = 1_000
_MONTH_S = 31 * 86_400

DetectorName = Literal["cycle", "fan_in", "fan_out", "loan_and_run", "rapid_movement", "structuring"]
Score = Annotated[int, Field(ge=1, le=SCORE_MAX)]
Seconds = Annotated[int, Field(ge=0, le=_MONTH_S)]


class ResponseEntry(Entry):
    """What is done about an alarm, from a score on; the response with the highest score that an alarm reaches holds."""

    score: Score
    """From which score of an alarm on."""
    freeze: Literal["none", "part", "whole"] = "whole"
    """What of the wallet's deposits is frozen: nothing, a share of what it holds at that moment, or all, present and
    to come."""
    share_bps: Annotated[int, Field(ge=1, le=BPS)] | None = None
    """`freeze: part`: which share, in basis points, rounded down."""
    flag: bool = False
    """Whether the customer is flagged in the risk register too."""
    then: Literal["keep", "release", "appeal", "seize"] = "keep"
    """How it ends: it stays frozen; it is released; the customer's bank appeals against the flag, the supervisor
    takes it back and releases; or a legal order is recorded over what is frozen, the central bank takes it by force and
    destroys it, and the rest is released."""
    after_s: Annotated[int, Field(ge=1, le=_MONTH_S)] | None = None
    """How long after it was frozen that happens; of `keep` none."""


class OversightEntry(Entry):
    """What one jurisdiction's supervisor does otherwise."""

    id: CountryCode
    """Id of the jurisdiction."""
    reaction_s: Seconds | None = None
    """Left out: as for all."""
    responses: Annotated[Many[ResponseEntry], Field(min_length=1, max_length=SCORE_MAX)] | None = None
    """Left out: as for all."""


class AlarmEntry(Entry):
    """An alarm that the scenario raises itself, with or without a detector."""

    id: Id
    date: Day
    """A business day of the client's jurisdiction."""
    time: TimeOfDay | None = None
    """UTC, within the hours; left out: at opening."""
    client: Reference | None = None
    """Id of the client whom it is about."""
    alias: Alias | None = None
    """In the place of `client`: its alias."""
    typology: TypologyName
    """What it looks like."""
    score: Score
    """How strong the suspicion is."""


class SupervisionEntry(Entry):
    """How supervisors watch."""

    reaction_s: Seconds = 3_600
    """Seconds from an alarm to what is done about it."""
    responses: Annotated[Many[ResponseEntry], Field(min_length=1, max_length=SCORE_MAX)]
    """What is done, by score; an alarm below all of them is only recorded."""
    jurisdictions: Many[OversightEntry] = ()
    """Those whose supervisor does otherwise; every jurisdiction that has a supervisor is watched."""
    detectors: Many[DetectorName] = ()
    """Which of the auditor's detectors raise alarms; left out: the scenario alone does."""
    alarms: Annotated[Many[AlarmEntry], Field(max_length=ALARMS_MAX)] = ()
    """Alarms that are spelled out."""


class Extent(StrEnum):
    """What of a wallet's deposits is frozen."""

    NONE = "none"
    PART = "part"
    WHOLE = "whole"


class Ending(StrEnum):
    """How a freeze ends."""

    KEEP = "keep"
    RELEASE = "release"
    APPEAL = "appeal"
    SEIZE = "seize"


@dataclass(frozen=True, slots=True)
class Response:
    """What is done from a score on. share_bps: of `Extent.PART`; after_s: zero where it does not end."""

    score: int
    extent: Extent
    share_bps: int
    flags: bool
    ending: Ending
    after_s: int


@dataclass(frozen=True, slots=True)
class Oversight:
    """How one supervisor watches. supervisor: its id; responses: the highest score first."""

    supervisor: str
    reaction_s: int
    responses: tuple[Response, ...]

    def response_to(self, score: int) -> Response | None:
        """What is done about an alarm of this score; `None`: nothing."""
        return next((response for response in self.responses if score >= response.score), None)


@dataclass(frozen=True, slots=True)
class PlannedAlarm:
    """An alarm that the scenario raises at the UTC second `at_s`. client: id."""

    id: str
    at_s: int
    client: str
    typology: str
    score: int


@dataclass(frozen=True, slots=True)
class SupervisionPlan:
    """How supervisors watch: oversights by jurisdiction; detectors: names; alarms: in the order of time."""

    oversights: Mapping[str, Oversight] = field(default_factory=dict)
    detectors: tuple[str, ...] = ()
    alarms: tuple[PlannedAlarm, ...] = ()


def resolve_supervision(
    entry: SupervisionEntry | None, jurisdictions: Iterable[Jurisdiction], clients: Mapping[str, Client]
) -> SupervisionPlan | None:
    """The plan of a section that has passed its checks; `None` without one."""
    if entry is None:
        return None
    own = {oversight.id: oversight for oversight in entry.jurisdictions}
    by_alias = {client.alias: client for client in clients.values() if client.alias is not None}
    alarms = [
        _alarm(alarm, clients[alarm.client] if alarm.client else by_alias[alarm.alias or ""]) for alarm in entry.alarms
    ]
    return SupervisionPlan(
        oversights=MappingProxyType(
            {
                home.id: _oversight(entry, own.get(home.id), home.supervisor.id)
                for home in jurisdictions
                if home.supervisor is not None
            }
        ),
        detectors=entry.detectors,
        alarms=tuple(sorted(alarms, key=lambda alarm: alarm.at_s)),
    )


def _oversight(entry: SupervisionEntry, own: OversightEntry | None, supervisor: str) -> Oversight:
    responses: Sequence[ResponseEntry] = entry.responses
    reaction_s = entry.reaction_s
    if own is not None:
        responses = own.responses or responses
        reaction_s = reaction_s if own.reaction_s is None else own.reaction_s
    highest_first = sorted(responses, key=lambda response: -response.score)
    return Oversight(supervisor, reaction_s, tuple(_response(response) for response in highest_first))


def _response(entry: ResponseEntry) -> Response:
    return Response(
        score=entry.score,
        extent=Extent(entry.freeze),
        share_bps=entry.share_bps or 0,
        flags=entry.flag,
        ending=Ending(entry.then),
        after_s=entry.after_s or 0,
    )


def _alarm(entry: AlarmEntry, client: Client) -> PlannedAlarm:
    at_s = moment_s(entry.date, entry.time, client.jurisdiction.opening)
    assert at_s is not None, "the checks refuse an alarm outside the hours"
    return PlannedAlarm(entry.id, at_s, client.id, entry.typology, entry.score)

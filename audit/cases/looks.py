"""What an officer may look at and keep: a trace, a list, alarms, a look back; each asked again gives the same text.

Trusts the index and the detectors for the answers.
Never asks for anything that writes a file or reaches a network: a case file that a stranger wrote is asked again too.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from inspect import signature
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from audit.directory import Directory
from audit.filters import EventFilter
from audit.index.listing import LISTS, list_rows
from audit.index.lookup import Lookup
from audit.index.output import write_json
from audit.index.store import Index
from audit.lookback.reading import loans_of, settled_transfers
from audit.lookback.verdicts import verdict_row, verdicts
from audit.record import Record
from audit.rows import Row
from audit.trace.asked import Asked, trace_money
from audit.trace.report import TraceReport
from audit.typologies.panel import DETECTORS, panel_of
from audit.typologies.screen import alarms_about
from chain.errors import InputError

_FILTERS = frozenset(signature(EventFilter.parse).parameters) - {"names", "events"}
RESULT_MAX = 1 << 26
"""Characters of a result that is looked at; who wants more filters."""
_Word = Annotated[str, StringConstraints(max_length=200)]
_Words = Annotated[list[_Word], Field(max_length=50)]


@dataclass(frozen=True)
class Desk:
    """A record that can be asked. salt: of its aliases, where it is known."""

    record: Record
    index: Index
    salt: bytes | None

    @cached_property
    def names(self) -> Lookup:
        """Who is who."""
        return Lookup(self.index, self.salt)


class _Look(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    def result(self, desk: Desk) -> str:
        """What its command prints with --json. Raises InputError for what the record does not have, or too much."""
        parts, length = [], 0
        for part in self._parts(desk):
            length += len(part)
            if length > RESULT_MAX:
                why = f"it has more than {RESULT_MAX:,} characters"
                raise InputError(what="too much to look at", where="--case", why=why, do="add filters")
            parts.append(part)
        return "".join(parts)

    def _parts(self, desk: Desk) -> Iterator[str]:
        raise NotImplementedError

    def command(self) -> list[str]:
        """The words of its command, after `corridor` and without the folder."""
        raise NotImplementedError


class TraceLook(_Look):
    """`corridor trace`. start, direction, hops, least, until, method: as in `audit.trace.asked.Asked`."""

    kind: Literal["trace"] = "trace"
    start: _Word
    direction: _Word
    hops: int
    least: _Word | None
    until: _Word | None
    method: _Word

    @classmethod
    def of(cls, asked: Asked) -> TraceLook:
        """The look at a trace that was asked for."""
        return cls(
            start=asked.start,
            direction=asked.direction,
            hops=asked.hops,
            least=asked.least,
            until=asked.until,
            method=asked.method,
        )

    def _parts(self, desk: Desk) -> Iterator[str]:
        asked = Asked(self.start, self.direction, self.hops, self.least, self.until, self.method)
        yield trace_text(TraceReport.of(desk.index, asked, trace_money(desk.index, desk.names, asked)))

    def command(self) -> list[str]:
        """See `_Look.command`."""
        words = ["trace", "--from", self.start, "--direction", self.direction, "--hops", str(self.hops)]
        words += ["--method", self.method]
        return [*words, *_option("min", self.least), *_option("until", self.until)]


class ListLook(_Look):
    """`corridor audit --list`. listed: which list; events: names of events; filters: the other options of
    `EventFilter.parse`, as they were typed."""

    kind: Literal["list"] = "list"
    listed: _Word
    events: _Words
    filters: dict[_Word, _Word]

    @classmethod
    def of(cls, listed: str, typed: dict[str, Any]) -> ListLook:
        """The look at a list as it was asked for; what was not typed is left out."""
        given = {name: value for name, value in typed.items() if value is not None and name != "events"}
        return cls(listed=listed, events=list(typed.get("events", ())), filters=given)

    def _parts(self, desk: Desk) -> Iterator[str]:
        if self.listed not in LISTS or not self.filters.keys() <= _FILTERS:
            why = f"there are the lists {', '.join(LISTS)}, with filters {', '.join(sorted(_FILTERS))}"
            raise InputError(what="no such list", where="--list", why=why, do="name one of them")
        wanted = EventFilter.parse(desk.names, events=self.events, **self.filters)
        return _lines(list_rows(desk.index, self.listed, wanted))

    def command(self) -> list[str]:
        """See `_Look.command`."""
        words = ["audit", "--list", self.listed]
        for name in self.events:
            words += _option("event", name)
        for name, text in sorted(self.filters.items()):
            words += _option(name.replace("_", "-"), text)
        return words


class AlarmsLook(_Look):
    """`corridor audit --alarms`. detectors: all, where none is named; wallet, uetr: only alarms about it."""

    kind: Literal["alarms"] = "alarms"
    detectors: _Words
    wallet: _Word | None
    uetr: _Word | None

    def _parts(self, desk: Desk) -> Iterator[str]:
        about = EventFilter.parse(desk.names, wallet=self.wallet, uetr=self.uetr)
        panel = panel_of(self.detectors or DETECTORS)
        return _lines(alarms_about(desk.record, panel, Directory.of(desk.record), about))

    def command(self) -> list[str]:
        """See `_Look.command`."""
        words = ["audit", "--alarms", *_option("wallet", self.wallet), *_option("uetr", self.uetr)]
        for name in self.detectors:
            words += _option("detector", name)
        return words


class HindsightLook(_Look):
    """`corridor audit --hindsight`."""

    kind: Literal["hindsight"] = "hindsight"

    def _parts(self, desk: Desk) -> Iterator[str]:
        found = verdicts(settled_transfers(desk.index), loans_of(desk.index))
        return _lines(verdict_row(verdict) for verdict in found if verdict.is_alarm)

    def command(self) -> list[str]:
        """See `_Look.command`."""
        return ["audit", "--hindsight"]


Look: TypeAlias = Annotated[TraceLook | ListLook | AlarmsLook | HindsightLook, Field(discriminator="kind")]


def trace_text(report: TraceReport) -> str:
    """A trace as `corridor trace --json` prints it."""
    return json.dumps(report.as_json(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _lines(rows: Iterable[Row]) -> Iterator[str]:
    for row in rows:
        line = io.StringIO()
        write_json([row], line)
        yield line.getvalue()


def _option(name: str, value: str | None) -> list[str]:
    return [] if value is None else [f"--{name}", value]

"""What came of alarms, as the nodes keep it: the alarms, what supervisors did, and who was told of it.

Trusts the supervisors' nodes for what they write down.
Never lets a notice name an alarm, a case or a score: whoever is told of a freeze must not learn why (no tipping-off).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from chain.detection import Reason

SCENARIO = "scenario"
"""The source of an alarm that the scenario spells out."""


@dataclass(frozen=True, slots=True)
class RaisedAlarm:
    """An alarm as a supervisor got it.

    at_s: UTC; height: of the block that raised it, 0 where the scenario did; client, home: ids, empty where the account
    is nobody's in the scenario; source: the detector's name, or `SCENARIO`; case: empty where nothing is done about it.
    """

    at_s: int
    height: int
    client: str
    home: str
    account: str
    typology: str
    score: int
    source: str
    case: str
    reasons: tuple[Reason, ...] = ()
    uetrs: tuple[str, ...] = ()


class StepKind(StrEnum):
    """What was done in a case."""

    FREEZE = "freeze"
    FLAG = "flag"
    APPEAL = "appeal"
    LIFT_FLAG = "lift_flag"
    LEGAL_ORDER = "legal_order"
    SEIZURE = "seizure"
    RELEASE = "release"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done in a case. at_s: second of its block; by: id; amount_minor: what was held of the money
    that it is about, zero without money; error: why the chain would not, empty where it did."""

    at_s: int
    case: str
    client: str
    by: str
    kind: StepKind
    currency: str
    amount_minor: int
    error: str


@dataclass(frozen=True, slots=True)
class OfficialNotice:
    """What a customer and its bank are told. to: id of whom; kind: `freeze`, `legal_order`, `seizure` or `release`."""

    at_s: int
    to: str
    client: str
    authority: str
    kind: StepKind
    currency: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class FreezeSpan:
    """That some of a wallet's money was frozen. amount_minor: what it held of it when it was; until_s: `None` where it
    still is."""

    client: str
    currency: str
    amount_minor: int
    from_s: int
    until_s: int | None = None


@dataclass(frozen=True, slots=True)
class Ledgers:
    """Everything that is kept about alarms in a run, in the order in which it happened."""

    alarms: list[RaisedAlarm] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    notices: list[OfficialNotice] = field(default_factory=list)


def freeze_spans(steps: Sequence[Step]) -> list[FreezeSpan]:
    """How long what was frozen; a case that froze more later counts what it had first, then all."""
    done: list[FreezeSpan] = []
    open_: dict[str, FreezeSpan] = {}
    for step in steps:
        if step.error or step.kind not in (StepKind.FREEZE, StepKind.RELEASE):
            continue
        before = open_.pop(step.case, None)
        if before is not None:
            ended = FreezeSpan(before.client, before.currency, before.amount_minor, before.from_s, step.at_s)
            done.append(ended)
        if step.kind is StepKind.FREEZE:
            open_[step.case] = FreezeSpan(step.client, step.currency, step.amount_minor, step.at_s)
    return sorted([*done, *open_.values()], key=lambda span: (span.from_s, span.client))


def alarm_rows(alarms: Sequence[RaisedAlarm]) -> Iterator[dict[str, Any]]:
    """A row for each alarm."""
    for alarm in alarms:
        yield {
            "at": alarm.at_s,
            "height": alarm.height or None,
            "client": alarm.client,
            "jurisdiction": alarm.home,
            "account": alarm.account,
            "typology": alarm.typology,
            "score": alarm.score,
            "source": alarm.source,
            "case": alarm.case,
            "reasons": json.dumps({reason.name: reason.figure for reason in alarm.reasons}),
            "uetrs": json.dumps(alarm.uetrs),
        }


def step_rows(steps: Sequence[Step]) -> Iterator[dict[str, Any]]:
    """A row for each thing that was done."""
    for step in steps:
        yield {
            "at": step.at_s,
            "case": step.case,
            "client": step.client,
            "by": step.by,
            "kind": step.kind.value,
            "currency": step.currency,
            "amount_minor": step.amount_minor,
            "error": step.error,
        }


def official_notice_rows(notices: Sequence[OfficialNotice]) -> Iterator[dict[str, Any]]:
    """A row for each notice."""
    for notice in notices:
        yield {
            "at": notice.at_s,
            "to": notice.to,
            "client": notice.client,
            "authority": notice.authority,
            "kind": notice.kind.value,
            "currency": notice.currency,
            "amount_minor": notice.amount_minor,
        }

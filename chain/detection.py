"""What a detector is: fed with what became final on the chain, transaction by transaction, it answers alarms.

Trusts a detector with nothing: every alarm is checked at the door, and one that breaks the contract names its detector.
Never says what an alarm means or what is done about it: a supervisor does, and the auditor on its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, Protocol

from chain.abi import Address
from chain.errors import InputError
from chain.events import Event, LoggedEvent

SCORE_MAX = 100
"""The score of what is certain."""
TypologyName = Literal[
    "fan_in",
    "fan_out",
    "cycle",
    "bipartite",
    "stack",
    "scatter_gather",
    "gather_scatter",
    "random_walk",
    "structuring",
    "rapid_movement",
    "round_tripping",
    "loan_and_run",
]
"""The ways to launder money, or to make off with it, that the network has words for."""

_ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}")
_LABEL = re.compile(r"[a-z][a-z0-9_]{0,39}")
_UETR = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True, order=True)
class Reason:
    """One fact behind an alarm, as data. name: what was counted, with its unit last; figure: how much."""

    name: str
    figure: int


@dataclass(frozen=True, slots=True, order=True)
class Alarm:
    """That a wallet looks like part of a typology. Alarms are ordered by their fields, in this order."""

    height: int
    """Of the block whose event raised it."""
    at_s: int
    """That block's UTC second."""
    account: Address
    """The wallet."""
    typology: str
    """Id: small letters, digits and underscores."""
    score: int
    """How strong the suspicion is, 1 to 100."""
    reasons: tuple[Reason, ...]
    """Why, one at least."""
    uetrs: tuple[str, ...]
    """Of the payments that it rests on, in the order in which they settled."""


class Detector(Protocol):
    """Looks at what becomes final and raises alarms.

    The contract, on which the digest of a run rests: what it answers is a pure function of what it was fed since it was
    made (no clock, no chance, nothing read elsewhere); integers only; alarms strictly rising in their order; each about
    the transaction that it was just fed. It may forget what is older than a window of its own, and has to.
    """

    @property
    def name(self) -> str:
        """Under which its alarms and its errors are known."""
        ...

    @property
    def hears(self) -> frozenset[type[Event]]:
        """The kinds of events that it wants; it is fed no others."""
        ...

    def hear(self, events: Sequence[LoggedEvent]) -> Sequence[Alarm]:
        """The alarms that the events of one transaction raise; `events` is not empty and in the order of the chain."""
        ...


def listen(detector: Detector, events: Sequence[LoggedEvent]) -> tuple[Alarm, ...]:
    """Feeds a detector with the events of one transaction of our contracts; returns its alarms, checked.

    Raises InputError, which names the detector, for an alarm that breaks its contract.
    """
    kinds = detector.hears
    wanted = [event for event in events if type(event.event) in kinds]
    if not wanted:
        return ()
    alarms = tuple(detector.hear(wanted))
    for alarm in alarms:
        _require(detector, _fault(alarm, wanted[0]))
    for earlier, later in pairwise(alarms):
        _require(detector, None if earlier < later else f"{later} does not come after {earlier}")
    return alarms


def _require(detector: Detector, fault: str | None) -> None:
    if fault is not None:
        do = "correct the detector: see chain/detection.py"
        raise InputError(what="an alarm breaks the contract", where=f"detector {detector.name}", why=fault, do=do)


def _fault(alarm: object, heard: LoggedEvent) -> str | None:
    """What is wrong with one alarm, in words."""
    if not isinstance(alarm, Alarm):
        return f"{type(alarm).__name__} is no alarm"
    numbers = (alarm.height, alarm.at_s, alarm.score, *(reason.figure for reason in alarm.reasons))
    # Not isinstance: a bool is an int too, and would be ordered as one.
    strange = next((number for number in numbers if type(number) is not int), None)
    if strange is not None:
        return f"{strange!r} is no integer"
    if (alarm.height, alarm.at_s) != (heard.height, heard.timestamp_s):
        return f"it is of block {alarm.height}, and block {heard.height} was told"
    if not 1 <= alarm.score <= SCORE_MAX:
        return f"score {alarm.score} is not 1 to {SCORE_MAX}"
    return _wording_fault(alarm)


def _wording_fault(alarm: Alarm) -> str | None:
    if not _ADDRESS.fullmatch(alarm.account):
        return f"{alarm.account!r} is no address"
    names = (alarm.typology, *(reason.name for reason in alarm.reasons))
    unnamed = next((name for name in names if not _LABEL.fullmatch(name)), None)
    if unnamed is not None:
        return f"{unnamed!r} is no name"
    if not alarm.reasons:
        return "it gives no reason"
    wrong = next((uetr for uetr in alarm.uetrs if not _UETR.fullmatch(uetr)), None)
    if wrong is not None or len({*alarm.uetrs}) != len(alarm.uetrs):
        return "its payments are not UETRs, each once"
    return None

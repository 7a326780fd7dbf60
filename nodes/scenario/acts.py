"""What authorities do beside payments, dated: freeze, suspend, flag, seize, replace a key and so on.

Trusts the checks for who may do what to whom, and in which order.
Never carries an act out: the nodes do, and the contracts decide.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal

from finance.money import Currency, parse_minor
from nodes.corridors import Opening, second_in, window_on
from nodes.scenario.fields import Amount, Day, Entry, Id, Reason, Reference, TierName, TimeOfDay
from nodes.scenario.rules import Tier

KEY_REPLACEMENT_DAYS = 3
"""How long a bank has to wait before it may replace a lost key; the contract's own figure."""
REASON_MAX = 32
FAR_FUTURE_S = 2**32 - 1
"""What ends in this UTC second, in 2106, ends in no run; the latest that a tier's 32 bits can say."""


ActName = Literal[
    "suspend",
    "reinstate",
    "revoke",
    "pause",
    "resume",
    "sanction",
    "unsanction",
    "seize",
    "issuance_allowance",
    "clear_exposure",
    "freeze",
    "unfreeze",
    "legal_order",
    "lift_legal_order",
    "flag",
    "lift_flag",
    "appeal",
    "decide_appeal",
    "tier",
    "lost_key",
]


class ActKind(StrEnum):
    """What is done; which authority may do it stands in `nodes.scenario.check_acts`."""

    SUSPEND = "suspend"
    REINSTATE = "reinstate"
    REVOKE = "revoke"
    PAUSE = "pause"
    RESUME = "resume"
    SANCTION = "sanction"
    UNSANCTION = "unsanction"
    SEIZE = "seize"
    ISSUANCE_ALLOWANCE = "issuance_allowance"
    CLEAR_EXPOSURE = "clear_exposure"
    FREEZE = "freeze"
    UNFREEZE = "unfreeze"
    LEGAL_ORDER = "legal_order"
    LIFT_LEGAL_ORDER = "lift_legal_order"
    FLAG = "flag"
    LIFT_FLAG = "lift_flag"
    APPEAL = "appeal"
    DECIDE_APPEAL = "decide_appeal"
    TIER = "tier"
    LOST_KEY = "lost_key"


class ActEntry(Entry):
    """What an authority does, at a second of one of its business days."""

    id: Id
    date: Day
    """A business day of the authority's jurisdiction."""
    time: TimeOfDay | None = None
    """UTC, within the hours of its jurisdiction; left out: at opening."""
    by: Reference
    """Id of a central bank, supervisor or bank."""
    act: ActName
    """What it does."""
    subject: Reference
    """Id of whom it concerns."""
    amount: Amount | None = None
    """How much is frozen (left out: all), may be taken at most, is seized, or may be issued (left out: any)."""
    to: Reference | None = None
    """The client who gets what is taken (left out: it is destroyed); of `clear_exposure`: the other bank."""
    reason: Reason | None = None
    """Goes on the chain where the act has a reason; left out: the act's id."""
    tier: TierName | None = None
    """`tier`: how well the bank knows the client from now on."""
    expires: Day | None = None
    """`flag`, `legal_order`, `tier`: the last day on which it holds; left out: it outlives the run."""
    upheld: bool | None = None
    """`decide_appeal`: whether the appeal is right."""
    against: Reference | None = None
    """`appeal`, `decide_appeal`: who raised the flag."""


@dataclass(frozen=True, slots=True)
class Act:
    """What an authority does, resolved; amounts are in the subject's currency."""

    id: str
    date: datetime.date
    """The business day, on the authority's own calendar."""
    at_s: int
    """When, seconds since 1970 UTC."""
    by: str
    """Id of the central bank, supervisor or bank."""
    kind: ActKind
    subject: str
    """Id of whom it concerns."""
    amount_minor: int | None
    """`None`: all (`freeze`), without limit (`issuance_allowance`), or none is needed."""
    to: str | None
    """Id of a client, or of a bank for `clear_exposure`; `None` for an order or a seizure: it is destroyed."""
    reason: str
    """At most 32 ASCII characters."""
    tier: Tier | None
    expires_at_s: int
    """The last second in which it holds."""
    upheld: bool | None
    against: str | None
    """Id of the institution that raised the flag."""
    order: str | None
    """Of `seize` and `lift_legal_order`: id of the act that recorded the legal order."""


def resolve_acts(
    entries: Sequence[ActEntry], openings: Mapping[str, Opening], currencies: Mapping[str, Currency]
) -> tuple[Act, ...]:
    """The acts of entries that have passed their checks, in order of time; equal times in the order of the file.

    openings: of each authority by id; currencies: of each subject by id.
    """
    acts = [_act(entry, openings[entry.by], currencies[entry.subject]) for entry in entries]
    return tuple(_with_orders(sorted(acts, key=lambda act: act.at_s)))


def moment_s(date: datetime.date, time: str | None, opening: Opening) -> int | None:
    """The second of a business day at which the UTC clock shows `time`, the opening without one; `None` outside it."""
    window = window_on(date, (opening,))
    if window is None or time is None:
        return None if window is None else window.start_s
    return second_in(window, datetime.time.fromisoformat(time))


def end_of_day_s(day: datetime.date | None) -> int:
    """The last UTC second of a day; far in the future without one."""
    if day is None:
        return FAR_FUTURE_S
    midnight = datetime.datetime.combine(day, datetime.time(), datetime.UTC)
    return int(midnight.timestamp()) + 86_399


def _act(entry: ActEntry, opening: Opening, money: Currency) -> Act:
    at_s = moment_s(entry.date, entry.time, opening)
    assert at_s is not None, "the checks refuse an act outside its authority's hours"
    return Act(
        id=entry.id,
        date=entry.date,
        at_s=at_s,
        by=entry.by,
        kind=ActKind(entry.act),
        subject=entry.subject,
        amount_minor=None if entry.amount is None else parse_minor(entry.amount, money),
        to=entry.to,
        reason=(entry.reason or entry.id)[:REASON_MAX],
        tier=None if entry.tier is None else Tier(entry.tier),
        expires_at_s=end_of_day_s(entry.expires),
        upheld=entry.upheld,
        against=entry.against,
        order=None,
    )


def _with_orders(acts: Iterable[Act]) -> Iterator[Act]:
    """Seizures and liftings with the legal order that they are about: the last one on the same two."""
    orders: dict[tuple[str, str | None], str] = {}
    for act in acts:
        about = act.subject, act.to
        if act.kind is ActKind.LEGAL_ORDER:
            orders[about] = act.id
        wants = act.kind in (ActKind.SEIZE, ActKind.LIFT_LEGAL_ORDER)
        yield replace(act, order=orders.get(about)) if wants else act

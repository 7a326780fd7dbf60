"""Checks of acts in their order: nothing is lifted that was not imposed, and nobody acts who may not any more.

Trusts everything else in the scenario to be right: its world is what is played here.
Never knows balances: whether there is enough to seize is the chain's to say.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nodes.scenario.acts import KEY_REPLACEMENT_DAYS, Act, ActKind
from nodes.scenario.findings import Problem
from nodes.scenario.world import World

if TYPE_CHECKING:
    from nodes.scenario import Scenario

Wrong = tuple[str, str, str]
"""Which key, what and why; what to do is the same for all: change the order."""

_DO = "change the order of the acts, or remove it"


@dataclass(slots=True)
class _Order:
    """An open legal order. left_minor: what may still be taken; expires_at_s: its last second."""

    left_minor: int
    expires_at_s: int


@dataclass(slots=True)
class _Record:
    """What stands after the acts so far.

    central_banks: their ids; suspended: subject -> by whom; revoked, paused, sanctioned, frozen: subjects; orders: the
    open ones by client and receiver; flags: by client and institution, with how far an appeal is; keys: client -> from
    when on its lost key may be replaced, seconds since 1970 UTC.
    """

    central_banks: frozenset[str]
    suspended: dict[str, str] = field(default_factory=dict)
    revoked: set[str] = field(default_factory=set)
    paused: set[str] = field(default_factory=set)
    sanctioned: set[str] = field(default_factory=set)
    frozen: set[str] = field(default_factory=set)
    orders: dict[tuple[str, str | None], _Order] = field(default_factory=dict)
    flags: dict[tuple[str, str], str] = field(default_factory=dict)
    keys: dict[str, int] = field(default_factory=dict)


def check_sequence(scenario: Scenario, world: World) -> Iterator[Problem]:
    """Acts that the acts before them make impossible, and payments by a key that is lost."""
    places = {entry.id: index for index, entry in enumerate(scenario.acts)}
    record = _Record(frozenset(home.central_bank for home in world.jurisdictions))
    for act in world.acts:
        wrong = _standing(record, act) or _PLAY[act.kind](record, act)
        if wrong is not None:
            key, what, why = wrong
            yield Problem(("acts", places[act.id], key), what, why, _DO)
    yield from _lost_keys(world)


def _standing(record: _Record, act: Act) -> Wrong | None:
    if act.by in record.revoked or act.by in record.suspended:
        state = "revoked" if act.by in record.revoked else "suspended"
        return "by", f"{act.by} cannot act", f"it is {state} then"
    return None


def _suspend(record: _Record, act: Act) -> Wrong | None:
    by_whom = record.suspended.get(act.subject)
    # A central bank may take over what a bank imposed on its client.
    is_taken_over = act.by in record.central_banks and by_whom not in (None, act.by)
    if act.subject in record.revoked:
        return "subject", f"{act.subject} cannot be suspended", "it is revoked"
    if by_whom is not None and not is_taken_over:
        return "subject", f"{act.subject} cannot be suspended", f"{by_whom} did so already"
    record.suspended[act.subject] = act.by
    return None


def _reinstate(record: _Record, act: Act) -> Wrong | None:
    by_whom = record.suspended.get(act.subject)
    if act.subject in record.revoked:
        return "subject", f"{act.subject} cannot be reinstated", "a revocation is final"
    if by_whom is None:
        return "subject", f"{act.subject} cannot be reinstated", "it is not suspended then"
    if by_whom in record.central_banks and act.by != by_whom:
        return "by", f"{act.by} cannot reinstate {act.subject}", f"{by_whom} suspended it, and it alone lifts that"
    del record.suspended[act.subject]
    return None


def _revoke(record: _Record, act: Act) -> Wrong | None:
    if act.subject in record.revoked:
        return "subject", f"{act.subject} cannot be revoked", "it is revoked already"
    record.revoked.add(act.subject)
    return None


def _pause(record: _Record, act: Act) -> Wrong | None:
    return _enter(record.paused, act, "paused")


def _resume(record: _Record, act: Act) -> Wrong | None:
    return _leave(record.paused, act, "paused")


def _sanction(record: _Record, act: Act) -> Wrong | None:
    return _enter(record.sanctioned, act, "on the list")


def _unsanction(record: _Record, act: Act) -> Wrong | None:
    return _leave(record.sanctioned, act, "on the list")


def _freeze(record: _Record, act: Act) -> Wrong | None:
    record.frozen.add(act.subject)  # once more: another amount
    return None


def _unfreeze(record: _Record, act: Act) -> Wrong | None:
    return _leave(record.frozen, act, "frozen")


def _enter(among: set[str], act: Act, state: str) -> Wrong | None:
    if act.subject in among:
        return "subject", f"`{act.kind}` of {act.subject}", f"it is {state} already"
    among.add(act.subject)
    return None


def _leave(among: set[str], act: Act, state: str) -> Wrong | None:
    if act.subject not in among:
        return "subject", f"`{act.kind}` of {act.subject}", f"it is not {state} then"
    among.remove(act.subject)
    return None


def _legal_order(record: _Record, act: Act) -> Wrong | None:
    open_ = record.orders.get((act.subject, act.to))
    if open_ is not None and open_.expires_at_s >= act.at_s:
        return "subject", f"second legal order on {act.subject}", "one with the same receiver is open"
    record.orders[act.subject, act.to] = _Order(act.amount_minor or 0, act.expires_at_s)
    return None


def _lift_legal_order(record: _Record, act: Act) -> Wrong | None:
    if record.orders.pop((act.subject, act.to), None) is None:
        return "subject", f"no legal order on {act.subject}", "none with this receiver is open then"
    return None


def _seize(record: _Record, act: Act) -> Wrong | None:
    order, amount_minor = record.orders.get((act.subject, act.to)), act.amount_minor or 0
    if order is None:
        return "subject", f"seizure from {act.subject} without a legal order", "none with this receiver is open then"
    if order.expires_at_s < act.at_s:
        return "date", f"seizure from {act.subject} without a legal order", "it has expired by then"
    if amount_minor > order.left_minor:
        return "amount", f"seizure from {act.subject} above its legal order", "less is left of it"
    order.left_minor -= amount_minor
    if order.left_minor == 0:
        del record.orders[act.subject, act.to]
    return None


def _flag(record: _Record, act: Act) -> Wrong | None:
    record.flags[act.subject, act.by] = ""
    return None


def _lift_flag(record: _Record, act: Act) -> Wrong | None:
    if record.flags.pop((act.subject, act.by), None) is None:
        return "subject", f"no flag on {act.subject}", f"{act.by} has raised none"
    return None


def _appeal(record: _Record, act: Act) -> Wrong | None:
    return _move_appeal(record, act, "", "open", "there is an appeal against it already")


def _decide_appeal(record: _Record, act: Act) -> Wrong | None:
    return _move_appeal(record, act, "open", "decided", "no appeal against it is open")


def _move_appeal(record: _Record, act: Act, before: str, after: str, why: str) -> Wrong | None:
    flag = act.subject, act.against or ""
    if flag not in record.flags:
        return "against", f"no flag on {act.subject}", f"{act.against} has none on it then"
    if record.flags[flag] != before:
        return "against", f"`{act.kind}` on the flag of {act.against}", why
    record.flags[flag] = after
    return None


def _lost_key(record: _Record, act: Act) -> Wrong | None:
    if record.keys.get(act.subject, 0) > act.at_s:
        return "subject", f"key of {act.subject} lost twice", "the first one is not replaced by then"
    record.keys[act.subject] = act.at_s + KEY_REPLACEMENT_DAYS * 86_400
    return None


def _anything(record: _Record, act: Act) -> Wrong | None:
    return None


_PLAY: dict[ActKind, Callable[[_Record, Act], Wrong | None]] = {
    ActKind.SUSPEND: _suspend,
    ActKind.REINSTATE: _reinstate,
    ActKind.REVOKE: _revoke,
    ActKind.PAUSE: _pause,
    ActKind.RESUME: _resume,
    ActKind.SANCTION: _sanction,
    ActKind.UNSANCTION: _unsanction,
    ActKind.FREEZE: _freeze,
    ActKind.UNFREEZE: _unfreeze,
    ActKind.LEGAL_ORDER: _legal_order,
    ActKind.LIFT_LEGAL_ORDER: _lift_legal_order,
    ActKind.SEIZE: _seize,
    ActKind.FLAG: _flag,
    ActKind.LIFT_FLAG: _lift_flag,
    ActKind.APPEAL: _appeal,
    ActKind.DECIDE_APPEAL: _decide_appeal,
    ActKind.LOST_KEY: _lost_key,
    ActKind.TIER: _anything,
    ActKind.ISSUANCE_ALLOWANCE: _anything,
    ActKind.CLEAR_EXPOSURE: _anything,
}


def _lost_keys(world: World) -> Iterator[Problem]:
    """Payments that a client would sign with a key that it has lost."""
    for act in world.acts:
        if act.kind is ActKind.LOST_KEY:
            ready = act.date + datetime.timedelta(days=KEY_REPLACEMENT_DAYS)
            for index, payment in enumerate(world.payments):
                if payment.payer.id == act.subject and act.date <= payment.date <= ready:
                    why = f"its key is lost on {act.date} and replaced on {ready} at the earliest"
                    do = "take an earlier or a later date"
                    what = f"{act.subject} cannot sign on {payment.date}"
                    yield Problem(("payments", "explicit", index, "date"), what, why, do)

"""Hubs: wallets that pay several others about the same, and got together what they pay from several others before.

Trusts the traffic for what is one-off.
Never tries any sum of any payments: those that came lie next to each other in time, or with one left out between.

Logic: for each one-off payment of a wallet, its payments to others within four days that cost the same to 2.5 % are
its equal parts; of the payments that it got in the four days before the first of them, a run of two or more whose sum
is passed on to 88 % to 100.5 % is what they are made of. Of six payments or more one part may go to somebody whom
the wallet knows: an equal amount says so much; a sum that fits says less, so that all that came is from strangers.
Each wallet has one hub at most: the one with the most payments.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from audit.lookback.traffic import OneOff, Traffic
from audit.typologies.transfer import DAY_S
from chain.abi import Address
from finance.fx import BPS


@dataclass(frozen=True, slots=True)
class HubSettings:
    """within_s: in which parts are paid, and before which what they are made of came; equal_bps: between equal parts;
    passed_bps_min, passed_bps_max: of what came; parts_min: on either side; alone_min: so many equal parts are a hub
    wherever they come from; known_min: payments of a hub of which one part goes to somebody whom the wallet
    knows."""

    within_s: int = 4 * DAY_S
    equal_bps: int = 250
    passed_bps_min: int = 8_800
    passed_bps_max: int = 10_050
    parts_min: int = 2
    alone_min: int = 3
    known_min: int = 6


@dataclass(frozen=True, slots=True)
class Hub:
    """A wallet's part. came, goes: its payments, in order; `came` is empty where nobody can say where they come from;
    passed_bps: of what came, zero without it."""

    came: tuple[OneOff, ...]
    goes: tuple[OneOff, ...]
    passed_bps: int

    @property
    def size(self) -> int:
        """How many payments it has."""
        return len(self.came) + len(self.goes)


def hubs(traffic: Traffic, settings: HubSettings | None = None) -> tuple[Hub, ...]:
    """The hub of each wallet that has one, in the order of the wallets' first payments."""
    settings = settings or HubSettings()
    found = []
    for account, goes in traffic.out_of.items():
        known = traffic.known_out_of.get(account, ())
        candidates = _hubs_of(traffic.into.get(account, ()), goes, known, settings)
        # Of equally large ones the first.
        best = max(candidates, key=lambda hub: (hub.size, -hub.goes[0].number), default=None)
        if best is not None:
            found.append(best)
    return tuple(found)


def _hubs_of(
    came: Sequence[OneOff], goes: Sequence[OneOff], known_goes: Sequence[OneOff], settings: HubSettings
) -> Iterator[Hub]:
    for place, first in enumerate(goes):
        parts = _equal_parts(goes[place:], settings)
        if len(parts) < settings.parts_min:
            continue
        if len(parts) >= settings.alone_min:
            yield Hub((), tuple(parts), 0)
        yield from _made_of(_before(first, came, parts, settings), parts, settings)
        payees = {each.payee for each in parts}
        for known in known_goes:
            if _is_equal(known, first, settings) and known.payee not in payees:
                whole = sorted([*parts, known], key=lambda each: each.number)
                made = _made_of(_before(whole[0], came, whole, settings), whole, settings)
                yield from (hub for hub in made if hub.size >= settings.known_min)


def _before(first: OneOff, came: Iterable[OneOff], parts: Iterable[OneOff], settings: HubSettings) -> Sequence[OneOff]:
    """What came shortly before the first part, from others than they go to."""
    payees, since_s = {each.payee for each in parts}, first.at_s - settings.within_s
    return [each for each in came if each.number < first.number and each.at_s >= since_s and each.payer not in payees]


def _made_of(before: Sequence[OneOff], parts: Sequence[OneOff], settings: HubSettings) -> Iterator[Hub]:
    total_minor = sum(each.transfer.paid_minor for each in parts)
    for run in _runs(before, settings.parts_min):
        passed_bps = total_minor * BPS // max(1, sum(each.transfer.received_minor for each in run))
        is_passed_on = settings.passed_bps_min <= passed_bps <= settings.passed_bps_max
        if is_passed_on and len({each.payer for each in run}) >= settings.parts_min:
            yield Hub(tuple(run), tuple(parts), passed_bps)


def _equal_parts(payments: Sequence[OneOff], settings: HubSettings) -> list[OneOff]:
    """Of payments in order those of about the amount of the first, the first to each payee."""
    first = payments[0]
    found: dict[Address, OneOff] = {}
    for each in payments:
        if each.at_s > first.at_s + settings.within_s:
            break
        if _is_equal(each, first, settings):
            found.setdefault(each.payee, each)
    return [*found.values()]


def _is_equal(one: OneOff, other: OneOff, settings: HubSettings) -> bool:
    """Whether two payments are of about the same amount, shortly after one another."""
    if abs(one.at_s - other.at_s) > settings.within_s:
        return False
    amount_minor = other.transfer.paid_minor
    return abs(one.transfer.paid_minor - amount_minor) * BPS <= amount_minor * settings.equal_bps


def _runs(payments: Sequence[OneOff], least: int) -> Iterator[Sequence[OneOff]]:
    """Payments next to each other, and the same without one of those between."""
    for start in range(len(payments)):
        for end in range(start + least, len(payments) + 1):
            run = payments[start:end]
            yield run
            if len(run) > least:
                yield from ([*run[:left_out], *run[left_out + 1 :]] for left_out in range(1, len(run) - 1))

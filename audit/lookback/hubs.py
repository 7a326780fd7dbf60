"""Hubs: wallets that pay several others about the same, and got together what they pay from several others before.

Trusts the traffic for what is one-off.
Never tries any sum of any payments: those that came lie next to each other in time, or with one left out between.

Logic: for each payment of a wallet, its payments to others within four days that cost the same to 2.5 % are its equal
parts; of the payments that it got in the four days before the first of them, a run of two or more whose sum is passed
on to 88 % to 100.5 % is what they are made of. Each wallet has one hub at most: the one with the most payments.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audit.lookback.traffic import OneOff, Traffic
from audit.typologies.transfer import DAY_S
from chain.abi import Address
from finance.fx import BPS


@dataclass(frozen=True, slots=True)
class HubSettings:
    """within_s: in which parts are paid, and before which what they are made of came; equal_bps: between equal parts;
    passed_bps_min, passed_bps_max: of what came; parts_min: on either side; alone_min: so many equal parts are a hub
    wherever they come from."""

    within_s: int = 4 * DAY_S
    equal_bps: int = 250
    passed_bps_min: int = 8_800
    passed_bps_max: int = 10_050
    parts_min: int = 2
    alone_min: int = 3


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
        candidates = _hubs_of(traffic.into.get(account, ()), goes, settings)
        # Of equally large ones the first.
        best = max(candidates, key=lambda hub: (hub.size, -hub.goes[0].number), default=None)
        if best is not None:
            found.append(best)
    return tuple(found)


def _hubs_of(came: Sequence[OneOff], goes: Sequence[OneOff], settings: HubSettings) -> Iterator[Hub]:
    for place, first in enumerate(goes):
        parts = _equal_parts(goes[place:], settings)
        if len(parts) < settings.parts_min:
            continue
        if len(parts) >= settings.alone_min:
            yield Hub((), tuple(parts), 0)
        payees = {each.payee for each in parts}
        since_s = first.at_s - settings.within_s
        before = [
            each for each in came if each.number < first.number and each.at_s >= since_s and each.payer not in payees
        ]
        yield from _made_of(before, parts, settings)


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
    amount_minor = first.transfer.paid_minor
    found: dict[Address, OneOff] = {}
    for each in payments:
        if each.at_s > first.at_s + settings.within_s:
            break
        if abs(each.transfer.paid_minor - amount_minor) * BPS <= amount_minor * settings.equal_bps:
            found.setdefault(each.payee, each)
    return [*found.values()]


def _runs(payments: Sequence[OneOff], least: int) -> Iterator[Sequence[OneOff]]:
    """Payments next to each other, and the same without one of those between."""
    for start in range(len(payments)):
        for end in range(start + least, len(payments) + 1):
            run = payments[start:end]
            yield run
            if len(run) > least:
                yield from ([*run[:left_out], *run[left_out + 1 :]] for left_out in range(1, len(run) - 1))

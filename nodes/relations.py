"""Lasting relations: who owes whom again and again, in circles of suppliers or of families.

Trusts the scenario's checks that there are enough members for the circles.
Never pays a bill before it is due.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from finance.fx import BPS
from nodes.pattern_slots import Hours, PatternDraft, Slot, drawn_minor, free_second, in_tens, members
from nodes.payment_plan import Diary
from nodes.randomness import Stream
from nodes.rates import ReferenceRates
from nodes.scenario.patterns import ClientKind, RelationsEntry
from nodes.scenario.world import Client, World

KINDS = {"corporate": "bill", "retail": "family"}
"""How the tables name a payment between two of a kind."""
ANYWHERE = "*"


@dataclass(frozen=True, slots=True)
class _Usual:
    """What is the same every time between two clients."""

    amount_minor: int
    purpose: str


def relation_slots(seed: int, entry: RelationsEntry, world: World, hours: Hours) -> Iterator[Slot]:
    """The bills of every relation that fall due in the period, relation by relation."""
    for payer, payee in partners(seed, entry, world):
        phase = _stream(seed, entry, "phase", payer, payee).below(entry.every_days)
        for turn in count():
            days = phase + turn * entry.every_days + entry.terms_days
            due = hours.start + datetime.timedelta(days=days)
            window = hours.on_or_after(due, payer.jurisdiction, payee.jurisdiction)
            if window is None:
                break
            yield Slot(window, payer, payee, turn)


def relation_drafts(
    seed: int, entry: RelationsEntry, world: World, hours: Hours, diary: Diary, rates: ReferenceRates
) -> Iterator[PatternDraft]:
    """The payments of a section of relations."""
    usual: dict[tuple[str, str], _Usual] = {}
    for slot in relation_slots(seed, entry, world, hours):
        payer, payee, window = slot.payer, slot.payee, slot.window
        pair = payer.id, payee.id
        if pair not in usual:
            stream = _stream(seed, entry, "usual", payer, payee)
            amount_minor = drawn_minor(stream, entry.amounts, payee.currency, hours.start, rates)
            usual[pair] = _Usual(amount_minor, stream.choice(entry.purposes))
        stream = _stream(seed, entry, "bill", payer, payee).child(slot.turn)
        at_s = stream.between(window.start_s, window.end_s - 1)
        at_s = free_second(diary, payer, at_s, window, f"payments.relations.{entry.id}")
        bps = BPS + stream.between(-entry.varies_bps, entry.varies_bps)
        amount_minor = in_tens(usual[pair].amount_minor * bps // BPS, payee.currency)
        yield PatternDraft(KINDS[entry.between], at_s, window.day, payer, payee, amount_minor, usual[pair].purpose)


def partners(seed: int, entry: RelationsEntry, world: World) -> Iterator[tuple[Client, Client]]:
    """Who pays whom: each the next in its ring, and further ones that are drawn."""
    by_home = members(world, ClientKind(entry.between))
    groups = {ANYWHERE: [client for home in by_home.values() for client in home]} if entry.cross_border else by_home
    for name, group in groups.items():
        order = Stream(seed, "relations", entry.id, "order", name).shuffle(group)
        for place, payer in enumerate(order):
            chosen = [order[_next_in_ring(place, len(order), entry.ring)]]
            stream = Stream(seed, "relations", entry.id, "partners", payer.id)
            while len(chosen) < entry.partners:
                other = stream.choice(order)
                if other is not payer and other not in chosen:
                    chosen.append(other)
            yield from ((payer, payee) for payee in chosen)


def _next_in_ring(place: int, members_count: int, ring: int) -> int:
    """The place after a place in its ring; the last ring holds what is left over too."""
    number = min(place // ring, members_count // ring - 1)
    first = number * ring
    last = members_count - 1 if number == members_count // ring - 1 else first + ring - 1
    return first if place == last else place + 1


def _stream(seed: int, entry: RelationsEntry, what: str, payer: Client, payee: Client) -> Stream:
    return Stream(seed, "relations", entry.id, what, payer.id, payee.id)

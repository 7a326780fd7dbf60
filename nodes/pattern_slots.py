"""What patterns of payments share: who takes part, on which day a payment can be made, and a draft of one.

Trusts the scenario's checks for what is possible.
Never draws anything but an amount, from the stream that it is given.
"""

from __future__ import annotations

import datetime
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain

from chain.errors import InputError
from finance.money import AMOUNT_MINOR_MAX, Currency, currency
from nodes.corridors import MARGIN_S, Window, windows
from nodes.draws import Shares
from nodes.interbank_demand import amount_of_band
from nodes.payment_plan import Diary
from nodes.randomness import Stream
from nodes.rates import ReferenceRates
from nodes.scenario.acts import ActKind
from nodes.scenario.check_money import REPORTING_CURRENCY
from nodes.scenario.demand import AmountBandEntry
from nodes.scenario.patterns import ClientKind
from nodes.scenario.world import Client, Jurisdiction, World

ROUND_TO_MAJOR = 10
"""Salaries and bills are whole multiples of this many major units."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A payment that falls on a day, without second and amount. turn: how many of the same came before it."""

    window: Window
    payer: Client
    payee: Client
    turn: int


@dataclass(frozen=True, slots=True)
class PatternDraft:
    """A payment of a pattern, but for its id. kind: of payment, as the tables name it."""

    kind: str
    at_s: int
    day: datetime.date
    payer: Client
    payee: Client
    amount_minor: int
    purpose: str


@dataclass(slots=True)
class Hours:
    """The days and hours on which two jurisdictions settle together, ten minutes off at each end, found once."""

    start: datetime.date
    end: datetime.date
    _found: dict[frozenset[str], tuple[Window, ...]] = field(default_factory=dict)

    def of(self, one: Jurisdiction, other: Jurisdiction) -> tuple[Window, ...]:
        """All of them in the period, in order."""
        pair = frozenset((one.id, other.id))
        if pair not in self._found:
            self._found[pair] = windows((one.opening, other.opening), self.start, self.end, MARGIN_S)
        return self._found[pair]

    def on_or_after(self, day: datetime.date, one: Jurisdiction, other: Jurisdiction) -> Window | None:
        """The first that is not before a day; `None` where the period is over before."""
        found = self.of(one, other)
        place = bisect_left(found, day, key=lambda window: window.day)
        return found[place] if place < len(found) else None


def members(world: World, kind: ClientKind) -> dict[str, list[Client]]:
    """The clients of a kind by jurisdiction; without those who join later or lose their key."""
    absent = {act.subject for act in world.acts if act.kind is ActKind.LOST_KEY}
    found: dict[str, list[Client]] = {}
    for client in world.clients:
        if client.kind is kind and client.joins is None and client.id not in absent:
            found.setdefault(client.jurisdiction.id, []).append(client)
    return found


def drawn_minor(
    stream: Stream, bands: Sequence[AmountBandEntry], into: Currency, day: datetime.date, rates: ReferenceRates
) -> int:
    """An amount of the bands, which are US dollars, in a currency at the reference rate of a day, half-even.

    Raises `InputError` where it is more than one payment may have.
    """
    dollar = currency(REPORTING_CURRENCY)
    band = bands[Shares.of([band.share for band in bands]).draw(stream)]
    amount_minor = max(1, rates.value_minor(amount_of_band(stream, band, dollar), dollar, into, day))
    if 2 * amount_minor > AMOUNT_MINOR_MAX:  # a bill may be nearly twice what is usual
        why = f"a band of it is more {into.code} than one payment may have"
        raise InputError(what="amount too large", where="payments", why=why, do="lower it")
    return amount_minor


def in_tens(amount_minor: int, money: Currency) -> int:
    """The amount rounded down to whole tens of major units, ten at least."""
    step_minor: int = ROUND_TO_MAJOR * 10**money.exponent
    return max(step_minor, amount_minor // step_minor * step_minor)


def free_second(diary: Diary, payer: Client, at_s: int, window: Window, where: str) -> int:
    """The first second from `at_s` on, and then from the window's start on, in which the payer does nothing yet."""
    for second in chain(range(at_s, window.end_s), range(window.start_s, at_s)):
        if diary.taken.take(payer.id, second):
            return second
    why = f"{payer.id} has no second left on {window.day}"
    raise InputError(what="too many payments", where=where, why=why, do="add clients or days")

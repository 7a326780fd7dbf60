"""The payments of a whole record, sorted into what is ordinary and what happened once.

Trusts the payments that it is given, in the order of the chain.
Never calls a payment suspicious: it says between whom there is a relation, and who collects for a living.

Two wallets have a standing relation where more than ten days lie between their first payment and their last, either
way: payrolls, suppliers, families and regular customers do, and a pattern is over before. A wallet collects where
strangers pay it on a third of all days, ten at least: shops do. What remains are one-off payments, and every detector
of this room looks at these alone. So all of them miss launderers who paid one another long before or after, and those
who go through a busy shop.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from audit.typologies.transfer import DAY_S, Transfer
from chain.abi import Address


@dataclass(frozen=True, slots=True)
class TrafficSettings:
    """standing_s: between first and last payment of two who know each other; collects_share: one in so many days on
    which strangers pay a wallet that collects; collects_days_min: such days at least."""

    standing_s: int = 10 * DAY_S
    collects_share: int = 3
    collects_days_min: int = 10


@dataclass(frozen=True, slots=True, eq=False)
class OneOff:
    """A payment between two without a standing relation. number: among these, in the order of the chain; at_s: on a
    clock that leaves out the days on which nobody paid, so that a weekend is no time."""

    number: int
    at_s: int
    transfer: Transfer

    @property
    def payer(self) -> Address:
        """Who paid."""
        return self.transfer.payer

    @property
    def payee(self) -> Address:
        """Who was paid."""
        return self.transfer.payee


@dataclass(frozen=True, slots=True)
class Traffic:
    """A record's payments. one_off: in the order of the chain; into, out_of: the same by payee and by payer, each in
    that order; days: on which anybody paid; standing, collected: how many payments were left out, and why."""

    one_off: tuple[OneOff, ...]
    into: Mapping[Address, Sequence[OneOff]]
    out_of: Mapping[Address, Sequence[OneOff]]
    days: int
    standing: int
    collected: int

    @classmethod
    def of(cls, transfers: Sequence[Transfer], settings: TrafficSettings | None = None) -> Traffic:
        """The traffic of payments that are in the order of the chain."""
        settings = settings or TrafficSettings()
        days = {day: place for place, day in enumerate(dict.fromkeys(each.at_s // DAY_S for each in transfers))}
        strange = _strange(transfers, settings.standing_s)
        collecting = _collecting(strange, max(settings.collects_days_min, len(days) // settings.collects_share))
        kept = [each for each in strange if each.payee not in collecting]
        one_off = tuple(
            OneOff(number, days[each.at_s // DAY_S] * DAY_S + each.at_s % DAY_S, each)
            for number, each in enumerate(kept)
        )
        into, out_of = defaultdict[Address, list[OneOff]](list), defaultdict[Address, list[OneOff]](list)
        for each in one_off:
            into[each.payee].append(each)
            out_of[each.payer].append(each)
        left_out = len(transfers) - len(strange), len(strange) - len(kept)
        return cls(one_off, into, out_of, len(days), *left_out)


def _strange(transfers: Sequence[Transfer], standing_s: int) -> list[Transfer]:
    """The payments between two who have no standing relation."""
    first: dict[frozenset[Address], int] = {}
    last: dict[frozenset[Address], int] = {}
    for each in transfers:
        pair = frozenset((each.payer, each.payee))
        first.setdefault(pair, each.at_s)
        last[pair] = each.at_s
    known = {pair for pair, at_s in last.items() if at_s - first[pair] > standing_s}
    return [each for each in transfers if frozenset((each.payer, each.payee)) not in known]


def _collecting(strange: Iterable[Transfer], days_min: int) -> frozenset[Address]:
    days = defaultdict[Address, set[int]](set)
    for each in strange:
        days[each.payee].add(each.at_s // DAY_S)
    return frozenset(account for account, on in days.items() if len(on) >= days_min)

"""The payments of a whole record, sorted into what is ordinary and what happened once.

Trusts the payments that it is given, in the order of the chain.
Never calls a payment suspicious: it says between whom there is a relation, and who collects for a living.

Two wallets have a standing relation where more than ten days lie between their first payment and their last, either
way: payrolls, suppliers, families and regular customers do, and a pattern is over before. A wallet collects where
strangers pay it on a third of all days, ten at least: shops do. What remains are one-off payments, and the detectors
of this room look at these; hubs alone (see `hubs`) may have one payment more, to somebody they know. So all of them
miss launderers who paid one another long before or after, and those who go through a busy shop.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

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
    """A payment between two without a standing relation, unless it is said to be of those with one. number: among all,
    in the order of the chain; at_s: on a clock that leaves out the days on which nobody paid, so that a weekend is no
    time."""

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
    that order; known_out_of: the payments between two who know each other, by payer; days: on which anybody paid;
    standing, collected: how many payments are not one-off, and why."""

    one_off: tuple[OneOff, ...]
    into: Mapping[Address, Sequence[OneOff]]
    out_of: Mapping[Address, Sequence[OneOff]]
    known_out_of: Mapping[Address, Sequence[OneOff]]
    days: int
    standing: int
    collected: int

    @classmethod
    def of(cls, transfers: Sequence[Transfer], settings: TrafficSettings | None = None) -> Traffic:
        """The traffic of payments that are in the order of the chain."""
        settings = settings or TrafficSettings()
        days = {day: place for place, day in enumerate(dict.fromkeys(each.at_s // DAY_S for each in transfers))}
        known = _known(transfers, settings.standing_s)
        strange = [each for each in transfers if _pair(each) not in known]
        collecting = _collecting(strange, max(settings.collects_days_min, len(days) // settings.collects_share))
        one_off, standing = list[OneOff](), list[OneOff]()
        for number, each in enumerate(transfers):
            is_known = _pair(each) in known
            if is_known or each.payee not in collecting:
                at_s = days[each.at_s // DAY_S] * DAY_S + each.at_s % DAY_S
                (standing if is_known else one_off).append(OneOff(number, at_s, each))
        left_out = len(standing), len(strange) - len(one_off)
        into, out_of = _by(one_off, attrgetter("payee")), _by(one_off, attrgetter("payer"))
        return cls(tuple(one_off), into, out_of, _by(standing, attrgetter("payer")), len(days), *left_out)


def _pair(transfer: Transfer) -> frozenset[Address]:
    return frozenset((transfer.payer, transfer.payee))


def _by(payments: Iterable[OneOff], party: Callable[[OneOff], Address]) -> Mapping[Address, Sequence[OneOff]]:
    found = defaultdict[Address, list[OneOff]](list)
    for each in payments:
        found[party(each)].append(each)
    return found


def _known(transfers: Sequence[Transfer], standing_s: int) -> frozenset[frozenset[Address]]:
    """The pairs that have a standing relation."""
    first: dict[frozenset[Address], int] = {}
    last: dict[frozenset[Address], int] = {}
    for each in transfers:
        pair = _pair(each)
        first.setdefault(pair, each.at_s)
        last[pair] = each.at_s
    return frozenset(pair for pair, at_s in last.items() if at_s - first[pair] > standing_s)


def _collecting(strange: Iterable[Transfer], days_min: int) -> frozenset[Address]:
    days = defaultdict[Address, set[int]](set)
    for each in strange:
        days[each.payee].add(each.at_s // DAY_S)
    return frozenset(account for account, on in days.items() if len(on) >= days_min)

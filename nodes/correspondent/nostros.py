"""Nostro accounts in use: who waits for money on one, and what is bought back to fill it again.

Trusts the world to look again when something has come in.
Never lets an account fall below zero: a payment waits, in the order in which it came.
"""

from __future__ import annotations

import datetime
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from finance.measures.principal_at_risk import Exposure
from nodes.correspondent.books import MARKET, Account, Books, Movement
from nodes.correspondent.hours import Office, value_day
from nodes.correspondent.trips import Trip
from nodes.scenario.correspondent import CorrespondentPlan


@dataclass(frozen=True, slots=True)
class Cover:
    """What a bank bought back: for which account, how much, on which value date, and when it is there. Below zero: what
    it sold because it had received it."""

    account: Account
    amount_minor: int
    value_date: datetime.date
    at_s: int


@dataclass(slots=True, eq=False)
class Nostros:
    """The nostros of a run. plan; offices: by jurisdiction; books: where they stand; covers: all that were ordered."""

    plan: CorrespondentPlan
    offices: Mapping[str, Office]
    books: Books
    covers: list[Cover] = field(default_factory=list)
    _queues: dict[Account, deque[tuple[Trip, int, int]]] = field(default_factory=dict)
    _coming: dict[Account, int] = field(default_factory=dict)

    def can_take(self, account: Account, amount_minor: int) -> bool:
        """Whether an amount can be taken now: nobody waits, and there is enough."""
        return not self._queues.get(account) and self.books.balance_minor(account) >= amount_minor

    def wait(self, account: Account, trip: Trip, place: int, amount_minor: int) -> int:
        """Puts a payment at the end of the queue of an account; returns what has to be bought for it beyond what is
        coming, zero where that is enough."""
        queue = self._queues.setdefault(account, deque())
        queue.append((trip, place, amount_minor))
        asked_minor = sum(amount for _, _, amount in queue)
        return max(0, asked_minor - self.books.balance_minor(account) - self._coming.get(account, 0))

    def next_served(self, account: Account) -> tuple[Trip, int] | None:
        """The first that waits, if there is enough for it now; it waits no longer."""
        queue = self._queues.get(account)
        if not queue or self.books.balance_minor(account) < queue[0][2]:
            return None
        trip, place, _ = queue.popleft()
        return trip, place

    def order_cover(self, account: Account, amount_minor: int, at_s: int) -> Cover:
        """Buys back (below zero: sells) what left an account, at the market's price, for the usual value date."""
        holder, keeper = (self.plan.homes[bank] for bank in (account.owner, account.keeper))
        traded_on = datetime.datetime.fromtimestamp(at_s, datetime.UTC).date()
        on = value_day(traded_on, self.plan.of("cover_days"), (holder.opening, keeper.opening))
        cover = Cover(account, amount_minor, on, max(at_s, self.offices[keeper.id].opens_s(on)))
        self.covers.append(cover)
        self._coming[account] = self._coming.get(account, 0) + max(0, amount_minor)
        return cover

    def receive(self, cover: Cover) -> Movement | None:
        """Books a cover on its value date; of a sale no more than is there, nothing where nothing is."""
        market = Account(cover.account.keeper, MARKET, cover.account.currency)
        self._coming[cover.account] -= max(0, cover.amount_minor)
        amount_minor = cover.amount_minor
        if amount_minor < 0:
            amount_minor = -min(-amount_minor, self.books.balance_minor(cover.account))
        if amount_minor == 0:
            return None
        source, target = (market, cover.account) if amount_minor > 0 else (cover.account, market)
        movement = Movement(cover.at_s, cover.value_date, "", source, target, abs(amount_minor))
        self.books.move(movement)
        return movement

    def exposure_of(self, cover: Cover, value_minor: int) -> Exposure:
        """What one of the two is exposed to on the value date: each pays when its own currency's system opens."""
        holder, keeper = (self.plan.homes[bank] for bank in (cover.account.owner, cover.account.keeper))
        paid_s, received_s = (self.offices[home.id].opens_s(cover.value_date) for home in (holder, keeper))
        first, last = (holder, keeper) if paid_s <= received_s else (keeper, holder)
        pair = f"{first.currency.code}/{last.currency.code}"
        return Exposure(pair, value_minor, min(paid_s, received_s), max(paid_s, received_s))

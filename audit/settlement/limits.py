"""What members of the queue let themselves pay net: their limits, and what each has paid whom in each period.

Trusts the obligations as rebuilt for who paid whom.
Never takes a position from the queue.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from audit.books import Fact
from audit.findings import Finding, found
from audit.record import RecordedTransaction
from chain.abi import Address
from chain.clients.events import BilateralLimitSet, MultilateralLimitSet
from chain.clients.liquidity_queue import LiquidityQueue

NO_LIMIT = 2**256 - 1
DAY_S = 86_400

DAY, CYCLE = "day", "cycle"
Period: TypeAlias = tuple[str, str, int]
"""A currency with a `DAY` since 1970, of what settled then, or with a `CYCLE`, of what is in it."""
ALL = ""
"""In the place of a counterparty: all of them."""


@dataclass(slots=True)
class Limits:
    """Limits and positions after the transactions read so far, in minor units.

    stated: currency, member and payee (or `ALL`) -> the most it pays net; paid: period, member and payee (or `ALL`) ->
    what it paid less what it got.
    """

    stated: dict[tuple[str, Address, str], int] = field(default_factory=dict)
    paid: Counter[tuple[Period, Address, str]] = field(default_factory=Counter)

    def state(
        self, transaction: RecordedTransaction, event: BilateralLimitSet | MultilateralLimitSet
    ) -> Iterator[Finding]:
        """Takes a limit over; its member alone may set it."""
        payee = event.payee if isinstance(event, BilateralLimitSet) else ALL
        if transaction.sender != event.member:
            message = f"a limit of {event.member} set by {transaction.sender}"
            yield found("queue-setting", transaction, event.currency, message)
        self.stated[event.currency, event.member, payee] = event.limit_minor

    def pay(
        self, transaction: RecordedTransaction, period: Period, moved: Counter[tuple[Address, Address]]
    ) -> Iterator[Finding]:
        """Counts what settles at once, payer and payee -> minor units; nobody's position grows beyond its limit."""
        added: Counter[tuple[Address, str]] = Counter()
        for (payer, payee), amount_minor in moved.items():
            added[payer, payee] += amount_minor
            added[payee, payer] -= amount_minor
            added[payer, ALL] += amount_minor
            added[payee, ALL] -= amount_minor
        for (member, payee), change_minor in added.items():
            self.paid[period, member, payee] += change_minor
            limit_minor = self.stated.get((period[0], member, payee), NO_LIMIT)
            net_minor = self.paid[period, member, payee]
            if change_minor > 0 and net_minor > limit_minor:
                message = f"{member} pays {payee or 'all others'} {net_minor} net, and limits that to {limit_minor}"
                yield found("queue-limit", transaction, period[0], message)

    def facts(self, queue: Address, at_s: int, open_cycles: dict[str, int]) -> Iterator[tuple[Fact, Any]]:
        """What the queue should answer in that second. open_cycles: currency -> number of the cycle that is open."""
        for (currency, member, payee), limit_minor in self.stated.items():
            view = "multilateral_limit_of" if payee == ALL else "bilateral_limit_of"
            yield _fact(queue, view, currency, member, payee), limit_minor
        for (currency, kind, _), member, payee in list(self.paid):
            if kind == DAY:
                today = currency, DAY, at_s // DAY_S
                view = "multilateral_position_of" if payee == ALL else "position_of"
                yield _fact(queue, view, currency, member, payee), self.paid[today, member, payee]
            elif payee == ALL:
                cycle = currency, CYCLE, open_cycles.get(currency, 0)
                yield _fact(queue, "cycle_position_of", currency, member, ALL), self.paid[cycle, member, ALL]


def _fact(queue: Address, view: str, currency: str, member: Address, payee: str) -> Fact:
    key = (currency, member) if payee == ALL else (currency, member, payee)
    return Fact(LiquidityQueue.ARTIFACT, queue, view, key)

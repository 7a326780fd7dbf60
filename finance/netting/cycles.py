"""Cycles: chains of payments that come back to where they began settle at once, one cycle after the other.

Trusts the queue's order of urgency for which payment looks for its cycle first.
Never splits a payment; a payment may overtake others of its payer, as first in, first out is not this algorithm's rule.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Mapping

from finance.netting.queue import Payment, Queue, Resolution, first_below_zero, positions, resolved


def cycles(queue: Queue) -> Resolution:
    """Settles a shortest cycle through the most urgent payment that has one, until no payment has any.

    In a cycle each bank pays on out of its balance and the one payment that comes in.
    """
    waiting = _Waiting(queue)
    settled: list[Payment] = []
    order = queue.by_urgency()
    moving = True
    while moving:
        before = len(settled)
        for payment in order:
            settled += waiting.settle_cycle_through(payment)
        moving = len(settled) > before
        gone = {payment.id for payment in settled}
        order = [payment for payment in order if payment.id not in gone]
    return resolved(queue, "cycles", settled)


class _Waiting:
    """The payments that still wait, each payer's by amount, and every bank's balance."""

    def __init__(self, queue: Queue) -> None:
        self._balances = dict(queue.balances_minor)
        self._lines: dict[str, list[Payment]] = {bank: [] for bank in self._balances}
        for payment in sorted(queue.by_urgency(), key=_amount):
            self._lines[payment.payer].append(payment)
        self._settled: set[str] = set()

    def settle_cycle_through(self, start: Payment) -> list[Payment]:
        """Settles a shortest cycle through this payment and returns it; nothing where there is none."""
        chain = [] if start.id in self._settled else self._cycle_through(start)
        for payment in chain:
            self._lines[payment.payer].remove(payment)
            self._settled.add(payment.id)
        self._balances = positions(self._balances, chain)
        return chain

    def _cycle_through(self, start: Payment) -> list[Payment]:
        """Breadth first over payments: what can pay on with a payment, can with every larger one.

        So each payment is looked at once for all the ways that lead to its payer, smallest amounts first.
        """
        looked_at = dict.fromkeys(self._balances, 0)
        cause: dict[str, Payment] = {}
        found = deque([start])
        while found:
            payment = found.popleft()
            bank = payment.payee
            room_minor = self._balances[bank] + payment.amount_minor
            if bank == start.payer:
                if room_minor >= start.amount_minor and (chain := self._closed(payment, start, cause)):
                    return chain
                continue
            payable = bisect_right(self._lines[bank], room_minor, lo=looked_at[bank], key=_amount)
            for onward in self._lines[bank][looked_at[bank] : payable]:
                cause[onward.id] = payment
                found.append(onward)
            looked_at[bank] = payable
        return []

    def _closed(self, last: Payment, start: Payment, cause: Mapping[str, Payment]) -> list[Payment]:
        """The chain from `start` to `last`, or none where it meets a bank twice and asks too much of it."""
        chain = [last]
        while chain[-1].id != start.id:
            chain.append(cause[chain[-1].id])
        touched = {bank: self._balances[bank] for payment in chain for bank in (payment.payer, payment.payee)}
        return [] if first_below_zero(positions(touched, chain)) else chain[::-1]


def _amount(payment: Payment) -> int:
    return payment.amount_minor

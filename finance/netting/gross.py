"""FIFO-RTGS: each bank's payments one by one in their order, each only when the payer has the money at that moment.

Trusts the queue's order of urgency.
Never lets a payment overtake a more urgent one of the same payer, and never nets.
"""

from __future__ import annotations

from collections import deque
from heapq import heapify, heappop, heappush

from finance.netting.queue import Queue, Resolution, resolved


def fifo_rtgs(queue: Queue) -> Resolution:
    """Gross settlement with a queue for each bank, strictly first in, first out within it.

    Of the payments that head a queue and can be paid, the most urgent settles next. Which of them goes first changes
    the order and not the set: what a bank receives only ever helps it.
    """
    order = queue.by_urgency()
    balances = dict(queue.balances_minor)
    lines: dict[str, deque[int]] = {bank: deque() for bank in balances}
    for rank, payment in enumerate(order):
        lines[payment.payer].append(rank)
    ready = [line[0] for line in lines.values() if line]
    heapify(ready)
    waiting: set[str] = set()
    settled = []
    while ready:
        payment = order[heappop(ready)]
        if balances[payment.payer] < payment.amount_minor:
            waiting.add(payment.payer)
            continue
        balances[payment.payer] -= payment.amount_minor
        balances[payment.payee] += payment.amount_minor
        settled.append(payment)
        lines[payment.payer].popleft()
        if lines[payment.payer]:
            heappush(ready, lines[payment.payer][0])
        if payment.payee in waiting:
            waiting.remove(payment.payee)
            heappush(ready, lines[payment.payee][0])
    return resolved(queue, "fifo-rtgs", settled, gross=True)

"""Bilateral offset: what two banks owe each other settles at once, pair after pair until no pair can go on.

Trusts the queue's order of urgency.
Never settles in one direction alone, and never lets a payment overtake a more urgent one between the same two banks.
"""

from __future__ import annotations

from finance.netting.eaf2 import netted_in_order
from finance.netting.queue import Payment, Queue, Resolution, positions, resolved


def bilateral_offset(queue: Queue) -> Resolution:
    """Offsets the pairs in the order of their most urgent payment, again and again while one of them moves.

    Between two banks the payments are kept in order in each direction, and the newest leave first, as in EAF2.
    """
    pairs: dict[frozenset[str], list[Payment]] = {}
    for payment in queue.by_urgency():
        pairs.setdefault(frozenset((payment.payer, payment.payee)), []).append(payment)
    balances = dict(queue.balances_minor)
    settled: list[Payment] = []
    moving = True
    while moving:
        moving = False
        for pair, between in pairs.items():
            own = {bank: balances[bank] for bank in pair}
            offset = netted_in_order(own, between)
            if len({payment.payer for payment in offset}) < 2:
                continue
            balances |= positions(own, offset)
            settled += offset
            gone = {payment.id for payment in offset}
            pairs[pair] = [payment for payment in between if payment.id not in gone]
            moving = True
    return resolved(queue, "bilateral-offset", settled)

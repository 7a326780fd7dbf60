"""EAF2 as Project Ubin has it: net everything; where that leaves a bank in deficit, its newest payments leave first.

Trusts the queue's order of urgency: the newest payment of a bank is the last of its own in that order.
Never lets a payment settle while a more urgent one of the same payer does not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from finance.netting.queue import Payment, Queue, Resolution, positions, resolved


def eaf2(queue: Queue) -> Resolution:
    """The largest set that nets to no deficit and keeps every bank's payments in their order.

    Source: Project Ubin phase 2, `doResolveRound` of ubin-quorum's PaymentAgent.sol (docs/adr/008); the same set as
    Bech and Soramäki's gridlock resolution (Bank of Finland Discussion Paper 9/2001).
    """
    return resolved(queue, "eaf2", netted_in_order(queue.balances_minor, queue.by_urgency()))


def netted_in_order(balances_minor: Mapping[str, int], order: Sequence[Payment]) -> list[Payment]:
    """Those of the payments that settle at once when each bank in deficit gives up its last ones.

    The order of the banks is of no consequence. Of two sets without deficit that each hold a head of every bank's
    line, the longer heads together hold at least what each bank received in either: their union has no deficit too.
    So there is a largest one, and what is in it is never given up.
    """
    after = positions(balances_minor, order)
    lines: dict[str, list[int]] = {bank: [] for bank in after}
    for rank, payment in enumerate(order):
        lines[payment.payer].append(rank)
    deficits = [bank for bank, amount in after.items() if amount < 0]
    kept = [True] * len(order)
    while deficits:
        bank = deficits.pop()
        while after[bank] < 0:
            rank = lines[bank].pop()
            kept[rank] = False
            after[bank] += order[rank].amount_minor
            after[order[rank].payee] -= order[rank].amount_minor
            if after[order[rank].payee] < 0:
                deficits.append(order[rank].payee)
    return [payment for payment, stays in zip(order, kept, strict=True) if stays]

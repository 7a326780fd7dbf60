"""Gridlock: when nothing can settle alone though some of it could together, how often that is, and for how long.

Trusts the queue's order of urgency, and the states to be in the order of time.
Never calls a queue gridlocked of which no part can settle: that is a deadlock.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from finance.netting.eaf2 import netted_in_order
from finance.netting.queue import Queue


@dataclass(frozen=True, slots=True)
class GridlockSpans:
    """events: spans without a break; total_s, longest_s: their seconds."""

    events: int
    total_s: int
    longest_s: int


def is_gridlocked(queue: Queue) -> bool:
    """Whether no bank can pay the first of its own payments, but some of them could settle together in their order."""
    # gridlock: with first in, first out for each bank, no payment can settle alone and a set of them can at once; the
    # largest such set is found in polynomial time — Bech and Soramäki, Gridlock Resolution in Interbank Payment
    # Systems, Bank of Finland Discussion Paper 9/2001
    order = queue.by_urgency()
    heads = {payment.payer: payment for payment in reversed(order)}.values()
    if any(payment.amount_minor <= queue.balances_minor[payment.payer] for payment in heads):
        return False
    return bool(netted_in_order(queue.balances_minor, order))


def gridlock_spans(states: Iterable[tuple[int, bool]], until_s: int) -> GridlockSpans:
    """Of states that each last from their second to that of the next, the last one to `until_s`.

    Raises `ValueError` where the seconds do not rise or one is after `until_s`.
    """
    events = total_s = longest_s = 0
    since_s: int | None = None
    last_s: int | None = None
    for at_s, is_locked in chain(states, [(until_s, False)]):
        if (last_s is not None and at_s < last_s) or at_s > until_s:
            raise ValueError(f"second {at_s} is not between {last_s} and {until_s}")
        last_s = at_s
        if is_locked and since_s is None:
            since_s = at_s
        elif not is_locked and since_s is not None:
            lasted_s = at_s - since_s
            events, total_s, longest_s, since_s = events + 1, total_s + lasted_s, max(longest_s, lasted_s), None
    return GridlockSpans(events, total_s, longest_s)

"""The resolvers by name, and `best`: the strongest answer of all of them.

Trusts each resolver's answer, which was verified when it was made.
Never prefers an answer of less value, or of fewer payments at the same value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from finance.netting.cycles import cycles
from finance.netting.eaf2 import eaf2
from finance.netting.exact import exact
from finance.netting.gross import fifo_rtgs
from finance.netting.offset import bilateral_offset
from finance.netting.queue import Payment, Queue, Resolution, positions, resolved

_SIMPLE = (eaf2, bilateral_offset, cycles, fifo_rtgs)


def best(queue: Queue) -> Resolution:
    """What `exact` settles where that is proven to be the optimum, otherwise the best of all resolvers' answers.

    A queue of at most 14 payments is always decided; beyond, the bound is the one that `exact` has proven.
    """
    strongest = exact(queue)
    bound_minor = strongest.bound_minor
    if not strongest.optimal:
        for other in (*(resolver(queue) for resolver in _SIMPLE), _one_after_the_other(queue)):
            if (other.value_minor, other.count) > (strongest.value_minor, strongest.count):
                strongest = other
    return replace(strongest, algorithm="best", bound_minor=bound_minor)


def _one_after_the_other(queue: Queue) -> Resolution:
    """The simple resolvers in turn, each on what the last one left, until none settles anything.

    What settles in steps settles at once as well: the balances at the end are the same, and no bank is below zero.
    """
    left, settled, moving = queue, list[Payment](), True
    while moving:
        moving = False
        for resolver in _SIMPLE:
            ids = set(resolver(left).settled)
            step = [payment for payment in left.payments if payment.id in ids]
            moving = moving or bool(step)
            settled += step
            rest = tuple(payment for payment in left.payments if payment.id not in ids)
            left = Queue(positions(left.balances_minor, step), rest)
    return resolved(queue, "best", settled)


RESOLVERS: Mapping[str, Callable[[Queue], Resolution]] = {
    "fifo-rtgs": fifo_rtgs,
    "bilateral-offset": bilateral_offset,
    "cycles": cycles,
    "eaf2": eaf2,
    "exact": exact,
    "best": best,
}
"""By the name that the command line and scenarios use."""

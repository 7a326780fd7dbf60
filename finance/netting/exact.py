"""The exact resolver: most value, then most payments, then the canonical choice; or a proven bound on the value.

Trusts HiGHS for proposals and, where the integer search does not come to its end, for closing the gap (docs/adr/008).
Never settles what integers have not verified, and never stops by the clock.
"""

from __future__ import annotations

from dataclasses import dataclass

from finance.netting.eaf2 import eaf2
from finance.netting.polish import polished
from finance.netting.problem import PRICE_UNIT, Problem
from finance.netting.queue import Queue, Resolution, resolved
from finance.netting.search import search

HIGHS_NODES = 100
SEARCH_NODES = 1 << 18
"""Enough to try every choice of 17 payments: a queue of 14 is always decided, whatever HiGHS says."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """Numbers of the chosen payments, whether none weighs more, and a weight that none exceeds."""

    chosen: tuple[int, ...]
    optimal: bool
    weight_max: int


def exact(queue: Queue, *, highs_nodes: int = HIGHS_NODES, search_nodes: int = SEARCH_NODES) -> Resolution:
    """The optimum of a queue within node limits; `optimal` says whether it is proven, `bound_minor` what is.

    Raises `ValueError` for a limit below one node.
    """
    if min(highs_nodes, search_nodes) < 1:
        raise ValueError(f"a node limit is at least 1, not {min(highs_nodes, search_nodes)}")
    if not queue.payments:
        return resolved(queue, "exact", [], optimal=True)
    problem = Problem.of(queue)
    in_order = set(eaf2(queue).settled)
    known = tuple(rank for rank, payment in enumerate(problem.order) if payment.id in in_order)
    answer = _answer(problem, known, highs_nodes, search_nodes)
    return resolved(
        queue,
        "exact",
        [problem.order[rank] for rank in answer.chosen],
        optimal=answer.optimal,
        bound_minor=problem.value_of_weight(answer.weight_max),
    )


def _answer(problem: Problem, known: tuple[int, ...], highs_nodes: int, search_nodes: int) -> _Answer:
    """The best of the known choice, HiGHS' proposal and the integer search, and what is proven of it."""
    # Imported here: scipy takes a third of a second, which the other resolvers need not wait for.
    from finance.netting.highs import exactly_representable, prices_of, propose

    prices = prices_of(problem)
    proposal = propose(problem, highs_nodes)
    verified = problem.feasible(proposal.chosen)
    if verified and problem.weight_of(proposal.chosen) > problem.weight_of(known):
        known = proposal.chosen
    found = search(problem, known, prices, search_nodes)
    if found.complete:
        return _Answer(found.chosen, True, problem.weight_of(found.chosen))
    chosen = polished(problem, found.chosen)
    weight, weight_max = problem.weight_of(chosen), problem.ceiling(prices) // PRICE_UNIT
    if not exactly_representable(problem):
        return _Answer(chosen, weight == weight_max, weight_max)
    if proposal.weight_max is not None:
        weight_max = min(weight_max, proposal.weight_max)
    closed = proposal.closed and verified and weight == problem.weight_of(proposal.chosen)
    return _Answer(chosen, closed or weight == weight_max, weight_max)

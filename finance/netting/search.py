"""The proof in integers: a branch and bound over the payments in their order, which also finds the canonical choice.

Trusts prices of the banks' money to be at or above zero, and nothing else of them: bad prices cost time, not truth.
Never uses a float, a clock or chance; it stops after a number of nodes and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from finance.netting.problem import PRICE_UNIT, Problem


@dataclass(frozen=True, slots=True)
class Found:
    """The best choice of a search, by the numbers of the payments."""

    chosen: tuple[int, ...]
    complete: bool
    """The search came to its end: this is the largest weight and the canonical choice."""


class _Branching:
    """The payments decided so far: which settle, what each bank may still reach, what weight may still come."""

    def __init__(self, problem: Problem, prices: Sequence[int]) -> None:
        self._problem = problem
        costs = problem.costs(prices)
        self._lost_by_taking = [max(0, -cost) for cost in costs]
        self._lost_by_leaving = [max(0, cost) for cost in costs]
        self.ceiling = problem.ceiling(prices)
        self.taken: list[bool] = []
        self.weight = 0
        # What a bank has if everything undecided comes in and nothing undecided goes out.
        self._reach = list(problem.balances)
        for payee, amount in zip(problem.payees, problem.amounts, strict=True):
            self._reach[payee] += amount

    def decide(self, take: bool) -> bool:
        """Decides the next payment; False where a bank could not be at or above zero any more."""
        rank = len(self.taken)
        self.taken.append(take)
        self.weight += self._problem.weights[rank] if take else 0
        self.ceiling -= (self._lost_by_taking if take else self._lost_by_leaving)[rank]
        bank = (self._problem.payers if take else self._problem.payees)[rank]
        self._reach[bank] -= self._problem.amounts[rank]
        return self._reach[bank] >= 0

    def back_to_last_taken(self) -> bool:
        """Undoes decisions up to the last payment that was taken, that one included; False where there is none."""
        while self.taken:
            take = self.taken.pop()
            rank = len(self.taken)
            self.ceiling += (self._lost_by_taking if take else self._lost_by_leaving)[rank]
            bank = (self._problem.payers if take else self._problem.payees)[rank]
            self._reach[bank] += self._problem.amounts[rank]
            if take:
                self.weight -= self._problem.weights[rank]
                return True
        return False


def search(problem: Problem, known: Iterable[int], prices: Sequence[int], nodes_max: int) -> Found:
    """The best choice, at least as good as the feasible one that is `known`; complete unless it takes more nodes.

    Depth first, each payment first with and then without: the first choice met of any weight is its canonical one.
    """
    branching = _Branching(problem, prices)
    chosen = tuple(known)
    # The known choice may not be the canonical one: until it is replaced, an equal weight is looked for as well.
    wanted = problem.weight_of(chosen)
    promising = branching.ceiling >= wanted * PRICE_UNIT
    for _ in range(nodes_max):
        if promising and len(branching.taken) < len(problem.order):
            promising = branching.decide(take=True)
        else:
            if promising and branching.weight >= wanted:
                chosen = tuple(rank for rank, taken in enumerate(branching.taken) if taken)
                wanted = branching.weight + 1
            if not branching.back_to_last_taken():
                return Found(chosen, complete=True)
            promising = branching.decide(take=False)
        promising = promising and branching.ceiling >= wanted * PRICE_UNIT
    return Found(chosen, complete=False)

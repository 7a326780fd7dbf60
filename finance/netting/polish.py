"""What integers can still do for a choice that no search has proven: add what fits, and prefer the more urgent.

Trusts the choice to be feasible.
Never lowers its weight.
"""

from __future__ import annotations

from collections.abc import Iterable

from finance.netting.problem import Problem


def polished(problem: Problem, chosen: Iterable[int]) -> tuple[int, ...]:
    """The choice with every payment that still fits, and with more urgent ones in the place of their equals."""
    room = _Room(problem, chosen)
    left = [rank for rank in range(len(problem.order)) if rank not in room.chosen]
    for rank in left:
        room.exchange(rank, None)
    for rank in left:
        if rank not in room.chosen:
            _prefer(rank, room, problem)
    return tuple(sorted(room.chosen))


def _prefer(rank: int, room: _Room, problem: Problem) -> None:
    """Takes a payment in for a less urgent one of the same amount, the least urgent that can make room for it."""
    equals = [other for other in room.chosen if other > rank and problem.amounts[other] == problem.amounts[rank]]
    for other in sorted(equals, reverse=True):
        if room.exchange(rank, other):
            return


class _Room:
    """A choice and every bank's balance after it."""

    def __init__(self, problem: Problem, chosen: Iterable[int]) -> None:
        self._problem = problem
        self.chosen: set[int] = set()
        self._after = list(problem.balances)
        for rank in chosen:
            self.chosen.add(rank)
            self._move(rank, problem.amounts[rank])

    def exchange(self, into: int, out: int | None) -> bool:
        """Takes one payment in, and another out where one is named; False, and no change, where a bank lacks money."""
        self._move(into, self._problem.amounts[into])
        if out is not None:
            self._move(out, -self._problem.amounts[out])
        changed = (into,) if out is None else (into, out)
        banks = (side[rank] for rank in changed for side in (self._problem.payers, self._problem.payees))
        if any(self._after[bank] < 0 for bank in banks):
            self._move(into, -self._problem.amounts[into])
            if out is not None:
                self._move(out, self._problem.amounts[out])
            return False
        self.chosen = (self.chosen | {into}) - {out}
        return True

    def _move(self, rank: int, amount: int) -> None:
        self._after[self._problem.payers[rank]] -= amount
        self._after[self._problem.payees[rank]] += amount

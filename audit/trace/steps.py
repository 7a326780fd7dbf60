"""The steps of a trace as columns of numbers, each made a `Step` when somebody looks at it.

Trusts the flow for what moved where.
Never holds a step twice: of three hundred thousand most are only counted.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, overload

import numpy as np

from audit.index.movements import WAYS
from audit.trace.flow import Flow
from audit.trace.result import Step


class Steps(Sequence[Step]):
    """In the order in which value left. References are read when one is first asked for, while the index is open."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._given: dict[int, int] = {}
        self._taken: dict[int, int] = {}
        self.hops: list[int] = []
        """By step, the layer in which it left; one more is a step that left with all that moved, once it is in all
        three lists."""
        self.left: list[int] = []
        """Its place in the flow."""
        self.arrived: list[int] = []
        """The place in the flow at which it arrived, with all that moved; -1 before."""
        self._names: dict[int, str] | None = None

    def leave(self, place: int, hop: int, tainted_minor: int) -> int:
        """One more, that leaves at a place of the flow; answers its number."""
        number = len(self.hops)
        self.hops.append(hop)
        self.left.append(place)
        self.arrived.append(-1)
        self._given[number] = tainted_minor
        return number

    def arrive(self, number: int, place: int, tainted_minor: int) -> None:
        """At a place of the flow."""
        self.arrived[number], self._taken[number] = place, tainted_minor

    def uncounted(self) -> tuple[Any, Any]:
        """By pot, what left it and what arrived in it in steps of which all that moved was tainted and nobody said how
        much, minor units."""
        return self._sums(self.left, self._given), self._sums(self.arrived, self._taken)

    def _sums(self, places: list[int], counted: Collection[int]) -> Any:
        flow, found = self._flow, np.array(places, np.int64)
        is_uncounted = found >= 0
        is_uncounted[np.fromiter(counted, np.int64, len(counted))] = False
        found = found[is_uncounted]
        sums = np.zeros(len(flow.moves.pot_holders), flow.amounts.dtype)
        np.add.at(sums, flow.pots[found], flow.amounts[found])
        return sums

    def __len__(self) -> int:
        return len(self.hops)

    @overload
    def __getitem__(self, number: int) -> Step: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[Step]: ...
    def __getitem__(self, number: int | slice) -> Step | Sequence[Step]:
        if isinstance(number, slice):
            return [self._step(place) for place in range(*number.indices(len(self)))]
        return self._step(number)

    def _step(self, number: int) -> Step:
        moves = self._flow.moves
        holder, token, place, minor = self._side(self.left[number])
        when = int(moves.txs[place]), int(moves.times[place])
        step = Step(
            *(self.hops[number], WAYS[moves.ways[place]], self._name(place), holder, None, token),
            *(*when, minor, self._given.get(number, minor)),
        )
        if self.arrived[number] >= 0:
            step.taker, step.taker_token, place, step.taken_minor = self._side(self.arrived[number])
            step.taken_tx, step.taken_at_s = int(moves.txs[place]), int(moves.times[place])
            step.tainted_taken_minor = self._taken.get(number, step.taken_minor)
            step.hop += step.taker != holder
        return step

    def _side(self, place: int) -> tuple[int, int, int, int]:
        """Holder, money, place in the record, and what moved."""
        flow, moves, pot = self._flow, self._flow.moves, self._flow.pots[place]
        return (
            int(moves.pot_holders[pot]),
            int(moves.pot_tokens[pot]),
            int(flow.places[place]),
            int(flow.amounts[place]),
        )

    def _name(self, place: int) -> str:
        """The reference of a movement; all are read when the first is asked for."""
        moves = self._flow.moves
        if self._names is None:
            numbers = np.unique(moves.references[self._flow.places[np.array(self.left, np.int64)]])
            self._names = dict(zip(numbers.tolist(), moves.named.texts(numbers), strict=True))
        return self._names[int(moves.references[place])]

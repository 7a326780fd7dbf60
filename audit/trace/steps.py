"""The steps of a trace as columns of numbers, each made a `Step` when somebody looks at it.

Trusts the flow for what moved where.
Never holds a step twice: of three hundred thousand most are only counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

import numpy as np

from audit.index.movements import WAYS
from audit.trace.flow import Flow
from audit.trace.result import Step


class Steps(Sequence[Step]):
    """In the order in which value left. References are read when one is first asked for, while the index is open."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._hops: list[int] = []
        self._left: list[int] = []
        self._arrived: list[int] = []
        self._given: list[int] = []
        self._taken: list[int] = []
        self._names: dict[int, str] | None = None

    def leave(self, place: int, hop: int, tainted_minor: int) -> int:
        """One more, that leaves at a place of the flow; answers its number."""
        self._hops.append(hop)
        self._left.append(place)
        self._arrived.append(-1)
        self._given.append(tainted_minor)
        self._taken.append(0)
        return len(self._hops) - 1

    def arrive(self, number: int, place: int, tainted_minor: int) -> None:
        """At a place of the flow."""
        self._arrived[number], self._taken[number] = place, tainted_minor

    def __len__(self) -> int:
        return len(self._hops)

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
        holder, token, place, minor = self._side(self._left[number])
        when = int(moves.txs[place]), int(moves.times[place])
        step = Step(
            *(self._hops[number], WAYS[moves.ways[place]], self._name(place), holder, None, token),
            *(*when, minor, self._given[number]),
        )
        if self._arrived[number] >= 0:
            step.taker, step.taker_token, place, step.taken_minor = self._side(self._arrived[number])
            step.taken_tx, step.taken_at_s = int(moves.txs[place]), int(moves.times[place])
            step.tainted_taken_minor = self._taken[number]
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
            numbers = np.unique(moves.references[self._flow.places[np.array(self._left, np.int64)]])
            self._names = dict(zip(numbers.tolist(), moves.named.texts(numbers), strict=True))
        return self._names[int(moves.references[place])]

"""The movements in the direction of a trace, with all that does not depend on where it starts: what had come into each
pot and gone out of it before each movement, and which credit answers which debit.

Trusts the movements to be in the order of the record.
Never looks at taint.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np

from audit.index.movements import SEVERAL
from audit.trace.moves import Moves

_LOW = 16


@dataclass(frozen=True, slots=True)
class Flow:
    """One array a column, in the order of the trace. places: in the record; is_debit: whether the pot gives; came,
    gone: what came into the pot and went out of it before, its opening included. By pot: openings, what it has before
    all; ends, what came and what went in the end; by_pot, places in the record pot by pot, and where each begins."""

    moves: Moves
    is_back: bool
    places: Any
    is_debit: Any
    pots: Any
    ways: Any
    amounts: Any
    came: Any
    gone: Any
    openings: Any
    ends: tuple[Any, Any]
    by_pot: tuple[Any, Any]

    @classmethod
    def of(cls, moves: Moves, *, is_back: bool) -> Flow:
        """The flow of money in the order of time; or in reversed time, from the last movement to the first, givers and
        takers exchanged, each pot beginning with what it has in the end."""
        debits, credits = (np.where(which, moves.amounts, 0) for which in (~moves.is_credit, moves.is_credit))
        order, firsts = _by_pot(moves)
        came, gone = (_sums(column, order, firsts) for column in (credits, debits))
        ends = [_lasts(moves, column, order, firsts) for column in (came, gone)]
        openings = _openings(moves, gone - came, order, firsts)
        if is_back:
            openings = openings + ends[0] - ends[1]
            came, gone = ends[1][moves.pots] - gone, ends[0][moves.pots] - came
            ends.reverse()
        else:
            came, gone = came - credits, gone - debits
        came, ends[0] = came + openings[moves.pots], ends[0] + openings
        return cls(
            moves=moves,
            is_back=is_back,
            places=_turned(np.arange(len(moves.pots)), is_back),
            is_debit=_turned(moves.is_credit == is_back, is_back),
            pots=_turned(moves.pots, is_back),
            ways=_turned(moves.ways, is_back),
            amounts=_turned(moves.amounts, is_back),
            came=_turned(came, is_back),
            gone=_turned(gone, is_back),
            openings=openings,
            ends=(ends[0], ends[1]),
            by_pot=(order, firsts),
        )

    def sums(self, column: Any) -> tuple[Any, Any]:
        """What each pot has of a column before each side, and by pot in the end."""
        sums = _sums(_turned(column, self.is_back), *self.by_pot)
        ends = _lasts(self.moves, sums, *self.by_pot)
        before = ends[self.moves.pots] - sums if self.is_back else sums - column
        return _turned(before, self.is_back), ends

    def firsts(self) -> Any:
        """By pot, its first movement."""
        order, begins = self.by_pot
        places = order[_last_places(order, begins) if self.is_back else begins]
        firsts = np.zeros(len(self.moves.pot_holders), np.int64)
        firsts[self.moves.pots[places]] = len(order) - 1 - places if self.is_back else places
        return firsts


def _turned(column: Any, is_back: bool) -> Any:
    return np.ascontiguousarray(column[::-1]) if is_back else column


def _by_pot(moves: Moves) -> tuple[Any, Any]:
    """The places in the order of pots and then of the record, and where each pot begins among them."""
    # Sixteen bits at a time, which numpy sorts by counting.
    low = np.argsort(moves.pots.astype(np.uint16), kind="stable")
    order = low[np.argsort((moves.pots >> _LOW).astype(np.uint16)[low], kind="stable")]
    sorted_pots = moves.pots[order]
    return order, np.flatnonzero(np.diff(sorted_pots, prepend=-1))


def _sums(column: Any, order: Any, firsts: Any) -> Any:
    """What each pot has of a column up to each place, that place included."""
    ordered = column[order]
    sums = ordered.cumsum()
    before = sums[firsts] - ordered[firsts]
    sums -= np.repeat(before, np.diff(firsts, append=len(order)))
    back = np.empty_like(sums)
    back[order] = sums
    return back


def _lasts(moves: Moves, column: Any, order: Any, firsts: Any) -> Any:
    """The last value of each pot; 0 for one without any."""
    last = np.zeros(len(moves.pot_holders), column.dtype)
    ends = order[_last_places(order, firsts)]
    last[moves.pots[ends]] = column[ends]
    return last


def _last_places(order: Any, firsts: Any) -> Any:
    """Where each pot ends among the places in the order of pots."""
    return np.append(firsts[1:], len(order))[: len(firsts)] - 1


def _openings(moves: Moves, lacking: Any, order: Any, firsts: Any) -> Any:
    """What each pot must have had before: nothing in a whole record, else the least that suffices."""
    openings = np.zeros(len(moves.pot_holders), lacking.dtype)
    if len(order):
        most = np.maximum.reduceat(lacking[order], firsts)
        openings[moves.pots[order[firsts]]] = np.maximum(most, 0)
    return openings


def peers_of(flow: Flow) -> Any:
    """Of each credit the debit that it answers, which came before: its partner, or of several under one reference that
    which `_fitting` finds."""
    sides, partners = len(flow.pots), flow.moves.partners[flow.places]
    found = np.where((partners >= 0) & (partners < sides), sides - 1 - partners if flow.is_back else partners, -1)
    peers = np.where(~flow.is_debit & (found < np.arange(sides)), found, -1)
    waiting: defaultdict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for place in np.flatnonzero(partners == SEVERAL).tolist():
        reference = int(flow.moves.references[flow.places[place]])
        token, amount_minor = int(flow.moves.pot_tokens[flow.pots[place]]), int(flow.amounts[place])
        if flow.is_debit[place]:
            waiting[reference].append((place, token, amount_minor))
        elif waiting[reference]:
            peers[place] = waiting[reference].pop(_fitting(waiting[reference], token, amount_minor))[0]
    return peers


def _fitting(waiting: list[tuple[int, int, int]], token: int, amount_minor: int) -> int:
    """Which of several under one reference arrives: that of the same money and amount (a refund, both legs of an
    instruction taken back), else of the same amount, else the first."""

    def fits(place: int) -> tuple[bool, bool]:
        is_amount = waiting[place][2] == amount_minor
        return is_amount and waiting[place][1] == token, is_amount

    return max(range(len(waiting)), key=fits)

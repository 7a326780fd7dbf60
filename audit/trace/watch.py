"""Which movements a trace has to look at: a flag for each pot, each answer and each line of credit.

Trusts the flow for what answers what.
Never raises a flag itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from audit.index.movements import WAYS, Way
from audit.trace.flow import Flow, peers_of
from audit.trace.result import Start

_PASSING, _LOAN = WAYS.index(Way.PASSING), WAYS.index(Way.LOAN)


@dataclass(frozen=True, slots=True)
class Watch:
    """A movement is looked at while its flag is up: a debit that of its pot, while something in the pot is followed; a
    credit that of the debit which it answers, once that is followed; a drawing that of its line, once followed value
    was repaid. Whatever else moves is clean, and is the most of a network.

    flags: first those of pots, then of debits from credit_of on, then of lines from line_of on; by side: keys, which
    flag; peers, the debit that a credit answers, else -1; lines, of a loan, holder and lender by number; entering: the
    debits of the payment with which a trace starts, which are always looked at."""

    flow: Flow
    flags: bytearray
    keys: Any
    peers: Any
    lines: Any
    entering: frozenset[int]
    credit_of: int
    line_of: int

    @classmethod
    def of(cls, flow: Flow, start: Start) -> Watch:
        """All flags down, but that of the start's own debits."""
        pots, sides = len(flow.moves.pot_holders), len(flow.pots)
        never, always = pots + sides, pots + sides + 1
        peers, lines = peers_of(flow), _lines(flow)
        keys = np.where(flow.is_debit, flow.pots, np.where(peers < 0, never, pots + peers))
        drawn = ~flow.is_debit & (lines >= 0)
        keys[drawn] = always + 1 + lines[drawn]
        entering = _entering(flow, start)
        keys[entering] = always
        flags = bytearray(always + 2 + int(lines.max(initial=-1)))
        flags[always] = 1
        return cls(flow, flags, keys, peers, lines, frozenset(entering.tolist()), pots, always + 1)

    def pots_of(self, holder: int) -> list[int]:
        """A holder's pots that ever moved."""
        is_of = self.flow.moves.pot_holders == holder
        return [int(number) for number in np.unique(self.flow.pots[is_of[self.flow.pots]])]


def _lines(flow: Flow) -> Any:
    """A number for each holder, money and lender; -1 where a movement is of no loan."""
    lines = np.full(len(flow.pots), -1)
    loans = np.flatnonzero(flow.ways == _LOAN)
    lenders = flow.moves.lenders[flow.places[loans]].astype(np.int64)
    _, lines[loans] = np.unique((lenders + 1) * len(flow.moves.pot_holders) + flow.pots[loans], return_inverse=True)
    return lines


def _entering(flow: Flow, start: Start) -> Any:
    """The debits under the reference with which a trace starts."""
    if start.uetr is None:
        return np.zeros(0, np.int64)
    is_named = flow.moves.references[flow.places] == flow.moves.named.number(start.uetr)
    return np.flatnonzero(is_named & flow.is_debit & (flow.ways == _PASSING))

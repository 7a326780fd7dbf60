"""Which movements a trace has to look at: a flag for each pot, each answer and each line of credit.

Trusts the flow for what answers what.
Never follows anything itself: who does raises and lowers the flags.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from audit.index.movements import WAYS, Way
from audit.trace.flow import Flow, peers_of
from audit.trace.result import Limits, Start
from audit.trace.rules import RULES, Given

_PASSING, _LOAN = WAYS.index(Way.PASSING), WAYS.index(Way.LOAN)


@dataclass(frozen=True, slots=True)
class Watch:
    """A movement is looked at while its flag is up: a debit that of its pot, while something in the pot is followed; a
    credit that of the debit which it answers, once that is followed; a drawing that of its line, once followed value
    was repaid. Whatever else moves is clean, and is the most of a network.

    flags: of pots by number; from firm_of on of pots again, for the debits that are no plain ones; from credit_of on of
    debits; from line_of on of lines. By side: keys, which flag; peers, the debit that a credit answers, else -1; lines,
    of a loan, holder and lender by number; plain, what its pot gave before by plain debits: those that pass on no less
    than the least that is followed and leave something there. By pot: plain_ends, the same in the end. always: the
    flag of the debits with which a trace starts."""

    flow: Flow
    flags: bytearray
    keys: Any
    peers: Any
    lines: Any
    plain: Any
    plain_ends: Any
    firm_of: int
    credit_of: int
    always: int
    line_of: int

    @classmethod
    def of(cls, flow: Flow, start: Start, limits: Limits) -> Watch:
        """All flags down, but that of the start's own debits."""
        pots, sides = len(flow.moves.pot_holders), len(flow.pots)
        credit_of, never, always = 2 * pots, 2 * pots + sides, 2 * pots + sides + 1
        peers, lines, is_plain = peers_of(flow), _lines(flow), _plain(flow, limits)
        debits = np.where(is_plain, flow.pots, pots + flow.pots)
        keys = np.where(flow.is_debit, debits, np.where(peers < 0, never, credit_of + peers))
        drawn = ~flow.is_debit & (lines >= 0)
        keys[drawn] = always + 1 + lines[drawn]
        entering = _entering(flow, start)
        keys[entering] = always
        is_plain[entering] = False
        plain, ends = flow.sums(np.where(is_plain, flow.amounts, 0))
        flags = bytearray(always + 2 + int(lines.max(initial=-1)))
        flags[always] = 1
        return cls(flow, flags, keys, peers, lines, plain, ends, pots, credit_of, always, always + 1)

    def pots_of(self, holder: int) -> list[int]:
        """A holder's pots that ever moved."""
        is_of = self.flow.moves.pot_holders == holder
        return [int(number) for number in np.unique(self.flow.pots[is_of[self.flow.pots]])]


def _plain(flow: Flow, limits: Limits) -> Any:
    """Whether a side is a debit that passes on no less than is followed, and leaves something in its pot."""
    is_passed = np.array([RULES[way].given is Given.PASSED for way in WAYS])[flow.ways]
    leaves = flow.came - flow.gone - flow.amounts > 0
    return flow.is_debit & is_passed & (flow.amounts >= limits.least_minor) & leaves


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

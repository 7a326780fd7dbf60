"""Small ledgers for traces, written by hand or drawn at random; only what their holders have is ever moved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import strategies as st

from audit.index.movements import ALONE, SEVERAL, WAYS, Way
from audit.trace.follow import follow
from audit.trace.moves import Moves, exact
from audit.trace.pots import Pot
from audit.trace.result import Limits, Start, Step, Trace

A, B, C, D = range(4)
THB, HKD = 100, 101


@dataclass(frozen=True, slots=True)
class Move:
    """One movement. giver, taker: holders, None where it is not a customer; lender: of a loan."""

    tx: int
    at_s: int
    way: Way
    token: int
    giver: int | None
    taker: int | None
    amount_minor: int
    reference: str
    lender: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """References as they were first seen."""

    known: list[str]

    def texts(self, numbers: Any) -> Sequence[str]:
        """In order."""
        return [self.known[number] for number in numbers]

    def number(self, text: str) -> int:
        """Its place."""
        return self.known.index(text) if text in self.known else -1


class Ledger:
    """Movements, one transaction each, under references p0, p1, …."""

    def __init__(self) -> None:
        self.moves: list[Move] = []

    def cash_in(self, holder: int, amount: int, token: int = THB) -> Ledger:
        return self._add(Way.CASH, token, None, holder, amount, "")

    def cash_out(self, holder: int, amount: int, token: int = THB) -> Ledger:
        return self._add(Way.CASH, token, holder, None, amount, "")

    def pay(
        self, giver: int, taker: int, amount: int, token: int = THB, as_: tuple[int, int] | None = None, name: str = ""
    ) -> Ledger:
        """A payment; as_: what the payee takes, where that is another money."""
        name = name or f"p{len(self.moves)}"
        self._add(Way.PASSING, token, giver, None, amount, name)
        taken, into = as_ or (amount, token)
        return self._add(Way.PASSING, into, None, taker, taken, name)

    def hand(self, giver: int, taker: int, amount: int, token: int = THB) -> Ledger:
        return self._add(Way.DIRECT, token, giver, taker, amount, "")

    def draw(self, holder: int, amount: int, loan: str = "0x01") -> Ledger:
        return self._add(Way.LOAN, THB, None, holder, amount, loan, "lender")

    def repay(self, holder: int, amount: int, loan: str = "0x01") -> Ledger:
        return self._add(Way.LOAN, THB, holder, None, amount, loan, "lender")

    def half(self, giver: int | None, taker: int | None, amount: int, name: str, token: int = THB) -> Ledger:
        """One side of a payment alone."""
        return self._add(Way.PASSING, token, giver, taker, amount, name)

    def _add(
        self, way: Way, token: int, giver: int | None, taker: int | None, amount: int, name: str, lender: str = ""
    ) -> Ledger:
        tx = len(self.moves)
        self.moves.append(Move(tx, 60 * tx, way, token, giver, taker, amount, name, lender))
        return self


def columns_of(moves: Sequence[Move]) -> Moves:
    """The movements side by side, as an index holds them."""
    sides = [
        (move, holder, is_credit)
        for move in moves
        if move.giver != move.taker
        for holder, is_credit in ((move.giver, False), (move.taker, True))
        if holder is not None
    ]
    pots = sorted({(holder, move.token) for move, holder, _ in sides})
    names, lenders = (list(dict.fromkeys(getattr(move, name) for move in moves)) for name in ("reference", "lender"))
    amounts = dict(enumerate(move.amount_minor for move, *_ in sides))
    large = {place: amount for place, amount in amounts.items() if amount >= 2**63}
    small = np.array([-1 if place in large else amount for place, amount in amounts.items()], np.int64)
    return Moves(
        np.array([pots.index((holder, move.token)) for move, holder, _ in sides], np.int32),
        np.array([is_credit for *_, is_credit in sides], bool),
        np.array([WAYS.index(move.way) for move, *_ in sides], np.int8),
        exact(small, large),
        np.array([names.index(move.reference) for move, *_ in sides], np.int64),
        np.array([*_partners(sides)], np.int64),
        np.array([lenders.index(move.lender) for move, *_ in sides], np.int32),
        *(np.array([getattr(move, name) for move, *_ in sides], np.int64) for name in ("tx", "at_s")),
        *(np.array([pot[part] for pot in pots], np.int32) for part in (0, 1)),
        Named(names),
    )


def _partners(sides: Sequence[tuple[Move, int, bool]]) -> Iterator[int]:
    """The side that answers each: of its own movement, or under its reference where there are two."""
    for move, _, is_credit in sides:
        same = [
            (place, other)
            for place, (found, _, other) in enumerate(sides)
            if (found is move if move.way is Way.DIRECT else (found.way, found.reference) == (move.way, move.reference))
        ]
        if move.way not in {Way.DIRECT, Way.PASSING} or len({other for _, other in same}) == 1:
            yield ALONE
        else:
            yield next(place for place, other in same if other != is_credit) if len(same) == 2 else SEVERAL


def traced(
    ledger: Ledger | Sequence[Move],
    start: int | str,
    method: str = "proportional",
    new_pot: Callable[[], Pot] | None = None,
    *,
    hops: int = 5,
    least: int = 1,
    is_back: bool = False,
) -> Trace:
    """The trace from a holder, or from a payment by its name."""
    moves = ledger.moves if isinstance(ledger, Ledger) else ledger
    begin = Start(uetr=start) if isinstance(start, str) else Start(holder=start)
    return follow(columns_of(moves), begin, Limits(method, hops, least, is_back), new_pot)


def brief(step: Step) -> tuple[object, ...]:
    """A step as a test writes it down."""
    sides = step.tainted_given_minor, step.given_minor, step.tainted_taken_minor, step.taken_minor
    return step.hop, step.giver, step.taker, *sides


@st.composite
def ledgers(draw: st.DrawFn, *, has_fx: bool = True) -> Ledger:
    """Ledgers in which everybody may pay everybody, draw, repay, and take cash in and out."""
    ledger, held = Ledger(), defaultdict[tuple[int, int], int](int)
    holders = st.integers(0, 3)
    for _ in range(draw(st.integers(1, 24))):
        giver, taker = draw(holders), draw(holders)
        token = draw(st.sampled_from((THB, HKD))) if has_fx else THB
        kind = draw(st.sampled_from(("cash_in", "pay", "pay", "pay", "hand", "cash_out", "draw", "repay")))
        if kind in {"cash_in", "draw"} or not held[giver, token]:
            amount = draw(st.integers(1, 1_000))
            token = THB if kind == "draw" else token
            (ledger.draw if kind == "draw" else ledger.cash_in)(giver, amount, *([] if kind == "draw" else [token]))
            held[giver, token] += amount
            continue
        token = THB if kind == "repay" else token
        if not held[giver, token]:
            continue
        amount = draw(st.integers(1, held[giver, token]))
        held[giver, token] -= amount
        if kind == "pay":
            into = draw(st.sampled_from((THB, HKD))) if has_fx else THB
            taken = amount if into == token else draw(st.integers(1, 2_000))
            ledger.pay(giver, taker, amount, token, (taken, into))
            held[taker, into] += taken
        elif kind == "hand":
            ledger.hand(giver, taker, amount, token)
            held[taker, token] += amount
        elif kind == "repay":
            ledger.repay(giver, amount)
        else:
            ledger.cash_out(giver, amount, token)
    return ledger

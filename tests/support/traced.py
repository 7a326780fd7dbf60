"""Small ledgers for traces, written by hand or drawn at random; only what their holders have is ever moved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from hypothesis import strategies as st

from audit.trace.follow import follow
from audit.trace.moves import Move, Way
from audit.trace.pots import Pot
from audit.trace.result import Limits, Start, Step, Trace

A, B, C, D = range(4)
THB, HKD = 100, 101


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
    return follow(moves, begin, Limits(method, hops, least, is_back), new_pot)


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

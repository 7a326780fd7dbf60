"""Value is neither made nor lost, on any ledger, by any method, in either direction; and planted bugs are found."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from trace_conservation import contradictions
from traced import THB, A, B, C, D, Ledger, ledgers, traced

from audit.index.movements import Way
from audit.trace.parcels import CLEAN, Parcel
from audit.trace.pots import METHODS, Pot, ProportionalPot

NEARER = Ledger().cash_in(A, 100).pay(A, B, 50).pay(B, C, 40).pay(C, D, 5).pay(A, C, 10).pay(C, D, 5)
"""What comes to C is nearer the second time, and so is what leaves it."""
METHOD = st.sampled_from(sorted(METHODS))


@settings(max_examples=150, deadline=None)
@given(ledgers(), METHOD, st.booleans(), st.integers(0, 3), st.integers(1, 4), st.sampled_from((1, 1, 50)))
def test_trace__any_ledger__conserves_value(
    ledger: Ledger, method: str, is_back: bool, holder: int, hops: int, least: int
) -> None:
    names = [move.reference for move in ledger.moves if move.way is Way.PASSING]
    for start in (holder, *names[:1]):
        trace = traced(ledger, start, method, hops=hops, least=least, is_back=is_back)
        assert [*contradictions(trace)] == []


@settings(max_examples=100, deadline=None)
@given(ledgers(has_fx=False), METHOD, st.booleans(), st.integers(0, 3))
def test_trace__one_money__holds_and_spends_what_entered_and_turned(
    ledger: Ledger, method: str, is_back: bool, holder: int
) -> None:
    trace = traced(ledger, holder, method, hops=99, is_back=is_back)
    sums: Counter[str] = Counter()
    for account in trace.accounts.values():
        sums["in"] += account.entered_minor + account.turned_minor
        sums["out"] += account.held_minor + sum(account.spent_minor.values())
    again = [step for step in trace.steps if step.way is Way.LOAN and step.taker is not None]
    waiting = [step for step in trace.steps if step.way is Way.PASSING and step.taker is None]
    sums["in"] += sum(step.tainted_given_minor for step in again)
    sums["out"] += sum(step.tainted_given_minor for step in waiting)
    # Tainted money that comes to the start a second time is counted there as received.
    assert sums["in"] == sums["out"]


@settings(max_examples=100, deadline=None)
@given(ledgers(has_fx=False))
def test_fifo__one_money__of_each_payment_in_each_other_is_the_same_from_both_ends(ledger: Ledger) -> None:
    moves = [move for move in ledger.moves if move.way is not Way.LOAN]
    names = [move.reference for move in moves if move.way is Way.PASSING and move.giver is not None]
    for first, last in pairwise(names):
        out = traced(moves, first, "fifo", hops=99)
        back = traced(moves, last, "fifo", hops=99, is_back=True)
        found = [
            sum(step.tainted_given_minor for step in trace.steps if step.reference == name)
            for trace, name in ((out, last), (back, first))
        ]
        assert found[0] == found[1]


class ToldOfAll:
    """Poison that hides that it lets one layer out, and so is told of everything that comes and goes."""

    layer = CLEAN

    def __init__(self) -> None:
        self._pot = METHODS["poison"]()
        self.put, self.take = self._pot.put, self._pot.take
        self.tainted_minor, self.turned_minor = self._pot.tainted_minor, self._pot.turned_minor
        self.joined = self._pot.joined

    @property
    def is_clean(self) -> bool:
        return self._pot.is_clean


@settings(max_examples=150, deadline=None)
@given(ledgers(), st.booleans(), st.integers(0, 3), st.integers(1, 4), st.sampled_from((1, 1, 50)))
@example(NEARER, False, A, 4, 1)
def test_poison__passed_whole_or_told_of_all__finds_the_same(
    ledger: Ledger, is_back: bool, holder: int, hops: int, least: int
) -> None:
    names = [move.reference for move in ledger.moves if move.way is Way.PASSING]
    for start in (holder, *names[:1]):
        whole, told = (
            traced(ledger, start, "poison", new_pot, hops=hops, least=least, is_back=is_back)
            for new_pot in (None, ToldOfAll)
        )
        assert [*whole.steps] == [*told.steps]
        assert whole.accounts == told.accounts


class RoundedDown(ProportionalPot):
    """Planted: shares rounded down, the rest forgotten."""

    __slots__ = ()

    def take(self, amount_minor: int, came: int, gone: int) -> list[Parcel]:
        whole = came - gone
        held = {**self._held}
        super().take(amount_minor, came, gone)
        return [(layer, amount * amount_minor // whole) for layer, amount in held.items()]


class Forgetful(ProportionalPot):
    """Planted: what has been in it for one outflow is clean afterwards."""

    __slots__ = ()

    def take(self, amount_minor: int, came: int, gone: int) -> list[Parcel]:
        taken = super().take(amount_minor, came, gone)
        self._held.clear()
        return taken


class Silent(METHODS["poison"]):  # type: ignore[misc]
    """Planted: does not say what it turned."""

    __slots__ = ()

    def turned_minor(self, came: int) -> int:
        return 0


@pytest.mark.parametrize("planted", [RoundedDown, Forgetful, Silent])
def test_contradictions__planted_bug__is_found(planted: type[Pot]) -> None:
    ledger = Ledger().cash_in(A, 100).cash_in(B, 201).pay(A, B, 100).pay(B, C, 50, name="shared")
    assert [*contradictions(traced(ledger, A))] == []
    assert [*contradictions(traced(ledger, A, new_pot=planted))] != []


def test_contradictions__altered_step__is_named() -> None:
    ledger = Ledger().cash_in(A, 100).pay(A, B, 100).pay(B, C, 50)
    trace = traced(ledger, A)
    steps = [*trace.steps]
    steps[1].tainted_taken_minor -= 1
    trace = replace(trace, steps=steps)
    assert [text.split(":")[0] for text in contradictions(trace)] == ["step 1", f"holder {C} in money {THB}"]

"""Gridlock told from deadlock and from a queue that moves, and its spans added up."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.measures.gridlock import GridlockSpans, gridlock_spans, is_gridlocked
from finance.netting.queue import Payment, Queue, positions


def queue(balances: dict[str, int], *payments: tuple[str, str, int]) -> Queue:
    """Payments numbered as they come."""
    return Queue(balances, tuple(Payment(str(number), *payment) for number, payment in enumerate(payments)))


def test_gridlocked__ring_without_means__is_and_a_chain_is_not() -> None:
    assert is_gridlocked(queue({"A": 1, "B": 0}, ("A", "B", 6), ("B", "A", 5)))
    assert not is_gridlocked(queue({"A": 0, "B": 0}, ("A", "B", 6), ("B", "A", 5)))  # deadlock: A is one short
    assert not is_gridlocked(queue({"A": 6, "B": 0}, ("A", "B", 6), ("B", "A", 5)))  # it moves
    assert not is_gridlocked(queue({"A": 0}))


def test_gridlocked__head_too_large_and_the_next_small__waits_behind_it() -> None:
    blocked = queue({"A": 2, "B": 0}, ("A", "B", 6), ("A", "B", 1), ("B", "A", 5))
    assert is_gridlocked(blocked)
    any_payment_covered = any(p.amount_minor <= blocked.balances_minor[p.payer] for p in blocked.payments)
    assert any_payment_covered  # who looks past the heads takes it for a queue that moves


BANKS = st.sampled_from("ABC")
PAYMENTS = st.lists(st.tuples(BANKS, BANKS, st.integers(1, 8)).filter(lambda p: p[0] != p[1]), min_size=1, max_size=6)


@given(st.fixed_dictionaries({bank: st.integers(0, 6) for bank in "ABC"}), PAYMENTS)
def test_gridlocked__any_small_queue__is_what_trying_every_set_says(
    balances: dict[str, int], payments: list[tuple[str, str, int]]
) -> None:
    given_queue = queue(balances, *payments)
    lines = {bank: [p for p in given_queue.payments if p.payer == bank] for bank in "ABC"}
    moves = any(line and line[0].amount_minor <= balances[bank] for bank, line in lines.items())
    sets = (
        chosen
        for size in range(1, len(payments) + 1)
        for chosen in combinations(given_queue.payments, size)
        if all(
            [p for p in chosen if p.payer == bank] == line[: sum(p.payer == bank for p in chosen)]
            for bank, line in lines.items()
        )
    )
    together = any(min(positions(balances, chosen).values()) >= 0 for chosen in sets)
    assert is_gridlocked(given_queue) == (together and not moves)


def test_spans__states_that_go_on__are_one_event() -> None:
    states = [(0, False), (10, True), (12, True), (20, False), (30, True)]
    assert gridlock_spans(states, 45) == GridlockSpans(events=2, total_s=25, longest_s=15)
    assert gridlock_spans([], 5) == GridlockSpans(0, 0, 0)


def test_spans__every_state_counted__is_found() -> None:
    states = [(10, True), (12, True), (20, False)]
    assert gridlock_spans(states, 20).events != sum(locked for _, locked in states)


@pytest.mark.parametrize(("states", "until_s"), [([(5, True), (4, False)], 9), ([(5, True)], 4)])
def test_spans__time_that_runs_backwards__is_refused(states: list[tuple[int, bool]], until_s: int) -> None:
    with pytest.raises(ValueError, match="is not between"):
        gridlock_spans(states, until_s)

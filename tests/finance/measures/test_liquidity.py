"""Intraday liquidity: the largest net debit of each bank, and no other figure that looks like it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from finance.measures.liquidity import peak_net_debits_minor

BANKS = ("a", "b", "c")
MOVES = st.lists(st.tuples(st.permutations(BANKS), st.integers(1, 10**12)), max_size=12)


def gross(moves: list) -> list[dict[str, int]]:
    """One movement a payment."""
    return [{payer: -minor, payee: minor} for (payer, payee, _), minor in moves]


def test_peak__sent_before_received__is_what_was_sent() -> None:
    movements = [{"a": -70, "b": 70}, {"b": -30, "a": 30}, {"a": -50, "c": 50}]
    assert peak_net_debits_minor(movements) == {"a": 90, "b": 0, "c": 0}


def test_peak__received_before_sent__needs_nothing() -> None:
    assert peak_net_debits_minor([{"a": -70, "b": 70}, {"b": -70, "a": 70}]) == {"a": 70, "b": 0}


def test_peak__netted__is_the_net_and_not_the_gross() -> None:
    assert peak_net_debits_minor([{"a": -70 + 60, "b": 70 - 60}]) == {"a": 10, "b": 0}


def test_peak__nothing_moved__is_nobodys() -> None:
    assert peak_net_debits_minor([]) == {}


@given(MOVES)
def test_peak__balance_of_so_much__covers_the_day_and_one_less_does_not(moves: list) -> None:
    """The definition in other words: it is the smallest opening balance with which nobody is ever below zero."""
    for bank, peak_minor in peak_net_debits_minor(gross(moves)).items():
        for opening_minor, holds in ((peak_minor, True), (peak_minor - 1, False)):
            balance_minor, lowest_minor = opening_minor, opening_minor
            for movement in gross(moves):
                balance_minor += movement.get(bank, 0)
                lowest_minor = min(lowest_minor, balance_minor)
            assert (lowest_minor >= 0) is holds


@given(MOVES)
def test_peak__all_at_once__needs_no_more_than_one_by_one(moves: list) -> None:
    net: dict[str, int] = {}
    for movement in gross(moves):
        for bank, minor in movement.items():
            net[bank] = net.get(bank, 0) + minor
    one_by_one = peak_net_debits_minor(gross(moves))
    assert all(peak <= one_by_one[bank] for bank, peak in peak_net_debits_minor([net]).items())

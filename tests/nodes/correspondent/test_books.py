"""Books: money moves within one keeper, nothing is made or lost, and a planted error is found."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nodes.correspondent.books import Account, Books, Movement, is_conserved, sums_minor

DAY = datetime.date(2024, 6, 27)
ACCOUNTS = [Account("k", owner, "HKD") for owner in ("a", "b", "k")]


def movement(source: int, target: int, minor: int) -> Movement:
    return Movement(0, DAY, "p", ACCOUNTS[source], ACCOUNTS[target], minor)


@given(st.lists(st.tuples(st.permutations([0, 1, 2]), st.integers(0, 100))), st.integers(0, 50))
def test_books__any_movements__keep_the_sum_of_all_accounts(moves: list[tuple[list[int], int]], opening: int) -> None:
    books = Books({ACCOUNTS[0]: opening})
    for (source, target, _), minor in moves:
        books.move(movement(source, target, minor))
    assert sum(books.balances_minor().values()) == opening
    assert is_conserved(books.opening_minor, books.movements, books.balances_minor())


def test_is_conserved__balance_that_no_movement_explains__is_found() -> None:
    books = Books({ACCOUNTS[0]: 10})
    books.move(movement(0, 1, 4))
    closing = books.balances_minor()
    assert not is_conserved(books.opening_minor, books.movements, {**closing, ACCOUNTS[1]: 5})
    # The same in sum, but on another account.
    swapped = {ACCOUNTS[0]: closing[ACCOUNTS[1]], ACCOUNTS[1]: closing[ACCOUNTS[0]]}
    assert sums_minor(swapped) == sums_minor(closing)
    assert not is_conserved(books.opening_minor, books.movements, swapped)
    assert not is_conserved(books.opening_minor, books.movements[:0], closing)


@pytest.mark.parametrize(
    "change",
    [
        {"target": Account("other", "b", "HKD")},
        {"target": Account("k", "b", "THB")},
        {"target": ACCOUNTS[0]},
        {"amount_minor": -1},
    ],
)
def test_movement__between_books_or_currencies__is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="money moves between two accounts of one keeper and currency"):
        replace(movement(0, 1, 4), **change)  # type: ignore[arg-type]

"""A dictionary on disk: the same as one in memory, whatever is put in and in which order."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chain.kept import Kept
from chain.spool import ROWS_A_CHUNK


class State(IntEnum):
    OPEN = 0
    DONE = 1


@dataclass(frozen=True, slots=True)
class Item:
    amount: int
    state: State
    parties: set[str | None]


KEYS = st.one_of(st.text("ab", max_size=2), st.binary(max_size=1))


@given(st.lists(st.tuples(KEYS, st.integers(0, 2**256)), max_size=30), st.integers(1, 4))
def test_kept__whatever_is_put_in__is_the_dictionary_of_it(puts: list[tuple[str | bytes, int]], at_once: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("chain.kept.ROWS_A_CHUNK", at_once)
        kept: Kept[str | bytes, int] = Kept(int)
        expected: dict[str | bytes, int] = {}
        for key, value in puts:
            kept[key] = expected[key] = value
            assert (kept[key], key in kept) == (value, True)
        assert (list(kept.items()), list(kept), list(kept.values())) == (
            list(expected.items()),
            list(expected),
            list(expected.values()),
        )
        assert (len(kept), kept.get("c"), "c" in kept, 3 in kept) == (len(expected), None, False, False)
        assert kept == expected


def test_kept__more_than_stays_in_memory__comes_back_with_its_types() -> None:
    kept: Kept[str, Item] = Kept(Item)
    items = {f"k{n}": Item(2**255 + n, State(n % 2), {None, f"p{n}"}) for n in range(2 * ROWS_A_CHUNK + 3)}
    for key, item in items.items():
        kept[key] = item
    assert dict(kept.items()) == items
    assert kept["k1"].state is State.DONE


def test_kept__put_in_while_it_is_read__is_told_too() -> None:
    kept: Kept[str, int] = Kept(int)
    kept["a"], told = 3, []
    for key, value in kept.items():
        told.append(key)
        if value:
            kept[f"{key}a"] = value - 1
    assert told == ["a", "aa", "aaa", "aaaa"]


def test_kept__key_that_is_not_there__is_a_key_error() -> None:
    with pytest.raises(KeyError, match="x"):
        Kept(int)["x"]


def test_kept__type_that_is_no_row__is_told_at_once() -> None:
    with pytest.raises(TypeError, match="cannot be kept in a row"):
        Kept(float)

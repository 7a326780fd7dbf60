"""A dictionary on disk: the same as one in memory, whatever is put in and in which order."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chain.kept import Kept, Worked
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


@dataclass(slots=True)
class Tally:
    amount: int
    days: list[str]


@pytest.mark.parametrize("at_once", [1, 512])
def test_worked__value_changed_in_place__is_kept_until_the_step_ends_and_then_on_disk(
    monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr("chain.kept.ROWS_A_CHUNK", at_once)
    worked: Worked[str, Tally] = Worked(Tally)
    worked["a"] = Tally(1, [])
    assert "a" in worked
    assert "b" not in worked
    worked["a"].amount += 1
    worked.end_step()
    last = worked["a"]
    last.days.append("x")
    assert worked["a"] is last
    worked.end_step()
    assert (worked["a"], worked.get("b"), list(worked.items())) == (Tally(2, ["x"]), None, [("a", Tally(2, ["x"]))])


def test_worked__change_after_its_step__is_lost() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("chain.kept.ROWS_A_CHUNK", 1)
        worked: Worked[str, Tally] = Worked(Tally)
        worked["a"] = last = Tally(1, [])
        worked.end_step()
        last.amount += 1
        assert worked["a"] == Tally(1, [])

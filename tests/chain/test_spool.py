"""Rows on disk: a list, a set and an order that hold more than memory would."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chain.errors import ChainFault
from chain.spool import ROWS_A_CHUNK, Scratch, Seen, Spooled, Weighed


@dataclass(frozen=True, slots=True)
class Item:
    number: int
    name: str


def spooled(count: int) -> Spooled[Item]:
    found = Spooled(Item)
    for number in range(count):
        found.append(Item(number, f"n{number}"))
    return found


@pytest.mark.parametrize("count", [0, 1, ROWS_A_CHUNK - 1, ROWS_A_CHUNK, ROWS_A_CHUNK + 1, 3 * ROWS_A_CHUNK + 7])
def test_spooled__any_number__is_the_list_of_them(count: int) -> None:
    found, expected = spooled(count), [Item(number, f"n{number}") for number in range(count)]
    assert (list(found), len(found), bool(found)) == (expected, count, bool(expected))
    for place in (slice(None), slice(1, -1), slice(-3, None), slice(500, 520, 3), slice(None, None, -1)):
        assert found[place] == expected[place]
    for at in {0, count // 2, count - 1, -1} if count else ():
        assert found[at] == expected[at]
    with pytest.raises(IndexError):
        found[count]


def test_spooled__appended_to_while_it_is_read__tells_what_was_written_meanwhile() -> None:
    found, told = spooled(2 * ROWS_A_CHUNK), []
    for item in found:
        told.append(item.number)
        if item.number < ROWS_A_CHUNK:
            found.append(Item(len(found), "more"))
    assert told == list(range(3 * ROWS_A_CHUNK))


def test_seen__key__is_taken_once() -> None:
    seen = Seen("TEXT", "INTEGER")
    assert [seen.take(*key) for key in (("a", 1), ("a", 2), ("b", 1), ("a", 1))] == [True, True, True, False]


@given(st.lists(st.tuples(st.sampled_from("xy"), st.integers(-(2**62), 2**62), st.integers(0, 10**15)), max_size=20))
def test_weighed__any_rows__come_in_order_of_value(rows: list[tuple[str, int, int]]) -> None:
    weighed = Weighed()
    for row in rows:
        weighed.add(*row)
    everything = [(value, kind, weight) for kind, value, weight in rows]
    assert list(weighed.in_order()) == [(value, weight) for value, _, weight in sorted(everything)]
    for kind in "xy":
        assert list(weighed.in_order(kind)) == sorted((value, weight) for name, value, weight in rows if name == kind)


@pytest.mark.parametrize(
    "use",
    [
        lambda scratch: scratch.run("INSERT INTO t VALUES (zeroblob(100000))"),
        lambda scratch: scratch.run_many("INSERT INTO t VALUES (?)", [("x" * 100_000,)]),
        lambda scratch: scratch.rows("SELECT nothing FROM t"),
        lambda scratch: list(scratch.each("SELECT nothing FROM t")),
    ],
    ids=["run", "run_many", "rows", "each"],
)
def test_scratch__no_room_or_no_file__is_told_with_the_place(use: Callable[[Scratch], object]) -> None:
    scratch = Scratch("CREATE TABLE t (data BLOB)", "PRAGMA max_page_count = 4")
    with pytest.raises(ChainFault, match=r"the temporary file cannot be used .*; TMPDIR says where it is"):
        use(scratch)

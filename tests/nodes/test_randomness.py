"""Sub-streams of a seed: their documented encoding, their evenness and their independence."""

from __future__ import annotations

import hashlib
import uuid
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nodes.randomness import Stream

SEEDS = st.integers(0, 2**63 - 1)


def blocks_by_the_book(seed: int, *names: str) -> bytes:
    """The first 64 bytes of a stream, written from the module's description alone."""
    fields = "".join(f"{len(str(part).encode())}:{part}," for part in (seed, *names))
    key = hashlib.sha256(b"corridor/v1/randomness" + fields.encode()).digest()
    return b"".join(hashlib.sha256(key + bytes(7) + bytes([number])).digest() for number in (0, 1))


def test_stream__documented_vectors__hold() -> None:
    assert Stream(2022, "demo").bytes(8).hex() == "34a7e51d78c669ed"
    assert Stream(2022, "demo").below(1000) == 167
    assert Stream(2022, "demo").uuid4() == "34a7e51d-78c6-49ed-b726-33bca5c01ac6"
    assert Stream(2022, "demo").shuffle(range(8)) == (7, 3, 1, 2, 0, 6, 5, 4)


@given(SEEDS, st.text(max_size=20))
def test_stream__any_seed_and_name__is_the_documented_hash_chain(seed: int, name: str) -> None:
    try:
        name.encode()
    except UnicodeEncodeError:
        return
    assert Stream(seed, name).bytes(64) == blocks_by_the_book(seed, name)


@given(SEEDS, st.lists(st.integers(0, 40), max_size=8))
def test_bytes__taken_in_pieces__are_the_same_bytes(seed: int, pieces: list[int]) -> None:
    stream = Stream(seed, "pieces")
    assert b"".join(stream.bytes(piece) for piece in pieces) == Stream(seed, "pieces").bytes(sum(pieces))


def test_stream__names_split_elsewhere__is_another_stream() -> None:
    streams = [Stream(1, "ab", "c"), Stream(1, "a", "bc"), Stream(1, "abc"), Stream(11, "abc"), Stream(1)]
    assert len({stream.bytes(8) for stream in streams}) == len(streams)


def test_child__of_a_used_stream__is_the_stream_of_the_longer_name() -> None:
    parent = Stream(7, "a")
    parent.bytes(100)
    assert parent.child("b", 3).bytes(16) == Stream(7, "a", "b", 3).bytes(16)


@given(SEEDS, st.integers(1, 2**70))
def test_below__any_bound__stays_under_it(seed: int, bound: int) -> None:
    assert 0 <= Stream(seed).below(bound) < bound


def test_below__three__is_even() -> None:
    stream = Stream(2022, "even")
    counts = Counter(stream.below(3) for _ in range(9000))
    # Chi-square with two degrees of freedom exceeds 13.8 once in a thousand; a masked remainder (2 : 1 : 1) gives 1100.
    assert sum((count - 3000) ** 2 for count in counts.values()) / 3000 < 13.8


def test_below__rejected_draw__takes_the_next_bytes() -> None:
    # Of one byte's two low bits, the value 3 is no number below 3: the draw moves on to the next byte.
    seed = next(seed for seed in range(1000) if Stream(seed).bytes(1)[0] & 3 == 3)
    second = next(byte & 3 for byte in Stream(seed).bytes(64)[1:] if byte & 3 != 3)
    assert Stream(seed).below(3) == second


@pytest.mark.parametrize("bound", [0, -1])
def test_below__no_number_below_it__is_refused(bound: int) -> None:
    with pytest.raises(ValueError, match="bound must be at least 1"):
        Stream(1).below(bound)


@given(SEEDS, st.integers(-100, 100), st.integers(0, 200))
def test_between__both_ends__are_included(seed: int, low: int, width: int) -> None:
    assert low <= Stream(seed).between(low, low + width) <= low + width


def test_between__two_numbers__gives_both() -> None:
    stream = Stream(5)
    assert {stream.between(3, 4) for _ in range(50)} == {3, 4}


def test_choice__nothing_to_choose_from__is_refused() -> None:
    with pytest.raises(ValueError, match="bound must be at least 1"):
        Stream(1).choice([])


@given(SEEDS, st.lists(st.integers(), max_size=30))
def test_shuffle__any_list__is_a_permutation_of_it(seed: int, items: list[int]) -> None:
    before = list(items)
    assert sorted(Stream(seed).shuffle(items)) == sorted(items)
    assert items == before


def test_shuffle__three_items__gives_each_order_as_often() -> None:
    stream = Stream(2022, "orders")
    counts = Counter(stream.shuffle("abc") for _ in range(6000))
    assert len(counts) == 6
    # Chi-square with five degrees of freedom exceeds 20.5 once in a thousand.
    assert sum((count - 1000) ** 2 for count in counts.values()) / 1000 < 20.5


@given(SEEDS)
def test_uuid4__any_seed__has_version_and_variant(seed: int) -> None:
    text = Stream(seed, "uetr").uuid4()
    parsed = uuid.UUID(text)
    assert (str(parsed), parsed.version, parsed.variant) == (text, 4, uuid.RFC_4122)


def test_stream__negative_seed__is_refused() -> None:
    with pytest.raises(ValueError, match="seed must not be negative: -1"):
        Stream(-1)

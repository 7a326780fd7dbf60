"""Roots and filters against the general trie of the trie package and the filter of eth-bloom."""

from __future__ import annotations

import rlp
from eth_bloom import BloomFilter
from hypothesis import given
from hypothesis import strategies as st
from trie import HexaryTrie

from chain.engines.base import Log
from chain.evm.roots import EMPTY_ROOT, bloom_of, keyed_root, ordered_root
from chain.hashing import checksum, keccak

VALUES = st.binary(min_size=1, max_size=4) | st.binary(min_size=30, max_size=90)
LOGS = st.builds(
    Log,
    address=st.binary(min_size=20, max_size=20).map(checksum),
    topics=st.lists(st.binary(min_size=32, max_size=32), max_size=4).map(tuple),
    data=st.binary(max_size=40),
)


def root_of(entries: dict[bytes, bytes]) -> bytes:
    """The root that the trie package gives."""
    trie = HexaryTrie({})
    for key, value in entries.items():
        trie[key] = value
    return bytes(trie.root_hash)


@given(values=st.lists(VALUES, max_size=20) | st.lists(VALUES, min_size=126, max_size=140))
def test_ordered_root__any_values__is_the_one_of_the_trie_package(values: list[bytes]) -> None:
    assert ordered_root(values) == root_of({rlp.encode(place): value for place, value in enumerate(values)})


def test_ordered_root__of_many_values__is_the_one_of_the_trie_package() -> None:
    for count in (1, 2, 16, 17, 127, 128, 129, 255, 256, 257, 700):
        values = [keccak(place.to_bytes(4, "big")) * 3 for place in range(count)]
        assert ordered_root(values) == root_of({rlp.encode(place): value for place, value in enumerate(values)})


@given(values=st.dictionaries(st.binary(min_size=1, max_size=32), VALUES, max_size=40))
def test_keyed_root__any_values__is_the_one_of_the_trie_package(values: dict[bytes, bytes]) -> None:
    assert keyed_root(values) == root_of({keccak(key): value for key, value in values.items()})


def test_roots__of_nothing__are_the_empty_root() -> None:
    assert ordered_root([]) == keyed_root({}) == root_of({}) == EMPTY_ROOT


@given(logs=st.lists(LOGS, max_size=6))
def test_bloom__any_logs__is_the_one_of_eth_bloom(logs: list[Log]) -> None:
    expected = BloomFilter()
    for log in logs:
        expected.add(bytes.fromhex(log.address[2:]))
        expected.extend(log.topics)
    assert int.from_bytes(bloom_of(logs), "big") == int(expected)

"""Proofs against those of the trie package's general trie."""

from __future__ import annotations

import pytest
import rlp
from trie import HexaryTrie

from chain.evm.proofs import path_to, whole_trie
from chain.evm.roots import EMPTY_ROOT, ordered_root
from chain.hashing import keccak

COUNTS = (1, 2, 16, 17, 127, 128, 129, 300)


def trie_of(values: list[bytes]) -> HexaryTrie:
    """The trie that the package makes."""
    trie = HexaryTrie({}, prune=True)
    for place, value in enumerate(values):
        trie[rlp.encode(place)] = value
    return trie


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("size", [1, 100])
def test_path_to__any_place__is_the_proof_of_the_trie_package(count: int, size: int) -> None:
    values = [keccak(place.to_bytes(4, "big"))[:1] * size for place in range(count)]
    trie = trie_of(values)
    for place in {0, count // 2, count - 1}:
        # The package proves with the nodes that stand within others, too; they are no nodes by themselves.
        nodes = [rlp.encode(node) for node in trie.get_proof(rlp.encode(place))]
        own = [node for number, node in enumerate(nodes) if number == 0 or len(node) >= 32]
        assert path_to(values, place) == b"".join(own)


@pytest.mark.parametrize("count", COUNTS)
def test_whole_trie__any_values__holds_every_node_once(count: int) -> None:
    values = [keccak(place.to_bytes(4, "big")) * 3 for place in range(count)]
    data, nodes = whole_trie(values), []
    while data:
        node = data[: rlp.codec.consume_length_prefix(data, 0)[2] + rlp.codec.consume_length_prefix(data, 0)[3]]
        data = data[len(node) :]
        nodes.append(node)
    assert {keccak(node) for node in nodes} == {key for key in trie_of(values).db if len(key) == 32}
    assert keccak(nodes[0]) == ordered_root(values)


def test_path_to__no_such_place__is_an_error() -> None:
    with pytest.raises(IndexError):
        path_to([b"a"], 1)


def test_whole_trie__of_nothing__hashes_to_the_empty_root() -> None:
    assert keccak(whole_trie([])) == EMPTY_ROOT

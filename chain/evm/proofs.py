"""Proofs that a transaction or a receipt stands in a block: the nodes of its trie, from the root down.

Trusts `chain.evm.roots` for what a node is.
Never says that a root is a block's: its header does, and its seals that of the header.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import rusty_rlp

from chain.evm.roots import EMPTY_NODE, trie_key, trie_node

_HASH_BYTES = 32
_Items = Sequence[tuple[str, bytes]]


def path_to(values: Sequence[bytes], place: int) -> bytes:
    """The nodes on the way to the value at `place`, one after the other; IndexError where there is none.

    A node of less than 32 bytes stands within the one above it (Yellow Paper, appendix D).
    """
    if not 0 <= place < len(values):
        raise IndexError(f"place {place} of {len(values)}")
    return b"".join(_nodes(_items(values), 0, trie_key(place)))


def whole_trie(values: Sequence[bytes]) -> bytes:
    """All nodes of the trie over the values, one after the other, the root first."""
    return b"".join(_nodes(_items(values), 0, None)) if values else EMPTY_NODE


def _items(values: Sequence[bytes]) -> _Items:
    return sorted((trie_key(place), value) for place, value in enumerate(values))


def _nodes(items: _Items, depth: int, key: str | None) -> list[bytes]:
    """The node over `items`, whose keys are the same up to `depth`, and those under it: on the way to `key`, or all."""
    encoded: bytes = rusty_rlp.encode_raw(trie_node(items, depth))
    found = [encoded] if depth == 0 or len(encoded) >= _HASH_BYTES else []
    if len(items) == 1:
        return found
    first, last = items[0][0], items[-1][0]
    if first[depth] == last[depth]:
        end = next(at for at in range(depth, len(first)) if first[at] != last[at])
        return found + _nodes(items, end, key)
    for digit, group in groupby(items, key=lambda item: item[0][depth]):
        if key is None or key[depth] == digit:
            found += _nodes(list(group), depth + 1, key)
    return found

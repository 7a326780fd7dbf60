"""Roots of a block's transactions and receipts: Ethereum's Merkle-Patricia tries over their places in the block.

Trusts nothing but Keccak and RLP; a test compares with the trie package, whose general trie takes thirty times as long.
Never keeps a node: `chain.evm.proofs` makes a proof from the values again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import groupby
from typing import Any

import rusty_rlp

from chain.abi import Address
from chain.engines.base import Log, Receipt
from chain.hashing import checksum, keccak

EMPTY_NODE = b"\x80"
"""The one node of a trie without anything in it."""
EMPTY_ROOT = keccak(EMPTY_NODE)
"""Root of a trie without anything in it."""

_BLOOM_BITS = 2_048
_BLOOM_BYTES = _BLOOM_BITS // 8
_HASH_BYTES = 32
_Items = Sequence[tuple[str, bytes]]
"""Keys as hexadecimal digits, in their order, with their values."""


def ordered_root(values: Sequence[bytes]) -> bytes:
    """Root of the trie that holds each value under the RLP of its place from 0; 32 bytes (Yellow Paper, appendix D)."""
    if not values:
        return EMPTY_ROOT
    items = sorted((trie_key(place), value) for place, value in enumerate(values))
    return keccak(rusty_rlp.encode_raw(trie_node(items, 0)))


def keyed_root(values: Mapping[bytes, bytes]) -> bytes:
    """Root of the trie that holds each value under the hash of its key, as those of the state and of storage do."""
    if not values:
        return EMPTY_ROOT
    items = sorted((keccak(key).hex(), value) for key, value in values.items())
    return keccak(rusty_rlp.encode_raw(trie_node(items, 0)))


def receipt_values(raw: Sequence[bytes], receipts: Sequence[Receipt]) -> list[bytes]:
    """What stands for each in their trie: type ‖ rlp([status, cumulative gas, bloom, logs]) (EIP-2718, EIP-658)."""
    values, gas_used = [], 0
    for data, receipt in zip(raw, receipts, strict=True):
        gas_used += receipt.gas_used
        values.append(_receipt(data, receipt, gas_used))
    return values


def transactions_root(raw: Sequence[bytes]) -> bytes:
    """Root over the signed bytes of each transaction, 32 bytes."""
    return ordered_root(raw)


def receipts_root(raw: Sequence[bytes], receipts: Sequence[Receipt]) -> bytes:
    """Root over each of the `receipt_values`, 32 bytes."""
    return ordered_root(receipt_values(raw, receipts))


def bloom_of(logs: Sequence[Log]) -> bytes:
    """The 256-byte filter of who logged and under which topics (Yellow Paper, section 4.3.1)."""
    bits = 0
    for log in logs:
        bits |= _bloom_bits(bytes.fromhex(log.address[2:]))
        for topic in log.topics:
            bits |= _bloom_bits(topic)
    return bits.to_bytes(_BLOOM_BYTES, "big")


def created_address(sender: Address, nonce: int) -> Address:
    """Where a contract stands that `sender` created by a transaction with this nonce (Yellow Paper, section 7)."""
    number = nonce.to_bytes((nonce.bit_length() + 7) // 8, "big")
    return checksum(keccak(rusty_rlp.encode_raw([bytes.fromhex(sender[2:]), number]))[12:])


def _receipt(raw: bytes, receipt: Receipt, gas_used: int) -> bytes:
    logs = [[bytes.fromhex(log.address[2:]), list(log.topics), log.data] for log in receipt.logs]
    status = b"\1" if receipt.status else b""
    fields = [status, gas_used.to_bytes((gas_used.bit_length() + 7) // 8, "big"), bloom_of(receipt.logs), logs]
    encoded: bytes = rusty_rlp.encode_raw(fields)
    # A legacy transaction begins with a list (0xc0 and above), and its receipt has no type.
    return encoded if raw[0] >= 0xC0 else raw[:1] + encoded


@lru_cache(1 << 16)
def _bloom_bits(data: bytes) -> int:
    """Three of the filter's bits: each two bytes of the hash, modulo 2,048."""
    digest = keccak(data)
    places = (int.from_bytes(digest[at : at + 2], "big") % _BLOOM_BITS for at in (0, 2, 4))
    bits = 0
    for place in places:
        bits |= 1 << place
    return bits


@cache
def trie_key(place: int) -> str:
    """The key of a place in a block, as hexadecimal digits: its RLP."""
    encoded: bytes = rusty_rlp.encode_raw(place.to_bytes((place.bit_length() + 7) // 8, "big"))
    return encoded.hex()


def trie_node(items: _Items, depth: int) -> list[Any]:
    """The node over `items`, whose keys are the same up to `depth`. No key begins another: RLP is prefix-free."""
    first, last = items[0][0], items[-1][0]
    if len(items) == 1:
        return [_path(first[depth:], is_leaf=True), items[0][1]]
    if first[depth] == last[depth]:
        end = next(at for at in range(depth, len(first)) if first[at] != last[at])
        return [_path(first[depth:end], is_leaf=False), _reference(trie_node(items, end))]
    branch: list[Any] = [b""] * 17
    for digit, group in groupby(items, key=lambda item: item[0][depth]):
        branch[int(digit, 16)] = _reference(trie_node(list(group), depth + 1))
    return branch


def _reference(node: list[Any]) -> Any:
    """How a parent names a node: by its hash, or by itself where that is shorter."""
    encoded: bytes = rusty_rlp.encode_raw(node)
    return node if len(encoded) < _HASH_BYTES else keccak(encoded)


@cache
def _path(digits: str, *, is_leaf: bool) -> bytes:
    """The hex-prefix encoding of part of a key (Yellow Paper, appendix C)."""
    flag = 2 if is_leaf else 0
    return bytes.fromhex(f"{flag + 1}{digits}" if len(digits) % 2 else f"{flag}0{digits}")

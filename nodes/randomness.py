"""Seeded randomness of a run: named sub-streams of one seed, built from SHA-256, integers only.

Trusts nothing but `hashlib`, so that one seed gives the same draws on every machine and Python version.
Never touches a float, the clock or the system's entropy; a draw depends on its stream alone.

Encoding, for those who re-implement it::

    key     = SHA-256( "corridor/v1/randomness" ‖ field(seed) ‖ field(name 1) ‖ … )
    field   = decimal length in bytes ‖ ":" ‖ UTF-8 text ‖ ","          (a netstring; integers in decimal)
    block i = SHA-256( key ‖ i as 8 bytes, big-endian ),  i = 0, 1, 2, …
    draws take bytes from block 0 ‖ block 1 ‖ … in order

    below(n): k = bits of n−1, take ⌈k/8⌉ bytes as a big-endian integer, keep its k low bits, repeat while ≥ n

Test vectors: `Stream(2022, "demo").bytes(8).hex()` is ``34a7e51d78c669ed``; a fresh `Stream(2022, "demo")`
gives `below(1000)` = 167; another gives `uuid4()` = ``34a7e51d-78c6-49ed-b726-33bca5c01ac6``.
"""

from __future__ import annotations

import builtins
import hashlib
import uuid
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

DOMAIN = b"corridor/v1/randomness"


def netstring(value: int | str) -> bytes:
    """A value as the key of a stream holds it: length, colon, text, comma."""
    text = str(value).encode()
    return b"%d:%s," % (len(text), text)


class Stream:
    """One sub-stream of a seed, kept apart by its names: a new draw here moves none elsewhere."""

    __slots__ = ("_buffer", "_counter", "_key", "_names", "_seed")

    def __init__(self, seed: int, *names: int | str) -> None:
        """Open the sub-stream `names` of `seed` (≥ 0). Two equal calls give two streams with equal draws."""
        if seed < 0:
            raise ValueError(f"seed must not be negative: {seed}")
        self._seed, self._names = seed, names
        self._key = hashlib.sha256(DOMAIN + b"".join(netstring(part) for part in (seed, *names))).digest()
        self._counter, self._buffer = 0, b""

    def child(self, *names: int | str) -> Stream:
        """The sub-stream below this one: `Stream(s, "a").child("b")` equals `Stream(s, "a", "b")`."""
        return Stream(self._seed, *self._names, *names)

    def bytes(self, count: int) -> builtins.bytes:
        """The next `count` bytes of the stream."""
        while len(self._buffer) < count:
            self._buffer += hashlib.sha256(self._key + self._counter.to_bytes(8, "big")).digest()
            self._counter += 1
        taken, self._buffer = self._buffer[:count], self._buffer[count:]
        return taken

    def below(self, bound: int) -> int:
        """An integer in 0 … bound−1, each equally likely. `ValueError` where `bound` < 1."""
        if bound < 1:
            raise ValueError(f"bound must be at least 1: {bound}")
        bits = (bound - 1).bit_length()
        # Rejection, not a remainder: a remainder would favour the small numbers.
        while True:
            drawn = int.from_bytes(self.bytes((bits + 7) // 8), "big") & ((1 << bits) - 1)
            if drawn < bound:
                return drawn

    def between(self, low: int, high: int) -> int:
        """An integer in low … high, both included, each equally likely. `ValueError` where low > high."""
        return low + self.below(high - low + 1)

    def choice(self, items: Sequence[T]) -> T:
        """One of `items`, each equally likely. `ValueError` where there are none."""
        return items[self.below(len(items))]

    def shuffle(self, items: Sequence[T]) -> tuple[T, ...]:
        """`items` in a random order, each order equally likely (Fisher–Yates); the argument is left alone."""
        order = list(items)
        for last in range(len(order) - 1, 0, -1):
            other = self.below(last + 1)
            order[last], order[other] = order[other], order[last]
        return tuple(order)

    def uuid4(self) -> str:
        """A UUID of version 4 and variant RFC 4122, in lower case: the shape of a UETR."""
        return str(uuid.UUID(bytes=self.bytes(16), version=4))

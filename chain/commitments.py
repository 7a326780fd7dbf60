"""Hash commitments to records that stay off the chain, and hashes of names that nobody shall read there.

Trusts keccak-256 to hide a record behind its salt.
Never sees a record again: who has salt and record can show what was committed to.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from chain.hashing import keccak

Value: TypeAlias = "str | Mapping[str, Value] | Sequence[Value]"
"""What a record may hold: text, or mappings and lists of it."""


def commit(salt: bytes, record: Mapping[str, Value]) -> bytes:
    """keccak256(salt ‖ canonical JSON of `record`), 32 bytes.

    The JSON is RFC 8785 (JCS) for objects and lists of strings with ASCII keys: keys in order, no white space, UTF-8.
    Raises ValueError for other keys and TypeError for other values.
    """
    text = json.dumps(_plain(record), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return keccak(salt + text.encode())


def hash_alias(salt: bytes, alias: str) -> bytes:
    """keccak256(salt ‖ alias), 32 bytes: under which an AliasDirectory knows it; `salt` is the network's."""
    return keccak(salt + alias.encode())


def _plain(value: Value) -> Any:
    """A record as the encoder takes it."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        if not all(key.isascii() for key in value):
            raise ValueError("keys of a committed record are ASCII")
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    raise TypeError(f"a committed record holds text, not {value!r}")

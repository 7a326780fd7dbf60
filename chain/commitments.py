"""Hash commitments to records that stay off the chain, and hashes of names that nobody shall read there.

Trusts keccak-256 to hide a record behind its salt.
Never sees a record again: who has salt and record can show what was committed to.
"""

from __future__ import annotations

from collections.abc import Mapping

from chain.hashing import keccak
from messages.canonical import Json, canonical_json


def commit(salt: bytes, record: Mapping[str, Json]) -> bytes:
    """keccak256(salt ‖ canonical JSON of `record`), 32 bytes; the JSON is RFC 8785.

    Raises TypeError for what has no canonical JSON, ValueError for numbers and texts that it does not hold.
    """
    return keccak(salt + canonical_json(record).encode())


def hash_alias(salt: bytes, alias: str) -> bytes:
    """keccak256(salt ‖ alias), 32 bytes: under which an AliasDirectory knows it; `salt` is the network's."""
    return keccak(salt + alias.encode())

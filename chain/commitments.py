"""Hash commitments to records that stay off the chain.

Trusts keccak-256 to hide a record behind its salt.
Never sees a record again: who has salt and record can show what was committed to.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from eth_utils.crypto import keccak


def commit(salt: bytes, record: Mapping[str, str]) -> bytes:
    """keccak256(salt ‖ canonical JSON of `record`), 32 bytes.

    The JSON is RFC 8785 (JCS) for objects of strings with ASCII keys: keys in order, no white space, UTF-8.
    """
    if not all(key.isascii() for key in record):
        raise ValueError("keys of a committed record are ASCII")
    text = json.dumps(dict(record), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return keccak(salt + text.encode())

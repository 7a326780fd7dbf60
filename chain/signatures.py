"""Who signed: the sender of a transaction, and the signer of a typed message, from the bytes alone.

Trusts libsecp256k1 to recover a key, and takes the same signatures as the contracts: 65 bytes, low s, v 27 or 28.
Never says that a signer was allowed to: what it cannot recover is None.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import rlp
from eth_keys.datatypes import Signature
from eth_keys.exceptions import BadSignature, ValidationError
from rlp.exceptions import RLPException

from chain.abi import Address
from chain.accounts import GROUP_ORDER
from chain.hashing import keccak
from chain.typed_data import TypedDomain, signing_digest

_TYPE_2 = b"\x02"
# EIP-1559: 0x02 ‖ rlp([…, yParity, r, s]); the sender signs keccak256(0x02 ‖ rlp(all before yParity)).
_SIGNED_FIELDS = 9
_FIELDS = 12
_WORD = 32
_SIGNATURE_BYTES = 65


@lru_cache(maxsize=4_096)
def sender_of(raw: bytes) -> Address | None:
    """The account that signed a type-2 transaction; None when the bytes are not one."""
    if raw[:1] != _TYPE_2:
        return None
    try:
        fields: Any = rlp.decode(raw[1:])
        parity, r, s = (int.from_bytes(part, "big") for part in fields[_SIGNED_FIELDS:_FIELDS])
        digest = keccak(_TYPE_2 + rlp.encode(fields[:_SIGNED_FIELDS]))
    except (RLPException, TypeError, ValueError, IndexError, RecursionError):
        return None
    return _recovered(digest, parity, r, s)


def signer_of(struct: Any, domain: TypedDomain, signature: bytes) -> Address | None:
    """The account that signed `struct` under `domain` (EIP-712), as a contract there would recover it.

    None also for a struct, or a value in it, that the domain's contract does not take.
    """
    if len(signature) != _SIGNATURE_BYTES:
        return None
    try:
        digest = signing_digest(struct, domain)
    except (KeyError, TypeError, ValueError):
        return None
    r, s = (int.from_bytes(signature[at : at + _WORD], "big") for at in (0, _WORD))
    return _recovered(digest, signature[-1] - 27, r, s)


def _recovered(digest: bytes, parity: int, r: int, s: int) -> Address | None:
    if parity not in (0, 1) or s > GROUP_ORDER // 2:
        return None
    try:
        key = Signature(vrs=(parity, r, s)).recover_public_key_from_msg_hash(digest)
    except (BadSignature, ValidationError, ValueError):
        return None
    return key.to_checksum_address()

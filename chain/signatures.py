"""Who signed: the sender of a transaction, and the signer of a typed message, from the bytes alone.

Trusts libsecp256k1 to recover a key, and takes the same signatures as the contracts: 65 bytes, low s, v 27 or 28.
Never says that a signer was allowed to: what it cannot recover is None.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from chain.abi import Address
from chain.evm.encoding import decode_list, encode_fields
from chain.evm.envelope import signer_of_digest
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
        fields = decode_list(raw, 1)
        parity, r, s = (int.from_bytes(part, "big") for part in fields[_SIGNED_FIELDS:_FIELDS])
        digest = keccak(_TYPE_2 + encode_fields(fields[:_SIGNED_FIELDS]))
    except (TypeError, ValueError):
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
    try:
        return signer_of_digest(digest, parity, r, s)
    except ValueError:
        return None

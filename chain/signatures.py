"""Who signed: the account behind a signature, from the bytes alone.

Trusts libsecp256k1 to recover a key, and takes the same signatures as the contracts: 65 bytes, low s, v 27 or 28.
Never says that a signer was allowed to: what it cannot recover is None.
"""

from __future__ import annotations

from typing import Any

from chain.abi import Address
from chain.evm.envelope import signer_of_digest
from chain.typed_data import TypedDomain, signing_digest

SIGNATURE_BYTES = 65
_WORD = 32
_V_BASE = 27


def signer_of(struct: Any, domain: TypedDomain, signature: bytes) -> Address | None:
    """The account that signed `struct` under `domain` (EIP-712), as a contract there would recover it.

    None also for a struct, or a value in it, that the domain's contract does not take.
    """
    digest = digest_of(struct, domain)
    return None if digest is None else recovered(digest, signature)


def digest_of(struct: Any, domain: TypedDomain) -> bytes | None:
    """The 32 bytes that are signed of `struct` under `domain`; None for what the domain's contract does not take, as
    letters that are none in what was read from a record."""
    try:
        return signing_digest(struct, domain)
    except (KeyError, TypeError, ValueError):
        return None


def recovered(digest: bytes, signature: bytes) -> Address | None:
    """The account whose 65 bytes r ‖ s ‖ v over the 32 bytes of `digest` these are."""
    if len(signature) != SIGNATURE_BYTES:
        return None
    r, s = (int.from_bytes(signature[at : at + _WORD], "big") for at in (0, _WORD))
    try:
        return signer_of_digest(digest, signature[-1] - _V_BASE, r, s)
    except ValueError:
        return None

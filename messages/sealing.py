"""Sealed boxes as libsodium writes them (X25519, XSalsa20-Poly1305), with an ephemeral key that is given.

Trusts the caller to give each box an ephemeral key of its own: two boxes to one receiver under one key betray both.
Never says why a box does not open: a wrong key, somebody else's box and an altered one look the same.

Encoding, for those who re-implement it (libsodium, crypto_box_seal)::

    box = epk ‖ crypto_box(plain, nonce, rpk, esk)      epk, esk: ephemeral key pair; rpk: the receiver's public key
    nonce = BLAKE2b-24( epk ‖ rpk )                     unkeyed, 24 bytes; a box is 48 bytes longer than what is in it
"""

from __future__ import annotations

from hashlib import blake2b

from nacl.bindings import crypto_box, crypto_box_NONCEBYTES
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox

from messages.errors import MessageError

BOX_BYTES_MORE = 48
"""By how much a box is longer than what is in it."""
_WHERE = "sealed box"


def seal(plain: bytes, receiver: bytes, ephemeral: bytes) -> bytes:
    """A box that the holder of the private half of `receiver` can open. receiver: an X25519 public key; ephemeral: the
    private key of this box alone; 32 bytes each. MessageError where the receiver's is no key that can be sealed to."""
    own = bytes(PrivateKey(ephemeral).public_key)
    nonce = blake2b(own + receiver, digest_size=crypto_box_NONCEBYTES).digest()
    try:
        return own + crypto_box(plain, nonce, receiver, ephemeral)
    except CryptoError as error:
        raise MessageError(_WHERE, "it can be sealed to no such key") from error


def open_box(box: bytes, key: bytes) -> bytes:
    """What is in a box, by the receiver's private key. MessageError where it does not open."""
    try:
        return SealedBox(PrivateKey(key)).decrypt(box)
    except CryptoError as error:
        raise MessageError(_WHERE, "it does not open: it is not for this key, or was altered") from error

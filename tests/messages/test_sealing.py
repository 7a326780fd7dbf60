"""Sealed boxes against PyNaCl's own, both ways, and against what is no box.

Trusts libsodium's crypto_box_seal as the oracle.
Never draws a key: they are given.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.public import PrivateKey, SealedBox

from messages.errors import MessageError
from messages.sealing import BOX_BYTES_MORE, open_box, seal

KEY, OTHER = PrivateKey(bytes(range(1, 33))), PrivateKey(bytes(range(2, 34)))
PUBLIC = bytes(KEY.public_key)
EPHEMERAL = bytes(range(64, 96))
VECTOR = (
    "79a631eede1bf9c98f12032cdeadd0e7a079398fc786b88cc846ec89af85a51a17d8ee733542473c3832da4eda7c49be"
    "8ea4dce25ffd6f94ae2c263941"
)


@given(st.binary(max_size=200), st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32))
def test_seal__any_bytes_and_keys__libsodium_opens_it(plain: bytes, key: bytes, ephemeral: bytes) -> None:
    receiver = PrivateKey(key)
    box = seal(plain, bytes(receiver.public_key), ephemeral)
    assert SealedBox(receiver).decrypt(box) == plain == open_box(box, key)
    assert box.startswith(bytes(PrivateKey(ephemeral).public_key))
    assert len(box) == len(plain) + BOX_BYTES_MORE


def test_open_box__box_of_libsodium__opens() -> None:
    assert open_box(SealedBox(KEY.public_key).encrypt(b"who pays whom"), bytes(KEY)) == b"who pays whom"


def test_seal__same_ephemeral_key__gives_the_same_bytes() -> None:
    assert seal(b"x", PUBLIC, EPHEMERAL) == seal(b"x", PUBLIC, EPHEMERAL) != seal(b"x", PUBLIC, bytes(32))
    assert seal(b"who pays whom", PUBLIC, EPHEMERAL).hex() == VECTOR


@pytest.mark.parametrize("receiver", [bytes(32), b"\x01" + bytes(31), b"", bytes(31), bytes(33)])
def test_seal__to_what_is_no_key__is_refused(receiver: bytes) -> None:
    with pytest.raises(MessageError, match="sealed to no such key"):
        seal(b"x", receiver, EPHEMERAL)


SPOILT = {
    "empty": lambda box: b"",
    "too short for any": lambda box: box[:47],
    "cut": lambda box: box[:-1],
    "longer": lambda box: box + b"\0",
    "another ephemeral key": lambda box: bytes([box[0] ^ 1]) + box[1:],
    "another last byte": lambda box: box[:-1] + bytes([box[-1] ^ 1]),
    "for somebody else": lambda box: seal(b"x", bytes(OTHER.public_key), EPHEMERAL),
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT.keys())
def test_open_box__cut_altered_or_of_somebody_else__is_one_clear_error(spoil) -> None:
    with pytest.raises(MessageError, match="not for this key, or was altered"):
        open_box(spoil(seal(b"x", PUBLIC, EPHEMERAL)), bytes(KEY))

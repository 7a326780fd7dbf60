"""RLP of `chain.evm.encoding` against the rlp package, and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest
import rlp
from hypothesis import given
from hypothesis import strategies as st
from rlp.codec import consume_item
from rlp.exceptions import DecodingError

from chain.evm.encoding import EncodingFault, decode_list, encode_fields, encode_integer, integer

STRINGS = st.binary(max_size=80) | st.binary(min_size=250, max_size=300)
ITEMS = st.recursive(STRINGS, lambda inner: st.lists(inner, max_size=5), max_leaves=8)


def depth_of(item: Any) -> int:
    """How deep lists are nested."""
    return 1 + max(map(depth_of, item), default=0) if isinstance(item, list) else 0


@given(items=st.lists(ITEMS, max_size=8).filter(lambda items: depth_of(items) <= 4))
def test_list__of_anything_shallow__comes_back_and_is_encoded_as_by_rlp(items: list[Any]) -> None:
    encoded = rlp.encode(items)
    assert decode_list(encoded) == items
    assert decode_list(b"\2" + encoded, 1) == items
    assert encode_fields(items) == encoded


def decoded_by_rlp(data: bytes) -> Any:
    """What the rlp package's own Python code makes of it: rusty-rlp, its usual one, drops what ends a list badly."""
    item, _, end = consume_item(data, 0)
    if end != len(data):
        raise DecodingError("more bytes", data)
    return item


@given(data=st.binary(max_size=70) | st.binary(max_size=30).map(lambda tail: bytes([0xC0 + len(tail)]) + tail))
def test_bytes__whatever_they_are__are_decoded_as_by_rlp_or_refused(data: bytes) -> None:
    try:
        found = decode_list(data)
    except EncodingFault:
        try:
            expected = decoded_by_rlp(data)
        except (DecodingError, IndexError):
            return
        assert not isinstance(expected, list) or depth_of(expected) > 4
    else:
        assert found == decoded_by_rlp(data)
        assert encode_fields(found) == data


REFUSED = [
    b"",
    b"\x80",
    b"\xc1",
    b"\xc0\0",
    b"\xc2\x81\5",
    b"\xc2\0\x81",
    b"\xf8\1\x80",
    b"\xf9\0\x38" + b"\0" * 56,
    b"\xc1\xb8",
    b"\xff" * 9,
    b"\xc1\xbf",
    b"\xc3\xb9\0\1",
    b"\xc6\xc5\xc4\xc3\xc2\xc1\xc0",
]


@pytest.mark.parametrize("data", REFUSED)
def test_bytes__not_the_shortest_encoding_of_a_shallow_list__are_refused(data: bytes) -> None:
    with pytest.raises(EncodingFault):
        decode_list(data)


@given(value=st.integers(0, 2**256))
def test_integer__any__comes_back_and_is_encoded_as_by_rlp(value: int) -> None:
    assert encode_integer(value) == rlp.encode(value)
    assert integer(rlp.decode(encode_integer(value))) == value


@pytest.mark.parametrize("item", [b"\0", b"\0\1", [], [b"\1"]])
def test_integer__with_a_leading_zero_or_a_list__is_refused(item: Any) -> None:
    with pytest.raises(EncodingFault):
        integer(item)

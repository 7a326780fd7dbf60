"""RLP as transactions, receipts and headers need it: strict, of bounded depth, and without a copy of the whole.

Trusts nothing: any encoding that is not the shortest is refused, so that what was decoded has only these bytes.
Never recurses as deep as its input asks: rusty-rlp ends the process by a stack overflow on some 30,000 nested lists.

Source: Ethereum Yellow Paper, appendix B.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

# An access list is a list of pairs whose second is a list: with the transaction around it four lists deep.
_DEPTH_MAX = 4
_SHORT_MAX = 55
_STRING, _LIST = 0x80, 0xC0


class EncodingFault(ValueError):
    """The bytes are not the RLP of anything that is decoded here."""


def decode_list(data: bytes, start: int = 0) -> list[Any]:
    """The items of the one list that `data` is from `start` to its end: bytes, or lists of such.

    Raises EncodingFault for anything else, also for a longer encoding than needed.
    """
    if start >= len(data) or data[start] < _LIST:
        raise EncodingFault("no list")
    begin, end = _span(data, start, _LIST, len(data))
    if end != len(data):
        raise EncodingFault("bytes after the list")
    return _items(data, begin, end, 1)


def _items(data: bytes, at: int, end: int, depth: int) -> list[Any]:
    if depth > _DEPTH_MAX:
        raise EncodingFault("lists nested too deep")
    items: list[Any] = []
    while at < end:
        head = data[at]
        if head < _STRING:
            items.append(data[at : at + 1])
            at += 1
        elif head <= _STRING + _SHORT_MAX:
            begin, at = at + 1, at + 1 + head - _STRING
            if at > end or (head == _STRING + 1 and data[begin] < _STRING):
                raise EncodingFault("a string that is cut short, or a byte that stands for itself")
            items.append(data[begin:at])
        elif head < _LIST:
            begin, at = _span(data, at, _STRING, end)
            items.append(data[begin:at])
        else:
            begin, at = _span(data, at, _LIST, end)
            items.append(_items(data, begin, at, depth + 1))
    return items


def _span(data: bytes, at: int, base: int, end: int) -> tuple[int, int]:
    """Where the content of the string or list that begins at `at` begins and ends."""
    length = data[at] - base
    begin = at + 1
    if length > _SHORT_MAX:
        begin += length - _SHORT_MAX
        width = data[at + 1 : begin]
        length = int.from_bytes(width, "big")
        if length <= _SHORT_MAX or width[0] == 0:
            raise EncodingFault("a length that is longer than needed")
    if begin + length > end:
        raise EncodingFault("cut short")
    return begin, begin + length


def integer(item: Any) -> int:
    """The integer in an item; EncodingFault when it is a list or has a leading zero."""
    if type(item) is not bytes or item[:1] == b"\0":
        raise EncodingFault("no integer without leading zeros")
    return int.from_bytes(item, "big")


def encode_bytes(data: bytes) -> bytes:
    """The encoding of a string of bytes."""
    length = len(data)
    if length == 1 and data[0] < _STRING:
        return data
    if length <= _SHORT_MAX:
        return bytes((_STRING + length,)) + data
    return _long_head(length, _STRING) + data


def encode_integer(value: int) -> bytes:
    """The encoding of an integer that is not negative."""
    if 0 < value < _STRING:
        return bytes((value,))
    return encode_bytes(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def encode_list(encoded: Iterable[bytes]) -> bytes:
    """The encoding of a list of which each item is encoded already."""
    payload = b"".join(encoded)
    return list_head(len(payload)) + payload


def encode_fields(items: Iterable[Any]) -> bytes:
    """The encoding of a list of strings of bytes and of such lists."""
    return encode_list(encode_bytes(item) if type(item) is bytes else encode_fields(item) for item in items)


def list_head(length: int) -> bytes:
    """What stands before the `length` bytes of a list's encoded items."""
    return bytes((_LIST + length,)) if length <= _SHORT_MAX else _long_head(length, _LIST)


def _long_head(length: int, base: int) -> bytes:
    width = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((base + _SHORT_MAX + len(width),)) + width

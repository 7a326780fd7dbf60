"""Between Python values and ABI words: a codec a parameter, made once from its description and used for every call.

Trusts the artifacts for the types, and the Solidity ABI specification for the encoding.
Never guesses: a value that does not fit its Solidity type is an error before anything is sent, and so is a word that
is no encoding of one.

Types: address ↔ checksummed str; uintN, intN ↔ int; bytesN ↔ bytes, filled up with zeros at the end when shorter;
struct ↔ the frozen dataclass of its name; enum ↔ the IntEnum of its name; Jurisdiction, Currency, Purpose, Reason, Bic,
Lei, Label (printable ASCII, empty for zero) ↔ str; Uetr ↔ canonical UUID text.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import Any

from eth_utils.address import is_checksum_address

from chain.abi import ASCII_CODES, SHORTER_CODES, Spec, element, is_enum, python_name, type_name
from chain.hashing import checksum

Encode = Callable[[Any], bytes]
Decode = Callable[[bytes, int], Any]

_WORD = 32
_ZEROS = bytes(_WORD)
_ADDRESS_PAD = bytes(12)
_UETR = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_UETR_PAD = bytes(16)
_CACHED = 1 << 16


@dataclass(frozen=True, slots=True)
class Codec:
    """How values of one type are written and read.

    head_bytes: what one takes in the head of a tuple; is_dynamic: whether that is only an offset to its tail; encode:
    its bytes, or those of its tail; decode: the value whose bytes begin at an index. The first raises TypeError or
    ValueError, the second ValueError.
    """

    head_bytes: int
    is_dynamic: bool
    encode: Encode
    decode: Decode
    read: Callable[[bytes], Any] | None = None
    """Of a type that is one word: its value from the 32 bytes."""


def tuple_codec(specs: Sequence[Spec], types: Mapping[str, Any]) -> Codec:
    """The codec of the parameters `specs` (JSON ABI `inputs` or `outputs`) as a tuple.

    types: Python classes of structs and enums by name; only decoding needs them.
    """
    parts = [_codec(spec, types) for spec in specs]
    if any(part.is_dynamic for part in parts):
        return Codec(_WORD, True, _dynamic_encoder(parts), _tuple_decoder(parts))
    encoders = [part.encode for part in parts]
    count = len(parts)

    def encode(values: Sequence[Any]) -> bytes:
        if len(values) != count:
            raise TypeError(f"{count} values expected, {len(values)} given")
        return b"".join([each(value) for each, value in zip(encoders, values, strict=True)])

    return Codec(sum(part.head_bytes for part in parts), False, encode, _tuple_decoder(parts))


def encode_values(specs: Sequence[Spec], values: Sequence[Any]) -> bytes:
    """ABI encoding of `values` by the parameter descriptions `specs`.

    Raises TypeError or ValueError when a value is not one of its Solidity type.
    """
    return tuple_codec(specs, {}).encode(values)


def decode_values(specs: Sequence[Spec], data: bytes, types: Mapping[str, Any]) -> tuple[Any, ...]:
    """Python values of ABI-encoded `data`; ValueError when `data` is no encoding of such values."""
    values: tuple[Any, ...] = tuple_codec(specs, types).decode(data, 0)
    return values


def _codec(spec: Spec, types: Mapping[str, Any]) -> Codec:
    kind, name = spec["type"], type_name(spec)
    if kind.endswith("[]"):
        return _array(_codec(element(spec), types))
    if kind == "tuple":
        return _struct(spec, name, types)
    if name in ASCII_CODES:
        width = ASCII_CODES[name]
        return _word(lambda value: _ascii_word(name, value), lambda word: _ascii_text(word, width))
    if name == "Uetr":
        return _word(_uetr_word, lambda word: _uetr_text(_front(word, 16)))
    if is_enum(spec):
        return _enum(name, types)
    return _plain(kind, name)


def _plain(kind: str, name: str) -> Codec:
    if kind == "address":
        return _word(lambda value: _address_word(name, value), _address_text)
    if kind == "bool":
        return _word(lambda value: _integer_word(int(_expect(value, bool, name))), _boolean)
    if kind == "string":
        return _bytes(lambda value: str(_expect(value, str, name)).encode(), bytes.decode)
    if kind == "bytes":
        return _bytes(lambda value: bytes(_expect(value, bytes, name)), bytes)
    if kind.startswith("bytes"):
        return _fixed_bytes(int(kind.removeprefix("bytes")), name)
    return _integer(kind, name)


def _word(encode: Encode, read: Callable[[bytes], Any]) -> Codec:
    def decode(data: bytes, at: int) -> Any:
        word = data[at : at + _WORD]
        if len(word) != _WORD:
            raise ValueError(f"the data ends before byte {at + _WORD}")
        return read(word)

    return Codec(_WORD, False, encode, decode, read)


def _integer(kind: str, name: str) -> Codec:
    is_signed = kind.startswith("int")
    bits = int(kind.removeprefix("u").removeprefix("int"))
    least, beyond = (-(1 << bits - 1), 1 << bits - 1) if is_signed else (0, 1 << bits)

    def encode(value: Any) -> bytes:
        if type(value) is not int and (not isinstance(value, int) or isinstance(value, bool)):
            raise TypeError(f"{name} expected, {value!r} given")
        if not least <= value < beyond:
            raise ValueError(f"{value} is no {kind}")
        return value.to_bytes(_WORD, "big", signed=is_signed)

    def read(word: bytes) -> int:
        value = int.from_bytes(word, "big", signed=is_signed)
        if not least <= value < beyond:
            raise ValueError(f"{value} is no {kind}")
        return value

    return _word(encode, read)


def _enum(name: str, types: Mapping[str, Any]) -> Codec:
    def encode(value: Any) -> bytes:
        _require(type(value).__name__ == name, name, value)
        return _integer_word(int(value))

    return _word(encode, lambda word: types[name](int.from_bytes(word, "big")))


def _fixed_bytes(width: int, name: str) -> Codec:
    def encode(value: Any) -> bytes:
        if len(_expect(value, bytes, name)) > width:
            raise ValueError(f"{len(value)} bytes are no bytes{width}")
        return bytes(value).ljust(_WORD, b"\0")

    return _word(encode, lambda word: _front(word, width) if width < _WORD else word)


def _bytes(encode: Encode, read: Callable[[bytes], Any]) -> Codec:
    def tail(value: Any) -> bytes:
        data = encode(value)
        return _integer_word(len(data)) + data + bytes(-len(data) % _WORD)

    def decode(data: bytes, at: int) -> Any:
        length = _count(data, at)
        begin, end = at + _WORD, at + _WORD + length
        padded = end + -length % _WORD
        if len(data) < padded or any(data[end:padded]):
            raise ValueError(f"{length} bytes at {at} are cut short or filled up with something")
        return read(data[begin:end])

    return Codec(_WORD, True, tail, decode)


def _array(each: Codec) -> Codec:
    encode_all = each.encode if not each.is_dynamic else None

    def encode(values: Any) -> bytes:
        count = _integer_word(len(values))
        if encode_all is not None:
            return count + b"".join([encode_all(value) for value in values])
        return count + _heads_and_tails([each] * len(values), values)

    def decode(data: bytes, at: int) -> tuple[Any, ...]:
        count = _count(data, at)
        if count * each.head_bytes > len(data) - at - _WORD:
            raise ValueError(f"{count} elements at {at} do not fit into the data")
        return tuple(_parts(data, at + _WORD, [each] * count))

    return Codec(_WORD, True, encode, decode)


def _struct(spec: Spec, name: str, types: Mapping[str, Any]) -> Codec:
    components = spec["components"]
    inner = tuple_codec(components, types)
    names = [python_name(part["name"]) for part in components]
    fields = attrgetter(*names) if len(names) > 1 else lambda value: (getattr(value, names[0]),)

    def encode(value: Any) -> bytes:
        _require(type(value).__name__ == name, name, value)
        return inner.encode(fields(value))

    return Codec(inner.head_bytes, inner.is_dynamic, encode, lambda data, at: types[name](*inner.decode(data, at)))


def _tuple_decoder(parts: Sequence[Codec]) -> Decode:
    if any(part.is_dynamic for part in parts):
        return lambda data, at: tuple(_parts(data, at, parts))
    readers = [part.read for part in parts if part.read is not None]
    if len(readers) == len(parts):
        return _words_decoder(readers)
    places, at_next = [], 0
    for part in parts:
        places.append((part.decode, at_next))
        at_next += part.head_bytes
    return lambda data, at: tuple([decode(data, at + place) for decode, place in places])


def _words_decoder(readers: Sequence[Callable[[bytes], Any]]) -> Decode:
    """Most tuples are nothing but words: these need no call to find each."""
    width = len(readers) * _WORD
    words_of = struct.Struct(len(readers) * f"{_WORD}s").unpack_from

    def decode(data: bytes, at: int) -> tuple[Any, ...]:
        if len(data) < at + width:
            raise ValueError(f"the data ends before byte {at + width}")
        return tuple([read(word) for read, word in zip(readers, words_of(data, at), strict=True)])

    return decode


def _dynamic_encoder(parts: Sequence[Codec]) -> Encode:
    def encode(values: Sequence[Any]) -> bytes:
        if len(values) != len(parts):
            raise TypeError(f"{len(parts)} values expected, {len(values)} given")
        return _heads_and_tails(parts, values)

    return encode


def _heads_and_tails(parts: Sequence[Codec], values: Sequence[Any]) -> bytes:
    at = sum(part.head_bytes for part in parts)
    heads, tails = [], []
    for part, value in zip(parts, values, strict=True):
        data = part.encode(value)
        if part.is_dynamic:
            heads.append(_integer_word(at))
            tails.append(data)
            at += len(data)
        else:
            heads.append(data)
    return b"".join(heads) + b"".join(tails)


def _parts(data: bytes, at: int, parts: Sequence[Codec]) -> list[Any]:
    """The values whose heads begin at `at`, from where offsets count; ValueError for an offset into the heads."""
    values, head, heads_bytes = [], at, _WORD * len(parts)
    for part in parts:
        offset = _count(data, head) if part.is_dynamic else heads_bytes
        if offset < heads_bytes:
            raise ValueError(f"the offset at byte {head} leads back into the offsets")
        values.append(part.decode(data, at + offset if part.is_dynamic else head))
        head += part.head_bytes
    return values


def _count(data: bytes, at: int) -> int:
    """A length or an offset; ValueError where it is beyond the data."""
    word = data[at : at + _WORD]
    value = int.from_bytes(word, "big")
    if len(word) != _WORD or value > len(data):
        raise ValueError(f"the length or offset at byte {at} is beyond the data")
    return value


def _integer_word(value: int) -> bytes:
    return value.to_bytes(_WORD, "big")


def _boolean(word: bytes) -> bool:
    value = int.from_bytes(word, "big")
    if value > 1:
        raise ValueError(f"{value} is no bool")
    return value == 1


def _front(word: bytes, width: int) -> bytes:
    if word[width:] != _ZEROS[width:]:
        raise ValueError(f"0x{word.hex()} is no bytes{width}")
    return word[:width]


@lru_cache(_CACHED)
def _address_text(word: bytes) -> str:
    if word[:12] != _ADDRESS_PAD:
        raise ValueError(f"0x{word.hex()} is no address")
    return checksum(word[12:])


@lru_cache(_CACHED)
def _address_word(name: str, value: Any) -> bytes:
    if not is_checksum_address(value):
        raise ValueError(f"{name} is a checksummed address (EIP-55), not {value!r}")
    return _ADDRESS_PAD + bytes.fromhex(value[2:])


@lru_cache(_CACHED)
def _ascii_word(name: str, value: Any) -> bytes:
    _require(isinstance(value, str), name, value)
    width = ASCII_CODES[name]
    if not (value.isascii() and value.isprintable()):
        raise ValueError(f"{name} is printable ASCII, not {value!r}")
    if value and len(value) != width and len(value) not in SHORTER_CODES.get(name, ()):
        raise ValueError(f"{name} has {width} characters, not {value!r}")
    return str(value).encode("ascii").ljust(_WORD, b"\0")


@lru_cache(_CACHED)
def _ascii_text(word: bytes, width: int) -> str:
    return _front(word, width).rstrip(b"\0").decode("ascii", "replace")


def _uetr_word(value: Any) -> bytes:
    if _UETR.fullmatch(_expect(value, str, "Uetr")) is None:
        raise ValueError(f"Uetr is a UUID in lower case with hyphens, not {value!r}")
    return bytes.fromhex(value.replace("-", "")) + _UETR_PAD


def _uetr_text(data: bytes) -> str:
    digits = data.hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def _expect(value: Any, kind: type, name: str) -> Any:
    _require(isinstance(value, kind), name, value)
    return value


def _require(fits: bool, name: str, value: Any) -> None:
    if not fits:
        raise TypeError(f"{name} expected, {value!r} given")

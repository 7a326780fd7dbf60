"""Python values to ABI words and back, for every type that the contracts use."""

from __future__ import annotations

import string
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

import pytest
from eth_abi.abi import decode as peer_decode
from eth_abi.abi import encode as peer_encode
from eth_abi.exceptions import DecodingError
from eth_utils.abi import collapse_if_tuple
from eth_utils.address import to_checksum_address
from hypothesis import given, settings
from hypothesis import strategies as st

from chain.abi import ASCII_CODES, is_enum, type_name
from chain.artifacts import artifact_names, load_artifact
from chain.clients.types import TYPES, FirmQuote, JurisdictionSpec, Role, Status
from chain.codec import decode_values, encode_values

PRINTABLE = string.printable[:95]
HKMA = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"  # one of EIP-55's own examples


def parameters() -> Iterator[Mapping[str, Any]]:
    """Every parameter of every function, event, error and constructor, and of the structs among them."""
    for name in artifact_names():
        waiting = [spec for e in load_artifact(name).abi for spec in [*e.get("inputs", ()), *e.get("outputs", ())]]
        while waiting:
            spec = waiting.pop()
            yield spec
            waiting += spec.get("components", ())


SPECS = {f"{spec['internalType']}": spec for spec in parameters()}


def values(spec: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    """Everything that fits a parameter."""
    kind, name = spec["type"], type_name(spec)
    if kind.endswith("[]"):
        inner = {**spec, "type": kind[:-2], "internalType": spec["internalType"][:-2]}
        return st.lists(values(inner), max_size=3).map(tuple)
    if kind == "tuple":
        return st.builds(TYPES[name], *(values(part) for part in spec["components"]))
    if is_enum(spec):
        return st.sampled_from(TYPES[name])
    if name in ASCII_CODES:
        width = ASCII_CODES[name]
        shortest = 1 if name == "Label" else width
        eight = st.text(PRINTABLE, min_size=8, max_size=8) if name == "Bic" else st.nothing()
        return st.text(PRINTABLE, min_size=shortest, max_size=width) | eight | st.just("")
    if name == "Uetr":
        return st.uuids().map(str)
    if kind.startswith("bytes") and kind != "bytes":
        return st.binary(min_size=int(kind[5:]), max_size=int(kind[5:]))
    if kind.startswith("uint"):
        return st.integers(0, 2 ** int(kind[4:]) - 1)
    if kind.startswith("int"):
        return st.integers(-(2 ** (int(kind[3:]) - 1)), 2 ** (int(kind[3:]) - 1) - 1)
    return {
        "address": st.binary(min_size=20, max_size=20).map(to_checksum_address),
        "bool": st.booleans(),
        "string": st.text(),
        "bytes": st.binary(),
    }[kind]


def plain(kind: str, internal: str | None = None) -> dict[str, Any]:
    """The description of a parameter without components."""
    return {"name": "value", "type": kind, "internalType": internal or kind}


def test_specs__all_artifacts__hold_every_kind_of_type() -> None:
    kinds = {type_name(spec) for spec in SPECS.values()}
    assert kinds >= {"address", "bool", "string", "bytes", "bytes32", "uint8", "uint256", "Uetr", *ASCII_CODES, *TYPES}
    assert any(spec["type"] == "tuple[]" for spec in SPECS.values())
    assert any(spec["type"] == "uint256[]" for spec in SPECS.values())


@pytest.mark.parametrize("internal", sorted(SPECS))
@settings(max_examples=25)
@given(data=st.data())
def test_codec__any_value_of_the_type__comes_back_equal(internal: str, data: st.DataObject) -> None:
    spec = SPECS[internal]
    value = data.draw(values(spec))
    assert decode_values([spec], encode_values([spec], [value]), TYPES) == (value,)


def words(spec: Mapping[str, Any], value: Any) -> Any:
    """The value as eth_abi takes it."""
    if spec["type"].endswith("[]"):
        inner = {**spec, "type": spec["type"][:-2], "internalType": spec["internalType"][:-2]}
        return [words(inner, item) for item in value]
    if spec["type"] == "tuple":
        return tuple(words(part, item) for part, item in zip(spec["components"], astuple(value), strict=True))
    if type_name(spec) == "Uetr":
        return uuid.UUID(value).bytes
    return value.encode() if type_name(spec) in ASCII_CODES else value


def ours(spec: Mapping[str, Any], value: Any) -> Any:
    """The value that eth_abi read, as our codec gives it."""
    name = type_name(spec)
    if spec["type"].endswith("[]"):
        inner = {**spec, "type": spec["type"][:-2], "internalType": spec["internalType"][:-2]}
        return tuple(ours(inner, item) for item in value)
    if spec["type"] == "tuple":
        return TYPES[name](*(ours(part, item) for part, item in zip(spec["components"], value, strict=True)))
    if name in ASCII_CODES:
        return value.rstrip(b"\0").decode("ascii", "replace")
    if name == "Uetr":
        return str(uuid.UUID(bytes=value))
    if spec["type"] == "address":
        return to_checksum_address(value)
    return TYPES[name](value) if is_enum(spec) else value


def astuple(value: Any) -> tuple[Any, ...]:
    """The fields of a struct as they are, its structs included."""
    return tuple(getattr(value, field.name) for field in fields(value))


@pytest.mark.parametrize("internal", sorted(SPECS))
@settings(max_examples=15)
@given(data=st.data())
def test_encode__several_values_of_the_type__is_what_eth_abi_writes(internal: str, data: st.DataObject) -> None:
    spec, others = SPECS[internal], [plain("bytes"), plain("uint8")]
    given_values = [data.draw(values(each)) for each in (spec, *others)]
    kinds = [collapse_if_tuple(dict(each)) for each in (spec, *others)]
    encoded = encode_values([spec, *others], given_values)
    assert encoded == peer_encode(kinds, [words(spec, given_values[0]), *given_values[1:]])


def test_decode__offset_into_the_offsets__is_refused() -> None:
    with pytest.raises(ValueError, match="the offset at byte 0 leads back into the offsets"):
        decode_values([plain("bytes")], bytes(32), TYPES)


@pytest.mark.parametrize("internal", sorted(SPECS))
@settings(max_examples=25)
@given(data=st.data())
def test_decode__bytes_with_a_fault__is_refused_where_eth_abi_refuses(internal: str, data: st.DataObject) -> None:
    spec = SPECS[internal]
    encoded = bytearray(encode_values([spec], [data.draw(values(spec))]))
    place, cut = data.draw(st.integers(0, len(encoded) - 1)), data.draw(st.integers(0, 40))
    encoded[place] = data.draw(st.integers(0, 255))
    faulty = bytes(encoded[: len(encoded) - cut] if data.draw(st.booleans()) else encoded)
    try:
        found = peer_decode([collapse_if_tuple(dict(spec))], faulty)
    except (DecodingError, OverflowError, UnicodeDecodeError):
        with pytest.raises(ValueError, match=r".+"):
            decode_values([spec], faulty, TYPES)
        return
    try:
        expected = ours(spec, found[0])
    except ValueError:  # a number that is no member of its enum: eth_abi knows only its width
        with pytest.raises(ValueError, match=r".+"):
            decode_values([spec], faulty, TYPES)
        return
    assert decode_values([spec], faulty, TYPES) == (expected,)


def test_encode__firm_quote__is_its_words_in_order() -> None:
    quote = FirmQuote(HKMA, "HKD", "THB", 46 * 10**26, 10**9, 0x62F98C00, 3)
    assert encode_values([SPECS["struct IFxBoard.FirmQuote"]], [quote]) == bytes.fromhex(
        "0000000000000000000000005aaeb6053f3e94c9b9a09f33669435e7ef1beaed"
        "484b440000000000000000000000000000000000000000000000000000000000"
        "5448420000000000000000000000000000000000000000000000000000000000"
        "00000000000000000000000000000000000000000edd07e3abf24de4f8000000"
        "000000000000000000000000000000000000000000000000000000003b9aca00"
        "0000000000000000000000000000000000000000000000000000000062f98c00"
        "0000000000000000000000000000000000000000000000000000000000000003"
    )


def test_encode__array_of_structs__is_offset_count_and_words() -> None:
    spec = SPECS["struct IParticipantRegistry.JurisdictionSpec[]"]
    encoded = encode_values([spec], [[JurisdictionSpec("HK", "HKD", HKMA, "CRDR0000000000000112")]])
    assert encoded == bytes.fromhex(
        f"{0x20:064x}{1:064x}"
        + b"HK".hex().ljust(64, "0")
        + b"HKD".hex().ljust(64, "0")
        + HKMA[2:].lower().rjust(64, "0")
        + b"CRDR0000000000000112".hex().ljust(64, "0")
    )


def test_encode__uetr_and_label__stand_at_the_left_of_the_word() -> None:
    specs = [plain("bytes16", "Uetr"), plain("bytes32", "Label"), plain("bytes32")]
    encoded = encode_values(specs, ["00112233-4455-4677-8899-aabbccddeeff", "payer-balance", b"top-up"])
    assert encoded.hex() == (
        "00112233445546778899aabbccddeeff".ljust(64, "0")
        + b"payer-balance".hex().ljust(64, "0")
        + b"top-up".hex().ljust(64, "0")
    )


ROLE = plain("uint8", "enum Role")
UETR = str(uuid.UUID(int=0xABC, version=4))


@pytest.mark.parametrize(
    ("spec", "value"),
    [
        (plain("uint256"), -1),
        (plain("uint256"), 2**256),
        (plain("uint8"), 256),
        (plain("uint16"), 65_536),
        (plain("uint64"), 2**64),
        (plain("int32"), 2**31),
        (plain("int32"), -(2**31) - 1),
        (plain("uint256"), 1.0),
        (plain("uint256"), "1"),
        (plain("uint256"), True),
        (plain("uint256"), None),
        (plain("bytes32"), bytes(33)),
        (plain("bytes32"), "text"),
        (plain("bytes32"), 5),
        (plain("bytes32"), bytearray(32)),
        (plain("bytes"), "text"),
        (plain("bytes"), 5),
        (plain("string"), b"text"),
        (plain("string"), 5),
        (plain("bool"), 1),
        (plain("bool"), "true"),
        (plain("address"), ""),
        (plain("address"), 5),
        (plain("address"), HKMA[:-2]),
        (plain("address"), HKMA[:-1] + "e"),
        (plain("address"), HKMA.lower()),
        (plain("address"), bytes(20)),
        (plain("bytes3", "Currency"), "EU"),
        (plain("bytes3", "Currency"), "EURO"),
        (plain("bytes3", "Currency"), "EÜR"),
        (plain("bytes3", "Currency"), "E\0R"),
        (plain("bytes3", "Currency"), b"EUR"),
        (plain("bytes3", "Currency"), None),
        (plain("bytes2", "Jurisdiction"), "H"),
        (plain("bytes4", "Purpose"), "GDD"),
        (plain("bytes20", "Lei"), "CRDR00000000000001"),
        (plain("bytes32", "Label"), "x" * 33),
        (plain("bytes32", "Label"), "a\nb"),
        (plain("bytes16", "Uetr"), UETR.upper()),
        (plain("bytes16", "Uetr"), UETR.replace("-", "")),
        (plain("bytes16", "Uetr"), f"{{{UETR}}}"),
        (plain("bytes16", "Uetr"), ""),
        (plain("bytes16", "Uetr"), uuid.UUID(UETR)),
        (ROLE, 1),
        (ROLE, Status.ACTIVE),
        (ROLE, "KEEPER"),
        (SPECS["struct IFxBoard.FirmQuote"], JurisdictionSpec("HK", "HKD", HKMA, "CRDR0000000000000112")),
        (SPECS["struct IFxBoard.FirmQuote"], {"maker": HKMA}),
        (plain("uint256[]"), [1, -1]),
        (plain("uint8[]", "enum Role[]"), [Role.KEEPER, Status.ACTIVE]),
    ],
)
def test_encode__value_of_another_type_or_width__is_refused(spec: Mapping[str, Any], value: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        encode_values([spec], [value])


@pytest.mark.parametrize("given_values", [[], [1, 2]])
def test_encode__wrong_number_of_values__is_refused(given_values: list[int]) -> None:
    with pytest.raises(TypeError, match="1 values expected"):
        encode_values([plain("uint256")], given_values)


def test_codec__array_of_enums__comes_back_as_enum_members() -> None:
    spec = plain("uint8[]", "enum Role[]")
    roles = (Role.KEEPER, Role.NONE)
    (decoded,) = decode_values([spec], encode_values([spec], [roles]), TYPES)
    assert decoded == roles
    assert all(isinstance(role, Role) for role in decoded)


def test_decode__text_code_that_is_not_ascii__is_still_shown() -> None:
    assert decode_values([plain("bytes3", "Currency")], b"E\xffR".ljust(32, b"\0"), TYPES) == ("E�R",)


@pytest.mark.parametrize(
    ("spec", "data"),
    [
        (plain("uint256"), b""),
        (plain("uint256"), bytes(31)),
        (plain("address"), b"\1" + bytes(31)),
        (plain("bool"), bytes(31) + b"\2"),
        (plain("uint8"), b"\1" + bytes(31)),
        (plain("bytes3", "Currency"), b"HKDX" + bytes(28)),
        (ROLE, bytes(31) + bytes([len(Role)])),
        (plain("string"), bytes(31) + b"\x20" + bytes(31) + b"\x01" + b"\xff" + bytes(31)),
        (plain("bytes"), bytes(31) + b"\x20" + bytes(31) + b"\x21" + bytes(32)),
        (plain("string"), bytes(31) + b"\x20" + b"\xff" * 32 + bytes(32)),
        (plain("string"), b"\xff" * 32 + bytes(64)),
        (plain("uint256[]"), bytes(31) + b"\x20" + b"\xff" * 32 + bytes(32)),
    ],
)
def test_decode__bytes_that_are_no_such_value__are_refused(spec: Mapping[str, Any], data: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        decode_values([spec], data, TYPES)

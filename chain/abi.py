"""Between Python values and ABI words: one codec for calls, results, events and errors.

Trusts eth_abi for the encoding and the artifacts for the types.
Never guesses: a value that does not fit its Solidity type is an error before anything is sent.

Types: address ↔ checksummed str; uintN, intN ↔ int; bytesN ↔ bytes, filled up with zeros at the end when shorter;
struct ↔ the frozen dataclass of its name; enum ↔ the IntEnum of its name; Jurisdiction, Currency, Purpose, Bic,
Lei, Label (printable ASCII, empty for zero) ↔ str; Uetr ↔ canonical UUID text.
"""

from __future__ import annotations

import keyword
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from eth_abi.abi import decode as abi_decode
from eth_abi.abi import encode as abi_encode
from eth_abi.exceptions import DecodingError, EncodingError
from eth_utils.abi import collapse_if_tuple
from eth_utils.address import is_checksum_address, to_checksum_address

Address: TypeAlias = str
Spec: TypeAlias = Mapping[str, Any]

ASCII_CODES = {"Jurisdiction": 2, "Currency": 3, "Purpose": 4, "Bic": 11, "Lei": 20, "Label": 32}
# Besides the full width: how long such a code may be.
_SHORTER = {"Bic": range(8, 9), "Label": range(1, 32)}
ZERO_ADDRESS: Address = "0x" + "0" * 40


def encode_values(specs: Sequence[Spec], values: Sequence[Any]) -> bytes:
    """ABI encoding of `values` by the parameter descriptions `specs` (JSON ABI `inputs`).

    Raises TypeError or ValueError when a value is not one of its Solidity type.
    """
    if len(specs) != len(values):
        raise TypeError(f"{len(specs)} values expected, {len(values)} given")
    plain = [to_abi(spec, value) for spec, value in zip(specs, values, strict=True)]
    try:
        return abi_encode([collapse_if_tuple(dict(spec)) for spec in specs], plain)
    except EncodingError as error:
        raise ValueError(str(error)) from error


def decode_values(specs: Sequence[Spec], data: bytes, types: Mapping[str, Any]) -> tuple[Any, ...]:
    """Python values of ABI-encoded `data`; `types` maps struct and enum names to their Python classes.

    Raises ValueError when `data` is no encoding of such values.
    """
    try:
        raw = abi_decode([collapse_if_tuple(dict(spec)) for spec in specs], data)
    except (DecodingError, OverflowError) as error:  # the latter for an offset that no memory has
        raise ValueError(str(error)) from error
    return tuple(_from_abi(spec, value, types) for spec, value in zip(specs, raw, strict=True))


def type_name(spec: Spec) -> str:
    """Unqualified Solidity name of a struct, enum or user-defined value type; the ABI type of anything else.

    >>> type_name({"type": "tuple", "internalType": "struct ILoanBook.LoanTerms"})
    'LoanTerms'
    """
    internal = str(spec.get("internalType", spec["type"]))
    return internal.split()[-1].split(".")[-1].removesuffix("[]")


def is_enum(spec: Spec) -> bool:
    """Whether the parameter is a Solidity enum."""
    return str(spec.get("internalType", "")).startswith("enum ") and not spec["type"].endswith("[]")


def element(spec: Spec) -> Spec:
    """The description of one element of an array parameter."""
    internal = str(spec.get("internalType", spec["type"])).removesuffix("[]")
    return {**spec, "type": spec["type"].removesuffix("[]"), "internalType": internal}


def to_abi(spec: Spec, value: Any) -> Any:
    """`value` as eth_abi and EIP-712 take it for the parameter `spec`; TypeError or ValueError when it does not fit."""
    if spec["type"].endswith("[]"):
        return [to_abi(element(spec), item) for item in value]
    name = type_name(spec)
    if spec["type"] == "tuple":
        _require(type(value).__name__ == name, name, value)
        return tuple(to_abi(part, getattr(value, python_name(part["name"]))) for part in spec["components"])
    if name in ASCII_CODES:
        return _ascii_code(name, value)
    if name == "Uetr":
        return _uetr(value)
    return _plain(spec, name, value)


def _plain(spec: Spec, name: str, value: Any) -> Any:
    kind = spec["type"]
    if is_enum(spec):
        _require(type(value).__name__ == name, name, value)
        return int(value)
    if kind.startswith(("uint", "int")):
        _require(isinstance(value, int) and not isinstance(value, bool), name, value)
        least, beyond = _range(kind)
        if not least <= value < beyond:
            raise ValueError(f"{value} is no {kind}")
    if kind.startswith("bytes"):
        _require(isinstance(value, bytes), name, value)
        return value.ljust(int(kind[5:] or 0), b"\0")
    if kind == "address" and not is_checksum_address(value):
        raise ValueError(f"{name} is a checksummed address (EIP-55), not {value!r}")
    return value


def _range(kind: str) -> tuple[int, int]:
    """The smallest value of a Solidity integer type, and the first one beyond its largest."""
    if kind.startswith("uint"):
        return 0, 2 ** int(kind[4:])
    half = 2 ** (int(kind[3:]) - 1)
    return -half, half


def _require(fits: bool, name: str, value: Any) -> None:
    if not fits:
        raise TypeError(f"{name} expected, {value!r} given")


def _ascii_code(name: str, value: str) -> bytes:
    _require(isinstance(value, str), name, value)
    width = ASCII_CODES[name]
    if not (value.isascii() and value.isprintable()):
        raise ValueError(f"{name} is printable ASCII, not {value!r}")
    if value and len(value) != width and len(value) not in _SHORTER.get(name, ()):
        raise ValueError(f"{name} has {width} characters, not {value!r}")
    return value.encode("ascii").ljust(width, b"\0")


def _uetr(value: str) -> bytes:
    _require(isinstance(value, str), "Uetr", value)
    uetr = uuid.UUID(value)
    if str(uetr) != value:
        raise ValueError(f"Uetr is a UUID in lower case with hyphens, not {value!r}")
    return uetr.bytes


def _from_abi(spec: Spec, value: Any, types: Mapping[str, Any]) -> Any:
    if spec["type"].endswith("[]"):
        return tuple(_from_abi(element(spec), item, types) for item in value)
    name = type_name(spec)
    if spec["type"] == "tuple":
        parts = zip(spec["components"], value, strict=True)
        return types[name](*(_from_abi(part, item, types) for part, item in parts))
    if spec["type"] == "address":
        return to_checksum_address(value)
    if name in ASCII_CODES:
        return value.rstrip(b"\0").decode("ascii", "replace")
    if name == "Uetr":
        return str(uuid.UUID(bytes=value))
    return types[name](value) if is_enum(spec) else value


def python_name(solidity: str) -> str:
    """A Solidity identifier as a Python one.

    >>> python_name("depositTokenOf"), python_name("from"), python_name("_x"), python_name("DOMAIN_SEPARATOR")
    ('deposit_token_of', 'from_', 'x', 'domain_separator')
    """
    if solidity.isupper():
        return solidity.lower()
    spaced = "".join(f"_{c.lower()}" if c.isupper() else c for c in solidity).strip("_")
    return f"{spaced}_" if keyword.iskeyword(spaced) else spaced

"""Signed transactions of the types 0, 1 and 2: decoded, checked as far as no state is needed, the sender recovered.

Trusts libsecp256k1 to recover a key.
Never looks at an account: nonce, balance and the block's gas are the engine's to check.

Sources: EIP-155, EIP-2718, EIP-2930, EIP-1559, EIP-2, EIP-2028, EIP-3860, EIP-2681.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from coincurve import PublicKey

from chain.abi import Address
from chain.evm.encoding import EncodingFault, decode_list, encode_integer, integer, list_head
from chain.hashing import checksum, keccak

# Order of the group of secp256k1 (SEC 2, section 2.4.1).
GROUP_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
CREATION_BYTES_MAX = 49_152
NONCE_MAX = 2**64 - 2

LEGACY, ACCESS_LIST, DYNAMIC_FEE = 0, 1, 2
_FIRST_LIST = 0xC0
_TYPES_END = 0x80
_FIELDS = {LEGACY: 9, ACCESS_LIST: 11, DYNAMIC_FEE: 12}
_SIGNATURE_FIELDS = 3
_EIP_155 = 35
_UNPROTECTED_V = (27, 28)
_ADDRESS_BYTES = 20
_WORD = 32
_UINT256_END = 1 << 256
_EMPTY_TWICE = b"\x80\x80"

_TRANSACTION_GAS = 21_000
_CREATION_GAS = 32_000
_DATA_GAS, _ZERO_DATA_GAS = 16, 4
_CREATION_WORD_GAS = 2
_LISTED_ADDRESS_GAS, _LISTED_SLOT_GAS = 2_400, 1_900

AccessList = tuple[tuple[Address, tuple[int, ...]], ...]


class UnknownType(ValueError):
    """The first byte names a transaction type that is none of 0, 1 and 2."""


# A named tuple instead of the frozen dataclass that it would be elsewhere: one is made for each transaction, four times
# as fast, and it travels between processes as a tuple does.
class Envelope(NamedTuple):
    """A signed transaction whose signature was checked.

    kind: 0 legacy, 1 with an access list (EIP-2930), 2 with a dynamic fee (EIP-1559); tx_hash: 32 bytes; sender: who
    signed; chain_id: None in a legacy one without it; nonce; tip, max_fee: wei a unit of gas, both the gas price in the
    types 0 and 1; gas: the most it may use; intrinsic_gas: the least; to: None for a creation; value: wei; data;
    access_list; v: as signed (the y parity in the types 1 and 2); r, s.
    """

    kind: int
    tx_hash: bytes
    sender: Address
    chain_id: int | None
    nonce: int
    tip: int
    max_fee: int
    gas: int
    intrinsic_gas: int
    to: Address | None
    value: int
    data: bytes
    access_list: AccessList
    v: int
    r: int
    s: int


def recover(raw: bytes) -> Envelope:
    """The transaction in its signed bytes.

    Raises UnknownType, EncodingFault or another ValueError that says why the bytes are no valid transaction.
    """
    kind = _kind(raw)
    start = 1 if kind else 0
    fields = decode_list(raw, start)
    if len(fields) != _FIELDS[kind]:
        raise EncodingFault(f"{len(fields)} fields instead of {_FIELDS[kind]}")
    v, r, s = (integer(item) for item in fields[-_SIGNATURE_FIELDS:])
    if kind == LEGACY:
        nonce, price, gas, to, value, data = fields[:6]
        chain_id, tip, max_fee = _legacy_chain_id(v), price, price
        access_list: AccessList = ()
    elif kind == ACCESS_LIST:
        chain_id, nonce, price, gas, to, value, data, listed = fields[:8]
        chain_id, tip, max_fee, access_list = integer(chain_id), price, price, _access_list(listed)
    else:
        chain_id, nonce, tip, max_fee, gas, to, value, data, listed = fields[:9]
        chain_id, access_list = integer(chain_id), _access_list(listed)
    message = _signed_part(raw, start, fields, chain_id if kind == LEGACY else None)
    envelope = Envelope(
        kind,
        keccak(raw),
        signer_of_digest(keccak(message), _parity(kind, v), r, s),
        chain_id,
        integer(nonce),
        integer(tip),
        integer(max_fee),
        integer(gas),
        _intrinsic_gas(to, data, access_list),
        None if to == b"" else _address(to),
        integer(value),
        data,
        access_list,
        v,
        r,
        s,
    )
    _require_valid(envelope)
    return envelope


def signer_of_digest(digest: bytes, parity: int, r: int, s: int) -> Address:
    """Who signed the 32 bytes of `digest`; ValueError for no signature, and for one with a high s (EIP-2)."""
    if parity not in (0, 1):
        raise ValueError("no y parity of a signature")
    if not (0 < r < GROUP_ORDER and 0 < s <= GROUP_ORDER // 2):
        raise ValueError("r or s of the signature is out of range (EIP-2)")
    signature = r.to_bytes(_WORD, "big") + s.to_bytes(_WORD, "big") + bytes((parity,))
    try:
        key = PublicKey.from_signature_and_message(signature, digest, hasher=None)
    except Exception as error:  # libsecp256k1's wrapper raises a bare Exception
        raise ValueError(f"a signature of nobody: {error}") from error
    return checksum(keccak(key.format(compressed=False)[1:])[-_ADDRESS_BYTES:])


def require_creation_gas(gas: int, to: bytes, data: bytes) -> None:
    """ValueError when `gas` is below what a creation costs before it runs (EIP-3860), which py-evm does not check."""
    if not to and gas < _intrinsic_gas(to, data, ()):
        raise ValueError("the gas is below the intrinsic gas of a creation")


def _kind(raw: bytes) -> int:
    if not raw:
        raise EncodingFault("empty")
    first = raw[0]
    if first >= _FIRST_LIST:
        return LEGACY
    if first in (ACCESS_LIST, DYNAMIC_FEE):
        return first
    if first >= _TYPES_END:
        raise EncodingFault("neither a typed transaction nor a list")
    raise UnknownType(f"Unknown transaction type {first}")


def _require_valid(envelope: Envelope) -> None:
    if envelope.nonce > NONCE_MAX:
        raise ValueError("the nonce is above its maximum")
    if envelope.tip > envelope.max_fee:
        raise ValueError("the tip is above the maximum fee")
    if envelope.gas < envelope.intrinsic_gas:
        raise ValueError(f"the gas of {envelope.gas} is below the intrinsic gas of {envelope.intrinsic_gas}")
    if envelope.to is None and len(envelope.data) > CREATION_BYTES_MAX:
        raise ValueError(f"creation code of {len(envelope.data)} bytes, {CREATION_BYTES_MAX} may be")
    if envelope.max_fee >= _UINT256_END or envelope.value >= _UINT256_END:
        raise ValueError("an amount above 256 bits")


def _signed_part(raw: bytes, start: int, fields: list[Any], legacy_chain_id: int | None) -> bytes:
    """What the sender signed: the fields before the signature stand in `raw` just as they were hashed."""
    signature_length = sum(_encoded_length(item) for item in fields[-_SIGNATURE_FIELDS:])
    begin = start + 1 + max(0, raw[start] - 0xF7)
    payload = raw[begin : len(raw) - signature_length]
    if legacy_chain_id is not None:
        payload += encode_integer(legacy_chain_id) + _EMPTY_TWICE
    return raw[:start] + list_head(len(payload)) + payload


def _encoded_length(item: bytes) -> int:
    if len(item) > _WORD:
        raise EncodingFault("a part of the signature is longer than 32 bytes")
    return 1 if len(item) == 1 and item[0] < _TYPES_END else 1 + len(item)


def _legacy_chain_id(v: int) -> int | None:
    if v in _UNPROTECTED_V:
        return None
    if v < _EIP_155:
        raise ValueError(f"no v of a signature: {v}")
    return (v - _EIP_155) // 2


def _parity(kind: int, v: int) -> int:
    if kind != LEGACY:
        return v
    return v - _UNPROTECTED_V[0] if v in _UNPROTECTED_V else (v - _EIP_155) % 2


def _intrinsic_gas(to: bytes, data: bytes, access_list: AccessList) -> int:
    if type(data) is not bytes:
        raise EncodingFault("the data is a list")
    zeros = data.count(0)
    gas = _TRANSACTION_GAS + zeros * _ZERO_DATA_GAS + (len(data) - zeros) * _DATA_GAS
    if not to:
        gas += _CREATION_GAS + (len(data) + _WORD - 1) // _WORD * _CREATION_WORD_GAS
    for _, slots in access_list:
        gas += _LISTED_ADDRESS_GAS + len(slots) * _LISTED_SLOT_GAS
    return gas


def _address(item: Any) -> Address:
    if type(item) is not bytes or len(item) != _ADDRESS_BYTES:
        raise EncodingFault("no address of 20 bytes")
    return checksum(item)


def _access_list(items: Any) -> AccessList:
    if items == []:
        return ()
    if type(items) is not list:
        raise EncodingFault("the access list is no list")
    return tuple(_access(item) for item in items)


def _access(item: Any) -> tuple[Address, tuple[int, ...]]:
    if type(item) is not list or len(item) != 2 or type(item[1]) is not list:
        raise EncodingFault("no pair of an address and its slots")
    return _address(item[0]), tuple(_slot(slot) for slot in item[1])


def _slot(item: Any) -> int:
    if type(item) is not bytes or len(item) != _WORD:
        raise EncodingFault("no slot of 32 bytes")
    return int.from_bytes(item, "big")

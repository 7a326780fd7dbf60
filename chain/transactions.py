"""Reads signed bytes: where a transaction goes, and which call or creation of ours it carries.

Trusts nothing about the bytes: executing them is what proves their signature.
Never guesses: what is no type-2 transaction, or no call of the contract, is None.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from chain.abi import Address
from chain.artifacts import load_artifact
from chain.client import constructor_of, functions_of
from chain.codec import Codec
from chain.evm.encoding import decode_list
from chain.hashing import checksum

# EIP-1559: 0x02 ‖ rlp([chainId, nonce, maxPriorityFee, maxFee, gas, to, value, data, accessList, yParity, r, s])
_TYPE_2 = 2
_FIELDS = 12
_TO, _DATA = 5, 7
_ADDRESS_BYTES = 20


@dataclass(frozen=True, slots=True)
class Envelope:
    """Where a transaction goes and what it carries. to: the contract, None for a creation; data: its payload."""

    to: Address | None
    data: bytes


def envelope_of(raw: bytes) -> Envelope | None:
    """The envelope of a signed type-2 transaction, or None when the bytes are not one."""
    if not raw or raw[0] != _TYPE_2:
        return None
    try:
        fields = decode_list(raw, 1)
    except ValueError:
        return None
    if len(fields) != _FIELDS:
        return None
    to, data = fields[_TO], fields[_DATA]
    if not isinstance(to, bytes) or not isinstance(data, bytes) or len(to) not in (0, _ADDRESS_BYTES):
        return None
    return Envelope(checksum(to) if to else None, data)


def call_arguments(contract: str, function: str, data: bytes) -> tuple[Any, ...] | None:
    """The typed arguments of a call of `contract.function` with the calldata `data`; None when it is no such call."""
    called = functions_of(contract)[function]
    return _decode(called.inputs, data[4:]) if data[:4] == called.selector else None


def constructor_arguments(contract: str, data: bytes) -> tuple[Any, ...] | None:
    """The typed arguments that a creation passed to the artifact's own code; None when it is not that code."""
    artifact = load_artifact(contract)
    if not data.startswith(artifact.bytecode):
        return None
    return _decode(constructor_of(contract), data[len(artifact.bytecode) :])


def _decode(codec: Codec, data: bytes) -> tuple[Any, ...] | None:
    try:
        values: tuple[Any, ...] = codec.decode(data, 0)
    except ValueError:
        return None
    return values

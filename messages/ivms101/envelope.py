"""The envelope in which a travel-rule record goes to whom it is for: the record and its salt, in a sealed box for each.

Trusts nothing that it opens: what comes out of a box is a record only where it is one.
Never says whether a record is the one that a payment committed to: whoever opened it has the salt to see.

An envelope is canonical JSON (RFC 8785): receiver's address -> box in hex. In each box is the canonical JSON of
`{"record": …, "salt": hex}`. What is on the chain is the keccak-256 of the envelope's text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from messages.canonical import Json, canonical_json
from messages.errors import MessageError
from messages.sealing import BOX_BYTES_MORE, open_box, seal

PLAIN_BYTES_MAX = 16_384
"""Bytes of a record with its salt: one of two companies and two banks has about 1,200."""
RECEIVERS_MAX = 16
ENVELOPE_BYTES_MAX = RECEIVERS_MAX * (2 * (PLAIN_BYTES_MAX + BOX_BYTES_MORE) + 64)
_RECEIVER = re.compile(r"0x[0-9a-fA-F]{40}")
_BOX = re.compile(r"(?:[0-9a-f]{2})+")
_ENVELOPE, _PLAIN = "envelope", "sealed record"
_ANY: TypeAdapter[Any] = TypeAdapter(Any)


@dataclass(frozen=True, slots=True)
class SealingTo:
    """One receiver. key: its X25519 public key; ephemeral: the private key of its box alone; 32 bytes each."""

    key: bytes
    ephemeral: bytes


@dataclass(frozen=True, slots=True)
class OpenedRecord:
    """What was in a box. salt: 32 bytes by custom; record: not held to the standard yet."""

    salt: bytes
    record: dict[str, Any]


def sealed_envelope(salt: bytes, record: Mapping[str, Json], receivers: Mapping[str, SealingTo]) -> str:
    """The envelope's text. receivers: by address. MessageError for too many of them or too large a record."""
    if not 0 < len(receivers) <= RECEIVERS_MAX:
        raise MessageError(_ENVELOPE, f"{len(receivers)} receivers, allowed are 1 to {RECEIVERS_MAX}")
    plain = canonical_json({"record": record, "salt": salt.hex()}).encode()
    if len(plain) > PLAIN_BYTES_MAX:
        raise MessageError(_PLAIN, f"{len(plain)} bytes, allowed are {PLAIN_BYTES_MAX}")
    return canonical_json({name: seal(plain, to.key, to.ephemeral).hex() for name, to in receivers.items()})


def boxes_of(envelope: str) -> dict[str, bytes]:
    """Receiver's address -> its box. MessageError for a text that is no envelope, or not in its canonical form."""
    if len(envelope) > ENVELOPE_BYTES_MAX:
        raise MessageError(_ENVELOPE, f"more than {ENVELOPE_BYTES_MAX} bytes")
    found = _json(envelope.encode("utf-8", "replace"), _ENVELOPE)
    if not isinstance(found, dict) or not 0 < len(found) <= RECEIVERS_MAX:
        raise MessageError(_ENVELOPE, f"it has no 1 to {RECEIVERS_MAX} boxes by their receivers")
    for receiver, box in found.items():
        if not _RECEIVER.fullmatch(receiver) or not isinstance(box, str) or not _BOX.fullmatch(box):
            raise MessageError(_ENVELOPE, "it has something else than an address with a box in hex")
    return {receiver: bytes.fromhex(box) for receiver, box in found.items()}


def open_record(box: bytes, key: bytes) -> OpenedRecord:
    """The record in a box, by its receiver's private key. MessageError where it does not open or holds no record."""
    if len(box) > PLAIN_BYTES_MAX + BOX_BYTES_MORE:
        raise MessageError(_PLAIN, f"more than {PLAIN_BYTES_MAX} bytes")
    found = _json(open_box(box, key), _PLAIN)
    if not isinstance(found, dict) or found.keys() != {"record", "salt"} or not isinstance(found["record"], dict):
        raise MessageError(_PLAIN, "it has no record and salt, or more than that")
    try:
        return OpenedRecord(bytes.fromhex(found["salt"]), found["record"])
    except (TypeError, ValueError) as error:
        raise MessageError(_PLAIN, "its salt is no hex") from error


def _json(text: bytes, where: str) -> Any:
    """What canonical JSON says; MessageError for any other."""
    try:
        found = _ANY.validate_json(text)  # which refuses what is nested too deep
    except ValidationError as error:
        raise MessageError(where, "it is no JSON") from error
    try:
        if canonical_json(found).encode() == text:
            return found
    except (TypeError, ValueError):  # a fraction, or a number that JSON does not hold exactly
        pass
    raise MessageError(where, "it is no canonical JSON")

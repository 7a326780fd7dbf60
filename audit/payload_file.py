"""The payload store of a run, line by line: travel-rule records with the salts that hide them, and as they were sent.

Trusts no line to be one.
Never says whether a record is the one committed to: whoever reads it knows the commitments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from pydantic import TypeAdapter, ValidationError

from audit.wording import hex_text
from chain.abi import Address
from chain.commitments import commit
from chain.hashing import keccak
from chain.kept import Kept
from messages.canonical import canonical_json

Line = TypeVar("Line")
Told = TypeVar("Told")


@dataclass(frozen=True, slots=True)
class Payload:
    """A record as it was committed to. salt: hex, with or without 0x."""

    uetr: str
    salt: str
    record: dict[str, Any]

    @property
    def commitment(self) -> bytes:
        """What an order carries that commits to it, 32 bytes. TypeError or ValueError for what nothing commits to."""
        return commit(bytes.fromhex(self.salt.removeprefix("0x")), self.record)


@dataclass(frozen=True, slots=True)
class SealedPayload:
    """A record as it was sent. sender: address of the payer's bank; envelope: receiver's address -> box in hex."""

    uetr: str
    sender: str
    envelope: dict[str, str]

    @property
    def ciphertext(self) -> str:
        """The text whose hash is on the chain. TypeError or ValueError for what has no canonical JSON."""
        return canonical_json(self.envelope)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A line that holds no record. number: from 1; why: in words."""

    number: int
    why: str


_LINE, _SEALED = TypeAdapter(Payload), TypeAdapter(SealedPayload)
Key: TypeAlias = tuple[str, bytes]
"""UETR and commitment."""


def read_payloads(path: Path) -> Iterator[tuple[Key, Payload] | Unreadable]:
    """Each line of a file, a few in memory at a time. Raises OSError where the file cannot be read."""
    return _read(path, _LINE, lambda line: ((line.uetr, line.commitment), line))


def read_sealed(path: Path) -> Iterator[tuple[str, SealedPayload] | Unreadable]:
    """The same of sealed records: the text of each envelope, and whose it is."""
    return _read(path, _SEALED, lambda line: (line.ciphertext, line))


def payloads_in(path: Path) -> Iterator[tuple[Key, Payload]]:
    """What can be read of a file, none without one; what cannot is a finding of the audit."""
    return _readable(path, read_payloads)


class Envelopes:
    """The envelopes in a file of sealed records, on disk; none without one. The file is no evidence: an envelope is
    found only under its own hash, and what cannot be read is a finding of the audit."""

    def __init__(self, path: Path | None) -> None:
        self._held: Kept[str, dict[str, str]] = Kept(dict)
        for text, sealed in _readable(path, read_sealed) if path is not None else ():
            self._held[_key(sealed.sender, sealed.uetr, hex_text(keccak(text.encode())))] = dict(sealed.envelope)

    def of(self, sender: Address, uetr: str, ciphertext_hash: str) -> Mapping[str, str] | None:
        """Receiver's address -> box in hex; None where no envelope with this hash is held."""
        return self._held.get(_key(sender, uetr, ciphertext_hash))


def _key(sender: Address, uetr: str, ciphertext_hash: str) -> str:
    return f"{sender} {uetr} {ciphertext_hash}"


def _read(path: Path, kind: TypeAdapter[Line], told: Callable[[Line], Told]) -> Iterator[Told | Unreadable]:
    with path.open(encoding="latin-1") as lines:  # every byte is a sign of it, and every end of line is one
        for number, text in enumerate(lines, start=1):
            try:
                yield told(kind.validate_json(text.removesuffix("\n").encode("latin-1"), strict=True))
            except ValidationError as error:
                yield Unreadable(number, error.errors()[0]["msg"])
            except (TypeError, ValueError) as error:
                yield Unreadable(number, str(error))


def _readable(path: Path, read: Callable[[Path], Iterator[Told | Unreadable]]) -> Iterator[Told]:
    for line in read(path) if path.is_file() else ():
        if not isinstance(line, Unreadable):
            yield line

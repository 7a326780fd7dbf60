"""The payload store of a run, line by line: travel-rule records with the salts that hide them.

Trusts no line to be one.
Never says whether a record is the one committed to: whoever reads it knows the commitments.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from pydantic import TypeAdapter, ValidationError

from chain.commitments import commit


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
class Unreadable:
    """A line that holds no record. number: from 1; why: in words."""

    number: int
    why: str


_LINE = TypeAdapter(Payload)
Key: TypeAlias = tuple[str, bytes]
"""UETR and commitment."""


def read_payloads(path: Path) -> Iterator[tuple[Key, Payload] | Unreadable]:
    """Each line of a file, a few in memory at a time. Raises OSError where the file cannot be read."""
    with path.open(encoding="latin-1") as lines:  # every byte is a sign of it, and every end of line is one
        for number, text in enumerate(lines, start=1):
            try:
                line = _LINE.validate_json(text.removesuffix("\n").encode("latin-1"), strict=True)
                yield (line.uetr, line.commitment), line
            except ValidationError as error:
                yield Unreadable(number, error.errors()[0]["msg"])
            except (TypeError, ValueError) as error:
                yield Unreadable(number, str(error))


def payloads_in(path: Path) -> Iterator[tuple[Key, Payload]]:
    """What can be read of a file, none without one; what cannot is a finding of the audit."""
    if path.is_file():
        for line in read_payloads(path):
            if not isinstance(line, Unreadable):
                yield line

"""Reads from the chain's storage, one call at a time, whoever holds the chain.

Trusts the reader only to run calls on the state that the record leads to: a ledger, or an engine that replayed it.
Never stops at a call that fails: it becomes a finding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from audit.books import Books, Fact, Setting
from audit.findings import Finding, found_at
from audit.wording import hex_text
from chain.client import Call
from chain.deployment import Deployment
from chain.engines.base import Engine
from chain.errors import ChainFault, Reverted

T = TypeVar("T")
K = TypeVar("K")
V = TypeVar("V")


class Reader(Protocol):
    """Whatever answers a call on the state after the last block: `chain.ledger.Ledger` does, and `EngineReader`."""

    def read(self, call: Call[T]) -> T:
        """The typed result of the call."""
        ...


@dataclass(frozen=True, slots=True)
class EngineReader:
    """Reads from an engine that has executed a journal."""

    engine: Engine

    def read(self, call: Call[T]) -> T:
        """See `Reader.read`."""
        return call.decode(self.engine.call(call.to, call.data))


class Questions:
    """What the auditor asks the chain; subclasses know which facts there are."""

    def __init__(self, reader: Reader, deployment: Deployment, books: Books) -> None:
        self._read, self._deployment, self._books = reader.read, deployment, books
        self.findings: list[Finding] = []

    def each(self, keys: Iterable[K], question: Callable[[K], V]) -> dict[K, V]:
        """The answer for each key; an answer that cannot be had is a finding."""
        return dict(self.answers(keys, question))

    def answers(self, keys: Iterable[K], question: Callable[[K], V]) -> Iterator[tuple[K, V]]:
        """The same one by one, for keys of which there are as many as payments."""
        for key in keys:
            try:
                answer = question(key)
            except (ChainFault, Reverted, ValueError, OverflowError) as error:
                message = f"{question.__name__}: {type(error).__name__}: {error}"
                self.findings.append(found_at("storage-readable", self._books.height, subject_of(key), message))
                continue
            yield key, answer


def subject_of(key: Any) -> str | bytes:
    """A fact's key as the subject of a finding."""
    match key:
        case str() | bytes():
            return key
        case tuple():
            return " ".join(hex_text(part) if isinstance(part, bytes) else str(part) for part in key)
        case Setting(rule=rule, view=view, key=parts):
            return f"{rule}.{view} {subject_of(parts)!s}"
        case Fact(kind=kind, view=view, key=parts):
            return f"{kind}.{view} {subject_of(parts)!s}".rstrip()
        case _:
            return str(key)

"""Two sides of one fact, compared: what differs, field by field, in words.

Trusts neither side: it says what each of them has.
Never reads anything; both sides are given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from audit.books import Books
from audit.findings import Finding, found_at
from audit.reader import subject_of


def compare(
    rule: str, books: Books, rebuilt: Mapping[Any, Any], stored: Mapping[Any, Any], absent: Any
) -> Iterator[Finding]:
    """What differs among the facts that were read; one that could not be read is a finding of its own."""
    for key, value in stored.items():
        expected = rebuilt.get(key, absent)
        if value != expected:
            yield found_at(rule, books.height, subject_of(key), "; ".join(differences(expected, value)))


def differences(rebuilt: Any, stored: Any) -> list[str]:
    """Both values in words, field by field where they have fields; nothing where they are equal."""
    if rebuilt == stored:
        return []
    if not is_dataclass(rebuilt) or type(rebuilt) is not type(stored):
        return [f"events {rebuilt}, storage {stored}"]
    pairs = [(field.name, getattr(rebuilt, field.name), getattr(stored, field.name)) for field in fields(rebuilt)]
    return [f"{name}: events {ours!r}, storage {theirs!r}" for name, ours, theirs in pairs if ours != theirs]

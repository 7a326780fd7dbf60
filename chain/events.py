"""Events of our contracts as values, with the place where they stand.

Trusts `chain.decoding` to make them from logs.
Never says which addresses are ours: any contract may emit an event that looks like one of ours.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any

from chain.abi import Address


@dataclass(frozen=True, slots=True)
class Event:
    """Base of the generated events in `chain.clients.events`."""


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """An event with the place where it stands.

    event: what happened; address: the contract that said so; height, timestamp_s: its block and that block's UTC
    second; tx_hash: its transaction; position: of the transaction in the block; log_index: of the log in the
    transaction.
    """

    event: Event
    address: Address
    height: int
    timestamp_s: int
    tx_hash: bytes
    position: int
    log_index: int


def event_fields(event: Event) -> dict[str, Any]:
    """The event's fields as JSON can hold them: bytes as 0x-hex, enum members by name, structs as objects,
    lists of any of these as lists."""
    return {name: _plain(getattr(event, name)) for name in field_names(event)}


def field_names(value: Any) -> tuple[str, ...]:
    """The names of the fields of a dataclass's instance, in order: asked for every event of a record, so kept."""
    kind: Any = type(value)
    return _field_names(kind)


@cache
def _field_names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _plain(value: Any) -> Any:
    kind = type(value)
    if kind is str or kind is int or kind is bool:  # nearly always, and the checks below are slow
        return value
    if isinstance(value, bytes):
        return f"0x{value.hex()}"
    if isinstance(value, Enum):
        return value.name
    if is_dataclass(value):
        return {name: _plain(getattr(value, name)) for name in field_names(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value

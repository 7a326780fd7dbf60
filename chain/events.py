"""Events of our contracts as values, with the place where they stand.

Trusts `chain.decoding` to make them from logs.
Never says which addresses are ours: any contract may emit an event that looks like one of ours.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from functools import cache
from json.encoder import encode_basestring
from operator import attrgetter
from typing import Any

from chain.abi import Address

_ENCODE = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode


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


def event_text(event: Event) -> str:
    """The same as JSON text, its keys sorted: what `json.dumps` makes of them in four times as long."""
    kind: Any = type(event)
    heads, values_of = _sorted_heads(kind)
    parts = [f"{head}{_text(value)}" for head, value in zip(heads, values_of(event), strict=True)]
    return f"{{{', '.join(parts)}}}"


@cache
def _sorted_heads(kind: Any) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    """What stands before each value in the text, and how the values are had in that order."""
    names = sorted(_field_names(kind))
    heads = tuple(f'"{name}": ' for name in names)
    if len(names) > 1:
        return heads, attrgetter(*names)
    return heads, lambda event: tuple(getattr(event, name) for name in names)


def _text(value: Any) -> str:
    kind = type(value)
    if kind is str:
        return encode_basestring(value)
    if kind is int:
        return str(value)
    if kind is bytes:
        return f'"0x{value.hex()}"'
    return _ENCODE(_plain(value))


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

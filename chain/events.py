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
from typing import Any, NamedTuple, get_type_hints

from chain.abi import Address

_ENCODE = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode


@dataclass(frozen=True, slots=True)
class Event:
    """Base of the generated events in `chain.clients.events`."""


# A named tuple instead of the frozen dataclass that it would be elsewhere: one is made for each event, three times as
# fast.
class LoggedEvent(NamedTuple):
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
    """The same as JSON text, its keys sorted: what `json.dumps` makes of them in five times as long."""
    kind: Any = type(event)
    form, writers, values_of = _form(kind)
    return form % tuple([write(value) for write, value in zip(writers, values_of(event), strict=True)])


@cache
def _form(kind: Any) -> tuple[str, tuple[Callable[[Any], str], ...], Callable[[Any], tuple[Any, ...]]]:
    """The text without its values, how each is written, and how they are had in that order."""
    names, hints = sorted(_field_names(kind)), get_type_hints(kind)
    form = ", ".join(f'"{name}": %s' for name in names)
    writers = tuple(_WRITERS.get(hints[name], _written) for name in names)
    if len(names) > 1:
        return f"{{{form}}}", writers, attrgetter(*names)
    return f"{{{form}}}", writers, lambda event: tuple(getattr(event, name) for name in names)


def _written(value: Any) -> str:
    return _ENCODE(_plain(value))


def _hex_written(value: bytes) -> str:
    return f'"0x{value.hex()}"'


_WRITERS: dict[Any, Callable[[Any], str]] = {str: encode_basestring, int: str, bytes: _hex_written}
"""How values of the types are written of which nearly all are."""


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

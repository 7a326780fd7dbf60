"""Decodes the logs of our contracts to typed events.

Trusts a log only for the address that emitted it: the caller says which addresses are ours.
Never drops a log: what it does not know stays a raw log.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any

from eth_utils.abi import event_abi_to_log_topic

from chain.abi import Address, decode_values, python_name
from chain.artifacts import artifact_names, load_artifact
from chain.engines.base import Log


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


def decode_log(log: Log) -> Event | None:
    """The typed event in `log`, or None when no contract of ours declares it: any contract may log what it likes."""
    known = _by_topic().get(log.topics[0]) if log.topics else None
    if known is None:
        return None
    entry, kind = known
    from chain.clients.types import TYPES

    indexed = [spec for spec in entry["inputs"] if spec["indexed"]]
    plain = [spec for spec in entry["inputs"] if not spec["indexed"]]
    if len(log.topics) != 1 + len(indexed):
        return None
    try:
        values = decode_values(indexed, b"".join(log.topics[1:]), TYPES) + decode_values(plain, log.data, TYPES)
    except ValueError:
        return None
    names = (python_name(spec["name"]) for spec in [*indexed, *plain])
    return kind(**dict(zip(names, values, strict=True)))


@cache
def _by_topic() -> dict[bytes, tuple[Mapping[str, Any], type[Event]]]:
    from chain.clients.events import EVENTS

    classes = {kind.__name__: kind for kind in EVENTS}
    entries: list[Any] = [e for name in artifact_names() for e in load_artifact(name).abi if e["type"] == "event"]
    return {event_abi_to_log_topic(entry): (entry, classes[entry["name"]]) for entry in entries}


def event_fields(event: Event) -> dict[str, Any]:
    """The event's fields as JSON can hold them: bytes as 0x-hex, enum members by name, structs as objects."""
    return {field.name: _plain(getattr(event, field.name)) for field in fields(event)}


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return f"0x{value.hex()}"
    if isinstance(value, Enum):
        return value.name
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value

"""Decodes what the chain says: logs to typed events, revert data to exceptions.

Trusts the ABI of the committed artifacts; which addresses are ours, the caller knows.
Never fails on bytes that another contract chose: what it cannot name stays raw.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, get_args, get_type_hints

from eth_utils.abi import collapse_if_tuple, event_abi_to_log_topic, function_signature_to_4byte_selector

from chain.abi import python_name
from chain.artifacts import artifact_names, load_artifact
from chain.clients.errors import ERRORS
from chain.clients.events import EVENTS
from chain.clients.types import TYPES
from chain.codec import Codec, tuple_codec
from chain.engines.base import Log
from chain.errors import ContractError, Panicked, Reverted
from chain.events import Event

_PANIC = function_signature_to_4byte_selector("Panic(uint256)")
_PANIC_BYTES = 36


def decode_log(log: Log) -> Event | None:
    """The typed event in `log`, or None when no contract of ours declares it: any contract may log what it likes."""
    known = _by_topic().get(log.topics[0]) if log.topics else None
    if known is None:
        return None
    if len(log.topics) != known.topics:
        return None
    words = b"".join(log.topics[1:])
    try:
        if known.whole is not None:
            values = known.whole.decode(words + log.data, 0)
        else:
            values = *known.indexed.decode(words, 0), *known.plain.decode(log.data, 0)
    except ValueError:
        return None
    return known.kind(*values) if known.order is None else known.kind(*[values[place] for place in known.order])


def event_of(name: str, values: Mapping[str, Any]) -> Event:
    """The event of which `chain.events.event_fields` made these fields; KeyError or ValueError where none did."""
    kind: Any = _by_name()[name]
    event: Event = kind(*[_typed(values[field], hint) for field, hint in _hints(kind)])
    return event


def topic_of(kind: type[Event]) -> bytes:
    """The first topic of the logs that decode to `kind`; KeyError when no contract of ours emits it."""
    return _topics()[kind]


def decode_error(data: bytes) -> Reverted:
    """The exception that the revert data `data` stands for, ready to raise.

    Data that only begins like an error of ours, as any contract may return it, stays a plain `Reverted`.
    """
    if data[:4] == _PANIC and len(data) == _PANIC_BYTES:
        return Panicked(data)
    known = _by_selector().get(data[:4])
    if known is None:
        return Reverted(data)
    codec, kind = known
    try:
        error = kind(*codec.decode(data[4:], 0))
    except ValueError:
        return Reverted(data)
    error.data = data
    return error


@dataclass(frozen=True, slots=True)
class _Layout:
    """How an event is read. topics: how many it has; indexed, plain: codecs of its parameters; whole: of both, where
    the plain ones have no tails, so that they follow the indexed ones as if they were one tuple; order: of the class's
    fields, as places among the indexed and then the plain ones, None where it is theirs."""

    kind: type[Event]
    topics: int
    indexed: Codec
    plain: Codec
    whole: Codec | None
    order: tuple[int, ...] | None


def _layout(entry: Mapping[str, Any], kind: type[Event]) -> _Layout:
    indexed = [spec for spec in entry["inputs"] if spec["indexed"]]
    plain = [spec for spec in entry["inputs"] if not spec["indexed"]]
    places = {python_name(spec["name"]): place for place, spec in enumerate([*indexed, *plain])}
    order = tuple(places[field.name] for field in fields(kind))
    codecs = [tuple_codec(specs, TYPES) for specs in (indexed, plain, [*indexed, *plain])]
    whole = None if codecs[-1].is_dynamic else codecs[-1]
    is_theirs = order == tuple(range(len(order)))
    return _Layout(kind, 1 + len(indexed), codecs[0], codecs[1], whole, None if is_theirs else order)


@cache
def _by_topic() -> dict[bytes, _Layout]:
    classes = {kind.__name__: kind for kind in EVENTS}
    return {event_abi_to_log_topic(entry): _layout(entry, classes[entry["name"]]) for entry in _entries("event")}


@cache
def _by_selector() -> dict[bytes, tuple[Codec, type[ContractError]]]:
    classes = {kind.__name__: kind for kind in ERRORS}
    return {
        function_signature_to_4byte_selector(_signature(entry)): (
            tuple_codec(entry["inputs"], TYPES),
            classes[entry["name"]],
        )
        for entry in _entries("error")
    }


@cache
def _topics() -> dict[type[Event], bytes]:
    return {known.kind: topic for topic, known in _by_topic().items()}


@cache
def _by_name() -> dict[str, type[Event]]:
    return {kind.__name__: kind for kind in EVENTS}


@cache
def _hints(kind: Any) -> list[tuple[str, Any]]:
    """The names of a class's fields, each with the type of its values."""
    hints = get_type_hints(kind)
    return [(field.name, hints[field.name]) for field in fields(kind)]


def _typed(value: Any, hint: Any) -> Any:
    """A value of this type from what JSON holds of it."""
    if hint is bytes:
        return bytes.fromhex(value.removeprefix("0x"))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint[value]
    if isinstance(hint, type) and is_dataclass(hint):
        return hint(*[_typed(value[field], inner) for field, inner in _hints(hint)])
    if isinstance(value, list):
        return tuple(_typed(item, get_args(hint)[0]) for item in value)
    return value


def _entries(kind: str) -> list[Any]:
    return [entry for name in artifact_names() for entry in load_artifact(name).abi if entry["type"] == kind]


def _signature(entry: Mapping[str, Any]) -> str:
    return f"{entry['name']}({','.join(collapse_if_tuple(spec) for spec in entry['inputs'])})"

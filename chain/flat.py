"""Dataclasses as rows of what JSON knows, and back: for what a run or an audit keeps on disk while it goes on.

Trusts the types of the fields to say what is in them.
Never guesses: a field of a type that it does not know is a TypeError when the class is first looked at.
"""

from __future__ import annotations

import datetime
import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, Generic, TypeVar, Union, get_args, get_origin

T = TypeVar("T")
Turn = Callable[[Any], Any]

_AS_THEY_ARE = (str, int, bool, dict)


@dataclass(frozen=True, slots=True)
class Flat(Generic[T]):
    """How one class is taken apart. kind; values: of its fields; turns: place of each field that JSON does not know,
    with the way down and the way up."""

    kind: type[T]
    values: Callable[[T], tuple[Any, ...]]
    turns: tuple[tuple[int, Turn, Turn], ...]

    @classmethod
    def of(cls, kind: type[T]) -> Flat[T]:
        """The way of a dataclass of two fields or more.

        TypeError for a field of another type than text, whole number, bool, day, bytes, enumeration of texts or of
        whole numbers, dict of what JSON knows, dataclass of such, or tuple, list or set of one of these; each may be
        `None` too.
        """
        return _of(kind)

    def down(self, item: T) -> list[Any]:
        """The row of an item."""
        row = list(self.values(item))
        for place, down, _ in self.turns:
            row[place] = down(row[place])
        return row

    def up(self, row: list[Any]) -> T:
        """The item of a row."""
        for place, _, up in self.turns:
            row[place] = up(row[place])
        return self.kind(*row)


def turn_of(kind: Any, where: str) -> tuple[Turn, Turn]:
    """The way down and the way up of any such type, dataclass or not. where: named in a TypeError."""
    return _turn(kind, where) or (_itself, _itself)


def _itself(value: Any) -> Any:
    return value


def _of(kind: Any) -> Flat[Any]:
    names = [field.name for field in fields(kind)]
    return Flat(kind, attrgetter(*names), tuple(_turns(kind, names)))


def _turns(kind: Any, names: list[str]) -> Iterator[tuple[int, Turn, Turn]]:
    hints = inspect.get_annotations(kind, eval_str=True)
    for place, name in enumerate(names):
        turn = _turn(hints[name], f"{kind.__name__}.{name}")
        if turn is not None:
            yield place, *turn


def _turn(hint: Any, where: str) -> tuple[Turn, Turn] | None:
    if get_origin(hint) in (Union, UnionType) and NoneType in get_args(hint):
        (inner,) = (each for each in get_args(hint) if each is not NoneType)
        turn = _turn(inner, where)
        return None if turn is None else (_or_none(turn[0]), _or_none(turn[1]))
    plain = get_origin(hint) or hint
    if plain in _AS_THEY_ARE:
        return None
    if plain is tuple:
        kind, dots = get_args(hint)
        assert dots is Ellipsis, f"{where}: a tuple is of one kind"
        return _each(_turn(kind, where), tuple)
    if plain in (list, set):
        (kind,) = get_args(hint)
        return _each(_turn(kind, where), plain)
    if plain is datetime.date:
        return datetime.date.toordinal, datetime.date.fromordinal
    if plain is bytes:
        return bytes.hex, bytes.fromhex
    if isinstance(plain, type) and issubclass(plain, Enum):
        return attrgetter("value"), plain
    if is_dataclass(plain):
        flat = _of(plain)
        return flat.down, flat.up
    raise TypeError(f"{where}: {hint} cannot be kept in a row")


def _each(turn: tuple[Turn, Turn] | None, gather: Turn) -> tuple[Turn, Turn]:
    if turn is None:
        return list, gather
    down, up = turn
    return lambda items: [down(item) for item in items], lambda rows: gather(up(row) for row in rows)


def _or_none(turn: Turn) -> Turn:
    return lambda value: None if value is None else turn(value)

"""From names and texts to the bindings' objects: every element known, every restriction kept.

Trusts the bindings for restrictions, and `messages.amounts` for what they leave to the currency.
Never drops what it does not know, and never fills in what is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import cache
from typing import Any, TypeAlias

from xsdata.formats.dataclass.models.generics import AnyElement

from messages.amounts import minor_of
from messages.errors import MessageError, shown
from messages.iso20022.bindings import ANY, TEXT, Part, document_class, is_element, parts_of
from messages.text import is_clean

Tree: TypeAlias = "Mapping[str, str | Tree | Sequence[str | Tree] | None]"
"""An element: name -> text, element, or a list of either where it may come again; None stands for nothing."""

RECORD = "Rcrd"
"""What stands in the open part of a message: where on the chain its fact is."""
RECORD_NAMESPACE = "urn:corridor:record:1"
RECORD_NAMED = f"{{{RECORD_NAMESPACE}}}"
"""Before the names of it."""

_CURRENCY = "@Ccy"
_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)


def bind(kind: str, tree: Tree) -> Any:
    """The message of a tree as the bindings' Document. MessageError names the first element at fault."""
    return _element(document_class(kind), tree, kind)


def _element(binding: Any, tree: Any, where: str) -> Any:
    if not isinstance(tree, Mapping):
        raise MessageError(where, f"{shown(str(tree))} where an element with parts is due")
    given = {name: value for name, value in tree.items() if value is not None}
    parts = parts_of(binding)
    unknown = given.keys() - {part.name for part in parts}
    if unknown:
        raise MessageError(where, f"it has no part {shown(min(unknown))}")
    if binding.__name__.endswith("Choice") and len(given) != 1:
        raise MessageError(where, f"one of its parts is due, given are {', '.join(sorted(given)) or 'none'}")
    values = {part.attribute: _part(part, given.get(part.name), f"{where}/{part.name}") for part in parts}
    if _CURRENCY in given and TEXT in given:
        try:
            minor_of(str(given[TEXT]), str(given[_CURRENCY]))
        except MessageError as error:
            raise MessageError(where, error.why) from error
    return binding(**values)


def _part(part: Part, given: Any, where: str) -> Any:
    values = given if isinstance(given, list | tuple) else [] if given is None else [given]
    most = part.limits.get("max_occurs") if part.is_list else 1
    if part.is_required and not values:
        raise MessageError(where, "it is missing")
    if most is not None and len(values) > most:
        raise MessageError(where, f"{len(values)} of it, allowed are {most}")
    made = [_value(part, value, where) for value in values]
    return made if part.is_list else made[0] if made else None


def _value(part: Part, given: Any, where: str) -> Any:
    if part.name == ANY:
        return _open(given, where)
    if is_element(part.kind):
        return _element(part.kind, given, where)
    if not isinstance(given, str):
        raise MessageError(where, f"{type(given).__name__} where a text is due")
    for why in _objections(given, part.limits):
        raise MessageError(where, why)
    return _simple(part.kind, given, where)


def _simple(kind: Any, text: str, where: str) -> Any:
    """A text as a value of its class."""
    try:
        if kind is str:
            return text
        if kind is bool:
            return {"true": True, "false": False}[text]
        if issubclass(kind, Enum):
            return kind(text)
        return Decimal(text) if kind is Decimal else kind.from_string(text)
    except (ValueError, KeyError, InvalidOperation) as error:
        raise MessageError(where, f"{shown(text)} is no {kind.__name__}") from error


def _objections(text: str, limits: Mapping[str, Any]) -> Iterator[str]:
    """Which restriction of the schema a text breaks; what `messages.text` would map is one everywhere."""
    if not is_clean(text):
        yield f"{shown(text)} has a character that may not travel"
    if not limits.get("min_length", 0) <= len(text) <= limits.get("max_length", len(text)):
        yield f"{shown(text)} has {len(text)} characters, at most {limits.get('max_length', 'any number of')} are due"
    if "pattern" in limits and _pattern(limits["pattern"]).fullmatch(text) is None:
        yield f"{shown(text)} is not of the form {limits['pattern']}"
    if "fraction_digits" in limits:
        if _DECIMAL.fullmatch(text) is None:  # Python's Decimal would take exponents, and NaN
            yield f"{shown(text)} is no plain decimal"
        whole, _, part = text.lstrip("-").partition(".")
        digits = len(whole.lstrip("0") + part)
        if digits > limits["total_digits"] or len(part) > limits["fraction_digits"]:
            yield f"{shown(text)} has {digits} digits, {len(part)} of them decimals"


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.ASCII)


def _open(given: Any, where: str) -> AnyElement:
    """What a schema leaves open: our own names and texts."""
    if not isinstance(given, Mapping) or not all(isinstance(text, str) and is_clean(text) for text in given.values()):
        raise MessageError(where, "names and texts are due")
    children: list[object] = [AnyElement(qname=RECORD_NAMED + name, text=text) for name, text in given.items()]
    return AnyElement(qname=RECORD_NAMED + RECORD, children=children)

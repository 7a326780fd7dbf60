"""Canonical JSON: one text for one value, so that a hash of it means something (RFC 8785, JCS).

Trusts Python's `json` for the escapes of strings, which are those of the RFC: the shortest, in lower case.
Never writes a number that is not a whole one, nor one that a double would not hold exactly.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

Json: TypeAlias = "str | int | bool | Mapping[str, Json] | Sequence[Json] | None"
"""What has a canonical text here. Fractions have none: money and figures are whole numbers, or texts."""

EXACT_MAX = 2**53 - 1
"""Largest whole number that RFC 8785 lets through without loss (ECMAScript's MAX_SAFE_INTEGER)."""


def canonical_json(value: Json) -> str:
    """The canonical text of a value: members ordered by the UTF-16 units of their names (RFC 8785, 3.2.3).

    Raises TypeError for what is no such value, ValueError for a number beyond `EXACT_MAX` or half a surrogate.

    >>> canonical_json({"b": 1, "a": ["x", None]})
    '{"a":["x",null],"b":1}'
    """
    match value:
        case None | bool():
            return json.dumps(value)
        case int():
            if abs(value) > EXACT_MAX:
                raise ValueError(f"{value} is beyond what JSON holds exactly")
            return str(value)
        case str():
            value.encode()  # half a surrogate has no UTF-8, and so no hash
            return json.dumps(value, ensure_ascii=False)
        case Mapping():
            return "{" + ",".join(_member(value, name) for name in sorted(value, key=_order)) + "}"
        case list() | tuple():
            return "[" + ",".join(canonical_json(item) for item in value) + "]"
    raise TypeError(f"{type(value).__name__} has no canonical JSON")


def _member(value: Mapping[str, Json], name: str) -> str:
    return f"{canonical_json(name)}:{canonical_json(value[name])}"


def _order(name: str) -> bytes:
    if not isinstance(name, str):
        raise TypeError(f"a member's name is text, not {type(name).__name__}")
    return name.encode("utf-16-be")

"""The words for what pydantic found wrong, in this program's form: what, why, what to do.

Trusts pydantic's error types and the models' own field lists.
Never repeats pydantic's message where a better one is known, and never shows a link or a type name of Python.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from finance.suggestions import did_you_mean
from nodes.scenario.document import Bare
from nodes.scenario.fields import REFUSED
from nodes.scenario.findings import Loc, Problem, key_path, shown

_EXPECTED = {
    "string_type": "a text",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "date_type": "a date such as 2022-08-15",
    "tuple_type": "a list",
    "dict_type": "a mapping of keys to values",
    "model_type": "a mapping of keys to values",
    "model_attributes_type": "a mapping of keys to values",
}

_BOUNDS = {
    "greater_than_equal": ("ge", "number too small", "the least is {}", "write a larger one"),
    "less_than_equal": ("le", "number too large", "the most is {}", "write a smaller one"),
    "string_too_short": ("min_length", "text too short", "the fewest characters are {}", "write more"),
    "string_too_long": ("max_length", "text too long", "the most characters are {}", "shorten it"),
    "too_short": ("min_length", "list too short", "the fewest entries are {}", "add one"),
    "too_long": ("max_length", "list too long", "the most entries are {}", "shorten it"),
}

_LIKE_A_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)

Wording = tuple[str, str, str]


def problems_of(error: ValidationError, model: type[BaseModel]) -> list[Problem]:
    """What `error` found wrong with a value of `model`, one problem each."""
    return [_problem(details, model) for details in error.errors(include_url=False)]


def _problem(details: ErrorDetails, model: type[BaseModel]) -> Problem:
    loc = tuple(part for part in details["loc"] if part != "[key]")
    is_key = details["type"] == "extra_forbidden" or details["loc"][-1:] == ("[key]",)
    what, why, do = _words(details, loc, model)
    return Problem(loc, what, why, do, at_key=is_key)


def _words(details: ErrorDetails, loc: Loc, model: type[BaseModel]) -> Wording:
    kind, context = details["type"], details.get("ctx", {})
    if kind == REFUSED:
        return context["what"], context["why"], context["do"]
    if kind == "extra_forbidden":
        return _unknown_key(loc, model)
    if kind == "missing":
        return f"missing key {shown(loc[-1])!r}", "it is required", f"add it{_under(loc[:-1])}"
    if kind in _EXPECTED:
        return _wrong_type(details["input"], _EXPECTED[kind])
    if kind == "literal_error":
        return _not_listed(details["input"], context["expected"])
    if kind in _BOUNDS:
        key, what, why, do = _BOUNDS[kind]
        return what, why.format(f"{context[key]:,}"), do
    return "not valid", shown(details["msg"]), "run `corridor schema` to see what it may be"


def _under(loc: Loc) -> str:
    return f" under {key_path(loc)}" if loc else " at the top level"


def _unknown_key(loc: Loc, model: type[BaseModel]) -> Wording:
    known = tuple(field.alias or name for name, field in _model_at(loc[:-1], model).model_fields.items())
    key = str(loc[-1])
    hint = did_you_mean(key[:60], known).removeprefix("; ")
    return f"unknown key {shown(key)!r}", f"the keys here are {', '.join(known)}", hint or "remove it"


def _model_at(loc: Loc, model: type[BaseModel]) -> type[BaseModel]:
    """The model of the value at `loc`: list positions and keys of free mappings lead to their entries."""
    for part in loc:
        field = model.model_fields.get(str(part))
        if field is not None:
            model = next(_models_in(field.annotation), model)
    return model


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)


def _wrong_type(value: Any, expected: str) -> Wording:
    if expected == _EXPECTED["date_type"] and isinstance(value, Bare) and _LIKE_A_DATE.fullmatch(value.text):
        return f"date {value}", "the calendar has no such day", "write an existing one"
    do = f"write {expected}"
    if expected == "a text" and isinstance(value, Bare | int | datetime.date) and not isinstance(value, bool):
        do = f'write it in quotes: "{shown(value)}"'
    elif expected == "a whole number" and isinstance(value, str) and re.fullmatch(r"[0-9]{1,18}", value):
        do = "write it without quotes"
    return f"wrong type: {_told(value)}", f"{expected} is expected here", do


_KINDS: tuple[tuple[type | tuple[type, ...], Callable[[Any], str]], ...] = (
    (bool, lambda value: str(value).lower()),
    (type(None), lambda _: "nothing"),
    (str, lambda value: f"the text {shown(value)!r}"),
    (Bare, lambda value: f"{shown(value)} without quotes"),
    (int, lambda value: f"the number {value}"),
    (datetime.date, lambda value: f"the date {value}"),
    (dict, lambda _: "a mapping"),
    ((list, tuple), lambda _: "a list"),
)


def _told(value: Any) -> str:
    """What a value is, in a few words."""
    return next((tell(value) for kind, tell in _KINDS if isinstance(value, kind)), f"a {type(value).__name__}")


def _not_listed(value: Any, expected: str) -> Wording:
    names = [name.strip("'") for name in re.split(r", | or ", expected)]
    if names == ["True"]:
        return f"unknown value: {_told(value)}", "it can only be true", "write true, or remove the key"
    if isinstance(value, str) and value in names:
        return f"wrong type: {_told(value)}", "a number is expected here", "write it without quotes"
    hint = did_you_mean(value[:60], names).removeprefix("; ") if isinstance(value, str) else ""
    why = f"it is one of {', '.join(names)}" if len(names) > 1 else f"it has to be {names[0]}"
    return f"unknown value: {_told(value)}", why, hint or "change it"

"""Single values of a scenario set from outside the file, as `--set key.path=value` does.

Trusts the checks of the scenario to judge the values: here they are only read, and put in their place.
Never guesses a place: a list item is named by its id or its position, and what leads nowhere is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from io import StringIO
from typing import Any, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.representer import SafeRepresenter
from ruamel.yaml.resolver import Resolver

from finance.suggestions import did_you_mean
from nodes.scenario.document import Bare, Document, parse_document
from nodes.scenario.findings import Finding, Loc, Mark, ScenarioError, key_path, shown

_NOT_A_SETTING = "not a setting"
_RESOLVER = Resolver()


@dataclass(frozen=True, slots=True)
class Setting:
    """One value to put in the place of the file's."""

    path: tuple[str, ...]
    """Keys, and for items of lists their ids or positions, from the top."""
    value: Any
    """As a file's value would have been read."""
    text: str
    """How it was written, for messages: `--set key.path=value`."""

    @classmethod
    def read(cls, text: str) -> Setting:
        """A setting from `key.path=value`, the value as in YAML. Raises `ScenarioError` with one finding."""
        path, is_set, value = text.partition("=")
        origin = f"--set {shown(text)}"
        if not is_set:
            raise _refusal(origin, _NOT_A_SETTING, "it has no `=`", "write it as key.path=value")
        parts = tuple(path.replace("[", ".").replace("]", "").split("."))
        if not all(parts):
            why = f"{shown(path) or 'nothing'} is no path"
            raise _refusal(origin, _NOT_A_SETTING, why, "write keys with dots between them")
        document = parse_document(f"value: {value}", origin)
        if set(document.data) != {"value"} or document.problems:
            raise _refusal(origin, _NOT_A_SETTING, "its value is not one YAML value", "put a text in quotes")
        return cls(parts, document.data["value"], origin)


def with_settings(document: Document, settings: Iterable[Setting]) -> Document:
    """The document with every setting in its place, the later over the earlier. Raises `ScenarioError`."""
    for setting in settings:
        document = _with_setting(document, setting)
    return document


def as_yaml(document: Document, heading: str) -> str:
    """The document's values as a YAML text that reads as the same values, below a line of comment.

    The comments of the file that it was read from are not in it.
    """
    yaml = YAML(typ="safe", pure=True)
    yaml.Representer = _Representer
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    text = StringIO()
    yaml.dump(document.data, text)
    return f"# {shown(heading, 1_000)}\n{text.getvalue()}"


class _Representer(SafeRepresenter):
    """Writes what has no quotes in the file without them again, and no anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def represent_bare(self, bare: Bare) -> ScalarNode:
        tag = _RESOLVER.resolve(ScalarNode, bare.text, (True, False))
        return self.represent_scalar(str(tag), bare.text)


_Representer.add_representer(Bare, _Representer.represent_bare)


def _with_setting(document: Document, setting: Setting) -> Document:
    loc: Loc = ()
    data = dict(document.data)
    holder: Any = data
    for part in setting.path[:-1]:
        key = _key(holder, part, loc, setting)
        loc = (*loc, key)
        inner = holder.get(key) if isinstance(holder, dict) else holder[key]
        # A section that the file leaves out, or what an alias shares: a copy of its own.
        holder[key] = {} if inner is None else inner.copy() if isinstance(inner, dict | list) else inner
        holder = holder[key]
    key = _key(holder, setting.path[-1], loc, setting)
    holder[key] = setting.value
    return replace(
        document,
        data=data,
        marks=_marked(document.marks, (*loc, key), setting),
        key_marks=_marked(document.key_marks, (*loc, key), setting),
    )


def _marked(marks: Any, loc: Loc, setting: Setting) -> dict[Loc, Mark]:
    """The marks with those of `loc` and of the sections made for it; what stood below `loc` has none any more."""
    mark = Mark(0, 0, setting.text)
    kept = {at: place for at, place in marks.items() if at[: len(loc)] != loc}
    return kept | {loc[:length]: mark for length in range(1, len(loc) + 1) if loc[:length] not in kept}


def _key(holder: Any, part: str, loc: Loc, setting: Setting) -> str | int:
    if isinstance(holder, dict):
        return part
    where = key_path(loc)
    if not isinstance(holder, list):
        _nowhere(setting, f"{where} is a value, it has no keys", "end the path there")
    if part.isdecimal():
        if int(part) < len(holder):
            return int(part)
        _nowhere(setting, f"{where} has {len(holder)} items", "count from 0, or name the item by its id")
    ids = [item.get("id") if isinstance(item, dict) else None for item in holder]
    if part not in ids:
        known = [name for name in ids if isinstance(name, str)]
        why = f"no item of {where} has the id {shown(part)}{did_you_mean(part, known)}"
        _nowhere(setting, why, "name an item by its id or its position")
    return ids.index(part)


def _nowhere(setting: Setting, why: str, do: str) -> NoReturn:
    raise _refusal(setting.text, "no such place", why, do)


def _refusal(where: str, what: str, why: str, do: str) -> ScenarioError:
    return ScenarioError([Finding(where, what, why, do)])

"""From YAML text to plain values with the place of each one, within stated bounds.

Trusts ruamel.yaml to parse YAML 1.2 into events and to tell a plain scalar's kind; the values are built here.
Never resolves a tag, never makes a float, and never lets an alias grow a small file into a large one.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.resolver import Resolver

from nodes.scenario.findings import Loc, Mark, Problem, shown
from nodes.scenario.text import NOT_A_SCENARIO, NOT_YAML, control_character, stop

DEPTH_MAX = 24
"""Deepest nesting of lists and mappings; the scenario language itself needs 6."""
VALUES_MAX = 100_000
"""Most values in one file, every alias counted as often as it is used."""
TEXT_MAX_CHARS = 1_000

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,39})")
_RESOLVER = Resolver()
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Bare:
    """A number or a time written without quotes that is no plain integer or date: its text, never a float."""

    text: str

    def __str__(self) -> str:
        return self.text


Scalar = str | int | bool | datetime.date | Bare | None


@dataclass(frozen=True, slots=True)
class Document:
    """The values of a YAML text and their places."""

    data: dict[str, Any]
    """Plain dict, list, str, int, bool, date, None and `Bare`."""
    marks: Mapping[Loc, Mark]
    """Where each value starts; an alias' value starts where its anchor is."""
    key_marks: Mapping[Loc, Mark]
    """Where the key of each value starts."""
    problems: tuple[Problem, ...]
    """What is wrong but does not stop the reading: a duplicate key, an overlong text, a control character."""


@dataclass(frozen=True, slots=True)
class _Leaf:
    value: Scalar
    mark: Mark
    size: int = 1
    height: int = 0


@dataclass(frozen=True, slots=True)
class _Branch:
    """A list (keys are positions) or a mapping (keys are texts), with the bounds of what it expands to."""

    is_list: bool
    entries: tuple[tuple[str | int, Mark, _Leaf | _Branch], ...]
    mark: Mark
    size: int
    height: int


_Node = _Leaf | _Branch
_Entry = tuple[str | int, Mark, _Node]


def parse_document(text: str, source: str) -> Document:
    """The values of a YAML text. Raises `ScenarioError` with one finding, placed where reading stopped."""
    root = _Composer(source, _events(text, source)).document()
    if not isinstance(root, _Branch) or root.is_list:
        do = "begin with `schema_version: 1`, then one key a line"
        raise stop(source, NOT_A_SCENARIO, "the top level is not a mapping of keys to values", do, root.mark)
    expander = _Expander()
    data = expander.expand(root, ())
    return Document(data, expander.marks, expander.key_marks, tuple(expander.problems))


def _events(text: str, source: str) -> Iterator[Any]:
    last = Mark(1, 1)
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            last = _mark(event.end_mark)
            yield event
    except MarkedYAMLError as error:
        place = error.problem_mark or error.context_mark
        why = f"{error.problem or error.context}"
        raise stop(source, NOT_YAML, shown(why), "correct the line", place and _mark(place)) from None
    except (YAMLError, ValueError, OverflowError) as error:
        # A few of its errors carry no place: the end of what was still read is near enough.
        raise stop(source, NOT_YAML, shown(str(error).split("\n")[0]), "correct what follows", last) from None


def _mark(place: Any) -> Mark:
    return Mark(place.line + 1, place.column + 1)


@dataclass(slots=True)
class _Composer:
    """Builds one document's nodes from its events; recursion is as deep as the nesting, which is bounded."""

    source: str
    events: Iterator[Any]
    anchors: dict[str, _Node | None] = field(default_factory=dict)
    """None while the anchor's own value is still being read."""
    count: int = 0

    def document(self) -> _Node:
        next(self.events)  # the start of the stream
        start = next(self.events)
        if start.crepr == "-STR":
            raise stop(
                self.source,
                NOT_A_SCENARIO,
                "the file is empty",
                "begin with `schema_version: 1`",
                Mark(1, 1),
            )
        if start.version not in (None, (1, 2)):
            self._refuse(start, "it asks for another YAML version", "remove the %YAML line: it is read as YAML 1.2")
        root = self._node(next(self.events), 0)
        next(self.events)  # the end of the document
        second = next(self.events)
        if second.crepr != "-STR":
            self._refuse(second, "it holds a second document", "keep one scenario a file")
        return root

    def _refuse(self, event: Any, why: str, do: str) -> NoReturn:
        raise stop(self.source, NOT_A_SCENARIO, why, do, _mark(event.start_mark))

    def _node(self, event: Any, depth: int) -> _Node:
        if event.crepr == "=ALI":
            return self._alias(event, depth)
        self._count(event, 1)
        if event.tag is not None:
            self._refuse(event, f"it uses the tag {shown(str(event.tag))}", "remove the tag: values are plain")
        if event.anchor is not None:
            self.anchors[event.anchor] = None
        node = _Leaf(_scalar(event), _mark(event.start_mark)) if event.crepr == "=VAL" else self._branch(event, depth)
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        return node

    def _count(self, event: Any, values: int) -> None:
        self.count += values
        if self.count > VALUES_MAX:
            self._refuse(event, f"it expands to more than {VALUES_MAX:,} values", "write fewer values or aliases")

    def _alias(self, event: Any, depth: int) -> _Node:
        node = self.anchors.get(event.anchor)
        if node is None:
            why = "holds itself" if event.anchor in self.anchors else "has no anchor before it"
            self._refuse(event, f"the alias *{shown(event.anchor)} {why}", "write the value out")
        self._count(event, node.size)
        self._check_depth(event, depth + node.height)
        return node

    def _check_depth(self, event: Any, depth: int) -> None:
        if depth > DEPTH_MAX:
            self._refuse(event, f"it is nested deeper than {DEPTH_MAX} levels", "flatten it")

    def _branch(self, event: Any, depth: int) -> _Branch:
        self._check_depth(event, depth + 1)
        is_list = event.crepr == "+SEQ"
        found: Iterator[_Entry] = self._items(depth) if is_list else self._pairs(depth)
        entries = tuple(found)
        size = 1 + sum(node.size for _, _, node in entries)
        height = 1 + max((node.height for _, _, node in entries), default=0)
        return _Branch(is_list, entries, _mark(event.start_mark), size, height)

    def _items(self, depth: int) -> Iterator[tuple[int, Mark, _Node]]:
        position = 0
        while (event := next(self.events)).crepr != "-SEQ":
            yield position, _mark(event.start_mark), self._node(event, depth + 1)
            position += 1

    def _pairs(self, depth: int) -> Iterator[tuple[str, Mark, _Node]]:
        while (event := next(self.events)).crepr != "-MAP":
            key = self._node(event, depth + 1)
            if not isinstance(key, _Leaf) or not isinstance(key.value, str):
                self._refuse(event, "a key is not text", "write the key as a word, in quotes if need be")
            place = _mark(event.start_mark)
            yield key.value, place, _near(place, self._node(next(self.events), depth + 1))


def _near(place: Mark, node: _Node) -> _Node:
    """The parser puts a value that is left out where the next thing begins: far from its key."""
    if isinstance(node, _Leaf) and node.value is None and node.mark.line != place.line:
        return replace(node, mark=place)
    return node


def _scalar(event: Any) -> Scalar:
    """The value of a scalar event: text where it is quoted, else what YAML 1.2 takes the bare word for."""
    text: str = event.value
    if not event.implicit[0]:
        return text
    kind = str(_RESOLVER.resolve(ScalarNode, text, (True, False))).rpartition(":")[2]
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() == "true"
    if kind == "int" and _INTEGER.fullmatch(text):
        return int(text)
    if kind == "timestamp" and _DATE.fullmatch(text):
        return _date(text)
    return Bare(text) if kind in ("int", "float", "timestamp") else text


def _date(text: str) -> datetime.date | Bare:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:  # such as 2022-02-30
        return Bare(text)


@dataclass(slots=True)
class _Expander:
    """Turns nodes into plain values and remembers the place of each path."""

    marks: dict[Loc, Mark] = field(default_factory=dict)
    key_marks: dict[Loc, Mark] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def expand(self, node: _Node, loc: Loc) -> Any:
        self.marks[loc] = node.mark
        if isinstance(node, _Branch):
            return self._list(node, loc) if node.is_list else self._mapping(node, loc)
        if isinstance(node.value, str):
            self._check_text(node.value, loc)
        return node.value

    def _list(self, node: _Branch, loc: Loc) -> list[Any]:
        return [self.expand(item, (*loc, position)) for position, _, item in node.entries]

    def _mapping(self, node: _Branch, loc: Loc) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key, key_mark, item in node.entries:
            path = (*loc, str(key))
            if key in values:
                first = self.key_marks[path].line
                do = "keep one of the two"
                self.problems.append(
                    Problem(path, "duplicate key", f"it stands on line {first} already", do, mark=key_mark)
                )
                continue
            self.key_marks[path] = key_mark
            values[str(key)] = self.expand(item, path)
        return values

    def _check_text(self, text: str, loc: Loc) -> None:
        bad = control_character(text)
        if bad is not None:
            do = "remove it; fold a long text with `>-`"
            self.problems.append(Problem(loc, "not plain text", f"it holds the control character U+{ord(bad):04X}", do))
        if len(text) > TEXT_MAX_CHARS:
            why = f"it has {len(text):,} characters, {TEXT_MAX_CHARS:,} are the most"
            self.problems.append(Problem(loc, "text too long", why, "shorten it"))

"""The numbers that a gallery file says it reproduces, read from its head comment and held against what its run came to.

Trusts the summary of a run, and `comparison.json` where a file compares designs.
Never takes a number without a tag, nor an external or theoretical one without words on where it comes from.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from gallery_facts import fact_of
from gallery_runs import SCENARIOS, STRESS, comparison_of, scenario_of, summary_of

HEADING = "# Numbers, each held by tests/scenarios/test_numbers.py:"
HEADING_OF_LONGEST = "# Numbers, each held by tests/scenarios/test_numbers.py or, after the whole run, test_stress.py:"
TAGS = ("external", "bound", "recorded")
_NUMBER = re.compile(
    r"#   (?P<tag>[a-z]+) +(?P<path>(?:[^ \[]|\[[^\]]*\])+) (?P<relation>=|<=|>=|<|>) (?P<wanted>[^ ].*)"
)
_NONE = re.compile(r"#   (?P<tag>[a-z]+) +none")
_WORDS = re.compile(r"#       +(?P<words>[^ ].*)")
_STEP = re.compile(r"(?P<key>[^\[\]]+)(?:\[(?P<field>[a-z_]+)=(?P<value>[^\]]+)\])?")
_HOLDS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "=": lambda found, wanted: found == wanted,
    "<=": lambda found, wanted: found <= wanted,
    ">=": lambda found, wanted: found >= wanted,
    "<": lambda found, wanted: found < wanted,
    ">": lambda found, wanted: found > wanted,
}


@dataclass(frozen=True, slots=True)
class Number:
    """One number. stem: of its file; tag: external, bound or recorded; path: where it is found; relation: of what is
    found to what is wanted; words: where it comes from, empty where it is ours."""

    stem: str
    tag: str
    path: str
    relation: str
    wanted: str
    words: str = ""

    def __str__(self) -> str:
        return f"{self.stem}: {self.path} {self.relation} {self.wanted}"


@dataclass(frozen=True, slots=True)
class Head:
    """What the comment at the top of a file says. question: what the file asks; numbers: all of it; without: the tags
    of which the file says that it has none, with the reason."""

    question: str
    numbers: tuple[Number, ...]
    without: dict[str, str]


def head_of(path: Path) -> Head:
    """Reads the head comment of a file; raises ValueError at a line that is none of what there is."""
    lines = path.read_text(encoding="utf-8").split("\nschema_version:")[0].split("\n")
    heading = HEADING_OF_LONGEST if path == STRESS else HEADING
    if lines.count(heading) != 1:
        raise ValueError(f"{path.name}: says no numbers")
    at = lines.index(heading)
    question = " ".join(line.removeprefix("#").strip() for line in lines[:at]).partition("Question: ")[2]
    numbers: list[Number] = []
    without: dict[str, str] = {}
    for match, words in _entries(path.stem, lines[at + 1 :]):
        if match.re is _NONE:
            without[match["tag"]] = words
        else:
            numbers.append(Number(path.stem, *match.group("tag", "path", "relation", "wanted"), words))
    return Head(question, tuple(numbers), without)


def _entries(stem: str, lines: list[str]) -> list[tuple[re.Match[str], str]]:
    """Each number, and each tag that there is none of, with the words under it."""
    entries: list[tuple[re.Match[str], str]] = []
    for line in lines:
        if begins := _NUMBER.fullmatch(line) or _NONE.fullmatch(line):
            entries.append((begins, ""))
        elif (more := _WORDS.fullmatch(line)) and entries:
            match, words = entries[-1]
            entries[-1] = match, f"{words} {more['words']}".strip()
        else:
            raise ValueError(f"{stem}: {line!r} is no number and no words about one")
    return entries


def designs_of(stem: str) -> tuple[str, ...]:
    """The designs that the numbers of a file without ways of its own are about, in the order of the file."""
    if scenario_of(stem).compare:
        return ()
    paths = (number.path for number in head_of(SCENARIOS / f"{stem}.yaml").numbers)
    named = dict.fromkeys(path.partition("/")[0] for path in paths if "/" in path)
    return tuple(name for name in named if name != "comparison")


def needs_no_run(number: Number) -> bool:
    """Whether the file itself says it."""
    return number.path.startswith(("file.", "given."))


def values_of(number: Number) -> list[Any]:
    """What the run of the file came to, where the number says; several values where it is said of each way (`*/`)."""
    return [_found(number.stem, path) for path in _each(number.stem, number.path)]


def miss_of(number: Number, summary: dict[str, Any] | None = None) -> str:
    """What is wrong with a number, in words; empty where it holds. A wanted `way/path` is itself looked up.

    summary: of the run of a file without ways; left out, the file is run.
    """
    wanted = str(_found(number.stem, number.wanted)) if "/" in number.wanted else number.wanted
    ran = summary is not None and not needs_no_run(number)
    for found in [look_up(summary, number.path)] if ran else values_of(number):
        if not _holds(str(found), number.relation, wanted):
            return f"{number}: is {found}" + (f", against {wanted}" if wanted != number.wanted else "")
    return ""


def _holds(found: str, relation: str, wanted: str) -> bool:
    try:
        return _HOLDS[relation](Decimal(found), Decimal(wanted))
    except InvalidOperation:
        return relation == "=" and found == wanted


def _each(stem: str, path: str) -> list[str]:
    if path.startswith("*/"):
        return [f"{way.id}{path[1:]}" for way in scenario_of(stem).compare]
    return [path]


def _found(stem: str, path: str) -> Any:
    if path.startswith("file."):
        return fact_of(scenario_of(stem), path.removeprefix("file."))
    if path.startswith("given."):
        return look_up(scenario_of(stem).model_dump(mode="json"), path.removeprefix("given."))
    way, slash, rest = path.rpartition("/")
    if not slash:
        return look_up(summary_of(stem), rest)
    if scenario_of(stem).compare:
        return look_up(summary_of(f"{stem}/{way}"), rest)
    comparison = comparison_of(stem, designs_of(stem))
    return look_up(comparison, rest if way == "comparison" else f"designs[design={way}].{rest}")


def look_up(content: Any, path: str) -> Any:
    """The value at a path: keys with dots between them, `[key=value]` for the one entry of a list that has it, and a
    last step `count` for how many there are. Raises LookupError where there is none."""
    for step in re.split(r"\.(?![^\[]*\])", path):
        if step == "count" and not (isinstance(content, dict) and "count" in content):
            content = len(content)
            continue
        found = _STEP.fullmatch(step)
        if found is None or not isinstance(content, dict) or found["key"] not in content:
            raise LookupError(f"{path}: nothing at {step!r}")
        content = content[found["key"]]
        if found["field"] is not None:
            rows = [row for row in content if str(row[found["field"]]) == found["value"]]
            if len(rows) != 1:
                raise LookupError(f"{path}: {len(rows)} entries at {step!r}")
            content = rows[0]
    return content

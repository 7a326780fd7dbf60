"""What is wrong with a scenario, as data: where it stands, why it is refused and what to do about it.

Trusts no text of the file: what is shown is escaped and cut, so that a name cannot drive a terminal.
Never decides what is wrong; it only carries and words the findings of the checks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from chain.errors import InputError

Loc = tuple[str | int, ...]
"""The path of a value inside the file: keys and list positions, from the top."""

FINDINGS_MAX = 20
SHOWN_MAX = 60
PATH_MAX = 4_096


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a text file, both counted from 1; or outside of it, where `origin` says."""

    line: int
    column: int
    origin: str = ""
    """The setting that the value comes from; empty: the file."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a scenario, placed by its path: a check needs no file to find it."""

    loc: Loc
    """Path of the value that is wrong."""
    what: str
    why: str
    do: str
    at_key: bool = False
    """True where the key itself is wrong, not the value under it."""
    mark: Mark | None = None
    """The place, where the path does not tell it (the second of two equal keys)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem with its place in the file, ready to print."""

    where: str
    """`file:line:column key.path`, or the key path alone where there is no file."""
    what: str
    why: str
    do: str

    def __str__(self) -> str:
        """One line: where, what, why, what to do."""
        return f"{self.where}: {self.what}: {self.why}; {self.do}"


class ScenarioError(InputError):
    """A scenario that cannot be run: at most `FINDINGS_MAX` findings, in the order of the file."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        first = self.findings[0]
        super().__init__(what=first.what, where=first.where, why=first.why, do=first.do)

    def __str__(self) -> str:
        """One line a finding."""
        return "\n".join(str(finding) for finding in self.findings)


def shown(value: object, chars_max: int = SHOWN_MAX) -> str:
    """A value of the file fit to print: one line, no control characters, cut at `chars_max` characters."""
    text = value if isinstance(value, str) else str(value)
    cut = text if len(text) <= chars_max else text[: chars_max - 1] + "…"
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in cut)


def key_path(loc: Loc) -> str:
    """`payments.explicit[2].amount` for ("payments", "explicit", 2, "amount")."""
    path = ""
    for part in loc:
        path += f"[{part}]" if isinstance(part, int) else f".{shown(part)}"
    return path.removeprefix(".")


def place(
    problems: Iterable[Problem], source: str, marks: Mapping[Loc, Mark], key_marks: Mapping[Loc, Mark]
) -> list[Finding]:
    """The problems as findings, in the order of the file `source`, at most `FINDINGS_MAX`."""
    by_place: dict[tuple[Mark, Loc], Problem] = {}
    for problem in problems:
        # Two problems of one value are one mistake, seen twice; the first check knows best.
        by_place.setdefault((_mark(problem, marks, key_marks), problem.loc), problem)
    placed = sorted(by_place.items(), key=lambda item: (item[0][0].line, item[0][0].column))
    return [_finding(problem, mark, source) for (mark, _), problem in placed[:FINDINGS_MAX]]


def _mark(problem: Problem, marks: Mapping[Loc, Mark], key_marks: Mapping[Loc, Mark]) -> Mark:
    if problem.mark is not None:
        return problem.mark
    if problem.at_key and problem.loc in key_marks:
        return key_marks[problem.loc]
    # A missing key has no place of its own: what it is missing from has; the file itself does in any case.
    return next(
        marks[problem.loc[:length]] for length in range(len(problem.loc), -1, -1) if problem.loc[:length] in marks
    )


def _finding(problem: Problem, mark: Mark, source: str) -> Finding:
    if mark.origin:
        return Finding(mark.origin, problem.what, problem.why, problem.do)
    where = f"{source}:{mark.line}:{mark.column} {key_path(problem.loc)}".rstrip()
    return Finding(where, problem.what, problem.why, problem.do)

"""Tells which share of each contract's lines and branches the Solidity tests reached, and fails when it is too small.

Trusts the lcov reports of forge coverage; where two measure the same contract, the first one.
Never passes over a contract that no report measures.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

LINES_MIN_PERCENT = 98
BRANCHES_MIN_PERCENT = 95
# An interface has nothing to reach, and a mock is part of the tests.
NOT_MEASURED = {"interfaces", "mocks", "node_modules"}


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many there are."""

    reached: int
    found: int

    def __add__(self, other: Share) -> Share:
        return Share(self.reached + other.reached, self.found + other.found)

    def __str__(self) -> str:
        hundredths = 10_000 * self.reached // self.found if self.found else 10_000
        return f"{hundredths // 100:3}.{hundredths % 100:02} % ({self.reached}/{self.found})"

    def is_at_least(self, percent: int) -> bool:
        """Whether it is; of nothing, all is reached."""
        return 100 * self.reached >= percent * self.found


@dataclass(frozen=True, slots=True)
class Figures:
    """What the tests reach of a contract or of several."""

    lines: Share = Share(0, 0)
    branches: Share = Share(0, 0)

    def __add__(self, other: Figures) -> Figures:
        return Figures(self.lines + other.lines, self.branches + other.branches)

    @property
    def suffices(self) -> bool:
        """Whether both shares are at least what is asked."""
        return self.lines.is_at_least(LINES_MIN_PERCENT) and self.branches.is_at_least(BRANCHES_MIN_PERCENT)


def read_report(text: str) -> dict[str, Figures]:
    """The figures of each source that an lcov report measures, by its path."""
    return {source: _figures(lines) for source, _, lines in (part.partition("\n") for part in text.split("SF:")[1:])}


def _figures(record: str) -> Figures:
    """Of one source: `DA:line,times` of each line, `BRDA:line,block,branch,times` of each branch, - for 0."""
    times: dict[str, list[str]] = {"DA": [], "BRDA": []}
    for kind, _, operands in (line.partition(":") for line in record.splitlines()):
        if kind in times:
            times[kind].append(operands.split(",")[1 if kind == "DA" else 3])
    lines, branches = (Share(sum(each not in {"0", "-"} for each in found), len(found)) for found in times.values())
    return Figures(lines, branches)


def contracts(folder: Path) -> list[str]:
    """The paths of the contracts to measure, as a report calls them: with the name of `folder` itself."""
    found = (path.relative_to(folder) for path in folder.rglob("*.sol"))
    return sorted(f"{folder.name}/{path.as_posix()}" for path in found if path.parts[0] not in NOT_MEASURED)


def judge(measured: dict[str, Figures], wanted: Iterable[str]) -> str:
    """One line that names the contracts of which too little is reached, or that nobody measured; empty when none."""
    short = [path for path in wanted if path not in measured or not measured[path].suffices]
    if not short:
        return ""
    return f"less than {LINES_MIN_PERCENT} % of lines or {BRANCHES_MIN_PERCENT} % of branches: {', '.join(short)}"


def main(reports: Iterable[str]) -> str:
    """Prints the figures of every contract, and returns what `judge` says of them."""
    measured: dict[str, Figures] = {}
    for report in reports:
        measured = read_report(Path(report).read_text()) | measured
    wanted = contracts(Path(__file__).resolve().parents[2] / "contracts")
    rows = {path: measured[path] for path in wanted if path in measured}
    for path, figures in (rows | {"all": sum(rows.values(), Figures())}).items():
        print(f"{path:52} lines {figures.lines!s:20} branches {figures.branches!s}")
    return judge(measured, wanted)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]) or 0)

"""Tells which share of each contract's lines and branches the Solidity tests reached, and fails when it is too small.

Trusts the lcov reports of forge coverage; where two measure the same contract, the first one.
Never passes over a contract that no report measures, nor over a line that no test reached, unless `UNSEEN` has it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

LINES_MIN_PERCENT = 98
BRANCHES_MIN_PERCENT = 95
# An interface has nothing to reach, and a mock is part of the tests.
NOT_MEASURED = {"interfaces", "mocks", "node_modules"}
REPO = Path(__file__).resolve().parents[2]
# What an optimiser's code hides from the tool though the tests go through it, line by line as it stands in the source:
# inline assembly has no place of its own there, and code that several callers share has that of one of them.
UNSEEN: Mapping[str, tuple[str, ...]] = {
    # All that is done with a loan but its collection: LoanServicing.t.sol and LoanWorkout.t.sol.
    "contracts/lending/LoanBook.sol": (
        "let free := mload(0x40)",
        "calldatacopy(free, 0, calldatasize())",
        "let isDone := delegatecall(gas(), part, free, calldatasize(), 0, 0)",
        "returndatacopy(free, 0, returndatasize())",
        "if iszero(isDone) { revert(free, returndatasize()) }",
        "return(free, returndatasize())",
    ),
    # What is paid by hand moves in `test_repay__someThenAll__isCurrentAgain`.
    "contracts/lending/LoanPayments.sol": ("if (paidMinor != 0) _move(work, route, paidMinor);",),
    # `test_parts__calledDirectly__fail` asks for this very error, of each part.
    "contracts/lending/LoanStore.sol": ("if (address(this) == SELF) revert LoanPartCalled(SELF);",),
    # Every act on a loan reads and keeps its words.
    "contracts/libraries/LoanWords.sol": (
        "for { let i := 0 } lt(i, 6) { i := add(i, 1) } {",
        "mstore(add(words, mul(i, 0x20)), sload(add(loan.slot, i)))",
        "sstore(add(loan.slot, 2), clock)",
        "sstore(add(loan.slot, 3), debt)",
        "sstore(add(loan.slot, 5), owed)",
    ),
}


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


def places(source: str, lines: Iterable[str]) -> frozenset[int]:
    """The numbers of lines of a source, from 1; ValueError where one of them does not stand there exactly once."""
    stripped = [line.strip() for line in source.splitlines()]
    for line in lines:
        if stripped.count(line) != 1:
            raise ValueError(f"stands {stripped.count(line)} times in its source: {line}")
    return frozenset(stripped.index(line) + 1 for line in lines)


def unseen_places() -> dict[str, frozenset[int]]:
    """Where the lines of `UNSEEN` stand in the checkout; ValueError where one of them is gone."""
    return {path: places((REPO / path).read_text(encoding="utf-8"), lines) for path, lines in UNSEEN.items()}


def read_report(text: str, unseen: Mapping[str, frozenset[int]]) -> dict[str, Figures]:
    """The figures of each source that an lcov report measures, by its path; without what it should not see there."""
    parts = (part.partition("\n") for part in text.split("SF:")[1:])
    return {source: _figures(lines, unseen.get(source, frozenset())) for source, _, lines in parts}


def _figures(record: str, unseen: frozenset[int]) -> Figures:
    """Of one source: `DA:line,times` of each line, `BRDA:line,block,branch,times` of each branch, - for 0."""
    reached: dict[str, list[bool]] = {"DA": [], "BRDA": []}
    for kind, _, operands in (line.partition(":") for line in record.splitlines()):
        if kind not in reached:
            continue
        line, *_, times = operands.split(",")
        is_reached = times not in {"0", "-"}
        if is_reached or int(line) not in unseen:
            reached[kind].append(is_reached)
    lines, branches = (Share(sum(found), len(found)) for found in reached.values())
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
    unseen = unseen_places()
    for report in reports:
        measured = read_report(Path(report).read_text(), unseen) | measured
    wanted = contracts(REPO / "contracts")
    rows = {path: measured[path] for path in wanted if path in measured}
    for path, figures in (rows | {"all": sum(rows.values(), Figures())}).items():
        print(f"{path:52} lines {figures.lines!s:20} branches {figures.branches!s}")
    return judge(measured, wanted)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]) or 0)

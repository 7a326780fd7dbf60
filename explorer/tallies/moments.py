"""Amounts that rise and fall over a run, held by interval: how long an interval is depends on how long the run was.

Trusts its caller for the order of nothing: changes may come in any.
Never holds more than a figure for each interval and name.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time

from explorer.folder import FinishedRun
from explorer.plot import POINTS_MAX
from nodes.tables.columns import Table

_DAY_S = 86_400
_STEPS_S = (60, 300, 900, 3600, 6 * 3600, _DAY_S)


def step_s(first_s: int, last_s: int) -> int:
    """The shortest interval, in seconds, that needs no more than `POINTS_MAX` of itself from first to last."""
    span = max(last_s - first_s, 1)
    return next((step for step in _STEPS_S if span <= step * POINTS_MAX), -(-span // (POINTS_MAX * _DAY_S)) * _DAY_S)


def interval(step: int) -> str:
    """Of `step` seconds, for people: `5 min`, `6 h`."""
    return f"{step // 3600} h" if step % 3600 == 0 else f"{step // 60} min"


def utc(second: int) -> str:
    """A UTC second for people and for axes of time."""
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%d %H:%M:%S")


def span_of(run: FinishedRun, table: Table) -> tuple[int, int]:
    """UTC seconds of the first row on the scenario's first day or later and of the last one, by their column `at`."""
    opened = int(datetime.combine(run.start, time(), UTC).timestamp())
    first, last = 0, opened
    for (at,) in run.rows(table, ("at",)):
        if at >= opened:
            first, last = min(first or at, at), max(last, at)
    return first or opened, last


@dataclass(slots=True)
class Changes:
    """Changes by name and interval of `step` seconds from `first_s` on; what came earlier is in the first."""

    first_s: int
    step: int
    _by_name: defaultdict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, name: str, at_s: int, change: int) -> None:
        """Something changed by `change` at a UTC second."""
        self._by_name[name][max(0, (at_s - self.first_s) // self.step + 1)] += change

    @property
    def names(self) -> list[str]:
        """Of all that changed."""
        return sorted(self._by_name)

    @property
    def last(self) -> int:
        """The last interval in which anything changed."""
        return max((max(changes) for changes in self._by_name.values()), default=0)

    def levels(self, name: str) -> Iterator[tuple[int, int]]:
        """UTC second at which an interval ends, and the level then; from the beginning of the first on."""
        level = 0
        changes = self._by_name.get(name, Counter())
        for place in range(self.last + 1):
            level += changes.get(place, 0)
            yield self.first_s + place * self.step, level

    def peak(self, name: str) -> int:
        """The highest level at the end of an interval."""
        return max((level for _, level in self.levels(name)), default=0)

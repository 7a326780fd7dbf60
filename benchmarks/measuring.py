"""How things are measured: rounds, medians, rates, and the row of the table that comes out.

Trusts the monotonic clock.
Never mixes the making ready of a round into its time.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Target:
    """What is wanted of a row: at least so much, or at most.

    bound; is_ratio: whether it bounds the ratio of its section's first row to this one, instead of the figure;
    is_most: whether it is the most that may be.
    """

    bound: float
    is_ratio: bool = False
    is_most: bool = False

    def is_met(self, figure: float, ratio: float) -> bool:
        """Whether a row with this figure and ratio is as wanted."""
        value = ratio if self.is_ratio else figure
        return value <= self.bound if self.is_most else value >= self.bound

    def __str__(self) -> str:
        return f"{'≤' if self.is_most else '≥'} {self.bound:,.4g}{' ×' if self.is_ratio else ''}"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    name; figure: in `unit`, the median of `rounds` where there are any; target; a_cpu_second: the rate by this
    process's own processor time, which others on the machine do not lengthen by waiting, None where others do the work.
    """

    name: str
    figure: float
    unit: str
    target: Target | None = None
    rounds: tuple[float, ...] = ()
    a_cpu_second: float | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the table. has_ratios: whether its first row is compared with each of the others."""

    title: str
    rows: tuple[Row, ...]
    has_ratios: bool = True

    def ratio(self, row: Row) -> float:
        """How many times the first row's figure is of this one's."""
        return self.rows[0].figure / row.figure


Tell = Callable[[str], object]
"""Hears what is being measured."""


class Stopwatch:
    """Seconds of those parts of a round that count, by the clock and of this process's processor time."""

    seconds: float = 0.0
    cpu_s: float = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        """What happens inside is added to the seconds."""
        started, cpu_s = time.perf_counter(), time.process_time()
        yield
        self.seconds += time.perf_counter() - started
        self.cpu_s += time.process_time() - cpu_s


Work = Callable[[Stopwatch], int]
"""One round: does something and answers how often, the clock running for as long as it counts."""


@dataclass(frozen=True, slots=True)
class Measure:
    """Something of which it is measured how often a second it is done. works_here: in this process alone."""

    name: str
    work: Work
    target: Target | None = None
    works_here: bool = True


def section(title: str, measures: Sequence[Measure], tell: Tell, rounds: int = ROUNDS) -> Section:
    """Measures in turn, round by round: what else the machine does meanwhile then falls upon all of them alike."""
    figures: dict[str, list[tuple[float, float]]] = {measure.name: [] for measure in measures}
    for number in range(1, rounds + 1):
        for measure in measures:
            tell(f"{title}, round {number} of {rounds}: {measure.name}")
            figures[measure.name].append(_rates(measure.work))
    return Section(title, tuple(_row(measure, figures[measure.name]) for measure in measures))


def _rates(work: Work) -> tuple[float, float]:
    gc.collect()  # the last round's garbage is not this one's
    watch = Stopwatch()
    count = work(watch)
    return count / watch.seconds, count / watch.cpu_s


def _row(measure: Measure, figures: Sequence[tuple[float, float]]) -> Row:
    rates, cpu_rates = zip(*figures, strict=True)
    a_cpu_second = statistics.median(cpu_rates) if measure.works_here else None
    return Row(measure.name, statistics.median(rates), "/s", measure.target, rates, a_cpu_second)


def median_row(name: str, figures: Sequence[float], unit: str) -> Row:
    """A row with the median of some rounds."""
    return Row(name, statistics.median(figures), unit, None, tuple(figures))

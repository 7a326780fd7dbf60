"""What a sweep shows while it runs: how many runs, how long about, and a bar; on stderr.

Trusts the folders of the runs on the disk, whoever runs them.
Never waits for anything: it looks again and again until the work is done.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from scripts.sweep_folder import SweepFolder

if TYPE_CHECKING:
    from nodes.sweeps.plan import PlannedRun, SweepPlan

_LOOK_EVERY_S = 0.5


@contextmanager
def progress_of(
    folder: SweepFolder, plan: SweepPlan, left: Sequence[PlannedRun], at_a_time: int | None, quiet: bool
) -> Iterator[None]:
    """Shows the runs that are left of a sweep, while what happens inside works on them."""
    columns = (
        *(TextColumn(plan.scenario), BarColumn(), MofNCompleteColumn(), TextColumn("runs")),
        *(TimeElapsedColumn(), TextColumn("left"), TimeRemainingColumn()),
    )
    total, over = len(plan.points) * len(plan.seeds), threading.Event()
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=quiet) as bar:
        if not quiet:
            bar.console.print(announcement(plan, total - len(left)), highlight=False, soft_wrap=True)
        task = bar.add_task("", total=total, completed=total - len(left))

        def look() -> None:
            is_told = quiet
            while not over.wait(_LOOK_EVERY_S):
                bar.update(task, completed=folder.over())
                first = None if is_told else _first_elapsed_s(folder, left)
                if first is not None:
                    bar.console.print(estimate(first, len(left), at_a_time), highlight=False, soft_wrap=True)
                    is_told = True

        watcher = threading.Thread(target=look, daemon=True)
        watcher.start()
        try:
            yield
        finally:
            over.set()
            watcher.join()


def announcement(plan: SweepPlan, finished: int) -> str:
    """How many runs there are."""
    points, seeds = len(plan.points), len(plan.seeds)
    before = f", {finished:,} of them finished already" if finished else ""
    runs = f"{points * seeds:,} run{'s' * (points * seeds != 1)}"
    return f"{runs}: {points:,} points ({plan.design}) with {seeds:,} seed{'s' * (seeds != 1)} each{before}"


def _first_elapsed_s(folder: SweepFolder, left: Sequence[PlannedRun]) -> float | None:
    """How long the first of the runs took that is over; they are handed out in order, so one of the first is."""
    for run in left[:64]:
        record = folder.record(run)
        if record is not None:
            return float(record["elapsed_s"])
    return None


def estimate(first_s: float, runs: int, at_a_time: int | None) -> str:
    """How long runs take about, from how long the first of them took; at_a_time: None where a cluster decides."""
    many = "as many at a time as the cluster has cores" if at_a_time is None else f"{at_a_time} at a time"
    in_all = "" if at_a_time is None else f"about {timedelta(seconds=round(first_s * runs / at_a_time))} in all, "
    return f"{in_all}measured from the first run: {first_s:.1f} s, {many}"

"""Row 6: the runs of a sweep, one at a time and two at a time.

Trusts each run's own record for how long it took.
Never compares sweeps that do not agree on every digest.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from benchmarks.measuring import Row, Section, Target, Tell
from benchmarks.runs import Shape, scenario_text
from scripts.sweep import Outcome, Request, plan_of, run_sweep
from scripts.sweep_backends import Execution
from scripts.sweep_folder import SweepFolder

SHAPE = Shape(6_000, banks=20, wallets=50)
RUNS = 6
_LEAST_RUN_S, _SPEED_UP = 10, 1.7


def measure(tell: Tell, shape: Shape = SHAPE, runs: int = RUNS) -> Section:
    """Seconds of the same sweep with one worker and with two, and how many times faster the two are."""
    with tempfile.TemporaryDirectory() as place:
        scenario = Path(place) / "bench.yaml"
        scenario.write_text(scenario_text(shape))
        tell(f"{runs} runs of a sweep, one at a time")
        alone_s, alone = _timed(scenario, Path(place) / "one", runs, jobs=1)
        tell(f"{runs} runs of a sweep, two at a time")
        both_s, both = _timed(scenario, Path(place) / "two", runs, jobs=2)
        if _column(alone, "digest") != _column(both, "digest"):
            raise RuntimeError("two workers came to other digests than one")
        one_run_s = statistics.median(_column(alone, "elapsed_s"))
    rows = (
        Row("one run, alone", one_run_s, "s", Target(_LEAST_RUN_S)),
        Row(f"{runs} runs, one at a time", alone_s, "s"),
        Row(f"{runs} runs, two at a time", both_s, "s"),
        Row("two at a time against one", alone_s / both_s, "×", Target(_SPEED_UP)),
    )
    return Section(f"A sweep of runs of {shape.payments:,} payments", rows, has_ratios=False)


def _timed(scenario: Path, folder: Path, runs: int, jobs: int) -> tuple[float, Outcome]:
    plan = plan_of(Request(scenario, ["liquidity.opening=0.5,1"], seeds=runs // 2))
    started = time.perf_counter()
    outcome = run_sweep(folder, plan, Execution(jobs=jobs), quiet=True)
    seconds = time.perf_counter() - started
    if outcome.failed:
        raise RuntimeError(f"{len(outcome.failed)} runs failed: {next(iter(outcome.failed.values()))}")
    return seconds, outcome


def _column(outcome: Outcome, key: str) -> list[float]:
    return [record[key] for _, record in SweepFolder(outcome.folder).records(outcome.plan)]

"""Prints the benchmarks as a table and writes them to `benchmarks.json` in the current folder.

Trusts each measure to do its work in full, receipts and journal included.
Never runs two measures at once.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from nodes.scenario import Scenario
from nodes.simulation import Simulation

ROUNDS = 5
QUICKSTART = Path(__file__).parents[1] / "scenarios" / "quickstart.yaml"


def seconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Median time of `work` in seconds."""
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def command(*arguments: str) -> Callable[[], object]:
    """Runs a Python command in a process of its own."""
    return lambda: subprocess.run([sys.executable, *arguments], check=True, capture_output=True)


def load() -> Scenario:
    """The quickstart, validated against calendars and rates."""
    return Scenario.load(QUICKSTART)


def main() -> None:
    """Measures, prints, writes."""
    scenario = load()
    settled = Simulation(scenario).run()["payments"]["settled"]
    bare = seconds(command("-c", "pass"))
    help_s = seconds(command("-m", "scripts.cli", "--help"), 9)
    load_s = seconds(load)
    run_s = seconds(lambda: Simulation(scenario).run())
    with tempfile.TemporaryDirectory() as folder:
        arguments = ("-m", "scripts.cli", "run", str(QUICKSTART), "--quiet", "--out", f"{folder}/run", "--overwrite")
        whole_s = seconds(command(*arguments))
        audit_s = seconds(command("-m", "scripts.cli", "audit", f"{folder}/run"))
    rows = {
        "corridor --help, seconds": help_s,
        "corridor --help, times a bare Python": help_s / bare,
        "validate quickstart, seconds": load_s,
        "simulate quickstart on pyevm, seconds": run_s,
        "simulate quickstart on pyevm, payments a second": settled / run_s,
        "corridor run quickstart, seconds": whole_s,
        "corridor audit quickstart, seconds": audit_s,
        "audit against run": audit_s / whole_s,
    }
    Path("benchmarks.json").write_text(json.dumps(rows, indent=1) + "\n")
    table = Table(title=f"Medians of {ROUNDS} rounds", box=None, title_justify="left")
    table.add_column("measure")
    table.add_column("figure", justify="right")
    for name, figure in rows.items():
        table.add_row(name, f"{figure:,.2f}")
    Console().print(table)


if __name__ == "__main__":
    main()

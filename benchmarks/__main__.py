"""Prints the benchmarks as a table and writes them to `benchmarks.json` in the current folder.

Trusts each measure to do its work in full, receipts and journal included.
Never runs two measures at once.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks import alarms, index, memory, payments, quickstart, records, runs, sweeps, trace, transfers, wallets
from benchmarks.measuring import ROUNDS, Row, Section, Tell

_WIDTH = 118
PARTS = (
    "transfers",
    "payments",
    "runs",
    "records",
    "sweeps",
    "quickstart",
    "wallets",
    "memory",
    "index",
    "trace",
    "alarms",
)
MILLION = "million"
"""The part that takes an hour."""


def main() -> None:
    """Measures, prints, writes."""
    chosen = _chosen()
    console = Console()
    console.width = max(console.width, _WIDTH)
    with console.status("") as status:
        measures = _measures(chosen.workers, status.update)
        sections = [measures[part]() for part in measures if part in chosen.parts]
    machine = {
        "cores": os.cpu_count(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "load": os.getloadavg(),
    }
    content = {"machine": machine, "rounds": ROUNDS, "sections": [_as_json(section) for section in sections]}
    Path("benchmarks.json").write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")
    for section in sections:
        console.print(_table(section))


def _chosen() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Corridor's benchmarks.")
    parts = ", ".join([*PARTS, MILLION])
    parser.add_argument("parts", nargs="*", default=[*PARTS], metavar="PART", help=f"any of {parts}; all but the last")
    parser.add_argument("--workers", type=int, default=max(1, (os.cpu_count() or 1) - 1), help="helping processes")
    chosen = parser.parse_args()
    if unknown := {*chosen.parts} - {*PARTS, MILLION}:
        parser.error(f"no part {', '.join(sorted(unknown))}; there are: {parts}")
    return chosen


def _measures(workers: int, tell: Tell) -> dict[str, Callable[[], Section]]:
    return {
        "transfers": lambda: transfers.measure(workers, tell),
        "payments": lambda: payments.measure(workers, tell),
        "runs": lambda: runs.measure(runs.SIZES, tell),
        MILLION: lambda: runs.measure((runs.A_DAY, runs.MILLION), tell),
        "records": lambda: records.measure(workers + 1, tell),
        "sweeps": lambda: sweeps.measure(tell),
        "quickstart": lambda: quickstart.measure(tell),
        "wallets": lambda: wallets.measure(tell),
        "memory": lambda: memory.measure(tell),
        "index": lambda: index.measure(tell),
        "trace": lambda: trace.measure(tell),
        "alarms": lambda: alarms.measure(tell),
    }


def _as_json(section: Section) -> dict[str, Any]:
    rows = [
        {
            **asdict(row),
            "target": str(row.target) if row.target else None,
            "ratio": section.ratio(row) if section.has_ratios else None,
            "is_met": _is_met(section, row),
        }
        for row in section.rows
    ]
    return {"title": section.title, "rows": rows}


def _is_met(section: Section, row: Row) -> bool | None:
    return row.target.is_met(row.figure, section.ratio(row)) if row.target else None


def _table(section: Section) -> Table:
    table = Table(title=f"\n{section.title}", box=None, title_justify="left", title_style="bold")
    table.add_column("measure", min_width=46)
    table.add_column("figure", justify="right", min_width=14)
    table.add_column("a CPU second" if section.has_ratios else "", justify="right", min_width=12)
    table.add_column("first ÷ this" if section.has_ratios else "", justify="right", min_width=12)
    table.add_column("target", justify="right", min_width=10)
    table.add_column("")
    for row in section.rows:
        ratio = f"{section.ratio(row):,.2f} ×" if section.has_ratios else ""
        verdict = {None: "", True: "[green]met[/]", False: "[red]missed[/]"}[_is_met(section, row)]
        target = str(row.target) if row.target else ""
        cpu = "" if row.a_cpu_second is None else f"{row.a_cpu_second:,.0f}"
        table.add_row(row.name, f"{row.figure:,.{_decimals(row.figure)}f} {row.unit}", cpu, ratio, target, verdict)
    return table


def _decimals(figure: float) -> int:
    return 0 if figure >= 100 else 1 if figure >= 10 else 2


if __name__ == "__main__":
    main()

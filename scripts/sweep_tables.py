"""What a sweep shows at its end: means at each point, or what each parameter does to what varied most visibly.

Trusts `indices.json` for the figures.
Never prints an index without its interval, where it has one.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from scripts.sweep import Outcome
from scripts.tables import columned_table

_FIRST = (
    *("payments.settled", ".settled", "unsettled_value_minor", "liquidity_used_minor", "delay.value_weighted_mean_s"),
    *("time_to_finality.latency_ms_mean", "venues.cost_bps_mean", "lending.portfolio.on_time"),
)
"""Ends of names of the measures to show first, where they vary."""
_MEASURES_MAX = 4
_POINTS_MAX = 40
_FILE_WIDTH = 110
_INDICES = {"sobol": ("S1", "ST"), "lhs": ("spearman", "prcc"), "morris": ("mu_star", "sigma")}


def show_outcome(outcome: Outcome) -> None:
    """The short table at the end of a sweep."""
    # The terminal as wide as it is; a file or pipe wide enough for every table.
    console = Console(highlight=False, width=None if sys.stdout.isatty() else _FILE_WIDTH)
    plan = outcome.plan
    runs = f"{outcome.indices['finished']:,} of {outcome.indices['runs']:,} runs"
    console.print(f"[bold]{plan.scenario}[/bold]  {plan.design}  {runs}  seeds {plan.seeds[0]}…{plan.seeds[-1]}")
    names = shown_measures(outcome.indices)
    if not names:
        console.print("no measure varies")
    for table in tables_of(outcome, names):
        console.print()
        console.print(table)
    console.print()
    console.print(Text(f"{outcome.indices['method']}"), soft_wrap=True)
    console.print(Text(f"results in {outcome.folder}"), soft_wrap=True)


def shown_measures(indices: dict[str, Any]) -> list[str]:
    """Up to four measures that vary, the telling ones first."""
    varying = [name for name, found in indices["measures"].items() if found["varies"]]
    rank = {name: next((at for at, end in enumerate(_FIRST) if name.endswith(end)), len(_FIRST)) for name in varying}
    return sorted(varying, key=lambda name: rank[name])[:_MEASURES_MAX]


def tables_of(outcome: Outcome, names: list[str]) -> Iterator[Table]:
    """Means by point for a grid; for the other designs a table a measure."""
    if outcome.plan.design == "grid":
        yield _points(outcome, names)
        return
    keys = _INDICES[outcome.plan.design]
    for name in names:
        effects = outcome.indices["measures"][name]["parameters"]
        table = columned_table(name, left=("parameter",), right=keys, names="fold")
        for path, found in (effects or {}).items():
            table.add_row(path, *(_figure(found[key]) for key in keys))
        yield table


def _points(outcome: Outcome, names: list[str]) -> Table:
    plan, measures = outcome.plan, outcome.indices["measures"]
    title = "Means over seeds, with 95 % intervals"
    points = [row["point"] for row in measures[names[0]]["points"]] if names else []
    if len(points) > _POINTS_MAX:
        title += f" ({_POINTS_MAX} of {len(points)} points; sweep.parquet has all)"
    paths = [_heading(parameter.path) for parameter in plan.parameters]
    table = columned_table(title, left=paths, right=map(_heading, names), names="fold")
    for place, point in enumerate(points[:_POINTS_MAX]):
        table.add_row(*plan.points[point], *(_mean(measures[name]["points"][place]) for name in names))
    return table


def _heading(path: str) -> str:
    """A part a line, so that a figure has no column as wide as its whole path."""
    return path.replace(".", ".\n")


def _mean(row: dict[str, Any]) -> str:
    if row["low"] is None:
        return f"{row['mean']:,.6g}"
    return f"{row['mean']:,.6g} ± {(row['high'] - row['low']) / 2:,.3g}"


def _figure(found: Any) -> str:
    if not isinstance(found, dict):
        return "–" if found is None else f"{found:,.4g}"
    if found["value"] is None:
        return "–"
    interval = "" if found["low"] is None else f" [{found['low']:,.3g}, {found['high']:,.3g}]"
    return f"{found['value']:,.4g}{interval}"

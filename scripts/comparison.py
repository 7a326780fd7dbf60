"""Runs a scenario in each of the ways that it compares, and puts what they came to side by side.

Trusts each way's own results folder, which stands inside the comparison's and is whole by itself.
Never runs a way again that is finished: a comparison that was cut short goes on with the next.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scripts.lending_tables import lending_row
from scripts.run_scenario import SUMMARY_SCHEMA_VERSION, Executor, as_text, begin, go_on
from scripts.venue_tables import pool_rows, venue_rows

if TYPE_CHECKING:
    from nodes.scenario import Scenario
    from scripts.results_folder import ResultsFolder

TABLE = "comparison.csv"
VENUES = "venues.csv"
POOLS = "pools.csv"
LENDING = "lending.csv"
_FIGURES = (
    *("planned", "settled", "unsettled", "netted"),
    *("value_minor", "unsettled_value_minor", "netted_value_minor"),
    *(
        "opening_liquidity_minor",
        "liquidity_used_minor",
        "credit_used_minor",
        "credit_open_minor",
        "liquidity_to_settle_all_minor",
    ),
)
_DELAYS = ("mean_s", "p95_s", "value_weighted_mean_s", "value_weighted_p95_s", "max_s")


def begin_all(draft: Path, scenario: Scenario, engine: str) -> None:
    """Writes what a comparison has from its first moment on: the scenario, and every way as it begins."""
    from audit.run_folder import SCENARIO
    from scripts.results_folder import keep_inputs, write_atomically

    write_atomically(draft / SCENARIO, scenario.source_text)
    keep_inputs(draft, scenario)
    begin_each(draft, {way.id: scenario.variant(way.id) for way in scenario.compare}, engine)


def begin_each(draft: Path, ways: Mapping[str, Scenario], engine: str, note: str | None = None) -> None:
    """Begins a run of each way in a folder of its name; note: under which key its journal notes that name."""
    for name, scenario in ways.items():
        (draft / name).mkdir()
        begin(draft / name, scenario, engine, {} if note is None else {note: name})


def run_each(
    folder: ResultsFolder, ways: Mapping[str, Scenario], executor: Executor, quiet: bool
) -> dict[str, dict[str, Any]]:
    """Runs each way that is not finished; returns every one's summary."""
    from audit.manifest import MANIFEST
    from audit.run_folder import SUMMARY
    from scripts.results_folder import ResultsFolder

    runs = {}
    for name, scenario in ways.items():
        own = ResultsFolder.reopen(folder.work / name)
        is_finished = (own.work / MANIFEST).is_file()
        text = (own.work / SUMMARY).read_text() if is_finished else ""
        runs[name] = json.loads(text) if is_finished else go_on(own, scenario, executor, quiet)
    return runs


def go_on_with_all(folder: ResultsFolder, scenario: Scenario, executor: Executor, quiet: bool) -> dict[str, Any]:
    """Runs each way that is not finished, and joins what they came to; returns the summary."""
    from audit.manifest import MANIFEST, manifest_of
    from audit.run_folder import SUMMARY
    from scripts.results_folder import write_atomically

    ways = {way.id: scenario.variant(way.id) for way in scenario.compare}
    runs = run_each(folder, ways, executor, quiet)
    summary = comparison_of(scenario, executor.engine, runs)
    tables = ((TABLE, "comparison"), (VENUES, "venues"), (POOLS, "pools"), (LENDING, "lending"))
    for name, rows in tables:
        if summary[rows]:
            write_atomically(folder.work / name, as_csv(summary[rows]))
    write_atomically(folder.work / SUMMARY, as_text(summary))
    write_atomically(folder.work / MANIFEST, manifest_of(folder.work))
    folder.finish()
    return summary


def is_comparison(work: Path) -> bool:
    """Whether a folder holds runs instead of being one."""
    from audit.run_folder import JOURNAL

    return not (work / JOURNAL).exists() and any(work.glob(f"*/{JOURNAL}"))


def resume_all(folder: ResultsFolder, executor: Executor, quiet: bool) -> tuple[dict[str, Any], str]:
    """Finishes a comparison that was cut short; returns its summary and where it went on, for people."""
    from audit.manifest import MANIFEST
    from audit.run_folder import JOURNAL, SCENARIO
    from chain.engines import require_network
    from chain.journal import Journal
    from nodes.scenario import Scenario

    journal = Journal.open(min(folder.work.glob(f"*/{JOURNAL}")))
    seed, engine = int(journal.meta("seed")), journal.meta("engine")
    journal.close()
    require_network(engine, executor.rpc_url)
    scenario = Scenario.load(folder.work / SCENARIO, seed, allow_code=executor.allow_code)
    finished = sum((folder.work / way.id / MANIFEST).is_file() for way in scenario.compare)
    summary = go_on_with_all(folder, scenario, Executor(engine, executor.rpc_url, executor.workers), quiet)
    return summary, f"went on after {finished} of {len(scenario.compare)} runs"


def comparison_of(scenario: Scenario, engine: str, runs: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The summary of a comparison: the same figures of every way, and each one's own summary."""
    return {
        "schema_version": SUMMARY_SCHEMA_VERSION,
        "scenario": scenario.name,
        "seed": scenario.seed,
        "engine": engine,
        "comparison": [
            {"variant": way.id, "title": way.title, "currency": code} | _figures(figures)
            for way in scenario.compare
            for code, figures in runs[way.id]["interbank"]["currencies"].items()
        ],
        "venues": [
            venue_rows(way.id, way.title, runs[way.id]["venues"]) for way in scenario.compare if way.venue is not None
        ],
        "pools": [
            row
            for way in scenario.compare
            for row in (pool_rows(way.id, runs[way.id]["venues"]) if way.venue is not None else ())
        ],
        "lending": [
            lending_row(way.id, way.title, runs[way.id]["lending"])
            for way in scenario.compare
            if way.collection is not None
        ],
        "runs": runs,
    }


def as_csv(rows: list[dict[str, Any]]) -> str:
    """The rows of a comparison as CSV (RFC 4180, but lines end as in every other file), columns as in the summary."""
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _figures(figures: dict[str, Any]) -> dict[str, int]:
    # By name and not as they come: a way that finished before has them in another order.
    return {key: figures[key] for key in _FIGURES} | {f"delay_{key}": figures["delay"][key] for key in _DELAYS}

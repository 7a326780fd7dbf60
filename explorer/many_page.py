"""The reports of folders that hold several runs: ways of a comparison, designs, a sweep.

Trusts the folder's own summary for what was compared.
Never repeats a way's own report: it says where that one's folder is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from audit.manifest import MANIFEST
from audit.run_folder import JOURNAL, SCENARIO, SUMMARY
from explorer.facts import raw_cell, texts
from explorer.folder import FinishedRun, read_json, read_manifest, read_scenario
from explorer.page.rendering import Page
from explorer.plots.effects import effect_plots
from explorer.plots.ways import course_plots, design_plots, ways_plots
from explorer.section import Card, Cell, DataTable, Hash, Said, Section

COMPARISON, SWEEP, INDICES = "comparison.json", "sweep.json", "indices.json"


def many_page(path: Path) -> Page | None:
    """The page of a folder that holds several runs; None for one that holds none."""
    if (path / SWEEP).is_file() and (path / INDICES).is_file():
        return _sweep(path)
    if (path / COMPARISON).is_file():
        return _designs(path)
    if not (path / JOURNAL).is_file() and (path / SUMMARY).is_file() and any(path.glob(f"*/{MANIFEST}")):
        return _ways(path)
    return None


def _ways(path: Path) -> Page:
    summary = read_json(path / SUMMARY)
    compared = [caption for caption in ("comparison", "venues", "pools", "lending") if summary[caption]]
    ways = dict.fromkeys([*(str(row["variant"]) for caption in compared for row in summary[caption]), *summary["runs"]])
    inside = {manifest.parent.name for manifest in path.glob(f"*/{MANIFEST}")}
    runs = {way: FinishedRun.open(path / way) for way in ways if way in inside}
    tables = [_side_by_side(summary[caption], caption) for caption in compared]
    sections = (
        Section("ways", [*ways_plots(summary)]),
        Section("course", [*course_plots(runs)]),
        Section("figures", tables=tables),
        Section("runs", tables=[_runs(summary["runs"])]),
        _provenance(path),
    )
    passed = all(_passed(run) for run in summary["runs"].values())
    cards = [
        Card("ways", f"{len(summary['runs'])}", Said("card.ways")),
        Card("passed", passed, Said("card.passed"), passed),
    ]
    return _page(path, summary, cards, sections, "ways")


def _designs(path: Path) -> Page:
    summary = read_json(path / COMPARISON)
    runs = summary.get("runs", {})
    plots = [*design_plots(summary)]
    lists = (("list.fairness", [str(text) for text in summary.get("fairness", [])]),)
    tables = [
        _raw("ways", rows, name) for name in ("references", "remittances", "figures") if (rows := _rows(summary, name))
    ]
    sections = (
        Section("ways", [plot for plot in plots if plot.id != "tornado"], lists=lists),
        Section("tornado", [plot for plot in plots if plot.id == "tornado"]),
        Section("figures", tables=[_side_by_side(summary["designs"], "designs"), *tables]),
        Section("runs", tables=[_runs(runs)] if runs else ()),
        _provenance(path),
    )
    conserved = all(row["conserved"] for row in summary["designs"])
    cards = [
        Card("ways", f"{len(summary['designs'])}", Said("card.ways")),
        Card("conserved", conserved, Said("card.conserved"), conserved),
    ]
    return _page(path, summary, cards, sections, "ways")


def _sweep(path: Path) -> Page:
    plan, indices = read_json(path / SWEEP), read_json(path / INDICES)
    sections = (
        Section("effects", [*effect_plots(indices)], lists=(("list.method", [str(indices["method"])]),)),
        Section("parameters", tables=[_raw("parameters", _parameters(plan), "")]),
        _provenance(path),
    )
    whole = indices["finished"] == indices["runs"]
    finished = Said("card.runs", {"count": f"{indices['runs']:,}"})
    cards = [
        Card("runs", f"{indices['finished']:,}", finished, whole),
        Card("points", f"{len(plan['points']):,}", Said("card.points", {"design": plan["design"]})),
    ]
    return _page(path, {"scenario": plan["scenario"]["name"], "seed": plan["seeds"][0]}, cards, sections, "sweep")


def _parameters(plan: dict[str, Any]) -> list[dict[str, Any]]:
    keys = ("path", "low", "high", "values")
    return [{key: parameter.get(key) for key in keys} for parameter in plan["parameters"]]


def _page(path: Path, summary: dict[str, Any], cards: Sequence[Card], sections: Sequence[Section], kind: str) -> Page:
    scenario = read_scenario(path / SCENARIO)
    facts = (str(summary["scenario"]), f"seed {summary['seed']}")
    title, slug = str(scenario.get("title", summary["scenario"])), f"{summary['scenario']}-{summary['seed']}"
    return Page(title, slug, facts, cards, [section for section in sections if not section.is_empty], kind)


def _runs(runs: dict[str, Any]) -> DataTable:
    rows = [(name, Hash(str(run["digest"])), _passed(run)) for name, run in runs.items()]
    return DataTable("runs", ("way", "digest", "holds"), rows)


def _passed(run: dict[str, Any]) -> bool:
    expected = all(item["ok"] for item in run["expectations"])
    return bool(run["conserved"] and run["reconciled"] and expected)


def _provenance(path: Path) -> Section:
    scenario = read_scenario(path / SCENARIO)
    files = [(name, Hash(sum_)) for name, sum_ in read_manifest(path).items()]
    lists = (("list.sources", texts(scenario, "sources")), ("list.assumptions", texts(scenario, "assumptions")))
    return Section("provenance", tables=[DataTable("manifest", ("file", "sha256"), files, is_folded=True)], lists=lists)


def _rows(summary: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """A part of a comparison as rows; one that goes by name has it in its first column."""
    found = summary.get(name) or []
    if isinstance(found, dict):
        return [{"name": key} | (row if isinstance(row, dict) else {"value": row}) for key, row in found.items()]
    return [row for row in found if isinstance(row, dict)]


def _side_by_side(rows: list[dict[str, Any]], caption: str) -> DataTable:
    """A column a row of the file, a row a key: what is compared stands beside each other."""
    names = tuple(
        " · ".join(str(row[key]) for key in ("variant", "design", "pool", "currency") if key in row) for row in rows
    )
    flat = [dict(_flat(row)) for row in rows]
    keys = dict.fromkeys(key for row in flat for key in row)
    cells: list[list[Cell]] = [[key, *(raw_cell(row.get(key)) for row in flat)] for key in keys]
    return DataTable("ways", ("", *names), cells, is_raw=True, caption=caption)


def _flat(row: dict[str, Any], within: str = "") -> Iterator[tuple[str, Any]]:
    """Keys of keys with dots between; lists of rows are left to the file."""
    for key, value in row.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{within}{key}.")
        elif not (isinstance(value, list) and any(isinstance(item, dict) for item in value)):
            yield f"{within}{key}", value


def _raw(name: str, rows: list[dict[str, Any]], caption: str) -> DataTable:
    columns = tuple(dict.fromkeys(str(key) for row in rows for key in row))
    cells: list[list[Cell]] = [[raw_cell(row.get(key)) for key in columns] for row in rows]
    return DataTable(name, columns, cells, is_raw=True, caption=caption)

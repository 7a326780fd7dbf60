"""Venues in the results folder and on the terminal: a row a way, a row a pool, nothing that no file says."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from rich.console import Console
from venue_runs import SMALL, WAYS, ran

from scripts.comparison import comparison_of
from scripts.run_scenario import resume_run, run_scenario
from scripts.venue_tables import run_tables, venue_tables

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture(scope="module")
def summary() -> dict[str, Any]:
    """The summary of the small comparison, as far as it is about venues."""
    runs = {way: {"venues": ran(way)[1]["venues"], "interbank": ran(way)[1]["interbank"]} for way in WAYS}
    return comparison_of(SMALL, "revm", runs)


def printed(tables: list[Any]) -> list[str]:
    """What a terminal of 80 columns shows."""
    console = Console(width=80, file=io.StringIO())
    for table in tables:
        console.print(table)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue().splitlines()


def test_comparison__ways_that_route__have_a_row_each_and_one_for_each_pool_asked(summary: dict[str, Any]) -> None:
    assert summary["comparison"] == []
    assert [row["variant"] for row in summary["venues"]] == list(WAYS)
    for row in summary["venues"]:
        venues = ran(row["variant"])[1]["venues"]
        assert all(row[key] == venues[key] for key in ("settled", "kept_off", "cost_bps_mean", "gas_mean"))
    assert [(row["variant"], row["pool"]) for row in summary["pools"]] == [
        ("product", "product"), ("flat", "flat"), ("cheapest", "product"), ("cheapest", "flat"),
    ]  # fmt: skip


def test_tables__five_ways__fit_side_by_side_on_a_narrow_terminal(summary: dict[str, Any]) -> None:
    lines = printed(list(venue_tables(summary["venues"], summary["pools"])))
    heading = next(line for line in lines if line.split() == list(WAYS))
    assert len(heading.rstrip()) <= 80
    settled = next(line for line in lines if line.startswith("settled"))
    assert settled.split()[1:] == [str(row["settled"]) for row in summary["venues"]]
    costs = next(line for line in lines if line.startswith("cost over mid, bp"))
    assert costs.split()[4:] == [row["cost_bps_mean"] for row in summary["venues"]]
    assert any(line.startswith("product") and "CostAboveMaximum" in line for line in lines)
    assert not any("…" in line for line in lines)


def test_tables__nothing_settled__leaves_cost_and_gas_empty(summary: dict[str, Any]) -> None:
    nothing = {"settled": 0, "cost_bps_mean": None, "cost_bps_p95": None, "cost_bps_max": None, "gas_mean": None}
    rows = [row | nothing for row in summary["venues"][:1]]
    lines = printed(list(venue_tables(rows, [])))
    assert [line.rstrip() for line in lines if line.startswith(("cost", "  worst", "gas"))] == [
        "cost over mid, bp", "  worst", "gas a payment",
    ]  # fmt: skip


def test_run_tables__one_quote_and_no_pool__show_nothing() -> None:
    venues = ran("direct")[1]["venues"]
    assert list(run_tables(venues | {"pools": []})) == []
    assert len(list(run_tables(venues))) == 3
    assert any("flat" in line for line in printed(list(run_tables(ran("flat")[1]["venues"]))))


def test_csv__of_the_small_comparison__has_the_rows_of_the_summary(tmp_path: Path) -> None:
    folder, summary = run_scenario(DATA / "venues.yaml", out=tmp_path / "out", quiet=True)
    assert {path.name for path in folder.iterdir()} == {
        *WAYS, "SHA256SUMS", "scenario.yaml", "summary.json", "venues.csv", "pools.csv",
    }  # fmt: skip
    assert json.loads((folder / "summary.json").read_text()) == summary
    # It is known for what it is, so that it may be replaced.
    assert run_scenario(DATA / "venues.yaml", out=folder, overwrite=True, quiet=True) == (folder, summary)
    before = {name: (folder / name).read_bytes() for name in ("summary.json", "venues.csv", "pools.csv")}
    for name in ("SHA256SUMS", *before):
        (folder / name).unlink()
    # What it reads again from finished ways comes in the order of their files, and must say the same.
    assert resume_run(folder, quiet=True) == (summary, "went on after 5 of 5 runs")
    assert {name: (folder / name).read_bytes() for name in before} == before
    for way in WAYS:
        balances = pq.read_table(folder / way / "node" / "balances.parquet").to_pylist()
        held = {code: sum(r["balance_minor"] for r in balances if r["money"] == code) for code in ("HKD", "THB", "USD")}
        books = summary["runs"][way]["conservation"]
        assert held == {code: books[code]["central_bank_money"]["held_minor"] for code in held}
        payments = pq.read_table(folder / way / "payment" / "payments.parquet").to_pylist()
        venues = summary["runs"][way]["venues"]
        assert sum(row["gas_used"] is not None for row in payments) == venues["settled"] + venues["refused"]
    assert {row["via"] for row in payments} == {"quote", "vehicle", "product", "flat"}
    for name in ("venues", "pools"):
        with (folder / f"{name}.csv").open(newline="") as file:
            rows = list(csv.DictReader(file))
        said = [{key: "" if value is None else str(value) for key, value in row.items()} for row in summary[name]]
        assert rows == said

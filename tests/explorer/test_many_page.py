"""Folders that hold several runs: ways of a comparison, designs, a sweep."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from html_pages import ParsedPage, parsed, rows_of

from audit.manifest import manifest_of
from chain.errors import InputError
from explorer.page.rendering import render
from explorer.plots.effects import MEASURES_MAX
from explorer.report import page_of

HOSTILE = "</script><img src=http://x.example/ onerror=alert(1)>"
SCENARIO = "title: Several\nsources:\n  - a paper\nfair: 1\n"


def folder_of(path: Path, **files: Any) -> Path:
    """A finished folder with these JSON files."""
    path.mkdir(exist_ok=True)
    (path / "scenario.yaml").write_text(SCENARIO)
    for name, content in files.items():
        (path / f"{name}.json").write_text(json.dumps(content))
    (path / "SHA256SUMS").write_text(manifest_of(path))
    return path


def shown(path: Path) -> ParsedPage:
    return parsed(render(page_of(path), "en"))


def kinds(page: ParsedPage) -> list[str]:
    return [name.rpartition("-")[0] for name in page.json("page-figures")]


def way(name: str, settled: int) -> dict[str, Any]:
    return {"variant": name, "title": name.title(), "currency": "SGD", "settled": settled, "delay_mean_s": 90}


@pytest.fixture
def ways(finished: Path, tmp_path: Path) -> Path:
    """Two ways, each a copy of the tiny run."""
    path = tmp_path / "ways"
    for name in ("slow", "fast"):
        shutil.copytree(finished, path / name)
    own = json.loads((finished / "summary.json").read_text())
    lending = [
        {"variant": name, "currency": "SGD", "on_time_bps": 9000, "late_minor": 150} for name in ("slow", "fast")
    ]
    summary = {
        "scenario": "several",
        "seed": 3,
        "comparison": [way("slow", 1), way("fast", 2)],
        "venues": [],
        "pools": [],
        "lending": lending,
        "runs": {"fast": own, "slow": own},
    }
    return folder_of(path, summary=summary)


def test_ways__two_of_them__stand_side_by_side_in_the_order_of_the_comparison(ways: Path) -> None:
    page = shown(ways)
    assert kinds(page) == ["ways_interbank", "ways_lending"]
    interbank, lending = (rows_of(link) for link in page.all("a", class_="data"))
    assert interbank == [
        {"way": "slow", "settled": "1", "delay_mean_s": "90"},
        {"way": "fast", "settled": "2", "delay_mean_s": "90"},
    ]
    assert [row["late_minor"] for row in lending] == ["150", "150"]
    figure = page.json("page-figures")["ways_lending-1"]
    assert [bars["y"] for bars in figure["data"]] == [[9000.0, 9000.0], [1.5, 1.5]]
    assert [element.text.strip() for element in page.all("p", class_="figure")] == ["2", "yes是"]


def test_ways__one_that_failed__shows(ways: Path) -> None:
    summary = json.loads((ways / "summary.json").read_text())
    summary["runs"]["slow"]["reconciled"] = False
    page = shown(folder_of(ways, summary=summary))
    assert [element.text.strip() for element in page.all("p", class_="figure")] == ["2", "NO否"]


def design(name: str, cost: str | None) -> dict[str, Any]:
    found = {"count": 1, "mean_bps": cost, "p95_bps": cost} if cost else {"count": 0}
    return {
        "design": name,
        "settled": 2,
        "time_to_finality": {"mean_s": 120},
        "cost": found,
        "prefunding": {"held_usd_minor": 1000},
        "conserved": True,
    }


def test_designs__with_swings__have_a_tornado_around_the_case(tmp_path: Path) -> None:
    swing = {"figure": HOSTILE, "low": 1, "high": 9, "is_assumption": True, "source": "=assumption"}
    comparison = {
        "scenario": "several",
        "seed": 3,
        "designs": [design("correspondent", "50.00"), design("pvp", None)],
        "tornado": [{**swing, "cost_bps_low": "20.00", "cost_bps_high": "80.00"}],
        "fairness": ["one payment set"],
    }
    page = shown(folder_of(tmp_path / "designs", comparison=comparison))
    assert kinds(page) == ["ways_designs", "tornado"]
    low, high = page.json("page-figures")["tornado-1"]["data"]
    assert (low["base"], low["x"], high["x"]) == ([50.0], [-30.0], [30.0])
    (row,) = rows_of(page.all("a", class_="data")[1])
    assert row["source"] == "'=assumption"
    assert row["figure"] == HOSTILE
    assert page.all("img") == []
    assert any("one payment set" in entry.text for entry in page.all("li"))


def sweep(design: str, measures: dict[str, Any], tmp_path: Path) -> ParsedPage:
    plan = {
        "scenario": {"name": "several"},
        "seeds": [1, 2],
        "design": design,
        "points": [["1"], ["2"]],
        "parameters": [{"path": "a.b", "low": "1", "high": "2", "values": ["1", "2"], "decimals": 0}],
    }
    indices = {"design": design, "finished": 4, "runs": 4, "method": "a method", "measures": measures}
    return shown(folder_of(tmp_path / "sweep", sweep=plan, indices=indices))


def level(value: str, mean: float, half: float | None) -> dict[str, Any]:
    ends = {"low": None, "high": None} if half is None else {"low": mean - half, "high": mean + half}
    return {"value": value, "mean": mean, "count": 2, **ends}


def test_sweep__of_a_grid__has_a_band_around_each_mean(tmp_path: Path) -> None:
    levels = {"a.b": [level("1", 5.0, 1.0), level("2", 7.0, 0.5)]}
    found = {"varies": True, "points": [], "parameters": levels}
    page = sweep("grid", {"x.settled": found, "y": {"varies": False, "parameters": None}}, tmp_path)
    assert kinds(page) == ["band"]
    band, mean = page.json("page-figures")["band-0"]["data"]
    assert (band["y"], mean["y"]) == ([6.0, 7.5, 6.5, 4.0], [5.0, 7.0])
    assert [element.text.strip() for element in page.all("p", class_="figure")] == ["4", "2"]


def test_sweep__of_one_seed__has_no_band(tmp_path: Path) -> None:
    found = {"varies": True, "parameters": {"a.b": [level("low", 5.0, None), level("high", 7.0, None)]}}
    page = sweep("grid", {"x": found}, tmp_path)
    (mean,) = page.json("page-figures")["band-0"]["data"]
    assert mean["y"] == [5.0, 7.0]


@pytest.mark.parametrize(("design", "keys"), [("sobol", ("S1", "ST")), ("lhs", ("spearman", "prcc"))])
def test_sweep__of_indices__draws_each_with_its_interval(design: str, keys: tuple[str, str], tmp_path: Path) -> None:
    small, large = {"value": 0.1, "low": 0.0, "high": 0.3}, {"value": -0.9, "low": -1.0, "high": -0.5}
    effects = {"a.b": dict.fromkeys(keys, small), "c": {keys[0]: large, keys[1]: None}}
    page = sweep(design, {"x": {"varies": True, "parameters": effects}}, tmp_path)
    first = page.json("page-figures")["indices-0"]["data"][0]
    assert (first["y"], first["x"]) == (["c", "a.b"], [-0.9, 0.1])
    assert first["error_x"]["array"] == pytest.approx([0.4, 0.2])
    assert len(rows_of(page.all("a", class_="data")[0])) == 4


def test_sweep__of_many_measures__shows_the_telling_ones(tmp_path: Path) -> None:
    found = {"varies": True, "parameters": {"a.b": [level("1", 5.0, 1.0), level("2", 7.0, 0.5)]}}
    page = sweep("grid", {f"m{n}": found for n in range(20)} | {"z.payments.settled": found}, tmp_path)
    assert len(kinds(page)) == MEASURES_MAX
    assert rows_of(page.all("a", class_="data")[0])[0]["measure"] == "z.payments.settled"


def test_folder__with_a_manifest_and_nothing_else__is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"there is no journal\.sqlite in it"):
        page_of(folder_of(tmp_path / "empty"))

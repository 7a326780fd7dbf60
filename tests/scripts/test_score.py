"""`corridor audit DIR --score`: tables, JSON, and a clear error where there is no truth."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from scripts.cli import main
from scripts.score import kinds_of

REPO = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("score") / "out"
    assert main(["run", str(REPO / "scenarios" / "laundering.yaml"), "--quiet", "--out", str(place)]) == 0
    return place


def test_score__of_a_run_with_patterns__prints_every_typology_and_all(
    out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["audit", str(out), "--score"]) == 0
    printed = capsys.readouterr().out
    for words in ("fan_in", "scatter_gather", "precision", "by pattern", "honest wallets alarmed", "payments: "):
        assert words in printed
    assert "Honest look-alikes" not in printed  # it has no payrolls, purchases or relations


def test_score__as_json__has_the_same_figures(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", str(out), "--score", "--json"]) == 0
    content = json.loads(capsys.readouterr().out)
    assert {*content} >= {"overall", "payments", "typologies", "look_alikes", "honest_alarmed_bps", "baseline_f1_bps"}
    planted = {row["typology"]: row for row in content["typologies"] if row["patterns"]}
    assert len(planted) == 7
    assert content["overall"]["f1_bps"] >= 8_000
    assert planted["cycle"]["found_bps"] == 10_000


def test_hindsight__without_the_truth_file__is_the_same_and_names_reasons(
    out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = tmp_path / "bare"
    shutil.copytree(out, bare)
    (bare / "truth.json").unlink()
    said = []
    for folder in (out, bare):
        assert main(["audit", str(folder), "--hindsight", "--json"]) == 0
        said.append(capsys.readouterr().out)
    assert said[0] == said[1]
    rows = [json.loads(line) for line in said[0].splitlines()]
    assert len(rows) > 30
    assert all(row["score"] >= 50 and row["findings"][0]["reasons"]["payments"] >= 2 for row in rows)
    assert main(["audit", str(bare), "--hindsight"]) == 0
    assert rows[0]["wallet"] in capsys.readouterr().out
    assert main(["audit", str(bare), "--score"]) == 2


def test_score__without_truth__is_one_clear_line(out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bare").mkdir()
    for words in (["audit", str(tmp_path / "bare"), "--score"], ["audit", "--rpc", "http://localhost:1", "--score"]):
        assert main(words) == 2
        assert "no truth file" in capsys.readouterr().err
    assert kinds_of(tmp_path / "payments.parquet") == {}

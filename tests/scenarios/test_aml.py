"""Laundering among 200,000 payments: the whole run where deep tests are asked for, its plan otherwise.

A few hundred of these payments run in tests/benchmarks/test_planned.py.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from gallery_runs import SCENARIOS

from nodes.scenario import Scenario
from nodes.scenario.check_typologies import planted
from scripts.cli import main

FILE = SCENARIOS / "aml.yaml"


@pytest.mark.parametrize("stem", ["aml", "aml-varied"])
def test_file__of_the_gallery__has_every_kind_that_payments_alone_make(stem: str) -> None:
    scenario = Scenario.load(SCENARIOS / f"{stem}.yaml")
    assert sum(entry.count for entry in scenario.typologies) == 150
    assert len({entry.kind for entry in scenario.typologies}) == 11
    assert 900 <= planted(scenario) <= 1_200  # half a percent of 200,000
    assert len(scenario.world().clients) == 5_000


@pytest.mark.deep
def test_aml__run_in_full__settles_everything_and_meets_the_targets(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(["run", str(FILE), "--quiet", "--out", str(out)]) == 0
    summary = json.loads((out / "summary.json").read_text())
    assert (summary["payments"]["planned"], summary["payments"]["settled"]) == (200_000, 200_000)
    capsys.readouterr()
    assert main(["audit", str(out), "--score", "--json"]) == 0
    score = json.loads(capsys.readouterr().out)
    assert score["overall"]["f1_bps"] >= 8_000
    assert score["honest_alarmed_bps"] < 100
    assert score["baseline_f1_bps"] < 5_000
    assert min(row["found_bps"] for row in score["typologies"] if row["patterns"]) >= 6_000

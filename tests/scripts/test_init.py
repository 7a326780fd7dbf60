"""A scenario to begin with: it runs as it is, an editor finds its schema, and nothing is written over."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from nodes.scenario import Scenario
from scripts.cli import main


def test_init__new_name__is_a_scenario_that_runs_as_it_expects(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init", "my-net", "--in", str(tmp_path)]) == 0
    path, schema = tmp_path / "my-net.yaml", tmp_path / "scenario.schema.json"
    assert capsys.readouterr().out == f"{path}\n{schema}\nnow: corridor run {path}\n"
    assert path.read_text().splitlines()[0] == "# yaml-language-server: $schema=scenario.schema.json"
    assert json.loads(schema.read_text()) == Scenario.json_schema()
    few = ["--set", "payments.generated.count=5", "--set", "expect.payments.settled=5"]
    assert main(["run", str(path), "--quiet", "--out", str(tmp_path / "run"), *few]) == 0
    summary = json.loads((tmp_path / "run/summary.json").read_text())
    assert (summary["scenario"], summary["payments"]["settled"]) == ("my-net", 5)
    assert main(["validate", str(tmp_path / "run/scenario.yaml")]) == 0


def test_init__sections_that_are_commented_out__are_a_scenario_without_their_signs(tmp_path: Path) -> None:
    assert main(["init", "my-net", "--in", str(tmp_path)]) == 0
    before, _, rest = (tmp_path / "my-net.yaml").read_text().partition("to try one:\n")
    section, _, after = rest.partition("#\n# More sections")
    text = f"{before}\n{re.sub('^# ', '', section, flags=re.MULTILINE)}\n# {after}"
    scenario = Scenario.parse(text.replace("payments: {settled: 100}", "payments: {settled: 50}"), "s.yaml")
    assert (len(scenario.banks), scenario.rates.source) == (14, "process")
    assert scenario.stop is not None


def test_init__name_taken__is_refused_and_the_file_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.yaml").write_text("mine")
    assert main(["init", "mine", "--in", str(tmp_path)]) == 2
    line = f"error: {tmp_path}/mine.yaml: no scenario can be begun here: it exists already; take another name\n"
    assert capsys.readouterr().err == line
    assert [entry.name for entry in tmp_path.iterdir()] == ["mine.yaml"]


@pytest.mark.parametrize("name", ["My net", "../up", "a: b", '"', "-", "", "x" * 70])
def test_init__name_that_no_scenario_may_have__writes_nothing(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init", "--in", str(tmp_path), "--", name]) == 2
    assert capsys.readouterr().err.startswith("error: ")
    assert list(tmp_path.iterdir()) == []


def test_init__folder_that_is_not_there__is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", "mine", "--in", str(tmp_path / "none")]) == 2
    assert "there is no such folder; make it first" in capsys.readouterr().err

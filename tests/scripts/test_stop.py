"""A run with a stop condition on the command line: what it tells, and that a killed one is resumed to the same end."""

from __future__ import annotations

import json
from pathlib import Path

import killed
import pytest

from scripts.cli import main

ROOT = Path(__file__).parents[2]
TINY = (ROOT / "tests" / "data" / "tiny.yaml").read_text(encoding="utf-8")
STOPPED = (
    TINY.replace(", expect: {on_time: 3, late: 0, status: closed}", "").replace(
        "payments: {settled: 2, refused: {PayerInsufficientBalance: 1}}", "payments: {settled: 1}"
    )
    + "stop: {payments_settled: 1}\n"
)
SAID = "ended early, 2024-06-03 08:30 UTC: stop.payments_settled is 1, found 1"


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    path = tmp_path / "stopped.yaml"
    path.write_text(STOPPED, encoding="utf-8")
    return path


def test_run__condition_met__passes_and_says_why_it_ended(
    scenario: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(["run", str(scenario), "--out", str(out)]) == 0
    assert SAID in capsys.readouterr().out
    summary = json.loads((out / "summary.json").read_text())
    assert summary["stop"] == json.loads((out / "run.json").read_text())["stop"]
    assert (summary["reconciled"], summary["stop"]["condition"]) == (True, "payments_settled")
    assert main(["verify", str(out), "--quiet"]) == 0
    page = tmp_path / "out.html"
    assert main(["report", str(out), "--out", str(page)]) == 0
    assert "payments_settled: 1 stated, 1 found" in page.read_text(encoding="utf-8")


def test_resume__run_killed_before_it_stopped__ends_at_the_same_block(scenario: Path, tmp_path: Path) -> None:
    whole = killed.run(scenario, tmp_path / "whole")
    assert whole.returncode == 0, whole.stderr
    folder = tmp_path / "cut"
    assert killed.run(scenario, folder, at=int(whole.stdout) * 2 // 3).returncode == killed.KILLED
    assert main(["resume", str(folder), "--quiet"]) == 0
    summaries = [(path / "summary.json").read_text() for path in (tmp_path / "whole", folder)]
    assert summaries[0] == summaries[1]
    assert json.loads(summaries[0])["stop"]["condition"] == "payments_settled"


def test_compare__scenario_that_stops__is_refused(
    scenario: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", str(scenario), "--out", str(tmp_path / "designs")]) == 2
    assert "it stops early, and each design at another moment; remove `stop`" in capsys.readouterr().err
    assert not (tmp_path / "designs").exists()

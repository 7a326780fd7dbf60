"""`corridor run` with the auditor's detectors: one digest on both engines and after a kill, its tables, the truth."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import killed
import pyarrow.parquet as pq
import pytest

from audit.typologies.panel import panel_of
from nodes.scenario import Scenario
from nodes.simulation import Simulation
from scripts.cli import main
from scripts.detectors import detector_of

TEXT = (Path(__file__).parents[1] / "data" / "watched.yaml").read_text(encoding="utf-8")
SMALL = "\n".join(
    line
    for line in TEXT.replace("per_bank: 22", "per_bank: 6").replace("count: 40", "count: 6").splitlines()
    if not any(f"id: {name}, kind" in line for name in ("collect", "spread", "mules", "trip"))
    and line != "     purposes: [GDDS]}"
)
"""A ring and some structuring among twelve clients: enough for a case of each kind."""


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("scenario") / "watched.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def whole(scenario: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """A finished run, and the number of moments at which it could have been killed."""
    folder = tmp_path_factory.mktemp("whole") / "out"
    done = killed.run(scenario, folder, "--engine", "revm")
    assert done.returncode == 0, done.stderr
    return folder, int(done.stdout)


def content(folder: Path, name: str) -> Any:
    return json.loads((folder / name).read_text(encoding="utf-8"))


def rows(folder: Path, table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(folder / f"{table}.parquet").to_pylist()
    return found


def test_run__with_detectors__leaves_alarms_interventions_notices_and_the_truth(whole: tuple[Path, int]) -> None:
    folder, _ = whole
    summary = content(folder, "summary.json")
    assert summary["reconciled"]
    assert {row["typology"] for row in summary["measures"]["alerts"]} >= {"cycle", "structuring"}
    alarms, steps, notices = (rows(folder, f"event/{name}") for name in ("alarms", "interventions", "official_notices"))
    assert {step["case"] for step in steps} <= {alarm["case"] for alarm in alarms}
    assert notices
    truth = content(folder, "truth.json")
    assert [pattern["kind"] for pattern in truth["patterns"]] == ["structuring", "cycle"]
    paid = {row["uetr"] for row in rows(folder, "payment/payments")}
    assert all(payment["uetr"] in paid for pattern in truth["patterns"] for payment in pattern["payments"])
    assert all(json.loads(alarm["reasons"])["own_score"] > 0 for alarm in alarms if alarm["source"] == "panel")


def test_audit_alarms__of_the_run__are_those_that_its_supervisors_got(
    whole: tuple[Path, int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["audit", str(whole[0]), "--alarms", "--json"]) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    raised = [row for row in rows(whole[0], "event/alarms") if row["source"] == "panel"]
    assert [
        (row["block"], row["wallet"], row["typology"], row["score"], row["reasons"], row["uetrs"]) for row in found
    ] == [
        (r["height"], r["client"], r["typology"], r["score"], json.loads(r["reasons"]), json.loads(r["uetrs"]))
        for r in raised
    ]
    assert found


def test_audit_report__of_the_run__follows_each_alarm_to_its_end(whole: tuple[Path, int], tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    assert main(["report", str(whole[0]), "--audit", "--out", str(page)]) == 0
    told = content(tmp_path, "report.json")["outcomes"]
    raised = rows(whole[0], "event/alarms")
    by_nodes = {row["client"] for row in raised if row["source"] == "panel"}
    mine = {row["wallet"]: row for row in told["wallets"] if row["typology"] == "all"}
    assert {*mine} == by_nodes
    steps = rows(whole[0], "event/interventions")
    seized = {step["client"] for step in steps if step["kind"] == "seizure"}
    frozen = {step["client"] for step in steps if step["kind"] == "freeze"}
    assert {name for name, row in mine.items() if row["state"] == "seized"} == seized & by_nodes
    assert {name for name, row in mine.items() if row["state"] == "left"} == by_nodes - frozen
    # The plan's reaction times, and the block of two seconds in which the freeze then stands.
    assert {row["reaction_s"] for row in mine.values()} == {602, 1802}
    (every,) = (row for row in told["counts"] if row["typology"] == "all")
    assert (every["wallets"], every["notified"], every["left"]) == (len(mine), len(mine), 0)
    assert (every["reaction_s_median"], every["reaction_s_max"]) == (602, 1802)
    stated = sum(row["source"] == "scenario" for row in raised)
    panel = len(raised) - stated
    assert told["nodes_alarms"] == {"both": panel, "only_nodes": 0, "only_record": 0, "stated": stated}
    assert told["unalarmed"] == len(frozen - by_nodes) == 2


def test_audit_alarms__of_one_detector__are_its_own_one_a_line(
    whole: tuple[Path, int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["audit", str(whole[0]), "--detector", "structuring"]) == 0
    shown = capsys.readouterr()
    assert "structuring" in shown.out
    assert "cycle" not in shown.out
    assert shown.err == f"{len(shown.out.splitlines())} alarms\n"


def test_audit_alarms__unknown_detector__is_bad_input(
    whole: tuple[Path, int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["audit", str(whole[0]), "--detector", "structurng"]) == 2
    assert "did you mean structuring" in capsys.readouterr().err


def test_run__on_the_other_engine__has_the_same_digest_and_alarms(whole: tuple[Path, int], scenario: Path) -> None:
    loaded = Scenario.load(scenario)
    simulation = Simulation(loaded, "pyevm", detector=detector_of(loaded))
    report = simulation.run()
    assert report["digest"] == content(whole[0], "run.json")["digest"]
    assert report["measures"]["alerts"] == content(whole[0], "run.json")["measures"]["alerts"]


def test_resume__run_killed_amid_its_cases__ends_with_the_same_digest(
    whole: tuple[Path, int], scenario: Path, tmp_path: Path
) -> None:
    folder, moments = whole
    cut = tmp_path / "cut"
    assert killed.run(scenario, cut, "--engine", "revm", at=moments * 2 // 3).returncode != 0
    assert main(["resume", str(cut), "--quiet"]) == 0
    for name in ("summary.json", "run.json", "truth.json"):
        assert content(cut, name) == content(folder, name)


def test_run__without_its_detectors__has_another_digest(whole: tuple[Path, int], scenario: Path) -> None:
    fewer = Scenario.parse(SMALL.replace("[cycle, fan_in, fan_out, rapid_movement, structuring]", "[fan_in]"), "s.yaml")
    report = Simulation(fewer, detector=panel_of(["fan_in"])).run()
    assert report["digest"] != content(whole[0], "run.json")["digest"]

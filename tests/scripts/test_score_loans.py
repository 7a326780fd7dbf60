"""Loans that run, from a results folder: counted against the truth, and found without it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from scripts.cli import main

FILE = Path(__file__).parents[1] / "data" / "runners.yaml"


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("runners") / "out"
    assert main(["run", str(FILE), "--quiet", "--out", str(place)]) == 0
    return place


def members(out: Path) -> set[str]:
    patterns = json.loads((out / "truth.json").read_text())["patterns"]
    return {member for pattern in patterns for member in pattern["members"]}


def test_truth__of_the_folder__names_loans_that_its_tables_have(out: Path) -> None:
    loans = {f"0x{loan['loan_id']}": loan for loan in json.loads((out / "run.json").read_text())["loans"]}
    for pattern in json.loads((out / "truth.json").read_text())["patterns"]:
        loan = loans[pattern["loan"]["loan_id"]]
        assert (loan["id"], loan["borrower"]) == (pattern["loan"]["id"], pattern["members"][0])
        assert (loan["status"], loan["instalments_paid"]) == ("defaulted", 0)


def test_score__of_the_folder__finds_every_run_and_accuses_nobody_else(
    out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["audit", str(out), "--score", "--json"]) == 0
    content = json.loads(capsys.readouterr().out)
    rows = {row["typology"]: row for row in content["typologies"]}
    assert (rows["loan_and_run"]["patterns"], rows["loan_and_run"]["found"]) == (3, 3)
    assert (content["honest_alarmed"], content["overall"]["precision_bps"]) == (0, 10_000)


def test_alarms__without_the_truth_file__are_the_same_in_hindsight_and_of_the_run_s_detector(
    out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = tmp_path / "bare"
    shutil.copytree(out, bare)
    (bare / "truth.json").unlink()
    for words in (["--hindsight"], ["--alarms", "--detector", "loan_and_run"]):
        said = []
        for folder in (out, bare):
            assert main(["audit", str(folder), *words, "--json"]) == 0
            said.append(capsys.readouterr().out)
        assert said[0] == said[1]
        named = {row["wallet"] for row in map(json.loads, said[0].splitlines())}
        assert named <= members(out)
        assert 2 * len(named) > len(members(out))

"""Code of a scenario's own from run to resume and through the processes of a sweep: the same code, asked for anew."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from chain.errors import InputError
from scripts.cli import main
from scripts.results_folder import is_replaceable
from scripts.sweep_folder import SweepFolder

TEXT = """schema_version: 1
name: own
title: Two banks, one with a policy of its own
seed: 1
start: 2024-06-03
end: 2024-06-03
jurisdictions:
  - {id: SG, name: Singapore, currency: SGD, central_bank: {id: mas, name: MAS}, calendar: {country: SG},
     time_zone: Asia/Singapore, opens: "09:00", closes: "17:00"}
banks:
  - {id: a, name: A, jurisdiction: SG, opening_liquidity: "100.00", policy: own:Miser}
  - {id: b, name: B, jurisdiction: SG, opening_liquidity: "100.00"}
interbank:
  explicit:
    - {id: large, date: 2024-06-03, time: "02:00", payer: a, payee: b, amount: "150.00"}
    - {id: little, date: 2024-06-03, time: "02:10", payer: a, payee: b, amount: "40.00"}
settlement: {mode: gross}
"""
CODE = """from nodes.policies import Decision, Policy
class Miser(Policy):
    def decide(self, position):
        return Decision([owed.uetr for owed in position.waiting if owed.amount_minor <= 3_000])
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scenario, its code, and a run of it in `out`."""
    folder = tmp_path_factory.mktemp("own")
    (folder / "own.yaml").write_text(TEXT, encoding="utf-8")
    (folder / "own.py").write_text(CODE, encoding="utf-8")
    assert main(["run", str(folder / "own.yaml"), "--allow-code", "--quiet", "--out", str(folder / "out")]) == 0
    return folder


def digest_of(folder: Path) -> str:
    digest: str = json.loads((folder / "run.json").read_text())["digest"]
    return digest


@pytest.fixture
def cut(folder: Path, tmp_path: Path) -> Path:
    """The run as if it had been killed before its end, where the code beside the scenario is gone."""
    cut = Path(shutil.copytree(folder / "out", tmp_path / "cut"))
    for name in ("SHA256SUMS", "summary.json", "run.json"):
        (cut / name).unlink()
    return cut


def test_run__code_beside_the_scenario__is_told_and_kept(folder: Path) -> None:
    sha256 = hashlib.sha256(CODE.encode()).hexdigest()
    run = json.loads((folder / "out" / "run.json").read_text())
    assert run["inputs"] == {"code/own": {"file": "own.py", "sha256": sha256}}
    assert (folder / "out" / "inputs" / "code" / "own.py").read_text() == CODE
    assert is_replaceable(folder / "out")
    assert main(["verify", str(folder / "out"), "--quiet"]) == 0


def test_folder__with_more_than_code_in_it__is_not_replaced(folder: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(folder / "out", tmp_path / "out"))
    (copy / "inputs" / "code" / "notes.txt").touch()
    assert not is_replaceable(copy)


def test_resume__without_leave__is_refused_and_with_it_ends_the_same(
    folder: Path, cut: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["resume", str(cut), "--quiet"]) == 2
    assert "banks[0].policy: code 'own:Miser' without leave" in capsys.readouterr().err
    assert main(["resume", str(cut), "--quiet", "--allow-code"]) == 0
    assert digest_of(cut) == digest_of(folder / "out")


def test_resume__with_other_code__is_refused(cut: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (cut / "inputs" / "code" / "own.py").write_text(CODE + "# changed\n", encoding="utf-8")
    assert main(["resume", str(cut), "--quiet", "--allow-code"]) == 2
    assert "other code: the SHA-256 of own is not the one that the run began with" in capsys.readouterr().err


def test_sweep__in_other_processes__runs_the_same_code_and_asks_again_when_resumed(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "sweep"
    command = ["sweep", str(folder / "own.yaml"), "--set", "banks.a.policy=null", "--quiet", "--out", str(out)]
    command += ["--param", "settlement.policy=liquidity_aware,own:Miser"]
    assert main([*command, "--dry-run"]) == 2, "a value of a parameter names code"
    assert main([*command, "--jobs", "2", "--allow-code"]) == 0
    sha256 = hashlib.sha256(CODE.encode()).hexdigest()
    assert json.loads((out / "sweep.json").read_text())["code"] == {"own": sha256}
    digests = [json.loads(path.read_text())["digest"] for path in sorted(out.glob("runs/*/record.json"))]
    assert len(set(digests)) == 2
    (out / "SHA256SUMS").unlink()
    shutil.rmtree(out / "runs" / "p001-s1")
    capsys.readouterr()
    (out / "inputs" / "code" / "own.py").write_text(CODE + "# changed\n", encoding="utf-8")
    assert main(["resume", str(out), "--quiet", "--allow-code"]) == 1
    assert "other code: its SHA-256 is not the one that the sweep began with" in capsys.readouterr().err
    (out / "inputs" / "code" / "own.py").write_text(CODE, encoding="utf-8")
    assert main(["resume", str(out), "--quiet"]) == 1, "each run of it is refused"
    assert main(["resume", str(out), "--quiet", "--allow-code"]) == 0
    again = [json.loads(path.read_text())["digest"] for path in sorted(out.glob("runs/*/record.json"))]
    assert again == digests


def test_sweep__base_that_names_code__is_refused_at_once_when_resumed_without_leave(
    folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "sweep"
    command = ["sweep", str(folder / "own.yaml"), "--quiet", "--jobs", "1", "--out", str(out), "--allow-code"]
    command += ["--param", "liquidity.opening=1,2"]
    assert main(command) == 0
    (out / "SHA256SUMS").unlink()
    assert main(["resume", str(out), "--quiet"]) == 2
    with pytest.raises(InputError, match="without leave"):
        SweepFolder(out).plan().base()

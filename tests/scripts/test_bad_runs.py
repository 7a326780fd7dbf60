"""Runs that are cut short, damaged or put together from two: each export says so in one line and writes nothing.

Trusts `tests/audit/index/test_nodes_tables.py` for altered tables and `tests/audit/test_verify.py` for altered records.
Never runs more than one small scenario.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts.cli import main

TINY = Path(__file__).parents[1] / "data" / "tiny.yaml"
NOBODYS = "00000000-0000-4000-8000-999999999999"
EXPORTS = {
    "view": ["--for", "auditor"],
    "research": [],
    "iso20022": ["--all"],
    "evidence": ["--uetr", NOBODYS],
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny scenario."""
    folder = tmp_path_factory.mktemp("bad") / "run"
    assert main(["run", str(TINY), "--out", str(folder), "--quiet"]) == 0
    return folder


def other_chain(run: Path) -> None:
    deployment = json.loads((run / "deployment.json").read_text())
    deployment["parameters"]["chain_id"] += 1
    (run / "deployment.json").write_text(json.dumps(deployment))


def other_network(run: Path) -> None:
    deployment = json.loads((run / "deployment.json").read_text())
    deployment["contracts"]["ParticipantRegistry"] = "0x" + "Ab" * 20
    (run / "deployment.json").write_text(json.dumps(deployment))


def cut_journal(run: Path) -> None:
    data = (run / "journal.sqlite").read_bytes()
    (run / "journal.sqlite").write_bytes(data[: len(data) // 2])


def no_journal(run: Path) -> None:
    (run / "journal.sqlite").write_bytes(b"")


def cut_deployment(run: Path) -> None:
    text = (run / "deployment.json").read_text()
    (run / "deployment.json").write_text(text[: len(text) // 2])


@pytest.mark.parametrize(
    ("damage", "code", "said"),
    [
        (other_chain, 2, "files of two networks: its deployment names another chain"),
        (other_network, 2, "files of two networks: its journal does not create the contracts"),
        (cut_journal, None, "journal"),
        (no_journal, 2, "journal"),
        (cut_deployment, 2, "not a deployment"),
    ],
)
@pytest.mark.parametrize("command", EXPORTS)
def test_export__of_a_bad_run__is_one_line_and_no_folder(
    whole: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    command: str,
    damage: Callable[[Path], None],
    code: int | None,
    said: str,
) -> None:
    run = tmp_path / "runs" / "run"
    shutil.copytree(whole, run)
    damage(run)
    found = main(["export", command, str(run), *EXPORTS[command], "--out", str(tmp_path / "out")])
    error = capsys.readouterr().err
    assert found == code or (code is None and found in (2, 3))
    (line,) = error.splitlines()
    assert line.isprintable()
    assert said in line
    assert [path.name for path in tmp_path.iterdir()] == ["runs"]


@pytest.mark.parametrize("damage", [other_chain, other_network])
def test_audit_list__of_files_of_two_networks__is_one_line_and_exit_2(
    whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], damage: Callable[[Path], None]
) -> None:
    run = tmp_path / "run"
    shutil.copytree(whole, run)
    damage(run)
    assert main(["audit", str(run), "--list", "payments"]) == 2
    assert "files of two networks" in capsys.readouterr().err


def test_export__of_an_unfinished_run__is_of_what_there_is(
    whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "run"
    shutil.copytree(whole, run)
    (run / "SHA256SUMS").unlink()
    (run / "summary.json").unlink()
    assert main(["export", "view", str(run), "--for", "auditor", "--out", str(tmp_path / "view")]) == 0
    assert "payments" in capsys.readouterr().out

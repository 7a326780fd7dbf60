"""Runs that are cut short, damaged or put together from two: each export says so in one line and writes nothing.

Trusts `tests/audit/index/test_nodes_tables.py` for altered tables and `tests/audit/test_verify.py` for altered records.
Never runs a scenario of its own.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts.cli import main

NOBODYS = "00000000-0000-4000-8000-999999999999"
EXPORTS = {
    "view": ["--for", "auditor"],
    "research": [],
    "iso20022": ["--all"],
    "evidence": ["--uetr", NOBODYS],
}


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


NETWORKS = "files of two networks"
CUT_SHORT = [
    (other_chain, {2}, f"{NETWORKS}: its deployment names another chain"),
    (other_network, {2}, f"{NETWORKS}: its journal does not create the contracts"),
    (cut_journal, {2, 3}, "journal"),
    (no_journal, {2}, "journal"),
    (cut_deployment, {2}, "not a deployment"),
]


@pytest.mark.parametrize(
    ("command", "damage", "codes", "said"),
    [
        *(("view", *case) for case in CUT_SHORT),
        *((command, *case) for command in ("research", "iso20022", "evidence") for case in CUT_SHORT[1:3]),
    ],
)
def test_export__of_a_bad_run__is_one_line_and_no_folder(
    tiny_run: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    command: str,
    damage: Callable[[Path], None],
    codes: set[int],
    said: str,
) -> None:
    run = tmp_path / "runs" / "run"
    shutil.copytree(tiny_run, run)
    damage(run)
    found = main(["export", command, str(run), *EXPORTS[command], "--out", str(tmp_path / "out")])
    error = capsys.readouterr().err
    assert found in codes
    (line,) = error.splitlines()
    assert line.isprintable()
    assert said in line
    assert [path.name for path in tmp_path.iterdir()] == ["runs"]


@pytest.mark.parametrize("listing", [["--list", "payments"], ["--alarms"]])
@pytest.mark.parametrize("damage", [other_chain, other_network])
def test_audit_list__of_files_of_two_networks__is_one_line_and_exit_2(
    tiny_run: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    damage: Callable[[Path], None],
    listing: list[str],
) -> None:
    run = tmp_path / "run"
    shutil.copytree(tiny_run, run)
    damage(run)
    assert main(["audit", str(run), *listing]) == 2
    assert "files of two networks" in capsys.readouterr().err


def test_export__of_an_unfinished_run__is_of_what_there_is(
    tiny_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "run"
    shutil.copytree(tiny_run, run)
    (run / "SHA256SUMS").unlink()
    (run / "summary.json").unlink()
    assert main(["export", "view", str(run), "--for", "auditor", "--out", str(tmp_path / "view")]) == 0
    assert "payments" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("command", "option"),
    [
        (["export", "view", "RUN", "--for", "auditor"], "--out"),
        (["export", "research", "RUN"], "--out"),
        (["export", "iso20022", "RUN", "--all"], "--out"),
        (["audit", "RUN", "--list", "acts"], "--parquet"),
        (["audit", "RUN", "--list", "acts"], "--index"),
    ],
)
def test_written__into_a_finished_run__is_refused_and_the_run_still_holds(
    tiny_run: Path, capsys: pytest.CaptureFixture[str], command: list[str], option: str
) -> None:
    before = sorted(tiny_run.rglob("*"))
    named = [str(tiny_run) if word == "RUN" else word for word in command]
    assert main([*named, option, str(tiny_run / "payment" / "of-mine")]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "a results folder holds only what its manifest names" in line
    assert f"name another place with {option}" in line
    assert sorted(tiny_run.rglob("*")) == before


def test_verify_and_audit__one_file_altered__say_what_differs_and_nothing_else(
    tiny_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "run"
    shutil.copytree(tiny_run, run)
    with (run / "audit.json").open("a") as file:
        file.write("\n")
    assert main(["verify", str(run)]) == 1
    verified = " ".join(capsys.readouterr().out.split())
    assert "files 1 NOT as in the manifest" in verified
    assert "holds NO, 1 finding " in verified
    assert main(["audit", str(run), "--no-checkpoint"]) == 1
    audited = " ".join(capsys.readouterr().out.split())
    assert "the whole check holds NO, 1 finding " in audited
    assert "equals storage" not in audited

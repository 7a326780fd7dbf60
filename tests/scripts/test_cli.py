"""The command line: help, exit codes, and what each command prints."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.cli import main
from scripts.faults import guarded

HEAVY = (
    "web3",
    "eth_tester",
    "eth",
    "eth_utils",
    "eth_account",
    "pydantic",
    "pyarrow",
    "networkx",
    "scipy",
    "chain.ledger",
    "nodes.scenario",
)


def test_help__asked_for__imports_nothing_heavy() -> None:
    code = (
        f"import sys; from scripts.cli import main; main(['--help']); print([m for m in {HEAVY} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
    for command in ("run", "validate", "schema", "compile", "deploy", "audit"):
        assert f"  {command} " in done.stdout


def test_cli__no_arguments__shows_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert "Commands:" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["fly"], ["run"], ["run", "--wings"], ["audit"]])
def test_cli__wrong_usage__is_one_line_and_exit_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    error = capsys.readouterr().err
    assert len(error.splitlines()) == 1
    assert error.startswith("error: ")


def test_compile__all_that_it_writes__is_listed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("chain.compiler.write_artifacts", lambda: ["FxBoard.json"])
    monkeypatch.setattr("chain.bindings.write_bindings", list)
    monkeypatch.setattr("chain.reference.write_reference", lambda: ["FxBoard.md", "roles.md"])
    assert main(["compile"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        *("changed: FxBoard.json", "changed: FxBoard.md", "changed: roles.md"),
        "artifacts, clients and reference are up to date",
    ]


def test_validate__good_file__says_what_is_in_it(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", str(tiny)]) == 0
    assert "2 jurisdictions, 2 banks, 2 clients" in capsys.readouterr().out


def test_validate__several_mistakes__are_one_line_each_with_their_place(
    tiny: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tiny.write_text(tiny.read_text().replace("payer: oven,", "payer: owen,").replace("home: DE", "home: DX"))
    assert main(["validate", str(tiny)]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert all(f"{tiny}:" in line for line in lines)


def test_schema__printed__is_json_that_names_the_sections(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    assert {"jurisdictions", "banks", "payments", "loans"} <= json.loads(capsys.readouterr().out)["properties"].keys()


def test_deploy__tiny_scenario__writes_deployment_and_journal(
    tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(["deploy", str(tiny), "--out", str(out)]) == 0
    deployment = json.loads((out / "deployment.json").read_text())
    assert deployment["contracts"]["SettlementEngine"] in capsys.readouterr().out
    assert set(deployment["deposits"]) == {"de-bank", "sg-bank"}
    assert (out / "journal.sqlite").exists()
    assert main(["deploy", str(tiny), "--out", str(out)]) == 2


@pytest.mark.parametrize("script", ["run_scenario", "deploy", "audit_run"])
def test_script__run_as_a_plain_file__is_the_command(script: str) -> None:
    path = Path(__file__).parents[2] / "scripts" / f"{script}.py"
    done = subprocess.run([sys.executable, str(path), "--help"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Usage: corridor" in done.stdout


def test_debug__bad_input__shows_the_traceback(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="no such file"):
        main(["--debug", "validate", str(tmp_path / "none.yaml")])


def test_guarded__chain_fault__is_exit_3(capsys: pytest.CaptureFixture[str]) -> None:
    from chain.errors import ChainFault

    def fail() -> None:
        raise ChainFault("the engine is gone")

    assert guarded(fail) == 3
    assert capsys.readouterr().err == "error: the engine is gone\n"

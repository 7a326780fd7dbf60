"""The command `corridor audit` over a small run: its lists and forms, what it keeps, and what it refuses in one line.

Trusts `tests/audit` for what the rows say.
Never leaves anything in the run's folder.
"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from scripts.cli import main

TINY = Path(__file__).parents[1] / "data" / "tiny.yaml"


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run."""
    out = tmp_path_factory.mktemp("audited") / "out"
    assert main(["run", str(TINY), "--out", str(out), "--quiet"]) == 0
    return out


def test_audit__lists_in_every_form__keeps_its_index_beside_the_folder(
    done: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(path.name for path in done.rglob("*"))
    assert main(["audit", str(done), "--list", "payments", "--json"]) == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert main(["audit", str(done), "--list", "payments", "--csv"]) == 0
    table = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert main(["audit", str(done), "--list", "payments", "--parquet", str(tmp_path / "p.parquet")]) == 0
    stored = pq.read_table(tmp_path / "p.parquet").to_pylist()
    uetrs = [row["uetr"] for row in told]
    assert [row["uetr"] for row in table] == [row["uetr"] for row in stored] == uetrs != []
    assert [int(row["amount_minor"]) for row in table] == [row["amount_minor"] for row in told]
    assert sorted(path.name for path in done.rglob("*")) == before
    assert (done.parent / "out.index.duckdb").is_file()
    assert main(["verify", str(done)]) == 0


@pytest.mark.parametrize("kind", ["payments", "transfers", "acts", "events"])
def test_audit__list_as_text__is_a_line_a_row(done: Path, capsys: pytest.CaptureFixture[str], kind: str) -> None:
    assert main(["audit", str(done), "--list", kind]) == 0
    told = capsys.readouterr()
    assert told.err == f"{len(told.out.splitlines())} {kind}\n"
    assert told.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--list", "payment"], "did you mean payments?"),
        (["--uetr", "00000000-0000-4000-8000-00000000dead"], "nothing in this record names it"),
        (["--lei", "\udcff"], "--lei: no text: it has bytes that are no UTF-8"),
        (["--event", "\udcff"], "--event: no text"),
        (["--wallet", "\x1b[31m\x00" + "x" * 100_000], "no id or address of a customer"),
        (["--reconcile", "--currency", "EUR"], "--currency: --currency beside --reconcile"),
        (["--alarms", "--currency", "EUR"], "--currency beside --alarms: alarms are filtered by"),
        (["--detector", "cycle", "--since", "2024-06-03"], "--since beside --alarms"),
        (["--alarms", "--csv"], "--csv beside --alarms"),
        (["--hindsight", "--wallet", "nobody"], "--wallet beside --hindsight"),
        (["--score", "--uetr", "no-uuid"], "--uetr beside --score"),
        (["--score", "--alarms"], "--alarms and --score at once"),
        (["--hindsight", "--detector", "cycle"], "--alarms and --hindsight at once"),
        (["--index", "file"], "--index beside --reconcile"),
        (["--no-checkpoint", "--list", "acts"], "--no-checkpoint beside --list"),
        (["--list", "acts", "--csv", "--json"], "--json and --csv at once"),
        (["--from-block", "3"], "--from-block, --to-block: an option of a chain beside a results folder"),
        (["--deployment", "nowhere.json"], "--deployment: an option of a chain"),
        (["--list", "acts", "--events"], "--events beside --list acts"),
        (["--list", "events", "--index", "/proc/none/index"], "no index can be written"),
    ],
)
def test_audit__what_cannot_be_meant__is_one_line_and_exit_2(
    done: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert main(["audit", str(done), *arguments]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
    assert error.rstrip("\n").isprintable()


def test_audit__again__starts_from_its_checkpoint_and_says_the_same(
    done: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = []
    for options in ([], [], ["--no-checkpoint"]):
        assert main(["audit", str(done), "--json", *options]) == 0
        told.append(json.loads(capsys.readouterr().out))
    sources = [report.pop("storage") for report in told]
    assert told[0] == told[1] == told[2]
    assert sources[0] == sources[2] == f"replay of {told[0]['blocks']} blocks"
    assert sources[1].startswith(f"checkpoint at block {told[0]['blocks']}, proved by replay on ")
    assert (done.parent / "out.checkpoint.jsonl").is_file()
    monkeypatch.setenv("XDG_STATE_HOME", str(done.parent / "of-another-auditor"))
    assert main(["audit", str(done)]) == 0
    assert "out.checkpoint.jsonl was not used" in " ".join(capsys.readouterr().out.split())

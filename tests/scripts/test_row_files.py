"""A run on files of rows keeps them: its folder verifies, is gone on with after a kill, and can be run again alone."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from scripts.cli import main

TINY = (Path(__file__).parents[1] / "data" / "tiny.yaml").read_text(encoding="utf-8")
ROWS = """id,date,time,payer,payee,amount,currency,purpose
r-1,2024-06-03,08:30,wallet,oven,200.00,EUR,GDDS
r-2,2024-06-04,,wallet,oven,100.00,EUR,GDDS
"""


@pytest.fixture
def finished(tmp_path: Path) -> Path:
    """The folder of a run whose clients and payments stand in files, which are gone by now."""
    text = TINY[: TINY.index("  explicit:")] + "  file: mine/rows.csv\n" + TINY[TINY.index("loans:") :]
    text = text.replace("settled: 2, refused: {PayerInsufficientBalance: 1}", "settled: 2")
    text = text.replace("refused: {PayerInsufficientBalance: 1}", "refused: {}")
    own = tmp_path / "own"
    (own / "mine").mkdir(parents=True)
    (own / "s.yaml").write_text(text.replace("market_makers:\n", "clients_file: wallets.csv\nmarket_makers:\n"))
    (own / "mine" / "rows.csv").write_text(ROWS)
    (own / "wallets.csv").write_text("id,name,bank\nwallet,Wallet,sg-bank\n")
    assert main(["run", str(own / "s.yaml"), "--out", str(tmp_path / "out"), "--quiet"]) == 0
    shutil.rmtree(own)
    return tmp_path / "out"


def digest_of(folder: Path) -> str:
    digest: str = json.loads((folder / "run.json").read_text())["digest"]
    return digest


def test_run__on_files_of_rows__keeps_them_and_states_their_digests(finished: Path) -> None:
    kept = finished / "inputs"
    assert sorted(path.name for path in kept.iterdir()) == ["clients.csv", "payments.csv"]
    inputs = json.loads((finished / "run.json").read_text())["inputs"]
    assert {name: entry["file"] for name, entry in inputs.items()} == {
        "clients": "wallets.csv",
        "payments": "mine/rows.csv",
    }
    sums = (finished / "SHA256SUMS").read_text()
    for name, entry in inputs.items():
        assert f"{entry['sha256']}  inputs/{name}.csv\n" in sums
    assert main(["verify", str(finished), "--quiet"]) == 0


def test_run__of_the_folder_s_scenario__is_the_same_run_and_may_replace_it(finished: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    assert main(["run", str(finished / "scenario.yaml"), "--out", str(again), "--quiet"]) == 0
    assert digest_of(again) == digest_of(finished)
    arguments = ["run", str(again / "scenario.yaml"), "--out", str(finished), "--overwrite", "--quiet"]
    assert main(arguments) == 0


def test_resume__after_the_end_is_cut_off__is_the_same_run(finished: Path) -> None:
    digest = digest_of(finished)
    for name in ("SHA256SUMS", "summary.json", "run.json"):
        (finished / name).unlink()
    assert main(["resume", str(finished), "--quiet"]) == 0
    assert digest_of(finished) == digest
    assert main(["verify", str(finished), "--quiet"]) == 0


def test_verify__kept_rows_changed__is_found(finished: Path) -> None:
    path = finished / "inputs" / "payments.csv"
    path.write_text(path.read_text().replace("200.00", "300.00"))
    assert main(["verify", str(finished), "--quiet"]) == 1

"""Opens what is no results folder, or not a whole one, and reads the one line that comes back.

Trusts the small run for a folder that is whole.
Never leaves a file behind in what it opens.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from audit.run_folder import RunFolder
from audit.wording import utc_text
from chain.engines.base import ChainParameters
from chain.errors import InputError
from chain.journal import Journal


def test_open__whole_run__is_complete(copy: Path, story: Any) -> None:
    folder = RunFolder.open(copy)
    assert folder.complete
    assert folder.incomplete() is None
    assert folder.end() == (story.ledger.height, story.ledger.timestamp_s)
    assert folder.summary()["digest"] == story.ledger.digest.hex()
    assert folder.deployment() == story.deployment


def empty(path: Path) -> None:
    path.mkdir()


def text_journal(path: Path) -> None:
    path.mkdir()
    (path / "journal.sqlite").write_text("not a database, but long enough to look at " * 100)


def foreign_database(path: Path) -> None:
    path.mkdir()
    with closing(sqlite3.connect(path / "journal.sqlite")) as database:
        database.execute("CREATE TABLE meta (key TEXT, value TEXT)")
        database.execute("INSERT INTO meta VALUES ('format', 'corridor-journal/9')")
        database.commit()


def header_without_numbers(path: Path) -> None:
    path.mkdir()
    with closing(sqlite3.connect(path / "journal.sqlite")) as database:
        database.execute("CREATE TABLE meta (key TEXT, value TEXT)")
        rows = [("format", "corridor-journal/2"), ("chain_id", "one")]
        database.executemany("INSERT INTO meta VALUES (?, ?)", rows)
        database.commit()


def header_of_no_chain(path: Path) -> None:
    path.mkdir()
    Journal.create(path / "journal.sqlite", ChainParameters(-1, 0)).close()


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda path: None, "there is nothing of this name"),
        (lambda path: path.write_text("x"), "it is a file"),
        (empty, "there is no journal.sqlite in it"),
        (text_journal, "cannot be read as a journal"),
        (foreign_database, "a journal of format corridor-journal/9"),
        (header_without_numbers, "invalid literal for int"),
        (header_of_no_chain, "can't convert negative int"),
    ],
)
def test_open__no_results_folder__is_one_line(tmp_path: Path, make: Callable[[Path], object], why: str) -> None:
    path = tmp_path / "run \x1b[31m"
    make(path)
    with pytest.raises(InputError) as caught:
        RunFolder.open(path)
    line = str(caught.value)
    assert why in line
    assert line.startswith(f"{tmp_path}/run \\x1b[31m: not a results folder: ")
    assert "\n" not in line


def test_open__name_longer_than_a_path_can_be__is_one_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not a results folder") as caught:
        RunFolder.open(tmp_path / ("x" * 100_000))
    assert len(str(caught.value)) < 1_000


def test_incomplete__summary_missing__says_where_it_ended_and_how_to_go_on(copy: Path, story: Any) -> None:
    (copy / "summary.json").unlink()
    (copy / "scenario.yaml").write_text("name: small\n")
    folder = RunFolder.open(copy)
    error = folder.incomplete()
    assert not folder.complete
    assert error is not None
    assert error.what == "the run did not finish"
    assert f"ends at block {story.ledger.height}, {utc_text(story.ledger.timestamp_s)}" in error.why
    assert error.do == f"finish it: corridor resume {copy}"
    assert folder.deployment() == story.deployment  # what there is can still be audited


def test_incomplete__crash_before_the_deployment_was_written__says_so(copy: Path) -> None:
    (copy / "summary.json").unlink()
    (copy / "deployment.json").unlink()
    with pytest.raises(InputError, match=r"the run did not finish: .*corridor resume "):
        RunFolder.open(copy).deployment()


def test_incomplete__block_half_written__ends_at_the_last_whole_one(copy: Path, story: Any) -> None:
    (copy / "summary.json").unlink()
    with closing(sqlite3.connect(copy / "journal.sqlite", isolation_level=None)) as database:
        database.execute("DELETE FROM receipts WHERE height = 20")
    folder = RunFolder.open(copy)
    assert folder.end()[0] == 19
    assert "ends at block 19" in str(folder.incomplete())


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda raw: raw.update(format="x"), "Input should be 'corridor-deployment/2'"),
        (lambda raw: raw.pop("contracts"), "contracts"),
        (lambda raw: raw["contracts"].pop("FxBoard"), "no address of FxBoard"),
        (lambda raw: raw["contracts"].update(Backdoor="0x" + "11" * 20), "deployed from another build of Backdoor"),
        (lambda raw: raw["contracts"].update(FxBoard="0x12"), "'0x12' is no address"),
        (lambda raw: raw["deposits"].update(x=7), "Input should be a valid string"),
        (lambda raw: raw.update(deposits=[]), "Input should be an object"),
        (lambda raw: raw["exponents"].update(THB="2"), "Input should be a valid integer"),
        (lambda raw: raw["exponents"].update(THB=10**9), "a whole number from 0 to 4"),
        (lambda raw: raw["exponents"].pop("THB"), "not every currency has its money and its exponent"),
        (lambda raw: raw["deposit_currencies"].pop("th-bank-1"), "not every bank has its deposits and their currency"),
        (
            lambda raw: raw["rule_books"].update({"0x" + "11" * 20: "0x" + "22" * 20}),
            "not every rule book belongs to a",
        ),
        (lambda raw: raw["artifact_sha256"].update(FxBoard="00"), "the artifact's sha256 differs"),
    ],
)
def test_deployment__damaged_file__is_one_line(copy: Path, change: Callable[[Any], object], why: str) -> None:
    path = copy / "deployment.json"
    raw = json.loads(path.read_text())
    change(raw)
    path.write_text(json.dumps(raw))
    with pytest.raises(InputError) as caught:
        RunFolder.open(copy).deployment()
    assert why in str(caught.value)
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)


def test_deployment__of_a_whole_run__must_be_there(copy: Path) -> None:
    (copy / "deployment.json").unlink()
    with pytest.raises(InputError, match="not a deployment"):
        RunFolder.open(copy).deployment()


def test_open__and_audit__writes_nothing(copy: Path) -> None:
    before = {path.name: path.read_bytes() for path in copy.iterdir() if "-" not in path.name}
    folder = RunFolder.open(copy)
    folder.end()
    folder.deployment()
    folder.journal.close()
    assert {path.name: path.read_bytes() for path in copy.iterdir() if "-" not in path.name} == before

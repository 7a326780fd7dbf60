"""A run that was killed at any moment ends as if it never had been; damage further back is refused and named."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import killed
import pytest

from chain.journal import Journal
from scripts.cli import main

ROOT = Path(__file__).parents[2]
TINY = ROOT / "tests" / "data" / "tiny.yaml"
POINTS, DEEP_POINTS = 10, 67
DEEP = (TINY, ROOT / "tests" / "data" / "ruled.yaml", ROOT / "scenarios" / "quickstart.yaml")
ENGINE = ("--engine", "revm")


@dataclass(frozen=True)
class Whole:
    """A run that was never killed. folder; digest; moments: how many there are at which it can be killed."""

    folder: Path
    digest: str
    moments: int


def whole_run(scenario: Path, folder: Path) -> Whole:
    done = killed.run(scenario, folder, *ENGINE)
    assert done.returncode == 0, done.stderr
    return Whole(folder, digest_of(folder), int(done.stdout))


def digest_of(folder: Path) -> str:
    digest: str = json.loads((folder / "summary.json").read_text())["digest"]
    return digest


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """The tiny run, finished."""
    return whole_run(TINY, tmp_path_factory.mktemp("whole") / "out")


@pytest.fixture
def copy(whole: Whole, tmp_path: Path) -> Path:
    """A copy of the tiny run from which the end is missing: as if it had been killed before its summary."""
    folder = Path(shutil.copytree(whole.folder, tmp_path / "out"))
    for name in ("SHA256SUMS", "summary.json"):
        (folder / name).unlink()
    return folder


def points(whole: Whole, count: int) -> list[int]:
    """Moments drawn from a seed, the first and the last among them."""
    drawn = random.Random(20220815).sample(range(2, whole.moments), count - 2)
    return [1, *sorted(drawn), whole.moments]


def resume_after_kill(whole: Whole, scenario: Path, folder: Path, at: int) -> None:
    """Kills a run at a moment, resumes it, and compares it with the whole one."""
    assert killed.run(scenario, folder, *ENGINE, at=at).returncode == killed.KILLED
    if not folder.exists():  # killed before anything was begun: there is nothing to go on with
        assert main(["resume", str(folder)]) == 2
        return
    assert main(["resume", str(folder), "--quiet"]) == 0
    assert digest_of(folder) == whole.digest
    assert contents(folder) == contents(whole.folder)
    assert main(["verify", str(folder), "--quiet"]) == 0


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a run but the database, of which the blocks are compared by the digest."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in ("journal.sqlite", "SHA256SUMS")
    }


@pytest.mark.parametrize("number", range(POINTS))
def test_resume__killed_at_any_moment__ends_as_if_it_never_had_been(whole: Whole, tmp_path: Path, number: int) -> None:
    resume_after_kill(whole, TINY, tmp_path / "out", points(whole, POINTS)[number])


@pytest.mark.deep
@pytest.mark.parametrize("scenario", DEEP, ids=lambda path: path.stem)
def test_resume__killed_at_many_moments_of_three_scenarios__ends_as_if_it_never_had_been(
    scenario: Path, tmp_path: Path
) -> None:
    uncut = whole_run(scenario, tmp_path / "whole")
    for at in points(uncut, DEEP_POINTS):
        resume_after_kill(uncut, scenario, tmp_path / f"killed-{at}", at)
        shutil.rmtree(tmp_path / f"killed-{at}", ignore_errors=True)


def test_resume__killed_while_it_replaced_an_older_run__goes_on_beside_it(whole: Whole, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    shutil.copytree(whole.folder, folder)
    at = whole.moments // 2
    assert killed.run(TINY, folder, *ENGINE, "--overwrite", "--seed", "5", at=at).returncode == killed.KILLED
    assert digest_of(folder) == whole.digest
    assert main(["resume", str(folder), "--quiet"]) == 0
    assert digest_of(folder) != whole.digest
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]


def test_resume__torn_tail__is_dropped_and_reported(
    whole: Whole, copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(copy, "UPDATE blocks SET seals = x'' WHERE height = (SELECT max(height) FROM blocks)")
    assert main(["resume", str(copy), "--quiet"]) == 0
    assert "had no seals, and were dropped" in capsys.readouterr().err
    assert digest_of(copy) == whole.digest


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("UPDATE receipts SET gas_used = gas_used + 1 WHERE height = 7", "block 7 does not come out as recorded"),
        ("UPDATE blocks SET seals = zeroblob(65) WHERE height = 7", "block 7 does not come out as recorded"),
        ("UPDATE blocks SET header = x'00' WHERE height = 7", "block 7: 1 bytes that are no Corridor header"),
        ("UPDATE transactions SET raw = x'02c0' WHERE height = 7", "block 7 was recorded with other transactions"),
        ("DELETE FROM blocks WHERE height = 7", "block 7 is missing"),
    ],
)
def test_resume__damage_further_back__is_refused_with_the_block_named(
    copy: Path, capsys: pytest.CaptureFixture[str], statement: str, why: str
) -> None:
    spoil(copy, statement)
    assert main(["resume", str(copy), "--quiet"]) == 3
    error = capsys.readouterr().err
    assert why in error
    assert error.count("\n") == 1
    assert not (copy / "SHA256SUMS").exists()


def test_resume__disk_full__is_named_and_can_be_resumed(
    whole: Whole, copy: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(copy, *(f"DELETE FROM {table} WHERE height > 8" for table in ("blocks", "transactions", "receipts")))
    spoil(copy, "VACUUM")
    real = Journal._for_writing.__func__  # type: ignore[attr-defined]

    def nearly_full(kind: type[Journal], path: Path) -> Journal:
        journal: Journal = real(kind, path)
        (pages,) = journal._db.execute("PRAGMA page_count").fetchone()
        journal._db.execute(f"PRAGMA max_page_count = {pages}")  # SQLite's own stand-in for a full disk
        return journal

    with monkeypatch.context() as patched:
        patched.setattr(Journal, "_for_writing", classmethod(nearly_full))
        assert main(["resume", str(copy), "--quiet"]) == 3
    assert "(database or disk is full); what is recorded stays, and the run can be resumed" in capsys.readouterr().err
    assert main(["resume", str(copy), "--quiet"]) == 0
    assert digest_of(copy) == whole.digest


def test_resume__finished_run__is_left_alone(whole: Whole, capsys: pytest.CaptureFixture[str]) -> None:
    before = contents(whole.folder)
    assert main(["resume", str(whole.folder)]) == 0
    assert "finished already" in capsys.readouterr().out
    assert contents(whole.folder) == before


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda path: None, "there is nothing of this name"),
        (lambda path: path.write_text("x"), "it is a file"),
        (lambda path: path.mkdir(), "no journal"),
    ],
)
def test_resume__no_run__is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], make: Callable[[Path], object], why: str
) -> None:
    make(tmp_path / "out")
    assert main(["resume", str(tmp_path / "out")]) in (2, 3)
    error = capsys.readouterr().err
    assert why in error
    assert error.count("\n") == 1


def spoil(folder: Path, *statements: str) -> None:
    with closing(sqlite3.connect(folder / "journal.sqlite", isolation_level=None)) as database:
        for statement in statements:
            database.execute(statement)

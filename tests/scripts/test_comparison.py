"""A scenario with several ways: a folder with a run of each and a table beside them, whenever it is cut short."""

from __future__ import annotations

import csv
import json
import random
import shutil
from dataclasses import dataclass
from pathlib import Path

import killed
import pytest

from scripts.cli import main
from scripts.comparison import is_comparison
from scripts.run_scenario import as_text, passed, run_scenario

DATA = Path(__file__).parents[1] / "data"
SMALL = DATA / "interbank.yaml"
WAYS = ("gross", "queue", "offset", "best")
POINTS = 5


@dataclass(frozen=True)
class Whole:
    """A comparison that was never killed. folder; moments: how many there are at which it can be killed."""

    folder: Path
    moments: int


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    folder = tmp_path_factory.mktemp("whole") / "out"
    done = killed.run(SMALL, folder)
    assert done.returncode == 0, done.stderr
    return Whole(folder, int(done.stdout))


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a comparison but the databases and the tables, of which the manifests tell."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in ("journal.sqlite", "SHA256SUMS") and path.suffix != ".parquet"
    }


def test_run__comparison__holds_a_whole_run_of_each_way_and_the_table(whole: Whole) -> None:
    assert {path.name for path in whole.folder.iterdir()} == {
        *WAYS, "SHA256SUMS", "scenario.yaml", "summary.json", "comparison.csv",
    }  # fmt: skip
    summary = json.loads((whole.folder / "summary.json").read_text())
    assert passed(summary)
    assert tuple(summary["runs"]) == tuple(sorted(WAYS))
    for way in WAYS:
        own = json.loads((whole.folder / way / "summary.json").read_text())
        assert own == summary["runs"][way]
        assert own["variant"] == way
        assert main(["verify", str(whole.folder / way), "--quiet"]) == 0
    assert len({run["digest"] for run in summary["runs"].values()}) == 4


def test_run__comparison__table_says_what_each_way_says(whole: Whole) -> None:
    with (whole.folder / "comparison.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["variant"] for row in rows] == list(WAYS)
    for row in rows:
        run = json.loads((whole.folder / row["variant"] / "run.json").read_text())
        figures = run["interbank"]["currencies"]["SGD"]
        for key in ("settled", "unsettled_value_minor", "liquidity_used_minor", "credit_used_minor"):
            assert row[key] == str(figures[key])
        assert row["delay_value_weighted_p95_s"] == str(figures["delay"]["value_weighted_p95_s"])


def test_run__comparison_as_json__is_json_alone(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    main(["run", str(SMALL), "--out", str(tmp_path / "out"), "--json"])
    printed = capfd.readouterr().out
    assert printed == (tmp_path / "out" / "summary.json").read_text()


def test_run__comparison_for_people__shows_the_ways_side_by_side(
    whole: Whole, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", str(SMALL), "--out", str(tmp_path / "out")]) == 0
    lines = capsys.readouterr().out.splitlines()
    heading = next(line for line in lines if line.split() == list(WAYS))
    settled = next(line for line in lines if line.startswith("settled"))
    summary = json.loads((whole.folder / "summary.json").read_text())
    assert settled.split()[1:] == [str(row["settled"]) for row in summary["comparison"]]
    assert len(heading) <= 80
    assert lines[-1] == f"results in {tmp_path / 'out'}"


def test_run__one_way_fails__fails_the_comparison(whole: Whole) -> None:
    summary = json.loads((whole.folder / "summary.json").read_text())
    summary["runs"]["offset"]["conserved"] = False
    assert not passed(summary)


def test_run__over_an_older_comparison__replaces_it_and_nothing_of_anybody_elses(whole: Whole, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(whole.folder, tmp_path / "out"))
    run_scenario(SMALL, seed=6, out=folder, overwrite=True, quiet=True)
    assert json.loads((folder / "summary.json").read_text())["seed"] == 6
    (folder / "best" / "notes.txt").write_text("mine")
    assert main(["run", str(SMALL), "--out", str(folder), "--overwrite", "--quiet"]) == 2
    assert (folder / "best" / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("number", range(POINTS))
def test_resume__comparison_killed_at_any_moment__ends_as_if_it_never_had_been(
    whole: Whole, tmp_path: Path, number: int
) -> None:
    drawn = random.Random(20240603).sample(range(2, whole.moments), POINTS - 2)
    at = [1, *sorted(drawn), whole.moments][number]
    folder = tmp_path / "out"
    assert killed.run(SMALL, folder, at=at).returncode == killed.KILLED
    if not folder.exists():  # killed before anything was begun
        assert main(["resume", str(folder)]) == 2
        return
    assert is_comparison(folder)
    assert main(["resume", str(folder), "--quiet"]) == 0
    assert contents(folder) == contents(whole.folder)


def test_resume__finished_way_of_a_cut_comparison__is_not_run_again(
    whole: Whole, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Path(shutil.copytree(whole.folder, tmp_path / "out"))
    for name in ("SHA256SUMS", "summary.json", "comparison.csv", "best/SHA256SUMS", "best/summary.json"):
        (folder / name).unlink()
    before = {way: (folder / way / "summary.json").stat().st_mtime_ns for way in WAYS[:3]}
    assert main(["resume", str(folder), "--quiet"]) == 0
    assert "went on after 3 of 4 runs" in capsys.readouterr().err
    assert {way: (folder / way / "summary.json").stat().st_mtime_ns for way in WAYS[:3]} == before
    assert contents(folder) == contents(whole.folder)


def test_resume__one_way_alone__goes_on_as_that_way(whole: Whole, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(whole.folder / "offset", tmp_path / "offset"))
    for name in ("SHA256SUMS", "summary.json", "run.json"):
        (folder / name).unlink()
    assert main(["resume", str(folder), "--quiet"]) == 0
    own = json.loads((folder / "summary.json").read_text())
    assert as_text(own) == (whole.folder / "offset" / "summary.json").read_text()


@pytest.mark.parametrize("command", ["audit", "verify"])
def test_command_for_one_run__comparison__is_told_to_name_one_of_them(
    whole: Whole, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    assert main([command, str(whole.folder)]) == 2
    error = capsys.readouterr().err
    assert "it holds several runs; name one of them: best, gross, offset, queue" in error
    assert error.count("\n") == 1

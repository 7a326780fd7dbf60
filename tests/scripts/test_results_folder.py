"""The results folder: made in place, or swapped in one step."""

from __future__ import annotations

import ctypes
from pathlib import Path

import pytest

from chain.errors import InputError
from scripts.results_folder import ResultsFolder, exchange, write_atomically


def old_run(path: Path) -> Path:
    path.mkdir()
    (path / "journal.sqlite").write_text("old")
    return path


def test_exchange__two_folders__swap(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
        (tmp_path / name / "name").write_text(name)
    exchange(tmp_path / "a", tmp_path / "b")
    assert [(tmp_path / name / "name").read_text() for name in "ab"] == ["b", "a"]


def test_exchange__file_system_without_it__swaps_in_two_steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: object())
    test_exchange__two_folders__swap(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


def test_prepare__new_target__is_written_in_place(tmp_path: Path) -> None:
    folder = ResultsFolder.prepare(tmp_path / "deep" / "out", overwrite=False)
    assert folder.work == folder.target
    assert folder.work.is_dir()


def test_prepare__older_run__is_kept_until_the_end(tmp_path: Path) -> None:
    old = old_run(tmp_path / "out")
    folder = ResultsFolder.prepare(old, overwrite=True)
    (folder.work / "journal.sqlite").write_text("new")
    assert (old / "journal.sqlite").read_text() == "old"
    folder.finish()
    assert (old / "journal.sqlite").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_prepare__leftover_of_a_crash__is_cleared(tmp_path: Path) -> None:
    old_run(tmp_path / "out.partial")
    old = old_run(tmp_path / "out")
    assert not list(ResultsFolder.prepare(old, overwrite=True).work.iterdir())


def test_prepare__file_of_somebody_else_in_a_run__is_refused(tmp_path: Path) -> None:
    (old_run(tmp_path / "out") / "notes.txt").write_text("mine")
    with pytest.raises(InputError, match="not only that"):
        ResultsFolder.prepare(tmp_path / "out", overwrite=True)


def planted_table(run: Path, level: str, name: str) -> None:
    (run / level).mkdir()
    (run / level / name).write_text("rows")


@pytest.mark.parametrize("name", ["payments.parquet", "payments.parquet.draft"])
def test_prepare__table_at_its_level__is_of_the_run(tmp_path: Path, name: str) -> None:
    planted_table(old_run(tmp_path / "out"), "payment", name)
    assert ResultsFolder.prepare(tmp_path / "out", overwrite=True).work.name == "out.partial"


@pytest.mark.parametrize(
    ("level", "name"),
    [
        ("payment", "mine.parquet"),
        ("event", "payments.parquet"),
        ("payments", "payments.parquet"),
        (".", "positions.parquet"),
    ],
)
def test_prepare__file_that_is_no_table_of_its_level__is_refused(tmp_path: Path, level: str, name: str) -> None:
    run = old_run(tmp_path / "out")
    (run / level).mkdir(exist_ok=True)
    (run / level / name).write_text("rows")
    with pytest.raises(InputError, match="not only that"):
        ResultsFolder.prepare(run, overwrite=True)


def test_prepare__level_that_is_a_link__is_refused(tmp_path: Path) -> None:
    (tmp_path / "payment").mkdir()
    (old_run(tmp_path / "out") / "payment").symlink_to(tmp_path / "payment")
    with pytest.raises(InputError, match="not only that"):
        ResultsFolder.prepare(tmp_path / "out", overwrite=True)


def test_reopen__files_that_were_being_written__are_cleared(tmp_path: Path) -> None:
    run = old_run(tmp_path / "out")
    planted_table(run, "payment", "payments.parquet.draft")
    (run / "run.json.draft").write_text("half")
    ResultsFolder.reopen(run)
    assert [path.name for path in run.rglob("*") if path.is_file()] == ["journal.sqlite"]


def test_prepare__link_to_a_run__is_refused(tmp_path: Path) -> None:
    old_run(tmp_path / "real")
    (tmp_path / "out").symlink_to(tmp_path / "real")
    with pytest.raises(InputError, match="not a results folder"):
        ResultsFolder.prepare(tmp_path / "out", overwrite=True)


def test_write_atomically__file__is_whole_and_has_no_draft_beside_it(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a.json", "text")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a.json", "text")]


def test_prepare__run_with_its_tables_beside_it__is_replaced(tmp_path: Path) -> None:
    old = tmp_path / "out"
    old.mkdir()
    for name in ("journal.sqlite", "payments.parquet", "loans.parquet", "balances.parquet", "events.parquet"):
        (old / name).write_text("old")
    folder = ResultsFolder.prepare(old, overwrite=True)
    (folder.work / "journal.sqlite").write_text("new")
    folder.finish()
    assert [entry.name for entry in old.iterdir()] == ["journal.sqlite"]

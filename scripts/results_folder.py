"""The folder that a run leaves: made in place, or beside an older one that it then replaces in one step.

Trusts the file system's rename to be atomic.
Never removes what it did not recognise as a results folder, and never leaves half of one in the place of a whole.
"""

from __future__ import annotations

import ctypes
import os
import re
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from audit.manifest import MANIFEST
from chain.errors import InputError
from nodes.scenario.row_files import KEPT
from nodes.scenario.user_code import CODE
from nodes.tables.catalogue import TABLES
from nodes.tables.parquet import DRAFT

if TYPE_CHECKING:
    from nodes.scenario import Scenario

# All that a run or a deployment leaves, or left before tables stood in folders; one that was cut short may leave drafts
# and files of SQLite too.
_NAMES = re.compile(
    r"((summary|run|audit|deployment|comparison|designs)\.json|scenario\.yaml|travel_rule(_sealed)?\.jsonl|SHA256SUMS|journal\.sqlite"
    r"|(comparison|venues|pools|lending)\.csv"
    r"|(payments|loans|notices|balances|events|obligations|liquidity)\.parquet)(\.draft|-wal|-shm|-journal)*"
)
_TABLES = {table.file + end for table in TABLES for end in ("", DRAFT)}
_LEVELS = {table.level.value for table in TABLES}
CHAINLESS = "correspondent"
"""The folder of the one design that runs on no chain."""
_ROWS = re.compile(r"(clients|payments)\.(csv|parquet)")
_CODE = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*\.py")
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


@dataclass(frozen=True, slots=True)
class ResultsFolder:
    """target: where the results shall stand; work: where they are written, the same unless an older run is replaced."""

    target: Path
    work: Path

    @classmethod
    def prepare(cls, target: Path, overwrite: bool, fill: Callable[[Path], None] = lambda _: None) -> ResultsFolder:
        """Makes the folder to write to, with what `fill` puts into it; InputError when `target` is taken or cannot be.

        The folder appears under its name only once it is filled: whenever a run is cut short, it can be resumed.
        """
        taken = os.path.lexists(target)
        if taken and not overwrite:
            raise _refused(target, "it exists already", "add --overwrite to replace it, or name another with --out")
        if taken and not is_replaceable(target):
            raise _refused(
                target, "it is not a results folder, or not only that", "remove it yourself, or name another with --out"
            )
        work = _beside(target, "partial") if taken else target
        draft = _beside(work, "starting")
        try:
            _clear(draft)
            draft.mkdir(parents=True)
            fill(draft)
            if taken:
                _clear(work)
            draft.rename(work)
        except OSError as error:
            raise _refused(work, str(error.strerror or error), "name another with --out") from error
        return cls(target, work)

    @classmethod
    def reopen(cls, target: Path) -> ResultsFolder:
        """The folder in which a run to `target` was cut short: `target` itself, or the one beside it that shall
        replace it; InputError when there is none."""
        partial = _beside(target, "partial")
        work = partial if partial.is_dir() and not (partial / MANIFEST).is_file() else target
        if not work.is_dir():
            raise InputError(
                what="no run to resume",
                where=str(target),
                why="it is a file" if work.exists() else "there is nothing of this name",
                do="name a folder that `corridor run` began",
            )
        for draft in (*work.glob(f"*{DRAFT}"), *work.glob(f"*/*.parquet{DRAFT}")):  # files that were being written
            draft.unlink()
        return cls(target, work)

    def finish(self) -> None:
        """Puts what was written in its place."""
        if self.work != self.target:
            exchange(self.work, self.target)
            # By another name, or a resume would take what is left of the old run for one that was cut short.
            replaced = _beside(self.target, "replaced")
            _clear(replaced)
            self.work.rename(replaced)
            shutil.rmtree(replaced)


def is_replaceable(path: Path) -> bool:
    """Whether `path` is an empty folder or holds what a run leaves, or the runs of a comparison, and nothing else."""
    if path.is_symlink() or not path.is_dir():
        return False
    return all(_is_of_a_run(entry) or _is_run(entry) for entry in path.iterdir())


def _is_run(path: Path) -> bool:
    """Whether a folder inside another one is a run: it has a journal from its first moment on, or needs none."""
    if path.is_symlink() or not path.is_dir() or not ((path / "journal.sqlite").is_file() or path.name == CHAINLESS):
        return False
    return all(_is_of_a_run(entry) for entry in path.iterdir())


def _is_of_a_run(path: Path) -> bool:
    if path.name in _LEVELS and path.is_dir() and not path.is_symlink():
        return all(f"{path.name}/{entry.name}" in _TABLES and entry.is_file() for entry in path.iterdir())
    if path.name == KEPT and path.is_dir() and not path.is_symlink():
        return all(_is_input(entry) for entry in path.iterdir())
    return _NAMES.fullmatch(path.name) is not None and path.is_file()


def _is_input(path: Path) -> bool:
    """Whether something is a file of rows, or the folder of a scenario's code."""
    if path.name == CODE and path.is_dir() and not path.is_symlink():
        return all(_CODE.fullmatch(entry.name) and entry.is_file() for entry in path.iterdir())
    return _ROWS.fullmatch(path.name) is not None and path.is_file()


def exchange(a: Path, b: Path) -> None:
    """Swaps two folders in one step (renameat2 with RENAME_EXCHANGE), or in two where the file system cannot."""
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 is not None:
        done = renameat2(_AT_FDCWD, os.fsencode(a), _AT_FDCWD, os.fsencode(b), _RENAME_EXCHANGE)
        if done == 0:
            return
    aside = b.with_name(b.name + ".replaced")
    b.rename(aside)
    a.rename(b)
    aside.rename(a)


def write_atomically(path: Path, text: str | Iterable[str]) -> None:
    """Writes `text`, or its pieces as they come, so that the file is either whole or not there."""
    draft = path.with_name(path.name + DRAFT)
    with draft.open("w", encoding="utf-8") as file:
        file.writelines([text] if isinstance(text, str) else text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def keep_inputs(folder: Path, scenario: Scenario) -> None:
    """Copies the files of rows and code that a scenario names, so that it can be run again from the folder alone."""
    scenario.code.keep(folder)
    for file in scenario.rows.files(scenario):
        (folder / KEPT).mkdir(exist_ok=True)
        shutil.copyfile(file.path, folder / KEPT / f"{file.section}{file.path.suffix}")


def _beside(path: Path, what: str) -> Path:
    return path.with_name(f"{path.name}.{what}")


def _clear(path: Path) -> None:
    if path.exists():
        shutil.rmtree(path)


def _refused(path: Path, why: str, do: str) -> InputError:
    return InputError(what="no results folder can be made here", where=str(path), why=why, do=do)

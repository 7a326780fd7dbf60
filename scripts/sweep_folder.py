"""The folder of a sweep: its plan, a folder a run with the record of its completion, and at the end what they say.

Trusts the file system's rename to be atomic, and its locks to fall with the process that holds them.
Never counts a run as finished that has no whole record, and never mixes two sweeps.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chain.errors import InputError
from scripts.results_folder import keep_inputs, write_atomically
from scripts.run_scenario import as_text

if TYPE_CHECKING:
    from nodes.sweeps.plan import PlannedRun, SweepPlan

PLAN = "sweep.json"
RUNS = "runs"
RECORD = "record.json"
TABLE = "sweep.parquet"
INDICES = "indices.json"
PARTIAL = ".partial"
DONE, FAILED = "done", "failed"


@dataclass(frozen=True, slots=True)
class SweepFolder:
    """A sweep on disk. path: of its folder."""

    path: Path

    @classmethod
    def prepare(cls, path: Path, plan: SweepPlan) -> SweepFolder:
        """The folder of this plan, made where there is none. Raises `InputError` where something else stands there.

        It appears under its name only with the plan in it: whenever a sweep is cut short, it can be gone on with.
        """
        if is_sweep(path):
            _require_same(path, plan)
            return cls(path)
        if os.path.lexists(path):
            raise _refused(path, "no sweep can begin here", "it exists already and is no sweep", "another with --out")
        draft = path.with_name(f"{path.name}.starting")
        try:
            if draft.exists():
                shutil.rmtree(draft)
            (draft / RUNS).mkdir(parents=True)
            # So that a single run can be played again by `corridor run`.
            write_atomically(draft / "scenario.yaml", plan.scenario_text)
            keep_inputs(draft, plan.base())
            plan.user_code.keep(draft)
            write_atomically(draft / PLAN, as_text(plan.as_json()))
            draft.rename(path)
        except OSError as error:
            why = str(error.strerror or error)
            raise _refused(path, "no sweep can begin here", why, "another with --out") from error
        return cls(path)

    def plan(self, allow_code: bool = False) -> SweepPlan:
        """What `sweep.json` says. Raises `InputError` where it is damaged.

        allow_code: whether Python that the scenario names may run; it is asked anew whenever a folder is opened.
        """
        from nodes.sweeps.plan import SweepPlan

        try:
            plan = SweepPlan.from_json(json.loads((self.path / PLAN).read_text("utf-8")))
            return replace(plan, folder=self.path, allow_code=allow_code)
        except (ValueError, KeyError, TypeError) as error:
            raise _refused(self.path / PLAN, "no plan of a sweep", f"{error}", "the folder of a whole one") from error

    @property
    def runs(self) -> Path:
        """Where the folders of the runs stand."""
        return self.path / RUNS

    def of_run(self, run: PlannedRun) -> Path:
        """The folder of a run; it is there once the run is over."""
        return self.runs / run.id

    def record(self, run: PlannedRun) -> dict[str, Any] | None:
        """How a run ended; None while it has not."""
        try:
            record: dict[str, Any] = json.loads((self.of_run(run) / RECORD).read_text("utf-8"))
        except FileNotFoundError:
            return None
        return record

    def records(self, plan: SweepPlan) -> Iterator[tuple[PlannedRun, dict[str, Any]]]:
        """How each run that is over ended, in the plan's order."""
        for run in plan.runs():
            record = self.record(run)
            if record is not None:
                yield run, record

    def over(self) -> int:
        """How many runs are over, however they ended."""
        with os.scandir(self.runs) as entries:
            return sum(not entry.name.endswith(PARTIAL) for entry in entries)

    def clear_unfinished(self, plan: SweepPlan) -> None:
        """Removes what runs left that were cut short, and those that failed: they are run again."""
        for leftover in self.runs.glob(f"*{PARTIAL}"):
            shutil.rmtree(leftover)
        for run, record in self.records(plan):
            if record["state"] == FAILED:
                shutil.rmtree(self.of_run(run))

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Nobody else works on the sweep meanwhile. Raises `InputError` where somebody does."""
        with (self.path / PLAN).open() as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                what, why = "the sweep is running already", "another process works on it"
                raise InputError(what=what, where=str(self.path), why=why, do="wait for it, or end it") from None
            yield


def is_sweep(path: Path) -> bool:
    """Whether a folder is one of a sweep, finished or not."""
    return (path / PLAN).is_file()


def _require_same(path: Path, plan: SweepPlan) -> None:
    there, wanted = SweepFolder(path).plan().as_json(), plan.as_json()
    other = next((key for key in wanted if key != "versions" and there[key] != wanted[key]), None)
    if other is not None:
        are = "are" if other.endswith("s") else "is"
        raise _refused(path, "another sweep stands here", f"its {other} {are} not the same", "another with --out")


def _refused(path: Path, what: str, why: str, name: str) -> InputError:
    return InputError(what=what, where=str(path), why=why, do=f"name {name}")

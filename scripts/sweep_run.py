"""One run of a sweep, in the process that calls: from the plan on disk to a record of its completion on disk.

Trusts the plan alone: the same plan, point and seed give the same digest in any process on any machine.
Never leaves a record before everything else of the run is there, and never lets one run's failure end another.
"""

from __future__ import annotations

import os
import shutil
import socket
import time
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chain.errors import ChainFault, InputError
from scripts.run_scenario import Executor, as_text, begin, go_on, join_summary
from scripts.sweep_folder import DONE, FAILED, PARTIAL, RECORD, SweepFolder

if TYPE_CHECKING:
    from nodes.scenario import Scenario
    from nodes.sweeps.plan import SweepPlan

RECORD_SCHEMA_VERSION = 1
KEPT = "results"
"""The results folder of a run, where all of it is kept."""


def execute(path: str, point: int, seed: int, keep: bool, allow_code: bool = False) -> None:
    """Runs one point with one seed, and leaves its folder; does nothing where it is there already.

    path: of the sweep's folder; keep: whether the run's whole results folder stays, journal and tables included;
    allow_code: whether Python that the scenario names may run.
    """
    from nodes.sweeps.plan import PlannedRun

    folder, run = SweepFolder(Path(path)), PlannedRun(point, seed)
    if folder.of_run(run).exists():
        return
    # Two machines may be given the same run, where the first one was taken for lost.
    draft = folder.runs / f"{run.id}.{socket.gethostname()}-{os.getpid()}{PARTIAL}"
    draft.mkdir()
    plan, started = _plan(path, allow_code), time.monotonic()
    record: dict[str, Any] = {"schema_version": RECORD_SCHEMA_VERSION, "point": point, "seed": seed}
    record |= _outcome(plan, run.point, run.seed, draft, keep)
    record["elapsed_s"] = round(time.monotonic() - started, 3)
    (draft / RECORD).write_text(as_text(record), encoding="utf-8")
    try:
        draft.rename(folder.of_run(run))
    except OSError:
        if not folder.of_run(run).exists():
            raise
        shutil.rmtree(draft)


@lru_cache(maxsize=1)
def _plan(path: str, allow_code: bool) -> SweepPlan:
    return SweepFolder(Path(path)).plan(allow_code)


def _outcome(plan: SweepPlan, point: int, seed: int, draft: Path, keep: bool) -> dict[str, Any]:
    """State, digest, measures and error of a run; whatever goes wrong in it is its error."""
    from nodes.sweeps.measures import measures_of
    from nodes.sweeps.plan import PlannedRun

    try:
        scenario = plan.scenario_of(PlannedRun(point, seed))
        summary = kept(scenario, plan.engine, draft / KEPT) if keep else in_memory(scenario, plan.engine)
    except Exception as error:
        return {"state": FAILED, "digest": None, "measures": {}, "error": _line(error)}
    (draft / "summary.json").write_text(as_text(summary), encoding="utf-8")
    wrong = _wrong(summary)
    state = FAILED if wrong else DONE
    return {"state": state, "digest": summary["digest"], "measures": measures_of(summary), "error": wrong}


def in_memory(scenario: Scenario, engine: str) -> dict[str, Any]:
    """Runs a scenario without a journal on disk, audits it, and returns its summary."""
    from audit.report import audit_record
    from nodes.simulation import Simulation
    from scripts.detectors import detector_of
    from scripts.native_output import stdout_to_ourselves

    simulation = Simulation(scenario, engine, detector=detector_of(scenario))
    with stdout_to_ourselves():
        run = simulation.run()
    network = simulation.network
    audit = audit_record(network.ledger.journal, network.deployment, network.ledger)
    network.ledger.journal.close()
    return join_summary(run, audit.as_json())


def kept(scenario: Scenario, engine: str, target: Path) -> dict[str, Any]:
    """The same with a whole results folder, as `corridor run` leaves it."""
    from scripts.results_folder import ResultsFolder

    folder = ResultsFolder.prepare(target, False, lambda draft: begin(draft, scenario, engine))
    return go_on(folder, scenario, Executor(engine), quiet=True)


def _wrong(summary: dict[str, Any]) -> str | None:
    """Why a run that came to its end counts as failed; what the scenario expects of its own values does not matter."""
    wrong = [name for name in ("conserved", "reconciled") if not summary[name]]
    return f"not {' and not '.join(wrong)}: {summary['findings']} findings" if wrong else None


def _line(error: Exception) -> str:
    text = (str(error).splitlines() or [""])[0]
    return text if isinstance(error, InputError | ChainFault) else f"{type(error).__name__}: {text}"

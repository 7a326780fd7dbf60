"""Runs a scenario at many points of its parameters, with the same seeds at each, and says what they make of it.

Trusts each run's own record on the disk: from it alone comes what is finished, what is left and what it came to.
Never runs a finished run again, and never lets a failed one end the others.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chain.engines import DEFAULT
from chain.errors import InputError
from scripts.sweep_backends import Execution, run_all
from scripts.sweep_folder import DONE, INDICES, TABLE, SweepFolder

if TYPE_CHECKING:
    from nodes.sweeps.plan import PlannedRun, SweepPlan

RUNS_UNASKED = 1_000
"""More runs than this want `--yes`."""
_LIBRARIES = ("corridor", "SALib", "numpy", "scipy")


@dataclass(frozen=True, slots=True)
class Request:
    """What a sweep is asked for. parameters: as `--param` has them; settings: the same at each point, as `--set`;
    seeds: how many; seed: the first, None for the scenario's; allow_code: whether Python that it names may run."""

    scenario: Path
    parameters: Sequence[str]
    seeds: int = 1
    seed: int | None = None
    design: str = "grid"
    samples: int | None = None
    settings: Sequence[str] = ()
    engine: str = DEFAULT
    allow_code: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a sweep came to. failed: the runs that did, each with its error."""

    folder: Path
    plan: SweepPlan
    indices: dict[str, Any]
    failed: dict[PlannedRun, str]

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "folder": str(self.folder),
            "scenario": self.plan.scenario,
            "failed": [
                {
                    "point": run.point,
                    "seed": run.seed,
                    "error": why,
                    "replay": replay_command(self.folder, self.plan, run),
                }
                for run, why in self.failed.items()
            ],
            "indices": self.indices,
        }


def plan_of(request: Request) -> SweepPlan:
    """The plan of a sweep, its points drawn. Raises `InputError` for whatever is wrong with the request."""
    from nodes.scenario import SEED_MAX, Scenario
    from nodes.scenario.text import read_text
    from nodes.scenario.user_code import UserCode
    from nodes.sweeps.designs import check_design, draw_points
    from nodes.sweeps.parameters import Written, typed
    from nodes.sweeps.plan import WITHOUT_EXPECTATIONS, SweepPlan

    written = [Written.read(text) for text in request.parameters]
    check_design(request.design, written, request.samples)
    _check_engine(request.engine)
    text, source = read_text(request.scenario), str(request.scenario)
    always = (WITHOUT_EXPECTATIONS, *request.settings)
    folder = request.scenario.parent
    load = partial(Scenario.parse, text, source, request.seed, folder=folder, allow_code=request.allow_code)
    scenario = load(always)
    _check_ways(request.scenario, scenario)
    files = dict(scenario.code.files)

    def accepts(setting: str) -> InputError | None:
        try:
            files.update(load((*always, setting)).code.files)
        except InputError as error:
            return error
        return None

    parameters = tuple(typed(parameter, accepts) for parameter in written)
    if request.seeds < 1 or scenario.seed + request.seeds - 1 > SEED_MAX:
        why = f"they are counted up from {scenario.seed}, one or more of them, to {SEED_MAX} at most"
        raise InputError(what="number of seeds", where=f"--seeds {request.seeds}", why=why, do="take another number")
    return SweepPlan(
        scenario=scenario.name,
        scenario_text=text,
        settings=tuple(request.settings),
        engine=request.engine,
        design=request.design,
        samples=request.samples,
        parameters=parameters,
        points=draw_points(request.design, parameters, request.samples, scenario.seed),
        seeds=tuple(range(scenario.seed, scenario.seed + request.seeds)),
        versions={name: version(name) for name in _LIBRARIES},
        code=UserCode(files=files).fingerprint(),
        folder=folder,
        allow_code=request.allow_code,
        user_code=UserCode(files=files),
    )


def require_few(plan: SweepPlan, is_agreed: bool) -> None:
    """Raises `InputError` where there are many runs and nobody has agreed to them."""
    runs = len(plan.points) * len(plan.seeds)
    if runs > RUNS_UNASKED and not is_agreed:
        why = f"{len(plan.points):,} points with {len(plan.seeds):,} seeds are more than {RUNS_UNASKED:,} runs"
        raise InputError(what=f"{runs:,} runs", where="corridor sweep", why=why, do="add --yes, or take fewer")


def run_sweep(target: Path, plan: SweepPlan, execution: Execution, quiet: bool) -> Outcome:
    """Runs what is left of a sweep in the folder `target`, which it makes where there is none."""
    execution.check()
    return _go_on(SweepFolder.prepare(target, plan), plan, execution, quiet)


def resume_sweep(target: Path, execution: Execution, quiet: bool) -> Outcome | None:
    """Finishes a sweep that was cut short; None where it is finished."""
    from audit.manifest import MANIFEST

    execution.check()
    folder = SweepFolder(target)
    if (target / MANIFEST).is_file():
        return None
    plan = folder.plan(execution.allow_code)
    plan.base()  # so that code without leave, or another than it began with, is one line and not one a run
    return _go_on(folder, plan, execution, quiet)


def replay_command(folder: Path, plan: SweepPlan, run: PlannedRun) -> str:
    """The one command that plays a run again by itself."""
    settings = [part for setting in plan.settings_of(run.point) for part in ("--set", setting)]
    engine = [] if plan.engine == DEFAULT else ["--engine", plan.engine]
    code = ["--allow-code"] if plan.code else []
    own = ["--seed", str(run.seed), *settings, *engine, *code, "--out", str(folder / "replays" / run.id)]
    return shlex.join(["corridor", "run", str(folder / "scenario.yaml"), *own])


def _go_on(folder: SweepFolder, plan: SweepPlan, execution: Execution, quiet: bool) -> Outcome:
    from scripts.sweep_progress import progress_of

    with folder.locked():
        folder.clear_unfinished(plan)
        left = [run for run in plan.runs() if folder.record(run) is None]
        with progress_of(folder, plan, left, execution.at_a_time, quiet):
            if left:
                run_all(str(folder.path.resolve()), left, execution)
        return _conclude(folder, plan)


def _conclude(folder: SweepFolder, plan: SweepPlan) -> Outcome:
    """Writes the table and the indices of what is finished; the manifest only where everything is."""
    from audit.manifest import MANIFEST, manifest_of
    from nodes.sweeps.indices import indices_of
    from nodes.sweeps.table import write_table
    from scripts.results_folder import write_atomically
    from scripts.run_scenario import as_text

    records = dict(folder.records(plan))
    failed = {run: str(record["error"]) for run, record in records.items() if record["state"] != DONE}
    done = {run: record for run, record in records.items() if record["state"] == DONE}
    indices = indices_of(plan, {run: record["measures"] for run, record in done.items()})
    write_table(folder.path / TABLE, plan, done)
    write_atomically(folder.path / INDICES, as_text(indices))
    if not failed:
        write_atomically(folder.path / MANIFEST, manifest_of(folder.path))
    return Outcome(folder.path, plan, indices, failed)


def _check_engine(engine: str) -> None:
    from chain.engines import require_network

    if engine == "rpc":
        why = "each run needs a chain of its own"
        raise InputError(what="no engine for a sweep", where="--engine rpc", why=why, do="take revm or pyevm")
    require_network(engine, None)


def _check_ways(path: Path, scenario: Any) -> None:
    if scenario.compare:
        what, why = "several ways", f"it compares {', '.join(way.id for way in scenario.compare)}"
        do = "add --set compare=[] and the sections of one way, such as --set settlement.mode=gross"
        raise InputError(what=what, where=f"{path} compare", why=why, do=do)

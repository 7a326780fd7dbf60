"""The command `corridor sweep`: its options, and what is printed of what came of it.

Trusts `scripts.sweep` to do the work.
Never imports a room before it is needed, so that `corridor --help` answers at once.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scripts.faults import CheckFailed
from scripts.options import AllowCode, Json, Quiet, ScenarioFile, Settings

if TYPE_CHECKING:
    from scripts.sweep import Outcome
    from scripts.sweep_backends import Execution


def sweep(
    scenario: ScenarioFile,
    param: Annotated[
        list[str] | None,
        typer.Option(help="What to vary: LOW:HIGH:N or a,b,c; LOW:HIGH if drawn.", metavar="KEY.PATH=VALUES"),
    ] = None,
    seeds: Annotated[int, typer.Option(help="Seeds at each point, the same ones, counted up from the first.")] = 1,
    seed: Annotated[int | None, typer.Option(help="First seed, and that of the design; else the scenario's.")] = None,
    design: Annotated[str, typer.Option(help="grid, lhs, sobol or morris.")] = "grid",
    samples: Annotated[int | None, typer.Option(help="Samples of a drawn design; trajectories of morris.")] = None,
    settings: Settings = None,
    out: Annotated[Path | None, typer.Option(help="Folder; runs/sweep-<scenario>-<seed> without one.")] = None,
    jobs: Annotated[int | None, typer.Option(min=1, help="Runs at a time; one a core without it.")] = None,
    backend: Annotated[str, typer.Option(help="loky: processes here; ray: a Ray cluster.")] = "loky",
    address: Annotated[str | None, typer.Option(help="Address of the Ray cluster; without it one is started.")] = None,
    engine: Annotated[str, typer.Option(help="EVM that executes: revm or pyevm.")] = "revm",
    keep: Annotated[bool, typer.Option("--keep", help="Keep each run's whole results folder.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Agree to more than 1,000 runs.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be run, and run nothing.")] = False,
    allow_code: AllowCode = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Run a scenario at many points of its parameters, with the same seeds at each.

    On a folder in which the same sweep was cut short, it goes on; finished runs are not run again.
    """
    from scripts.run_scenario import as_text
    from scripts.sweep import Request, plan_of, require_few, run_sweep
    from scripts.sweep_backends import Execution

    execution = Execution(backend, jobs, address, keep, allow_code)
    execution.check()
    request = Request(scenario, param or (), seeds, seed, design, samples, settings or (), engine, allow_code)
    plan = plan_of(request)
    if dry_run:
        runs = (
            f"{len(plan.points) * len(plan.seeds):,} runs: {len(plan.points):,} points with {len(plan.seeds):,} seeds"
        )
        sys.stdout.write(as_text(plan.as_json()) if as_json else f"{runs}; nothing was run\n")
        return
    require_few(plan, yes)
    target = out or Path("runs") / f"sweep-{plan.scenario}-{plan.seeds[0]}"
    conclude(run_sweep(target, plan, execution, quiet or as_json), as_json=as_json, quiet=quiet)


def resume(folder: Path, execution: Execution, *, as_json: bool, quiet: bool) -> None:
    """What `corridor resume` does with the folder of a sweep."""
    from scripts.sweep import resume_sweep

    outcome = resume_sweep(folder, execution, quiet or as_json)
    if outcome is None:
        typer.echo(f"{folder}: the sweep is finished already")
    else:
        conclude(outcome, as_json=as_json, quiet=quiet)


def conclude(outcome: Outcome, *, as_json: bool, quiet: bool) -> None:
    """Prints what became of a sweep; raises CheckFailed where a run failed, each on a line with its command."""
    from scripts.run_scenario import as_text
    from scripts.sweep import replay_command

    if as_json:
        sys.stdout.write(as_text(outcome.as_json()))
    elif not quiet:
        from scripts.sweep_tables import show_outcome

        show_outcome(outcome)
    for run, why in outcome.failed.items():
        command = replay_command(outcome.folder, outcome.plan, run)
        sys.stderr.write(f"error: point {run.point}, seed {run.seed}: {why}; replay it: {command}\n")
    if outcome.failed:
        raise CheckFailed

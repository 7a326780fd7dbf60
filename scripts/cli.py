"""The command `corridor`: one sub-command a job.

Trusts the scripts to do the jobs.
Never imports a room before a command needs it, so that `corridor --help` answers at once.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from scripts import (
    audit_command,
    case_command,
    export_command,
    loan_commands,
    scenario_commands,
    sweep_command,
    trace_command,
)
from scripts.conclusion import conclude
from scripts.faults import BAD_INPUT, guarded
from scripts.options import (
    AllowCode,
    Engine,
    FromBlock,
    Json,
    Out,
    Overwrite,
    Quiet,
    Record,
    RecordDeployment,
    RecordRpc,
    RpcUrl,
    ScenarioFile,
    Seed,
    Settings,
    ToBlock,
    Workers,
)

app = typer.Typer(
    name="corridor",
    help="A permissioned settlement network in a box: run scenarios, audit what they leave, deploy the contracts.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@dataclass(slots=True)
class _Settings:
    debug: bool = False


settings = _Settings()


@app.callback()
def common(
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks.")] = False,
) -> None:
    """What every command understands."""
    settings.debug = debug


@app.command()
def run(
    scenario: ScenarioFile,
    seed: Seed = None,
    settings_: Settings = None,
    out: Out = None,
    overwrite: Overwrite = False,
    engine: Engine = "revm",
    rpc_url: RpcUrl = None,
    workers: Workers = 0,
    allow_code: AllowCode = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Run a scenario, audit it, and leave a results folder."""
    from scripts.run_scenario import run_scenario

    started = time.monotonic()
    folder, summary = run_scenario(
        scenario,
        seed=seed,
        settings=settings_ or (),
        out=out,
        overwrite=overwrite,
        engine=engine,
        rpc_url=rpc_url,
        workers=workers,
        allow_code=allow_code,
        quiet=quiet or as_json,
    )
    conclude(folder, summary, started, as_json=as_json, quiet=quiet)


@app.command()
def compare(
    scenario: ScenarioFile,
    designs: Annotated[
        str | None,
        typer.Option(help="Which: correspondent, dns, rtgs, rtgs+lsm, pvp; all that fit without it.", metavar="A,B,…"),
    ] = None,
    seed: Seed = None,
    settings_: Settings = None,
    out: Annotated[Path | None, typer.Option(help="Results folder; runs/<scenario>-<seed>-designs without it.")] = None,
    overwrite: Overwrite = False,
    engine: Engine = "revm",
    rpc_url: RpcUrl = None,
    workers: Workers = 0,
    allow_code: AllowCode = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Put the payments of a scenario through several designs of settlement, side by side."""
    from scripts.compare import compare_designs
    from scripts.run_scenario import Executor

    started = time.monotonic()
    folder, summary = compare_designs(
        scenario,
        None if designs is None else tuple(designs.split(",")),
        seed=seed,
        settings=settings_ or (),
        out=out,
        overwrite=overwrite,
        executor=Executor(engine, rpc_url, workers, allow_code),
        quiet=quiet or as_json,
    )
    conclude(folder, summary, started, as_json=as_json, quiet=quiet)


@app.command()
def resume(
    folder: Annotated[Path, typer.Argument(help="Results folder of a run that was cut short.", metavar="DIR")],
    rpc_url: RpcUrl = None,
    workers: Workers = 0,
    allow_code: AllowCode = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Finish a run or a sweep that was cut short, as if it never had been."""
    from scripts.run_scenario import resume_run
    from scripts.sweep_folder import is_sweep

    if is_sweep(folder):
        from scripts.sweep_backends import Execution

        sweep_command.resume(folder, Execution(allow_code=allow_code), as_json=as_json, quiet=quiet)
        return
    started = time.monotonic()
    resumed = resume_run(folder, rpc_url=rpc_url, workers=workers, allow_code=allow_code, quiet=quiet or as_json)
    if resumed is None:
        typer.echo(f"{folder}: the run is finished already")
        return
    summary, how = resumed
    sys.stderr.write(f"{folder}: {how}\n")
    conclude(folder, summary, started, as_json=as_json, quiet=quiet)


app.command()(sweep_command.sweep)
app.add_typer(loan_commands.app, name="loan")
app.add_typer(export_command.app, name="export")
app.add_typer(case_command.app, name="case")


@app.command()
def verify(
    folder: Record = None,
    replay: Annotated[bool, typer.Option("--replay", help="Execute it again on the EVM that did not run it.")] = False,
    workers: Annotated[int, typer.Option(help="Processes that check; as many as there are cores without it.")] = 0,
    rpc: RecordRpc = None,
    deployment: RecordDeployment = None,
    from_block: FromBlock = 1,
    to_block: ToBlock = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Check the hash chain, every seal and signature, both roots and the files of a run; of a chain what it has."""
    import os

    from scripts.audit_source import Named
    from scripts.verify_run import verify_record

    named = Named(folder, rpc, deployment, from_block, to_block)
    verify_record(named, replay=replay, workers=workers or os.cpu_count() or 1, as_json=as_json, quiet=quiet)


for command in (scenario_commands.validate, scenario_commands.init, scenario_commands.schema):
    app.command()(command)


@app.command("compile")
def compile_() -> None:
    """Rebuild artifacts, typed clients and, in a checkout, the reference from the Solidity sources."""
    from chain.bindings import write_bindings
    from chain.compiler import write_artifacts
    from chain.reference import write_reference

    for changed in (*write_artifacts(), *write_bindings(), *write_reference()):
        typer.echo(f"changed: {changed}")
    typer.echo("artifacts, clients and reference are up to date")


@app.command()
def deploy(
    scenario: ScenarioFile,
    seed: Seed = None,
    settings_: Settings = None,
    out: Out = None,
    overwrite: Overwrite = False,
    engine: Engine = "revm",
    rpc_url: RpcUrl = None,
    allow_code: AllowCode = False,
) -> None:
    """Put a scenario's network on a fresh chain, and no more."""
    from scripts.deploy import deploy_scenario

    folder, deployment = deploy_scenario(
        scenario,
        seed=seed,
        settings=settings_ or (),
        out=out,
        overwrite=overwrite,
        engine=engine,
        rpc_url=rpc_url,
        allow_code=allow_code,
    )
    for address, name in deployment.contract_names.items():
        typer.echo(f"{address}  {name}")
    typer.echo(f"deployment in {folder}")


app.command()(audit_command.audit)
app.command()(trace_command.trace)


@app.command()
def report(
    folder: Annotated[
        Path | None, typer.Argument(help="Results folder of a finished run, comparison or sweep.", metavar="DIR")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="File to write; DIR.html beside the folder without it.")] = None,
    lang: Annotated[str, typer.Option(help="Language that it opens in: en or zh; the page has both.")] = "en",
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace an existing file.")] = False,
    audit_: Annotated[bool, typer.Option("--audit", help="The auditor's periodic report, and its JSON.")] = False,
    rpc: RecordRpc = None,
    deployment: RecordDeployment = None,
    from_block: FromBlock = 1,
    to_block: ToBlock = None,
) -> None:
    """Write one HTML file that shows what a folder holds, and loads nothing; with --audit also of a chain."""
    from scripts.audit_report import report_audit, report_folder
    from scripts.audit_source import Named

    named = Named(folder, rpc, deployment, from_block, to_block)
    write = report_audit if audit_ else report_folder
    write(named, out=out, language=lang, overwrite=overwrite)


@app.command()
def net(
    file: Annotated[Path, typer.Argument(help="Queue of payments and balances (JSON).", metavar="FILE")],
    algorithm: Annotated[
        str, typer.Option(help="fifo-rtgs, bilateral-offset, cycles, eaf2, exact or best.", metavar="NAME")
    ] = "best",
    as_json: Json = False,
) -> None:
    """Settle what one algorithm can of a queue, without a chain."""
    from scripts.net import net_file

    net_file(file, algorithm, as_json=as_json)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line; returns the exit code."""
    from typer.exceptions import TyperException

    given = list(sys.argv[1:] if arguments is None else arguments) or ["--help"]
    try:
        return guarded(lambda: app(given, prog_name="corridor", standalone_mode=False), debug="--debug" in given)
    except TyperException as error:
        wording = getattr(error, "format_message", error.__str__)
        sys.stderr.write(f"error: corridor {' '.join(given[:1])}: {wording()}; see `corridor --help`\n")
        return BAD_INPUT
    except typer.Exit as stop:
        return stop.exit_code


if __name__ == "__main__":
    sys.exit(main())

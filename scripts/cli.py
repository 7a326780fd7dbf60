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
from typing import Annotated, Any

import typer

from scripts.faults import BAD_INPUT, CheckFailed, guarded

app = typer.Typer(
    name="corridor",
    help="A permissioned settlement network in a box: run scenarios, audit what they leave, deploy the contracts.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

ScenarioFile = Annotated[Path, typer.Argument(help="Scenario file (YAML).", metavar="SCENARIO")]
Seed = Annotated[int | None, typer.Option(help="Draw everything from this seed instead of the scenario's.")]
Out = Annotated[Path | None, typer.Option(help="Results folder; runs/<scenario>-<seed> where none is given.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace an existing results folder in one step.")]
Engine = Annotated[str, typer.Option(help="EVM that executes: revm, pyevm, or rpc for another network.")]
RpcUrl = Annotated[str | None, typer.Option(help="Address or IPC path of the network that engine rpc runs on.")]
Workers = Annotated[int, typer.Option(min=0, help="Processes beside this one that recover senders; for large runs.")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", help="Replace one value of the scenario; may be repeated.", metavar="KEY.PATH=VALUE"),
]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print nothing but problems.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


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
        quiet=quiet or as_json,
    )
    _conclude(folder, summary, started, as_json=as_json, quiet=quiet)


def _conclude(folder: Path, summary: dict[str, Any], started: float, *, as_json: bool, quiet: bool) -> None:
    """Prints what became of a run; raises CheckFailed where it is not as it must be."""
    from scripts.run_scenario import as_text, passed

    if as_json:
        sys.stdout.write(as_text(summary))
    elif not quiet:
        _show(folder, summary, started)
    if not passed(summary):
        sys.stderr.write(f"error: {folder}: the run is not as it must be; see expectations and findings there\n")
        raise CheckFailed


def _show(folder: Path, summary: dict[str, Any], started: float) -> None:
    import json

    from scripts.console import show_comparison, show_run

    if "runs" in summary:
        show_comparison(folder, summary, time.monotonic() - started)
        return
    show_run(folder, summary, json.loads((folder / "run.json").read_text()), time.monotonic() - started)


@app.command()
def resume(
    folder: Annotated[Path, typer.Argument(help="Results folder of a run that was cut short.", metavar="DIR")],
    rpc_url: RpcUrl = None,
    workers: Workers = 0,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Finish a run that was cut short, as if it never had been."""
    from scripts.run_scenario import resume_run

    started = time.monotonic()
    resumed = resume_run(folder, rpc_url=rpc_url, workers=workers, quiet=quiet or as_json)
    if resumed is None:
        typer.echo(f"{folder}: the run is finished already")
        return
    summary, how = resumed
    sys.stderr.write(f"{folder}: {how}\n")
    _conclude(folder, summary, started, as_json=as_json, quiet=quiet)


@app.command()
def verify(
    folder: Annotated[Path, typer.Argument(help="Results folder of a run.", metavar="DIR")],
    replay: Annotated[bool, typer.Option("--replay", help="Execute it again on the EVM that did not run it.")] = False,
    workers: Annotated[int, typer.Option(help="Processes that check; as many as there are cores without it.")] = 0,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Check the hash chain, every seal and signature, both roots and the files of a run."""
    import os

    from scripts.verify_run import verify_run

    verify_run(folder, replay=replay, workers=workers or os.cpu_count() or 1, as_json=as_json, quiet=quiet)


@app.command()
def validate(scenario: ScenarioFile, seed: Seed = None, settings_: Settings = None) -> None:
    """Check a scenario; every mistake is one line with its place."""
    from nodes.scenario import Scenario
    from scripts.console import inventory

    typer.echo(f"{scenario}: valid: {inventory(Scenario.load(scenario, seed, settings_ or ()))}")


@app.command()
def init(
    name: Annotated[str, typer.Argument(help="Name of the scenario: small letters, digits, hyphens.", metavar="NAME")],
    folder: Annotated[Path, typer.Option("--in", help="Folder to write to.", metavar="DIR")] = Path("."),
) -> None:
    """Write a commented scenario to begin with, and the schema for editors."""
    from scripts.init import write_starter

    path, schema = write_starter(name, folder)
    typer.echo(f"{path}\n{schema}\nnow: corridor run {path}")


@app.command()
def schema(
    markdown: Annotated[bool, typer.Option("--markdown", help="Print the keys as a page for people instead.")] = False,
) -> None:
    """Print the JSON Schema of scenario files, for editors."""
    from nodes.scenario import Scenario
    from nodes.scenario.reference import reference_page
    from scripts.run_scenario import as_text

    content = Scenario.json_schema()
    sys.stdout.write(reference_page(content) if markdown else as_text(content))


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
    )
    for address, name in deployment.contract_names.items():
        typer.echo(f"{address}  {name}")
    typer.echo(f"deployment in {folder}")


@app.command()
def audit(
    folder: Annotated[Path, typer.Argument(help="Results folder of a run.", metavar="DIR")],
    events: Annotated[bool, typer.Option("--events", help="List events; implied by any filter.")] = False,
    event: Annotated[list[str] | None, typer.Option(help="Only events of this name; may be repeated.")] = None,
    participant: Annotated[str | None, typer.Option(help="Only events that name this id, address or LEI.")] = None,
    uetr: Annotated[str | None, typer.Option(help="Only events of this payment.")] = None,
    currency: Annotated[str | None, typer.Option(help="Only events in this currency (ISO 4217).")] = None,
    code: Annotated[str | None, typer.Option(help="Only refusals with this code's name.")] = None,
    contract: Annotated[str | None, typer.Option(help="Only events of this contract, like HKD.hk-bank-1.")] = None,
    since: Annotated[str | None, typer.Option(help="Only from this date or UTC time on.")] = None,
    until: Annotated[str | None, typer.Option(help="Only to this date or UTC time, included.")] = None,
    blocks: Annotated[str | None, typer.Option(help="Only of these blocks: 10..20, 10.., ..20 or 10.")] = None,
    as_json: Json = False,
) -> None:
    """Rebuild a run's ledger from events and compare; or list events.

    Without a filter: executes the journal again, rebuilds every balance from the events alone and compares it with
    storage. With a filter or --events: lists the events that match.
    """
    from scripts.audit_run import list_run_events, reconcile_run

    chosen: dict[str, Any] = {
        "events": tuple(event or ()),
        "participant": participant,
        "uetr": uetr,
        "currency": currency,
        "code": code,
        "contract": contract,
        "since": since,
        "until": until,
        "blocks": blocks,
    }
    if events or any(chosen.values()):
        list_run_events(folder, chosen, as_json)
    else:
        reconcile_run(folder, as_json)


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


loan = typer.Typer(help="Cash flows of one loan by the ACTUS standard, and year fractions.", rich_markup_mode=None)
app.add_typer(loan, name="loan")


@loan.command("schedule")
def loan_schedule(
    terms: Annotated[Path, typer.Option(help="The contract's ACTUS terms (JSON).", metavar="TERMS")],
    observed: Annotated[Path | None, typer.Option(help="What the market showed (JSON).", metavar="OBSERVED")] = None,
    to: Annotated[str | None, typer.Option(help="Only events up to this date or time, included.")] = None,
    as_json: Json = False,
) -> None:
    """List the events of a PAM, LAM, NAM or ANN contract."""
    from scripts.loan import print_schedule

    print_schedule(terms, observed, to, as_json)


@loan.command("yearfraction")
def loan_yearfraction(
    convention: Annotated[str, typer.Option(help="Day count convention: A/360, ACT_360, 30E360, …")],
    start: Annotated[str, typer.Option(help="First date.")],
    end: Annotated[str, typer.Option(help="Last date.")],
    maturity: Annotated[str | None, typer.Option(help="Maturity; it matters to 30E/360 ISDA only.")] = None,
) -> None:
    """Print the part of a year between two dates."""
    from scripts.loan import fraction_of_year

    typer.echo(fraction_of_year(convention, start, end, maturity))


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

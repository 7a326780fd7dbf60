"""What a run shows on the terminal: a progress bar while it works, a short table at the end.

Trusts the summary for the figures.
Never prints a figure that is not in the results folder.
"""

from __future__ import annotations

import datetime
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from scripts.alarm_tables import alarm_tables
from scripts.interbank_tables import comparison_tables, gridlock_table, interbank_tables
from scripts.lending_tables import lending_tables, loan_tables, portfolio_table
from scripts.measure_tables import measure_tables
from scripts.run_notes import show_notes
from scripts.run_scenario import passed
from scripts.tables import columned_table
from scripts.venue_tables import run_tables, venue_tables

if TYPE_CHECKING:
    from nodes.scenario import Scenario

_SUMS = ("issued_minor", "redeemed_minor", "held_minor")
_FILE_WIDTH = 110


@contextmanager
def progress(scenario: Scenario, quiet: bool) -> Iterator[Callable[[datetime.date, int, int], None]]:
    """A progress bar over the days of a scenario, on stderr; the context yields what moves it."""
    days = (scenario.end - scenario.start).days + 1
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("days"),
        TextColumn("{task.fields[payments]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=quiet) as bar:
        task = bar.add_task(scenario.name, total=days, payments="opening the network")

        def advance(day: datetime.date, done: int, planned: int) -> None:
            bar.update(task, advance=1, payments=f"{done}/{planned} payments")

        yield advance


def inventory(scenario: Scenario) -> str:
    """What a scenario holds, counted; what few have is named where it is there."""
    world, drawn = scenario.world(), scenario.interbank.generated
    runs = sum(entry.count for entry in scenario.typologies if entry.kind == "loan_and_run")
    always = {
        "jurisdictions": len(world.jurisdictions),
        "banks": len(world.banks),
        "clients": len(world.clients),
        "market makers": len(world.market_makers),
        "loans": len(world.loans) + (scenario.lending.count if scenario.lending else 0) + runs,
    }
    beside = {
        "pools": len(world.venues.pools),
        "obligations": len(world.obligations) + (drawn.count if drawn else 0),
        "gridlock cases": len(world.gridlocks),
        "rate indices": len(world.rate_indices),
        "variants": len(scenario.compare),
    }
    counts = always | {what: count for what, count in beside.items() if count}
    return ", ".join(f"{count} {what}" for what, count in counts.items())


@contextmanager
def replaying(blocks: int) -> Iterator[Callable[[int, int], None]]:
    """A progress bar over the blocks of a journal, on stderr; the context yields what moves it."""
    with _over_blocks("executing the journal again", blocks, quiet=False) as advance:
        yield advance


@contextmanager
def checking(blocks: int, *, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """The same for a verification."""
    with _over_blocks("verifying", blocks, quiet=quiet) as advance:
        yield advance


@contextmanager
def _over_blocks(what: str, blocks: int, *, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TextColumn("blocks"))
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=quiet) as bar:
        task = bar.add_task("", total=blocks)
        yield lambda height, _: bar.update(task, completed=height)


def show_run(folder: Path, summary: dict[str, Any], run: dict[str, Any], seconds: float) -> None:
    """The short table at the end of a run."""
    console = stdout()
    console.print(f"[bold]{summary['scenario']}[/bold]  seed {summary['seed']}  engine {summary['engine']}")
    console.print(_figures(summary, seconds))
    tables = [
        _corridors(run["corridors"]),
        _refusals(summary["refusals"]),
        *loan_tables(summary["loans"]["by_id"]),
        *lending_tables(summary["lending"]),
        _consensus(summary["consensus"]),
        *run_tables(summary["venues"]),
        *interbank_tables(summary["interbank"]),
        gridlock_table(summary["gridlocks"]),
        *measure_tables(summary["measures"]),
        *alarm_tables(summary["measures"]),
        conservation_table(summary["conservation"]),
    ]
    for table in (table for table in tables if table.row_count):
        console.print()
        console.print(table)
    console.print()
    show_notes(console, summary)
    console.print(Text(f"run digest {summary['digest']}"), soft_wrap=True)
    console.print(Text(f"results in {folder}"), soft_wrap=True)


def show_comparison(folder: Path, summary: dict[str, Any], seconds: float) -> None:
    """What each way of a comparison came to, side by side."""
    console = stdout()
    runs = summary["runs"]
    console.print(f"[bold]{summary['scenario']}[/bold]  seed {summary['seed']}  engine {summary['engine']}")
    for row in {
        row["variant"]: row for row in (*summary["comparison"], *summary["venues"], *summary["lending"])
    }.values():
        console.print(Text(f"{row['variant']}: {row['title']}"), soft_wrap=True)
    tables = [*comparison_tables(summary["comparison"]), *venue_tables(summary["venues"], summary["pools"])]
    tables += [portfolio_table(summary["lending"])]
    for table in (table for table in tables if table.row_count):
        console.print()
        console.print(table)
    console.print()
    blocks, transactions = (sum(run[key] for run in runs.values()) for key in ("blocks", "transactions"))
    console.print(f"{len(runs)} runs: {blocks} blocks, {transactions} transactions, {seconds:.1f} s of work")
    for name, run in runs.items():
        verdict = "[green]yes[/green]" if passed(run) else f"[red]NO, {run['findings']} findings[/red]"
        console.print(Text.assemble(f"{name}: conserved, reconciled, as expected  ", Text.from_markup(verdict)))
        console.print(Text(f"{name}: run digest {run['digest']}"), soft_wrap=True)
    console.print(Text(f"results in {folder}"), soft_wrap=True)


def stdout() -> Console:
    """The terminal as wide as it is; a file or pipe wide enough for every table."""
    return Console(highlight=False, width=None if sys.stdout.isatty() else _FILE_WIDTH)


def _figures(summary: dict[str, Any], seconds: float) -> Table:
    payments, finality = summary["payments"], summary["time_to_finality"]
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_row("payments settled", f"{payments['settled']}")
    table.add_row("payments refused", f"{payments['refused']} on the chain, {payments['kept_off']} kept off it")
    table.add_row("sent without preflight", f"{payments['without_preflight']} of {payments['planned']}")
    table.add_row("value", f"USD {_major(payments['value_usd_minor'], 2)}")
    if finality["count"]:
        table.add_row(
            "time to finality",
            f"mean {finality['latency_ms_mean'] / 1000:.1f} s, p95 {finality['latency_ms_p95'] / 1000:.1f} s,"
            f" max {finality['latency_ms_max'] / 1000:.1f} s (simulated)",
        )
    table.add_row(
        "chain", f"{summary['blocks']} blocks, {summary['transactions']} transactions, {seconds:.1f} s of work"
    )
    verdict = "[green]yes[/green]" if summary["reconciled"] else f"[red]NO, {summary['findings']} findings[/red]"
    table.add_row("rebuilt from events equals storage", verdict)
    return table


def _corridors(corridors: list[dict[str, Any]]) -> Table:
    table = columned_table("Value by corridor", left=("from", "to"), right=("payments", "USD"))
    for row in corridors:
        table.add_row(row["from"], row["to"], str(row["count"]), _major(row["value_usd_minor"], 2))
    return table


def _refusals(refusals: list[dict[str, Any]]) -> Table:
    title, left = "Refusals by rule, code and party", ("rule", "code", "ISO", "party")
    table = columned_table(title, left=left, right=("on chain", "kept off"), names="fold")
    for row in refusals:
        party = row["party"]
        if row["party_role"] == "unknown":
            party = f"{party[:6]}…{party[-4:]}"
        table.add_row(row["rule"], row["code"], row["iso_code"], party, str(row["on_chain"]), str(row["kept_off"]))
    return table


def _consensus(consensus: dict[str, Any]) -> Table:
    """What each planned event cost, and all that nothing disturbed; no rows where nothing was planned."""
    rounds = f"{consensus['round_changed']} of {consensus['blocks']} blocks changed rounds"
    lies = f"lies found out: {len(consensus['equivocations'])}"
    title = f"Finality by {consensus['validators']} validators: {rounds}, {consensus['stalled']} stalled, {lies}"
    table = columned_table(
        title, left=("event", ""), right=("blocks", "p50", "max", "payments", "p50", "max"), names="fold"
    )
    rows = [("undisturbed", "", {key: consensus[key]["undisturbed"] for key in ("block_finality", "settlement")})]
    rows += [(event["id"], event["kind"], event) for event in consensus["events"]]
    for name, kind, row in rows if consensus["is_stated"] else []:
        table.add_row(name, kind, *_latency(row["block_finality"]), *_latency(row["settlement"]))
    return table


def _latency(summary: dict[str, int]) -> tuple[str, str, str]:
    if not summary["count"]:
        return "0", "", ""
    p50, most = (f"{summary[key] / 1000:,.2f} s" for key in ("latency_ms_p50", "latency_ms_max"))
    return str(summary["count"]), p50, most


def conservation_table(conservation: dict[str, Any]) -> Table:
    from finance.money import currency, format_minor

    title = "Conservation, read from storage: issued − redeemed = held = supply"
    table = columned_table(title, left=("", "money"), right=("issued", "redeemed", "held", "holds"))
    for code, book in sorted(conservation.items()):
        deposits = list(book["deposits"].values())
        total = {key: sum(item[key] for item in deposits) for key in _SUMS}
        total["ok"] = all(item["ok"] for item in deposits)
        for label, item in (("central bank", book["central_bank_money"]), (f"{len(deposits)} banks", total)):
            amounts = [format_minor(item[key], currency(code)) for key in _SUMS]
            table.add_row(code, label, *amounts, "[green]yes[/green]" if item["ok"] else "[red]NO[/red]")
    return table


def _major(amount_minor: int, exponent: int) -> str:
    return f"{amount_minor // 10**exponent:,}.{amount_minor % 10**exponent:0{exponent}d}"

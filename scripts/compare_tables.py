"""Tables of a comparison of designs: side by side, principal at risk by pair, swings, sources, reference points.

Trusts the summary for the figures.
Never prints a figure that is not in the results folder, nor a reference point beside payments of another size.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from scripts.console import stdout
from scripts.run_scenario import passed
from scripts.tables import columned_table

Design = dict[str, Any]
_SWINGS_SHOWN = 8
_DAY_S = 86_400


def show_designs(folder: Path, summary: dict[str, Any], seconds: float) -> None:
    """What each design came to, side by side, and all that has to be said with it."""
    console = stdout()
    console.print(f"[bold]{summary['scenario']}[/bold]  seed {summary['seed']}  engine {summary['engine']}")
    for design in summary["designs"]:
        row = f"{design['design']}: {design['title']}; {design['mode']}; currencies linked: {design['fx_link']}"
        console.print(Text(f"{row}; ledger: {design['ledger']}"), soft_wrap=True)
    for table in (table for table in tables_of(summary) if table.row_count):
        console.print()
        console.print(table)
    console.print()
    _say(console, summary)
    for name, run in summary["runs"].items():
        verdict = "[green]yes[/green]" if passed(run) else f"[red]NO, {run['findings']} findings[/red]"
        console.print(Text.assemble(f"{name}: conserved, reconciled  ", Text.from_markup(verdict)))
    for design in summary["designs"]:
        console.print(Text(f"{design['design']}: digest {design['digest']}"), soft_wrap=True)
    console.print(f"{len(summary['designs'])} designs, {seconds:.1f} s of work")
    console.print(Text(f"results in {folder}"), soft_wrap=True)


def tables_of(summary: dict[str, Any]) -> Iterator[Table]:
    """All tables of a comparison; some may have no rows."""
    yield side_by_side(summary["designs"])
    yield _pairs(summary["designs"])
    yield _remittances(summary)
    yield _swings(summary["tornado"])
    yield _sources(summary["figures"])


def side_by_side(designs: list[Design]) -> Table:
    """The designs as columns."""
    names = [design["design"] for design in designs]
    table = columned_table("Designs, amounts in USD", left=("",), right=names, names="ellipsis")
    for label, shown in _ROWS:
        table.add_row(label, *(shown(design) for design in designs))
    return table


def _time(key: str) -> Callable[[Design], str]:
    return lambda design: duration(design["time_to_finality"].get(f"{key}_s"))


def _cost(key: str) -> Callable[[Design], str]:
    return lambda design: str(design["cost"].get(f"{key}_bps", ""))


def _held(kind: str) -> Callable[[Design], str]:
    return lambda design: dollars(design["prefunding"]["by_kind"][kind]["held_usd_minor"])


_ROWS: tuple[tuple[str, Callable[[Design], str]], ...] = (
    ("payments", lambda design: f"{design['payments']:,}"),
    ("settled", lambda design: f"{design['settled']:,}"),
    ("unsettled at end of day", lambda design: f"{design['unsettled_at_end_of_day']:,}"),
    ("  value", lambda design: dollars(design["unsettled_at_end_of_day_usd_minor"])),
    ("time to finality, mean", _time("mean")),
    ("  p50", _time("p50")),
    ("  p95", _time("p95")),
    ("  longest", _time("max")),
    ("cost to the customer, bp", _cost("mean")),
    ("  95 % of value below", _cost("p95")),
    ("  in all", lambda design: dollars(design["cost"].get("usd_minor"))),
    ("settled in every design", lambda design: f"{design['settled_in_every_design']['payments']:,}"),
    ("  cost of these, bp", lambda design: str(design["settled_in_every_design"]["cost"].get("mean_bps", ""))),
    (
        "  mean time of these",
        lambda design: duration(design["settled_in_every_design"]["time_to_finality"].get("mean_s")),
    ),
    ("prefunding held", lambda design: dollars(design["prefunding"]["held_usd_minor"])),
    ("  trapped in nostros", _held("nostros")),
    ("  makers' inventory", _held("inventory")),
    ("  banks' reserves", _held("reserves")),
    ("  used at the most", lambda design: dollars(design["prefunding"]["used_usd_minor"])),
    ("  never used", lambda design: dollars(design["prefunding"]["idle_usd_minor"])),
    ("  its price, as held", lambda design: dollars(design["carry_usd_minor"])),
    ("  its price, as used", lambda design: dollars(design["carry_used_usd_minor"])),
    ("operating, assumed", lambda design: dollars(design["operating_usd_minor"])),
    ("principal at risk, most", lambda design: dollars(design["principal_at_risk"]["max_usd_minor"])),
    ("  value × time, USD·days", lambda design: _dollar_days(design["principal_at_risk"])),
    ("  longest", lambda design: duration(design["principal_at_risk"]["longest_s"])),
)


def duration(seconds: int | None) -> str:
    """Days, hours, minutes, seconds; empty for none."""
    if seconds is None:
        return ""
    days, rest = divmod(seconds, _DAY_S)
    clock = f"{rest // 3600}:{rest // 60 % 60:02}:{rest % 60:02}"
    return f"{days}d {clock}" if days else clock


def dollars(cents: int | None) -> str:
    """To the dollar, so that five designs fit side by side; the file has every digit."""
    if cents is None:
        return ""
    return f"{cents // 100:,}" if cents >= 0 else f"-{-cents // 100:,}"


def _dollar_days(measure: dict[str, Any]) -> str:
    return dollars(measure["usd_minor_seconds"] // _DAY_S)


def _pairs(designs: list[Design]) -> Table:
    title = "Principal at risk by currency pair, USD: at the most, and value × time in USD·days"
    table = columned_table(title, left=("paid / not yet received",), right=[d["design"] for d in designs], names="fold")
    risks = [design["principal_at_risk"]["by_pair"] for design in designs]
    for pair in sorted({pair for risk in risks for pair in risk}):
        cells = (risk.get(pair) for risk in risks)
        table.add_row(pair, *("0" if c is None else f"{dollars(c['max_usd_minor'])} {_dollar_days(c)}" for c in cells))
    return table


def _remittances(summary: dict[str, Any]) -> Table:
    """What payments of about USD 200 cost, and what others measured for such."""
    title = "Payments of USD 150 to 250, beside published figures for USD 200"
    table = columned_table(title, left=("",), right=("payments", "cost, %", "mean time"), names="fold")
    for row in summary["remittances"]:
        bps = row["cost"].get("mean_bps")
        percent = "" if bps is None else str(_percent(bps))
        table.add_row(
            row["design"], str(row["cost"]["count"]), percent, duration(row["time_to_finality"].get("mean_s"))
        )
    for reference in summary["references"]:
        table.add_row(f"{reference['what']} ({reference['source']})", "", reference["percent"], "")
    return table


def _percent(bps: str) -> str:
    from decimal import Decimal

    return str((Decimal(bps) / 100).quantize(Decimal("0.01")))


def _swings(rows: list[dict[str, Any]]) -> Table:
    title = "Correspondent banking: what each assumption carries, swung alone from low to high"
    right = ("low", "high", "cost, bp", "mean time", "banks, USD")
    table = columned_table(title, left=("figure",), right=right, names="fold")
    for row in rows[:_SWINGS_SHOWN]:
        cost = f"{row['cost_bps_low']} … {row['cost_bps_high']}"
        time = f"{duration(row['time_s_low'])} … {duration(row['time_s_high'])}"
        banks = f"{dollars(row['banks_usd_minor_low'])} … {dollars(row['banks_usd_minor_high'])}"
        table.add_row(row["figure"], f"{row['low']:,}", f"{row['high']:,}", cost, time, banks)
    return table


def _sources(figures: list[dict[str, Any]]) -> Table:
    table = columned_table("Figures, and who says so", left=("figure",), right=("value", "low", "high"), names="fold")
    table.add_column("source")
    for row in figures:
        table.add_row(row["figure"], *(f"{row[key]:,}" for key in ("value", "low", "high")), row["source"])
    return table


def _say(console: Console, summary: dict[str, Any]) -> None:
    if summary["accounts_are_derived"]:
        console.print(Text("Who keeps accounts with whom is derived: an assumption."), soft_wrap=True)
    for sentence in summary["fairness"]:
        console.print(Text(sentence), soft_wrap=True)

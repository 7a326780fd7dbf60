"""What an audit and a verification show on the terminal: the verdict, every finding, the rows that a filter left.

Trusts the auditor to have escaped what comes from a record.
Never shows a figure of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from scripts.console import conservation_table, stdout

_PLACE = ("time", "block", "tx", "log", "event", "contract")
_SHOWN = {
    "payments": (
        *("at", "height", "uetr", "status", "payer_id", "payer_currency", "cost_minor", "payee_id"),
        *("payee_currency", "amount_minor", "corridor", "refusal", "party_id", "original_uetr", "reason"),
    ),
    "transfers": ("at", "height", "money", "payer_id", "payee_id", "currency", "amount_minor", "reference"),
    "acts": ("at", "height", "act", "name", "contract_id", "actor_id", "authority", "reason", "fields"),
}
"""List -> what of it a terminal shows; --json has every column."""


def show_audit(name: str, audit: dict[str, Any], findings: list[str], storage: str) -> None:
    """The verdict on a record, and every finding on a line. storage: how the equality with it was had."""
    console = stdout()
    console.print(Text(f"{name}: {audit['blocks']} blocks, {audit['transactions']} transactions"), soft_wrap=True)
    table = Table(show_header=False, box=None, pad_edge=False)
    payments, loans = audit["payments"], audit["loans"]
    table.add_row("payments", f"{payments['settled']} settled, {payments['refused']} refused")
    table.add_row("loans", ", ".join(f"{loans[key]} {key}" for key in ("active", "closed", "late", "defaulted")))
    for kind, counts in audit.get("settlements", {}).items():
        table.add_row(kind.replace("_", " "), ", ".join(f"{number} {state}" for state, number in counts.items()))
    table.add_row("events", ", ".join(f"{name} {number}" for name, number in sorted(audit["events"].items())))
    if audit["reconciled"]:
        table.add_row("rebuilt from events equals storage", "[green]yes[/green]")
    else:
        table.add_row("the whole check holds", _refuted(findings))
    table.add_row("storage comes from", Text(storage))
    if "record" in audit:
        table.add_row("the record", Text(audit["record"]))
    console.print(table)
    console.print(conservation_table(audit["conservation"]))
    for finding in findings:
        console.print(Text(finding, style="red"), soft_wrap=True)
    console.print(Text(f"run digest {audit['digest']}"), soft_wrap=True)


def show_range(name: str, report: dict[str, Any], findings: list[str]) -> None:
    """What a range of blocks comes to that does not begin at the deployment."""
    console, blocks, balances = stdout(), report["blocks"], report["balances"]
    console.print(Text(f"{name}: blocks {blocks['first']} to {blocks['last']}, {report['transactions']} transactions"))
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_row("balances that moved", str(len(balances)))
    table.add_row("opening balances", f"UNPROVED: {len(balances)} by calls at block {blocks['first'] - 1}")
    table.add_row("roles, rules, limits, loans", "not compared: the range does not begin at the deployment")
    verdict = "[green]yes[/green]" if report["reconciled"] else _refuted(findings)
    table.add_row("opening and events equal storage", verdict)
    table.add_row("storage comes from", report["storage"])
    table.add_row("the record", Text(report["record"]))
    console.print(table)
    for finding in findings:
        console.print(Text(finding, style="red"), soft_wrap=True)


def show_verification(path: Path, content: dict[str, Any], findings: list[str]) -> None:
    """What was checked, the verdict, and every finding on a line."""
    console = stdout()
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_row("hash chain", f"{content['blocks']} blocks")
    table.add_row("signatures", f"{content['transactions']} of transactions, {content['seals']} seals")
    differing = sum(finding["rule"] == "folder-manifest" for finding in content["findings"])
    files = f"[red]{differing} NOT as in the manifest[/red]" if differing else "as in the manifest"
    table.add_row("files", files if content["complete"] else "no manifest: the run was cut short")
    if content["replayed_on"] is not None:
        table.add_row("executed again", f"on {content['replayed_on']}")
    verdict = "[green]yes[/green]" if content["holds"] else _refuted(findings)
    table.add_row("the record holds", verdict)
    console.print(Text(f"{path}"), soft_wrap=True)
    console.print(table)
    for finding in findings:
        console.print(Text(finding, style="red"), soft_wrap=True)
    console.print(Text(f"genesis digest {content['genesis_digest']}"), soft_wrap=True)
    console.print(Text(f"run digest {content['digest']}"), soft_wrap=True)


def show_chain_verification(url: str, content: dict[str, Any], findings: list[str]) -> None:
    """The same of a chain that others run."""
    console = stdout()
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_row("hash chain and roots", f"{content['blocks']} blocks")
    table.add_row("signatures", f"{content['transactions']} of transactions; no seals: the chain is not Corridor's own")
    table.add_row("the record", Text(content["record"]))
    verdict = "[green]yes[/green]" if content["holds"] else _refuted(findings)
    table.add_row("the record holds", verdict)
    console.print(Text(url), soft_wrap=True)
    console.print(table)
    for finding in findings:
        console.print(Text(finding, style="red"), soft_wrap=True)


def _refuted(findings: list[str]) -> str:
    return f"[red]NO, {len(findings)} {'finding' if len(findings) == 1 else 'findings'}[/red]"


def show_events(rows: Iterable[dict[str, Any]]) -> None:
    """Events one a line: time, block, event, contract, then what it says."""
    console = stdout()
    shown = 0
    for row in rows:
        shown += 1
        place = f"{row['time']}  block {row['block']:>5}  "
        rest = (f"{name}={value}" for name, value in row.items() if name not in _PLACE and not name.endswith("_minor"))
        console.print(
            Text.assemble(place, (row["event"], "bold"), f"  {row['contract']}  ", "  ".join(rest)), soft_wrap=True
        )
    Console(stderr=True, highlight=False).print(f"{shown} events")


def show_rows(rows: Iterable[dict[str, Any]], kind: str) -> None:
    """Payments, transfers or acts one a line: what is there, under its name; what is empty is left out."""
    console, shown = stdout(), 0
    for row in rows:
        shown += 1
        said = ((name, row[name]) for name in _SHOWN[kind])
        line = "  ".join(f"{name}={value}" for name, value in said if value not in (None, "") and name != "at")
        console.print(Text(f"{row['at']}  {line}"), soft_wrap=True)
    Console(stderr=True, highlight=False).print(f"{shown} {kind}")

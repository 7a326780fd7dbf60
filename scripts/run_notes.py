"""What a run shows below its tables: the shocks that hit it, why it ended early, and what it was expected to be.

Trusts the summary for what happened.
Never lets a text of the scenario be taken for markup.
"""

from __future__ import annotations

import datetime
from typing import Any

from rich.console import Console
from rich.text import Text


def show_notes(console: Console, summary: dict[str, Any]) -> None:
    """A line for each shock, for an early end, and for each expectation."""
    for shock in summary["shocks"]:
        line = f"shock {shock['id']}, {_utc(shock['at_s'])} UTC: {shock['effect']}"
        console.print(Text(line), soft_wrap=True)
    if summary["stop"] is not None:
        console.print(Text(_early_end(summary["stop"])), soft_wrap=True)
    for item in summary["expectations"]:
        mark = "[green]as expected[/green]" if item["ok"] else f"[red]NOT as expected ({item['expected']})[/red]"
        console.print(Text(f"{item['subject']}: {item['found']}  "), Text.from_markup(mark), sep="", soft_wrap=True)


def _early_end(stop: dict[str, Any]) -> str:
    found = "" if stop["condition"] == "at" else f", found {stop['found']}"
    return f"ended early, {_utc(stop['at_s'])} UTC: stop.{stop['condition']} is {stop['stated']}{found}"


def _utc(at_s: int) -> str:
    return f"{datetime.datetime.fromtimestamp(at_s, datetime.UTC):%Y-%m-%d %H:%M}"

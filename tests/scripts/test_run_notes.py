"""The lines below the tables of a run: shocks, an early end, expectations; a text of the scenario is never markup."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from scripts.run_notes import show_notes

AT_S = 1_717_489_800  # 2024-06-04 08:30 UTC
EMPTY: dict[str, Any] = {"shocks": [], "stop": None, "expectations": []}


def shown(**notes: Any) -> str:
    console = Console(file=StringIO(), width=200)
    show_notes(console, EMPTY | notes)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def test_notes__nothing_happened__are_no_lines() -> None:
    assert shown() == ""


@pytest.mark.parametrize(
    ("condition", "stated", "found", "line"),
    [
        ("defaults", "1", "2", "stop.defaults is 1, found 2"),
        ("at", "2024-06-04 08:30 UTC", "2024-06-04 08:30 UTC", "stop.at is 2024-06-04 08:30 UTC"),
    ],
)
def test_notes__early_end__says_which_condition(condition: str, stated: str, found: str, line: str) -> None:
    stop = {"condition": condition, "stated": stated, "found": found, "at_s": AT_S}
    assert shown(stop=stop) == f"ended early, 2024-06-04 08:30 UTC: {line}\n"


def test_notes__markup_in_a_shock_or_subject__is_text() -> None:
    shock = {"id": "[red]x", "at_s": AT_S, "effect": "bank [bold]b[/bold] fails"}
    item = {"subject": "[b]s", "expected": "1", "found": "2", "ok": False}
    lines = shown(shocks=[shock], expectations=[item]).splitlines()
    assert lines == [
        "shock [red]x, 2024-06-04 08:30 UTC: bank [bold]b[/bold] fails",
        "[b]s: 2  NOT as expected (1)",
    ]

"""Alarms on the terminal: counts by typology, frozen money times hours, blanks where nobody knows who launders."""

from __future__ import annotations

import io
from typing import Any

from rich.console import Console

from scripts.alarm_tables import alarm_tables

ALERT: dict[str, Any] = {"typology": "cycle", "alarms": 7, "wallets": 6, "wallets_tainted": 5, "acted_on": 4}
FREEZE: dict[str, Any] = {
    "currency": "EUR",
    "wallets_frozen": 3,
    "wallets_released": 2,
    "frozen_minor_s": 3_600 * 12_345,
    "frozen_tainted_minor_s": 3_600 * 12_000 + 1_801,
    "frozen_honest_minor_s": 1_800,
}


def printed(alerts: list[dict[str, Any]], freezes: list[dict[str, Any]]) -> list[list[str]]:
    """The cells of every line."""
    console = Console(width=120, record=True, file=io.StringIO())
    for table in alarm_tables({"alerts": alerts, "freezes": freezes}):
        console.print(table)
    return [line.split() for line in console.export_text().splitlines()]


def test_tables__rows__are_counted_and_in_money_hours() -> None:
    lines = printed([ALERT], [FREEZE])
    assert ["cycle", "7", "6", "5", "4"] in lines
    assert ["EUR", "3", "2", "123.45", "120.01", "0.00"] in lines


def test_tables__no_planted_patterns__leave_blanks() -> None:
    unknown = {"frozen_tainted_minor_s": None, "frozen_honest_minor_s": None}
    lines = printed([ALERT | {"wallets_tainted": None}], [FREEZE | unknown])
    assert ["cycle", "7", "6", "4"] in lines
    assert ["EUR", "3", "2", "123.45"] in lines


def test_tables__nobody_watched__have_no_rows() -> None:
    assert [table.row_count for table in alarm_tables({"alerts": [], "freezes": []})] == [0, 0]

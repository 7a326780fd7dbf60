"""Measures on the terminal: rounded for the eye, empty where there is nothing, who fails in which round."""

from __future__ import annotations

import io
from typing import Any

from rich.console import Console

from scripts.measure_tables import measure_tables

PAYMENTS: dict[str, Any] = {
    "currency": "EUR",
    "settlement_rate_count_ppm": 999_499,
    "settlement_rate_value_ppm": None,
    "sent_herfindahl_ppm": 333_333,
}
OBLIGATIONS = PAYMENTS | {
    "currency": "SGD",
    "settlement_rate_value_ppm": 1_000_000,
    "delay_indicator_ppm": 45_000,
    "turnover_ratio_ppm": 12_345_678,
    "gridlock_events": 3,
}
CLEARING = {"currency": "SGD", "owed_minor": 78_000, "paid_minor": 5_678, "defaults": [["a", "c"], ["b"]]}


def printed(**measures: list[dict[str, Any]]) -> list[list[str]]:
    """The cells of every line."""
    console = Console(width=120, record=True, file=io.StringIO())
    for table in measure_tables({"payments": [], "obligations": [], "deadlines": [], "clearing": []} | measures):
        console.print(table)
    return [line.split() for line in console.export_text().splitlines()]


def test_tables__rows__are_rounded_to_what_one_reads() -> None:
    lines = printed(payments=[PAYMENTS], obligations=[OBLIGATIONS], clearing=[CLEARING])
    assert ["payments", "EUR", "99.9", "%", "0.33"] in lines
    assert ["obligations", "SGD", "99.9", "%", "100.0", "%", "0.04", "12.35", "3", "0.33"] in lines
    assert ["SGD", "a,", "c;", "b", "780.00", "56.78"] in lines


def test_tables__payments_alone__have_no_columns_of_what_waits() -> None:
    assert ["of", "money", "settled", "by", "value", "concentration"] in printed(payments=[PAYMENTS])


def test_tables__everybody_can_pay__says_nobody() -> None:
    assert ["SGD", "nobody", "780.00", "780.00"] in printed(
        clearing=[CLEARING | {"paid_minor": 78_000, "defaults": []}]
    )


def test_tables__nothing_to_measure__have_no_rows() -> None:
    nothing: dict[str, Any] = {"payments": [], "obligations": [], "deadlines": [], "clearing": []}
    assert [table.row_count for table in measure_tables(nothing)] == [0, 0, 0]


def test_tables__deadlines__say_the_share_met_by_count_and_value() -> None:
    row = {
        "of": "obligations",
        "currency": "SGD",
        "priority": 1,
        "due": 8,
        "met_count_ppm": 875_000,
        "met_value_ppm": 10,
    }
    lines = printed(deadlines=[row, row | {"of": "payments", "priority": None}])
    assert ["obligations", "SGD", "1", "8", "87.5", "%", "0.0", "%"] in lines
    assert ["payments", "SGD", "8", "87.5", "%", "0.0", "%"] in lines

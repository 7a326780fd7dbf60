"""Tables of what banks owe each other: ways of settling side by side, and cases of gridlock by algorithm.

Trusts the summary for the figures.
Never prints a figure that is not in the results folder.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.table import Table

from scripts.tables import columned_table

_ROWS = (
    ("settled", "settled", "count"),
    ("  of them netted", "netted", "count"),
    ("unsettled at closing", "unsettled", "count"),
    ("value owed", "value_minor", "money"),
    ("  netted", "netted_value_minor", "money"),
    ("  unsettled", "unsettled_value_minor", "money"),
    ("liquidity at opening", "opening_liquidity_minor", "money"),
    ("  used, banks' peaks", "liquidity_used_minor", "money"),
    ("  credit, banks' peaks", "credit_used_minor", "money"),
    ("  credit not repaid", "credit_open_minor", "money"),
    ("  to settle all", "liquidity_to_settle_all_minor", "money"),
    ("delay, mean", "delay_mean_s", "time"),
    ("  p95", "delay_p95_s", "time"),
    ("  by value, mean", "delay_value_weighted_mean_s", "time"),
    ("  by value, p95", "delay_value_weighted_p95_s", "time"),
)


def comparison_tables(rows: list[dict[str, Any]]) -> Iterator[Table]:
    """For each currency the ways side by side."""
    for code in sorted({row["currency"] for row in rows}):
        own = [row for row in rows if row["currency"] == code]
        yield _side_by_side(f"Obligations between banks in {code}", code, own)


def interbank_tables(interbank: dict[str, Any]) -> Iterator[Table]:
    """For each currency how one run went."""
    for code, figures in interbank["currencies"].items():
        delays = {f"delay_{key}": value for key, value in figures["delay"].items()}
        row = figures | delays | {"variant": interbank["mode"]}
        yield _side_by_side(f"Obligations between banks in {code}", code, [row])


def gridlock_table(cases: list[dict[str, Any]]) -> Table:
    """What each algorithm settled of each case; no rows where there is none."""
    title = "Gridlock: what settled on the chain, of what could"
    right = ("settled", "value", "optimum", "deadlock", "liquidity used")
    table = columned_table(title, left=("case", "algorithm"), right=right, names="ellipsis")
    for case in cases:
        for trial in case["trials"]:
            value, optimum, used = (
                _money(minor, case["currency"])
                for minor in (trial["value_minor"], case["optimum"]["value_minor"], trial["liquidity_used_minor"])
            )
            count, deadlock = f"{trial['count']} of {case['queued']}", "yes" if trial["deadlock"] else "no"
            table.add_row(case["id"], trial["algorithm"], count, value, optimum, deadlock, used)
    return table


def _side_by_side(title: str, code: str, rows: list[dict[str, Any]]) -> Table:
    table = columned_table(title, left=("",), right=(row["variant"] for row in rows), names="ellipsis")
    for label, key, kind in _ROWS:
        table.add_row(label, *(_shown(row[key], kind, code) for row in rows))
    return table


def _shown(value: int, kind: str, code: str) -> str:
    if kind == "money":
        # To the unit, so that four ways fit side by side; the file has every digit.
        return _money(value, code).partition(".")[0]
    if kind == "time":
        return f"{value // 3600}:{value // 60 % 60:02}:{value % 60:02}"
    return f"{value:,}"


def _money(amount_minor: int, code: str) -> str:
    from finance.money import currency, format_minor

    return format_minor(amount_minor, currency(code))

"""The measures of a run on the terminal: the few that one looks at first, and who could not pay in the end.

Trusts the section `measures` of the summary for the figures; docs/measures.md defines them.
Never prints all: the file has every one of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.table import Table

from finance.measures.shares import PPM
from finance.money import currency, format_minor
from finance.rounding import div_half_even
from scripts.tables import columned_table

_SHARES = (("settled", "settlement_rate_count_ppm"), ("by value", "settlement_rate_value_ppm"))
_WAITING = (("delay", "delay_indicator_ppm"), ("turnover", "turnover_ratio_ppm"), ("gridlocks", "gridlock_events"))
_SPREAD = (("concentration", "sent_herfindahl_ppm"),)


def measure_tables(measures: dict[str, Any]) -> Iterator[Table]:
    """Shares of payments and obligations by currency, then the clearing of what is still owed."""
    between_banks = bool(measures["obligations"])
    right = _SHARES + (_WAITING if between_banks else ()) + _SPREAD
    table = columned_table("Measures", left=("of", "money"), right=[heading for heading, _ in right])
    for kind in ("payments", "obligations"):
        for row in measures[kind]:
            table.add_row(kind, row["currency"], *(_cell(row, key) for _, key in right))
    yield table
    yield _deadlines(measures["deadlines"])
    yield _clearing(measures["clearing"])


def _cell(row: dict[str, Any], key: str) -> str:
    """Customers' payments don't wait and use no liquidity of their own: nothing stands there."""
    value = row.get(key)
    if value is None:
        return ""
    if not key.endswith("_ppm"):
        return str(value)
    return f"{_rounded(value * 100, 1)} %" if key.startswith("settlement_rate") else _rounded(value, 2)


def _deadlines(rows: list[dict[str, Any]]) -> Table:
    left, right = ("of", "money", "priority"), ("with one", "met", "by value")
    table = columned_table("Deadlines met", left=left, right=right)
    for row in rows:
        priority = "" if row["priority"] is None else str(row["priority"])
        shares = (f"{_rounded(row[key] * 100, 1)} %" for key in ("met_count_ppm", "met_value_ppm"))
        table.add_row(row["of"], row["currency"], priority, str(row["due"]), *shares)
    return table


def _clearing(rows: list[dict[str, Any]]) -> Table:
    title, left = "Clearing, if all that is still owed fell due at the end", ("money", "in default, round by round")
    table = columned_table(title, left=left, right=("owed", "paid"), names="fold")
    for row in rows:
        money = currency(row["currency"])
        defaults = "; ".join(", ".join(banks) for banks in row["defaults"]) or "nobody"
        amounts = (format_minor(minor, money) for minor in (row["owed_minor"], row["paid_minor"]))
        table.add_row(row["currency"], defaults, *amounts)
    return table


def _rounded(ppm: int, decimals: int) -> str:
    """Parts per million as a number of that many decimals, half-even."""
    unit = 10**decimals
    scaled = div_half_even(ppm * unit, PPM)
    return f"{scaled // unit}.{scaled % unit:0{decimals}}"

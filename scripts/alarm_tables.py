"""Alarms of a run on the terminal: how many of what, and what freezes held back.

Trusts the section `measures` of the summary for the figures; docs/measures.md defines them.
Never names a wallet: the table of alarms has every one of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.table import Table

from finance.money import currency, format_minor
from finance.rounding import div_half_even
from scripts.tables import columned_table

_HOUR_S = 3_600
_ALERTS = (("alarms", "alarms"), ("wallets", "wallets"), ("in patterns", "wallets_tainted"), ("acted on", "acted_on"))
_COUNTS = (("wallets", "wallets_frozen"), ("released", "wallets_released"))
_HELD = (("all", "frozen_minor_s"), ("in patterns", "frozen_tainted_minor_s"), ("honest", "frozen_honest_minor_s"))


def alarm_tables(measures: dict[str, Any]) -> Iterator[Table]:
    """Alarms by typology, then frozen money times hours by currency; both empty where nobody watched."""
    alerts = columned_table("Alarms", left=("typology",), right=[heading for heading, _ in _ALERTS])
    for row in measures["alerts"]:
        alerts.add_row(row["typology"], *("" if row[key] is None else str(row[key]) for _, key in _ALERTS))
    yield alerts
    right = [heading for heading, _ in (*_COUNTS, *_HELD)]
    freezes = columned_table("Frozen because of alarms: wallets, then money × hours", left=("money",), right=right)
    for row in measures["freezes"]:
        counts = (str(row[key]) for _, key in _COUNTS)
        freezes.add_row(row["currency"], *counts, *(_hours(row[key], row["currency"]) for _, key in _HELD))
    yield freezes


def _hours(minor_s: int | None, code: str) -> str:
    """Money times hours, half-even to the minor unit."""
    return "" if minor_s is None else format_minor(div_half_even(minor_s, _HOUR_S), currency(code))

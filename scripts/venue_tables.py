"""Tables of how payments got the payee's currency: ways side by side, and the pools that they traded with.

Trusts the summary for the figures.
Never prints a figure that is not in the results folder.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.table import Table

from scripts.tables import columned_table

FIGURES = (
    *("planned", "settled", "refused", "kept_off", "value_usd_minor"),
    *("cost_bps_mean", "cost_bps_p95", "cost_bps_max", "gas_mean", "reports", "reports_gas"),
    *("makers_result_usd_minor", "pools_result_usd_minor"),
)
"""What a comparison says of each way, beside why payments were not settled."""
POOL_FIGURES = (
    *("base", "quote", "curve", "fee_bps", "amplification", "sales", "value_usd_minor", "result_usd_minor"),
    *("fees_usd_minor", "depth_opening_percent", "depth_closing_percent"),
)
"""What it says of each pool that a way asked."""

_ROWS = (
    ("settled", "settled", "count"),
    ("refused on the chain", "refused", "count"),
    ("kept off it", "kept_off", "count"),
    ("value settled, USD", "value_usd_minor", "money"),
    ("cost over mid, bp", "cost_bps_mean", "plain"),
    ("  95 % of value below", "cost_bps_p95", "plain"),
    ("  worst", "cost_bps_max", "plain"),
    ("gas a payment", "gas_mean", "count"),
    ("  rate reports to all", "reports_gas", "count"),
    ("makers' gain, USD", "makers_result_usd_minor", "money"),
    ("providers' gain, USD", "pools_result_usd_minor", "money"),
)


def venue_rows(variant: str, title: str, venues: dict[str, Any]) -> dict[str, Any]:
    """The row of one way in a comparison."""
    reasons = {"not_settled_by": ", ".join(f"{name} {count}" for name, count in venues["not_settled_by"].items())}
    return {"variant": variant, "title": title} | {key: venues[key] for key in FIGURES} | reasons


def pool_rows(variant: str, venues: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A row for each pool that one way of a comparison asked."""
    for pool in venues["pools"]:
        if pool["id"] in venues["pools_asked"]:
            yield {"variant": variant, "pool": pool["id"]} | {key: pool[key] for key in POOL_FIGURES}


def venue_tables(rows: list[dict[str, Any]], pools: list[dict[str, Any]]) -> Iterator[Table]:
    """The ways side by side, and the pools that they asked."""
    if not rows:
        return
    table = columned_table(
        "Payments between currencies", left=("",), right=(row["variant"] for row in rows), names="ellipsis"
    )
    for label, key, kind in _ROWS:
        table.add_row(label, *(_shown(row[key], kind) for row in rows))
    yield table
    yield _not_settled(rows)
    yield _pools(pools)


def run_tables(venues: dict[str, Any]) -> Iterator[Table]:
    """The same of one run; nothing where every payment went by one quote and there are no pools."""
    if venues["route"] != "quote" or venues["pools"]:
        name = venues["route"]
        yield from venue_tables([venue_rows(name, "", venues)], list(pool_rows(name, venues)))


def _not_settled(rows: list[dict[str, Any]]) -> Table:
    table = columned_table("Not settled", left=("way",), right=(), names="ellipsis")
    table.add_column("refusals")
    for row in rows:
        if row["not_settled_by"]:
            table.add_row(row["variant"], row["not_settled_by"])
    return table


def _pools(pools: list[dict[str, Any]]) -> Table:
    title = "Pools in USD, and in percent what they sell for 10 bp"
    table = columned_table(
        title, left=("way", "pool"), right=("sales", "fees", "gain", "at first", "in the end"), names="ellipsis"
    )
    for pool in pools:
        money = (_shown(pool[key], "money") for key in ("fees_usd_minor", "result_usd_minor"))
        depths = pool["depth_opening_percent"], pool["depth_closing_percent"]
        table.add_row(pool["variant"], pool["pool"], str(pool["sales"]), *money, *depths)
    return table


def _shown(value: Any, kind: str) -> str:
    if value is None:
        return ""
    if kind == "money":
        # To the dollar, so that five ways fit side by side; the file has every digit.
        return f"{value // 100:,}" if value >= 0 else f"-{-value // 100:,}"
    return f"{value:,}" if kind == "count" else str(value)

"""Venues side by side: the same on both engines, and what the shipped comparison claims to show."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from gallery_runs import scenario_of, summary_of
from venue_runs import SMALL, WAYS

from chain.engines import ENGINES
from nodes.simulation import Simulation

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("way", WAYS)
def test_way__on_either_engine__leaves_the_same_digest_and_report(way: str) -> None:
    reports = [Simulation(SMALL.variant(way), engine).run() for engine in ENGINES]
    assert len({report["digest"] for report in reports}) == 1
    assert reports[0]["venues"] == reports[1]["venues"]


@cache
def ways() -> dict[str, dict[str, Any]]:
    runs = {way.id: summary_of(f"fx-venues/{way.id}") for way in scenario_of("fx-venues").compare}
    assert all(item["ok"] for run in runs.values() for item in run["expectations"])
    return {name: run["venues"] for name, run in runs.items()}


def test_week__five_ways__plan_the_same_and_end_differently() -> None:
    found = ways()
    assert list(found) == ["direct", "vehicle", "product", "concentrated", "cheapest"]
    assert {figures["planned"] for figures in found.values()} == {120}
    for figure in ("cost_bps_mean", "cost_bps_max", "gas_mean"):
        assert len({figures[figure] for figures in found.values()}) == 5, figure


def test_week__pair_without_a_direct_quote__is_paid_through_the_dollar_for_less_than_the_others_cost_direct() -> None:
    direct, vehicle = ways()["direct"], ways()["vehicle"]
    assert list(direct["not_settled_by"]) == ["NoQuote"]
    assert (vehicle["settled"], vehicle["not_settled_by"]) == (120, {})
    assert Decimal(vehicle["cost_bps_max"]) < Decimal(direct["cost_bps_mean"])
    assert vehicle["gas_mean"] > direct["gas_mean"]


def test_week__same_liquidity__concentrated_settles_all_at_a_fraction_of_the_worst_cost() -> None:
    product, concentrated = ways()["product"], ways()["concentrated"]
    assert list(product["not_settled_by"]) == ["CostAboveMaximum"]
    assert concentrated["not_settled_by"] == {}
    assert Decimal(concentrated["cost_bps_max"]) * 10 < Decimal(product["cost_bps_max"])
    values = [{pool["value_usd_minor"] for pool in figures["pools"]} for figures in (product, concentrated)]
    assert values[0] == values[1]
    assert len(values[0]) == 3
    for pools in (product["pools"], concentrated["pools"]):
        depths = {pool["curve"]: Decimal(pool["depth_opening_percent"]) for pool in pools}
        assert depths["concentrated"] > 190 * depths["constant-product"]


def test_week__cheapest__settles_all_by_several_venues_and_no_worse_than_the_dearest_of_them() -> None:
    found = ways()
    cheapest = found["cheapest"]
    assert cheapest["settled"] == 120
    assert {row["via"] for row in cheapest["by_route"]} >= {"vehicle", "hkd-thb-concentrated", "hkd-thb-product"}
    worst = {name: Decimal(figures["cost_bps_max"]) for name, figures in found.items()}
    # A vehicle quote is there for every payment at its price, so nothing dearer is ever taken.
    assert worst["cheapest"] <= worst["vehicle"]
    assert Decimal(cheapest["cost_bps_mean"]) < Decimal(found["vehicle"]["cost_bps_mean"])


def documented() -> dict[str, list[str]]:
    """The rows of the table in docs/fx.md, by what they are about."""
    text = (ROOT / "docs" / "fx.md").read_text(encoding="utf-8")
    section = text[text.index("## The same week five ways") :]
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("| ")]
    return {label.strip(): [cell.strip() for cell in cells] for label, *cells in rows}


def test_docs__table_of_the_week__says_what_the_runs_say() -> None:
    table, found = documented(), list(ways().values())
    assert table.pop("") == list(ways())
    for label, key in (("of a payment", "gas_mean"), ("of 225 rate reports", "reports_gas")):
        # To a part in a hundred: a change of a contract moves the last digits, and none of what the table is for.
        thousands = [int(cell.replace(",", "") or 0) for cell in table.pop(f"thousand gas {label}")]
        for said, figures in zip(thousands, found, strict=True):
            assert abs(said * 1_000 - figures[key]) * 100 <= figures[key]
    assert {figures["reports"] for figures in found} == {0, 225}
    told = {
        "settled": [str(figures["settled"]) for figures in found],
        "not settled": [", ".join(f"{k} {v}" for k, v in figures["not_settled_by"].items()) for figures in found],
        "cost over the reference rate, bp, mean by value": [figures["cost_bps_mean"] for figures in found],
        "95 % of the value cost no more than": [figures["cost_bps_p95"] for figures in found],
        "worst": [figures["cost_bps_max"] for figures in found],
        "makers' gain, USD": [f"{figures['makers_result_usd_minor'] // 100:,}" for figures in found],
        "providers' gain, USD": [f"{figures['pools_result_usd_minor'] // 100:,}" for figures in found],
    }
    depths = {pool["curve"]: f"{pool['depth_opening_percent']} %" for pool in found[0]["pools"]}
    told["bought for 10 bp, of the liquidity"] = ["", "", depths["constant-product"], depths["concentrated"], ""]
    assert table == told

"""Settlement between banks, in every way: the same on both engines, and what the shipped files claim to show."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from gallery_runs import scenario_of, summary_of

from chain.engines import ENGINES
from nodes.scenario import Scenario
from nodes.simulation import Simulation

ROOT = Path(__file__).parents[2]
SMALL = Scenario.load(ROOT / "tests" / "data" / "interbank.yaml")
UBIN = {
    "ubin-1-1": (400, 2), "ubin-2-2": (3_500, 2), "ubin-3-3": (2_700, 4), "ubin-4-4": (1_700, 2),
    "ubin-5-1": (3_300, 5), "ubin-7-1": (0, 0),
}  # fmt: skip
"""Case -> value and count of the optimum, SGD cents: as published, and found by exhaustive search."""


@pytest.mark.parametrize("way", [way.id for way in SMALL.compare])
def test_way__on_either_engine__leaves_the_same_digest_and_report(way: str) -> None:
    reports = [Simulation(SMALL.variant(way), engine).run() for engine in ENGINES]
    assert len({report["digest"] for report in reports}) == 1
    assert reports[0]["interbank"] == reports[1]["interbank"]
    assert reports[0]["gridlocks"] == reports[1]["gridlocks"]


def played() -> dict[str, Any]:
    return summary_of("gridlock")


def test_gridlock__published_cases__reach_their_optimum_on_the_chain() -> None:
    cases = {case["id"]: case for case in played()["gridlocks"]}
    for name, optimum in UBIN.items():
        trials = {trial["algorithm"]: trial for trial in cases[name]["trials"]}
        for algorithm in ("exact", "best", "eaf2"):
            assert (trials[algorithm]["value_minor"], trials[algorithm]["count"]) == optimum, (name, algorithm)
        assert max(trial["value_minor"] for trial in trials.values()) == optimum[0]


def test_gridlock__no_simple_algorithm__reaches_it_in_every_case_and_no_two_agree() -> None:
    short: dict[str, frozenset[str]] = {}
    for algorithm in ("fifo-rtgs", "bilateral-offset", "cycles", "eaf2", "exact", "best"):
        short[algorithm] = frozenset(
            case["id"]
            for case in played()["gridlocks"]
            for trial in case["trials"]
            if trial["algorithm"] == algorithm and trial["value_minor"] < case["optimum"]["value_minor"]
        )
    assert short["exact"] == short["best"] == frozenset()
    assert all(short[algorithm] for algorithm in ("fifo-rtgs", "bilateral-offset", "cycles", "eaf2"))
    assert len(set(short.values())) == 5


@cache
def ways() -> dict[str, dict[str, Any]]:
    runs = {way.id: summary_of(f"liquidity-saving/{way.id}") for way in scenario_of("liquidity-saving").compare}
    assert all(item["ok"] for run in runs.values() for item in run["expectations"])
    return {name: run["interbank"]["currencies"]["EUR"] for name, run in runs.items()}


def test_day__four_ways__owe_the_same_and_end_differently() -> None:
    found = ways()
    assert list(found) == ["gross", "queue", "offset", "best"]
    assert len({(figures["planned"], figures["value_minor"]) for figures in found.values()}) == 1
    for figure in ("unsettled", "unsettled_value_minor", "liquidity_used_minor"):
        assert len({figures[figure] for figures in found.values()}) == 4, figure
    assert len({tuple(figures["delay"].values()) for figures in found.values()}) == 4


def test_day__liquidity_saving__settles_more_value_with_the_same_money() -> None:
    found = ways()
    left = {name: figures["unsettled_value_minor"] for name, figures in found.items()}
    assert left["best"] < left["offset"] < left["queue"]
    assert left["best"] < left["gross"]
    assert [found[name]["netted"] > 0 for name in ("gross", "queue", "offset", "best")] == [False, False, True, True]
    late = {name: figures["delay"]["value_weighted_mean_s"] for name, figures in found.items()}
    assert late["best"] == min(late.values())


def test_day__no_way__uses_more_than_there_is() -> None:
    for name, figures in ways().items():
        there_minor = figures["opening_liquidity_minor"] + figures["credit_used_minor"]
        assert 0 < figures["liquidity_used_minor"] <= there_minor, name

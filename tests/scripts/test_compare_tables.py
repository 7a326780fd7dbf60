"""Tables of a comparison of designs: what a person sees, and that reference points stand beside their size alone."""

from __future__ import annotations

from typing import Any

import pytest
from designs import case_of, world_of
from rich.console import Console

from nodes.designs.old_world import result_of
from nodes.designs.report import comparison_of
from scripts.compare_tables import dollars, duration, tables_of


@pytest.fixture(scope="module")
def summary() -> dict[str, Any]:
    case = case_of()
    return comparison_of(case, [result_of(case, world_of())])


def shown(summary: dict[str, Any]) -> str:
    console = Console(width=110)
    with console.capture() as capture:
        for table in tables_of(summary):
            if table.row_count:
                console.print(table)
    return capture.get()


def test_tables_of__a_comparison__say_every_figure_with_its_source(summary: dict[str, Any]) -> None:
    text = shown(summary)
    for word in ("trapped in nostros", "principal at risk, most", "operating, assumed", "fx_margin_bps", "assumption"):
        assert word in text
    assert "11.48" in text
    assert "Market convention of spot foreign exchange" in text
    assert "THB/HKD" in text


def test_tables_of__no_small_payment__show_no_reference_point(summary: dict[str, Any]) -> None:
    assert "11.48" not in shown(summary | {"remittances": [], "references": []})


def test_tables_of__nothing_settled__leave_times_and_costs_empty(summary: dict[str, Any]) -> None:
    (design,) = summary["designs"]
    empty = design | {"time_to_finality": {"count": 0}, "cost": {"count": 0}}
    line = next(line for line in shown(summary | {"designs": [empty]}).splitlines() if line.startswith("time to"))
    assert line.strip() == "time to finality, mean"


@pytest.mark.parametrize(("seconds", "text"), [(None, ""), (0, "0:00:00"), (3_661, "1:01:01"), (90_061, "1d 1:01:01")])
def test_duration__any__is_days_and_a_clock(seconds: int | None, text: str) -> None:
    assert duration(seconds) == text


@pytest.mark.parametrize(("cents", "text"), [(None, ""), (123_456, "1,234"), (-150, "-1"), (0, "0")])
def test_dollars__any__is_cut_to_the_dollar(cents: int | None, text: str) -> None:
    assert dollars(cents) == text

"""Which assumptions carry the result: each figure of correspondent banking swung alone, from its low to its high.

Trusts the ranges of the scenario.
Never changes two figures at once, so that what is seen is due to one of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from nodes.designs.case import Case
from nodes.designs.figures import figures_of
from nodes.designs.old_world import result_of, run_world
from nodes.designs.words import source_of
from nodes.scenario.correspondent import CorrespondentPlan

_ELSEWHERE = {"network_operating_cents"}
"""Figures of the other designs."""
PAYMENTS_MAX = 2_000
"""Each figure takes two runs, so that a day of a million payments is not run 24 times."""


def tornado(case: Case) -> list[dict[str, Any]]:
    """A row a figure, the one that moves the customer's cost most first: its range and source, and at both ends the
    customer's cost, the mean time to finality, and what prefunding and operations cost the banks. Of more than
    `PAYMENTS_MAX` payments the first are swung."""
    case = replace(case, payments=case.payments[:PAYMENTS_MAX])
    rows = [_row(case, name) for name in case.plan.figures if name not in _ELSEWHERE]
    return sorted(rows, key=lambda row: (-Decimal(row["swing_cost_bps"]), -row["swing_time_s"], row["figure"]))


def reading(case: Case, plan: CorrespondentPlan) -> dict[str, Any]:
    """What the tornado reads off one run: cost_bps (by value, as text), time_s (mean) and banks_usd_minor."""
    figures = figures_of(case, result_of(case, run_world(case, plan)), plan)
    return {
        "cost_bps": figures["cost"].get("mean_bps", "0"),
        "time_s": figures["time_to_finality"]["mean_s"],
        "banks_usd_minor": figures["carry_usd_minor"] + figures["operating_usd_minor"],
    }


def _row(case: Case, name: str) -> dict[str, Any]:
    figure = case.plan.figures[name]
    low, high = (reading(case, case.plan.with_figure(name, value)) for value in (figure.low, figure.high))
    return {
        **source_of(case.plan, name),
        **dict(_ends("low", low)),
        **dict(_ends("high", high)),
        "swing_cost_bps": str(abs(Decimal(high["cost_bps"]) - Decimal(low["cost_bps"]))),
        "swing_time_s": abs(high["time_s"] - low["time_s"]),
        "swing_banks_usd_minor": abs(high["banks_usd_minor"] - low["banks_usd_minor"]),
    }


def _ends(end: str, found: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in found.items():
        yield f"{key}_{end}", value

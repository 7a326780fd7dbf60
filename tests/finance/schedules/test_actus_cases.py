"""Whole cases in the form of ACTUS's published tests: ours, and where the shared folder is there, a sample of theirs.

Ours (tests/data/actus_cases.json) were computed with exact fractions over QuantLib's dates, as `loan_oracle` does.
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from finance.schedules.actus import cash_flows
from finance.schedules.actus_names import parse_observations, parse_terms, parse_time

OWN = Path(__file__).parents[2] / "data" / "actus_cases.json"
SHARED = Path(__file__).parents[4] / "shared" / "data" / "actus"
WITHIN = Decimal("1E-8")
FIGURES = {
    "payoff": "payoff",
    "notional": "notionalPrincipal",
    "nominal_rate": "nominalInterestRate",
    "accrued_interest": "accruedInterest",
}


def _cases() -> dict[str, dict[str, Any]]:
    """Every case by name; the shared folder has four files or is not there."""
    files = [OWN, *(SHARED / f"{kind}.json" for kind in ("pam", "lam", "nam", "ann"))] if SHARED.exists() else [OWN]
    return {name: case for file in files for name, case in json.loads(file.read_text(), parse_float=Decimal).items()}


CASES = _cases()


@pytest.mark.parametrize("name", CASES)
def test_cash_flows__case__agrees_to_1e_8_in_order_and_sign(name: str) -> None:
    case = CASES[name]
    until = parse_time(case["to"]) if case["to"] else None
    found = cash_flows(parse_terms(case["terms"]), parse_observations(case["dataObserved"]), until=until)
    expected = [(parse_time(row["eventDate"]), row["eventType"], row["currency"]) for row in case["results"]]
    assert [(each.time, each.kind.value, each.currency) for each in found] == expected
    for flow, row in zip(found, case["results"], strict=True):
        for ours, theirs in FIGURES.items():
            difference = abs(getattr(flow, ours) - Decimal(str(row[theirs])))
            assert difference <= WITHIN, f"{flow.time} {flow.kind.value} {theirs}: {getattr(flow, ours)}"

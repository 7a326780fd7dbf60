"""USD 200 home: what the gallery's file says of it is what comes, and stands beside figures that others published."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scripts.cli import main

FILE = Path(__file__).parents[2] / "scenarios" / "remittance.yaml"


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a comparison of the old world with one ledger came to."""
    out = tmp_path_factory.mktemp("remittance") / "out"
    assert main(["compare", str(FILE), "--designs", "correspondent,pvp", "--quiet", "--out", str(out)]) == 0
    comparison: dict[str, Any] = json.loads((out / "comparison.json").read_text())
    return comparison


def of(found: dict[str, Any], name: str) -> dict[str, Any]:
    return next(design for design in found["designs"] if design["design"] == name)


def test_remittance__every_payment__has_the_size_of_the_published_figures(found: dict[str, Any]) -> None:
    assert [(row["design"], row["cost"]["count"]) for row in found["remittances"]] == [
        ("correspondent", 300),
        ("pvp", 300),
    ]
    assert {"6.18", "11.48", "3"} <= {reference["percent"] for reference in found["references"]}


def test_remittance__on_one_ledger__costs_the_spread_and_what_rounding_adds(found: dict[str, Any]) -> None:
    # Bound: 100 basis points of spread; a cent up for each of 300 payments of USD 160 or more is 0.6 of one at most.
    assert 100 <= float(of(found, "pvp")["cost"]["mean_bps"]) <= 100.7


def test_remittance__recorded_figures__are_those_of_this_version(found: dict[str, Any]) -> None:
    old, new = of(found, "correspondent"), of(found, "pvp")
    assert (old["cost"]["mean_bps"], new["cost"]["mean_bps"]) == ("858.70", "100.09")
    assert (old["unsettled_at_end_of_day"], new["unsettled_at_end_of_day"]) == (224, 0)
    assert (old["time_to_finality"]["mean_s"], new["time_to_finality"]["mean_s"]) == (176_824, 1)
    risk = (old["principal_at_risk"]["max_usd_minor"], new["principal_at_risk"]["max_usd_minor"])
    assert risk == (2_273_007, 0)

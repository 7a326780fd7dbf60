"""A million payments: the whole of it where deep tests are asked for, the same file with a few hundred otherwise."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scripts.cli import main

FILE = Path(__file__).parents[2] / "scenarios" / "stress-1m.yaml"
FEW = (
    "payments.generated.count=300",
    "expect.payments.settled=300",
    "client_groups.0.per_bank=3",
    "end=2024-06-04",
)


def summary_of(out: Path, *settings: str) -> dict[str, Any]:
    """What a run into `out` came to."""
    chosen = [word for setting in settings for word in ("--set", setting)]
    assert main(["run", str(FILE), "--quiet", "--out", str(out), *chosen]) == 0
    summary: dict[str, Any] = json.loads((out / "summary.json").read_text())
    return summary


def assert_holds(summary: dict[str, Any], count: int) -> None:
    """What the file says of itself, whatever the number of payments."""
    payments, venues = summary["payments"], summary["venues"]
    assert (payments["planned"], payments["settled"]) == (count, count)
    assert (summary["conserved"], summary["reconciled"], summary["findings"]) == (True, True, 0)
    # Bound: 5 basis points of spread; a minor unit up for each of the smallest, of USD 50, is 2 more at most.
    assert venues["cost_bps_mean"] == "5.00"
    assert 5 <= float(venues["cost_bps_max"]) <= 7


def test_stress__with_a_few_hundred_payments__settles_all_of_them(tmp_path: Path) -> None:
    assert_holds(summary_of(tmp_path / "out", *FEW), 300)


@pytest.mark.deep
def test_stress__a_million_payments__settle_all(tmp_path: Path) -> None:
    assert_holds(summary_of(tmp_path / "out"), 1_000_000)

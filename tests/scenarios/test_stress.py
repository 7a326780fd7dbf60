"""A million payments: the whole of it where deep tests are asked for, the same file with a few hundred otherwise."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from gallery_numbers import head_of, miss_of
from gallery_runs import STRESS

from scripts.cli import main

FEW = (
    "payments.generated.count=300",
    "expect.payments.settled=300",
    "client_groups.0.per_bank=3",
    "end=2024-06-04",
)
WITHOUT_COUNT = frozenset({"conserved", "findings", "venues.cost_bps_max", "venues.cost_bps_mean"})
"""Numbers of the file's head that are the same however many pay."""


def summary_of(out: Path, *settings: str) -> dict[str, Any]:
    """What a run into `out` came to."""
    chosen = [word for setting in settings for word in ("--set", setting)]
    assert main(["run", str(STRESS), "--quiet", "--out", str(out), *chosen]) == 0
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
    without_count = [number for number in head_of(STRESS).numbers if number.path in WITHOUT_COUNT]
    assert {number.path for number in without_count} == WITHOUT_COUNT
    assert [miss for number in without_count if (miss := miss_of(number, summary))] == []


def test_stress__with_a_few_hundred_payments__settles_all_of_them(tmp_path: Path) -> None:
    assert_holds(summary_of(tmp_path / "out", *FEW), 300)


@pytest.mark.deep
def test_stress__a_million_payments__settle_all(tmp_path: Path) -> None:
    summary = summary_of(tmp_path / "out")
    assert_holds(summary, 1_000_000)
    assert [miss for number in head_of(STRESS).numbers if (miss := miss_of(number, summary))] == []

"""Whether docs/settlement.md states the gas that the snapshot holds, and no target that it misses.

Trusts the snapshot, which tests/contracts/test_gas.py compares with the chain.
Never looks at the page's words.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

REPO = Path(__file__).parents[2]
PAGE = (REPO / "docs/settlement.md").read_text(encoding="utf-8")
SNAPSHOT = json.loads((REPO / "tests/contracts/gas_snapshot.json").read_text(encoding="utf-8"))["gas"]
ROWS = [line for line in PAGE.partition("## What it costs")[2].splitlines() if re.match(r"\| .*\d", line)]


def figures(cell: str) -> list[int]:
    """The numbers of a cell."""
    return [int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*\d", cell)]


def unfounded(row: str) -> list[int]:
    """The figures of a row that are not in the snapshot, or are above the row's bound."""
    _, _, gas, bound, *_ = row.split("|")
    (most,) = figures(bound) or [max(SNAPSHOT.values())]
    return [figure for figure in figures(gas) if figure not in SNAPSHOT.values() or figure > most]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip())
def test_settlement_page__gas__is_what_was_measured_and_within_its_bound(row: str) -> None:
    assert figures(row.split("|")[2])
    assert unfounded(row) == []


def test_settlement_page__planted_figures__are_found() -> None:
    queued = SNAPSHOT["queue an obligation, two rules, second"]
    assert len(ROWS) == 11
    assert unfounded(f"| queued | {queued:,} | 130,000 | |") == []
    assert unfounded(f"| queued | {queued + 1:,} | 130,000 | |") == [queued + 1]
    assert unfounded(f"| queued | {queued:,} | 100,000 | |") == [queued]

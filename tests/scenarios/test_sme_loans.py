"""The small-business loans of the gallery, twenty of the five hundred: what banks tell, in the tables and the figures.

The whole file runs where deep tests are asked for (tests/scenarios/test_runs.py).
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from scripts.cli import main
from scripts.run_scenario import passed

REPO = Path(__file__).parents[2]
LOANS = 20
DAYS = "end: 2023-12-29"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty loans for a year, both ways; nobody changes it."""
    text = (REPO / "scenarios" / "sme-loans.yaml").read_text(encoding="utf-8")
    for written, instead in (
        ("count: 500", f"count: {LOANS}"),
        ("end: 2024-12-31", DAYS),
        ("drawn_to: 2023-09-29", "drawn_to: 2023-03-31"),
        ("expect: {on_time: 9, late: 3, status: defaulted}", "expect: {on_time: 9, late: 2, status: late}"),
    ):
        assert written in text
        text = text.replace(written, instead, 1)
    path = tmp_path_factory.mktemp("sme") / "sme-loans.yaml"
    path.write_text(text, encoding="utf-8")
    out = path.parent / "out"
    assert main(["run", str(path), "--out", str(out), "--quiet"]) == 0
    return out


def rows_of(folder: Path, way: str, name: str) -> list[dict[str, Any]]:
    (path,) = (folder / way).glob(f"*/{name}.parquet")
    rows: list[dict[str, Any]] = pq.read_table(path).to_pylist()
    return rows


def events_of(folder: Path, way: str, name: str) -> list[dict[str, Any]]:
    return [json.loads(row["fields"]) for row in rows_of(folder, way, "events") if row["event"] == name]


def test_run__of_either_way__is_conserved_reconciled_and_as_expected(folder: Path) -> None:
    summary = json.loads((folder / "summary.json").read_text())
    assert passed(summary)
    assert set(summary["runs"]) == {"automatic", "manual"}


@pytest.mark.parametrize("way", ["automatic", "manual"])
def test_reminders__in_the_table__come_before_each_due_date_that_was_billed(folder: Path, way: str) -> None:
    reminders = [row for row in rows_of(folder, way, "notices") if row["kind"] == "reminder"]
    ids = {row["loan_id"]: row["id"] for row in rows_of(folder, way, "loans")}
    billed = {
        (ids[event["loan_id"].removeprefix("0x")], datetime.fromtimestamp(event["due_at"], UTC))
        for event in events_of(folder, way, "InstalmentBilled")
    }
    told = Counter((row["loan"], row["due_at"]) for row in reminders)
    assert len(billed) > 100
    assert billed <= set(told)
    assert set(told.values()) == {1}
    assert all(timedelta(0) < row["due_at"] - row["at"] <= timedelta(days=3) for row in reminders)
    assert all(row["amount_minor"] > 0 and row["bank"].endswith("-bank") for row in reminders)


@pytest.mark.parametrize("way", ["automatic", "manual"])
def test_lateness__in_the_table__is_one_notice_for_each_late_event(folder: Path, way: str) -> None:
    late = [row for row in rows_of(folder, way, "notices") if row["kind"] == "late"]
    events = events_of(folder, way, "InstalmentLate")
    assert len(late) == len({(row["loan"], row["due_at"]) for row in late}) == len(events) > 0
    grace = timedelta(seconds=432_000)
    assert all(row["at"] - row["due_at"] > grace for row in late)


@pytest.mark.parametrize("way", ["automatic", "manual"])
def test_anomaly__in_the_table__is_loan_money_moved_on_to_the_flagged_wallet(folder: Path, way: str) -> None:
    (anomaly,) = [row for row in rows_of(folder, way, "notices") if row["kind"] == "anomaly"]
    told = tuple(anomaly[key] for key in ("loan", "bank", "borrower", "currency", "amount_minor", "due_at"))
    assert told == ("tuas-loan", "marina-bank", "tuas-trading", "SGD", 4_800_000, None)
    (payment,) = rows_of(folder, way, "payments")
    assert anomaly["detail"] == f"payment {payment['uetr']} to shell-company"
    assert anomaly["at"] == payment["final_at"]


@pytest.mark.parametrize("way", ["automatic", "manual"])
def test_notices__of_the_summary__are_counted_from_the_table(folder: Path, way: str) -> None:
    summary = json.loads((folder / way / "summary.json").read_text())
    counted = Counter(row["kind"] for row in rows_of(folder, way, "notices"))
    assert summary["lending"]["notices"] == {kind: counted[kind] for kind in summary["lending"]["notices"]}
    assert set(counted) <= set(summary["lending"]["notices"])


def test_collection__by_hand__forgets_and_is_late_more_often(folder: Path) -> None:
    rows = {row["variant"]: row for row in json.loads((folder / "summary.json").read_text())["lending"]}
    assert rows["automatic"]["loans"] == rows["manual"]["loans"] == LOANS
    assert rows["automatic"]["forgotten"] == 0 < rows["manual"]["forgotten"]
    assert rows["automatic"]["late"] < rows["manual"]["late"]

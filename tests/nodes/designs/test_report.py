"""What a comparison leaves: reference points beside payments of their size alone, tables that can be read again."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
from designs import case_of, world_of

from nodes.correspondent.events import Event, EventTable
from nodes.designs.old_world import result_of
from nodes.designs.report import comparison_of, read_record, write_outcomes, write_world
from nodes.designs.words import FAIRNESS
from nodes.tables.catalogue import ACCOUNTS, BOOKINGS, OUTCOMES

CASE = case_of()
RESULT = result_of(CASE, world_of())


def test_comparison_of__small_payment__stands_beside_the_reference_points() -> None:
    found = comparison_of(CASE, [RESULT])
    assert [row["cost"]["count"] for row in found["remittances"]] == [1]
    assert [row["percent"] for row in found["references"]] == ["6.18", "11.48", "3", ""]
    assert found["fairness"] == list(FAIRNESS)
    assert len(found["tornado"]) == 12
    assert found["accounts_are_derived"] is True


def test_comparison_of__large_payments_alone__are_shown_no_reference_point() -> None:
    case = case_of(('amount: "7300.00"', 'amount: "73000.00"'))
    found = comparison_of(case, [result_of(case, world_of(('amount: "7300.00"', 'amount: "73000.00"')))])
    assert found["remittances"] == []
    assert found["references"] == []


def test_write_world__event_table__can_be_digested_again(tmp_path: Path) -> None:
    world = world_of()
    write_world(world, tmp_path)
    rows = pq.read_table(BOOKINGS.path(tmp_path)).to_pylist()
    table = EventTable(world.name, world.seed)
    for row in rows:
        table.tell(Event(**{key: value for key, value in row.items() if key != "position"}))
    assert table.digest == world.table.digest
    balances = pq.read_table(ACCOUNTS.path(tmp_path)).to_pylist()
    assert sum(row["closing_minor"] - row["opening_minor"] for row in balances) == 0


def test_write_outcomes__every_payment__has_a_row(tmp_path: Path) -> None:
    write_outcomes(CASE, [RESULT], tmp_path)
    rows = pq.read_table(OUTCOMES.path(tmp_path)).to_pylist()
    assert [(row["design"], row["id"]) for row in rows] == [("correspondent", o.id) for o in RESULT.outcomes]


def test_read_record__run_without_obligations__has_none(tmp_path: Path) -> None:
    record = read_record(tmp_path, {"digest": "0xab"})
    assert (record.payments, record.obligations, record.summary["digest"]) == ([], [], "0xab")

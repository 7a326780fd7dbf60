"""What the plots read of the nodes' own tables: the same money as on the chain, bounded however long the run was."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import Any

from explorer.folder import FinishedRun
from explorer.plot import POINTS_MAX
from explorer.plots.liquidity import by_hour
from explorer.tallies.hours import HOUR_S, steps, tally_hours, tally_movements
from explorer.tallies.money import tally_events
from nodes.tables.catalogue import ACTIVITY, BALANCES, EVENTS, MOVEMENTS
from nodes.tables.parquet import write_table

OPEN = datetime.datetime(2024, 6, 3, 8, tzinfo=UTC)
OPEN_S = int(OPEN.timestamp())


def hour_row(hours: int, **figures: int) -> dict[str, Any]:
    """A row of the activity of an hour, so many after the first."""
    blank = {column.name: 0 for column in ACTIVITY.columns}
    return blank | {"hour": OPEN + datetime.timedelta(hours=hours), "currency": "EUR"} | figures


def test_movements__of_a_run__end_at_the_balances_and_at_what_the_transfers_say(run: FinishedRun) -> None:
    events = tally_events(run)
    banks = tally_movements(run)
    last = {name: [*changes.levels(name)][-1][1] for changes in banks.values() for name in changes.names}
    held = {
        party: balance
        for party, role, balance in run.rows(BALANCES, ("party", "role", "balance_minor"))
        if role == "bank"
    }
    assert last == held
    assert {name for changes in events.holdings.values() for name in changes.names} == {"maker"}
    moved = 0
    for contract, fields, _ in run.rows(EVENTS, ("contract", "fields", "event"), {"Transfer"}):
        said = json.loads(fields)
        holders = [run.places.holder(str(said[side])) for side in ("from_", "to")]
        if contract == "SGD" and "sg-bank" in holders:
            moved += int(said["value"]) * (1 if holders[1] == "sg-bank" else -1)
    assert last["sg-bank"] == moved


def test_hours__of_a_day__have_the_figure_at_the_end_of_each_and_nothing_before_the_first(copied: Path) -> None:
    rows = [hour_row(0, credit_minor=5, liquidity_in_use_minor=70), hour_row(2, liquidity_in_use_minor=30)]
    write_table(ACTIVITY, rows, copied)
    run = FinishedRun.open(copied)
    hours = tally_hours(run)
    assert hours.step == HOUR_S
    assert hours.of("queued_minor") == {}
    levels = hours.of("liquidity_in_use_minor")["EUR"]
    assert [*steps(levels, HOUR_S)] == [(OPEN_S, 0), (OPEN_S + HOUR_S, 70), (OPEN_S + 3 * HOUR_S, 30)]
    (plot,) = by_hour(run, "liquidity_in_use", hours, ("liquidity_in_use_minor", "credit_minor"))
    assert [row[3] for row in plot.rows] == ["0.00", "0.70", "0.30", "0.00", "0.05", "0.00"]
    assert [*by_hour(run, "queue_by_hour", hours, ("queued_minor",))] == []


def test_hours__night_without_a_row__is_at_zero_from_midnight_where_the_figure_begins_anew() -> None:
    first, second = OPEN_S + HOUR_S, OPEN_S + 25 * HOUR_S
    midnight = OPEN_S + 16 * HOUR_S
    levels = {first: 70, second: 30}
    assert [*steps(levels, HOUR_S, is_daily=True)] == [(OPEN_S, 0), (first, 70), (midnight, 0), (second, 30)]
    assert [*steps(levels, HOUR_S)] == [(OPEN_S, 0), (first, 70), (second, 30)]


def test_hours__of_years__are_the_highest_of_each_interval_and_no_more_than_a_line_may_have(copied: Path) -> None:
    def rows() -> Iterator[dict[str, Any]]:
        for hour in range(3 * POINTS_MAX + 1):
            yield hour_row(hour, queued=1, queued_minor=hour)

    write_table(ACTIVITY, rows(), copied)
    hours = tally_hours(FinishedRun.open(copied))
    levels = hours.of("queued_minor")["EUR"]
    assert hours.step == 4 * HOUR_S
    assert len(levels) <= POINTS_MAX
    assert max(levels.values()) == 3 * POINTS_MAX


def test_hours__of_a_run_without_the_tables__are_none(copied: Path) -> None:
    for table in (ACTIVITY, MOVEMENTS):
        table.path(copied).unlink()
    run = FinishedRun.open(copied)
    assert tally_hours(run).of("credit_minor") == {}
    assert [changes.names for changes in tally_movements(run).values()] == [[], []]

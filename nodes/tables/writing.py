"""Leaves every table of a run in its results folder.

Trusts the catalogue for where each stands.
Never leaves an empty table of notices, alarms or obligations: without any there is none.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from nodes.interbank_report import obligation_records
from nodes.interbank_rows import liquidity_rows, obligation_rows
from nodes.interventions import alarm_rows, official_notice_rows, step_rows
from nodes.lending.notices import notice_rows
from nodes.simulation import Simulation
from nodes.tables.alarms import ALARMS, INTERVENTIONS, OFFICIAL_NOTICES
from nodes.tables.catalogue import BALANCES, EVENTS, LIQUIDITY, LOANS, NOTICES, OBLIGATIONS, PAYMENTS
from nodes.tables.parquet import TableWriter, write_table
from nodes.tables.rows import balance_rows, event_rows, payment_rows
from nodes.tables.series import SERIES, Series


def write_tables(simulation: Simulation, report: Mapping[str, Any], folder: Path) -> None:
    """Writes the tables into a results folder; `report` is what `run.json` holds."""
    write_table(BALANCES, balance_rows(simulation), folder)
    write_table(PAYMENTS, payment_rows(simulation), folder)
    write_table(LOANS, report["loans"], folder)
    write_table(EVENTS, event_rows(simulation), folder)
    with ExitStack() as open_:
        writers = {table.name: open_.enter_context(TableWriter(table, folder)) for table in SERIES}
        for table, row in Series.of(simulation).rows():
            writers[table.name].add(row)
    if simulation.lending.notices:
        write_table(NOTICES, notice_rows(simulation.lending.notices), folder)
    ledgers = simulation.watch.ledgers
    for table, rows in (
        (ALARMS, [*alarm_rows(ledgers.alarms)]),
        (INTERVENTIONS, [*step_rows(ledgers.steps)]),
        (OFFICIAL_NOTICES, [*official_notice_rows(ledgers.notices)]),
    ):
        if rows:
            write_table(table, rows, folder)
    records = obligation_records(simulation.interbank)
    if records:
        write_table(OBLIGATIONS, obligation_rows(records), folder)
        write_table(LIQUIDITY, liquidity_rows(simulation.interbank, records), folder)

"""What a comparison of designs leaves: its figures, a row for each payment and design, the correspondents' event table.

Trusts the designs' results.
Never writes a figure without the words that go with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from nodes.correspondent.world import CorrespondentWorld
from nodes.designs.case import Case
from nodes.designs.chain_results import OBLIGATION_COLUMNS, PAYMENT_COLUMNS, Record
from nodes.designs.figures import figures_of, of_these, outcome_row, remittances
from nodes.designs.outcomes import DesignResult
from nodes.designs.table import CORRESPONDENT, DESIGNS
from nodes.designs.tornado import PAYMENTS_MAX, tornado
from nodes.designs.words import FAIRNESS, REFERENCES, sources_of
from nodes.tables.catalogue import ACCOUNTS, BOOKINGS, OBLIGATIONS, OUTCOMES, PAYMENTS
from nodes.tables.columns import Table
from nodes.tables.parquet import write_table


def comparison_of(case: Case, results: Sequence[DesignResult]) -> dict[str, Any]:
    """The figures of all designs and what is said beside them."""
    sized = [remittances(case, result) for result in results]
    has_sized = any(row["cost"]["count"] for row in sized)
    everywhere = set.intersection(*({o.id for o in r.outcomes if o.final_at_s is not None} for r in results))
    with_correspondents = any(result.name == CORRESPONDENT for result in results)
    return {
        "scenario": case.scenario.name,
        "scenario_sha256": case.scenario.source_sha256,
        "seed": case.scenario.seed,
        "days": case.days,
        "designs": [
            figures_of(case, result) | {"settled_in_every_design": of_these(case, result, everywhere)}
            for result in results
        ],
        "changes": {result.name: DESIGNS[result.name].changes for result in results},
        "remittances": sized if has_sized else [],
        "references": [asdict(reference) for reference in REFERENCES] if has_sized else [],
        "tornado": tornado(case) if with_correspondents else [],
        "tornado_payments": min(len(case.payments), PAYMENTS_MAX) if with_correspondents else 0,
        "figures": sources_of(case.plan),
        "accounts_are_derived": case.plan.is_derived,
        "fairness": list(FAIRNESS),
    }


def write_outcomes(case: Case, results: Sequence[DesignResult], folder: Path) -> None:
    """Writes a row for each payment in each design."""
    rows = (outcome_row(case, result, outcome) for result in results for outcome in result.outcomes)
    write_table(OUTCOMES, rows, folder)


def write_world(world: CorrespondentWorld, folder: Path) -> None:
    """Writes the event table of a correspondent run, and every account as it began and ended."""
    events = ({"position": place, **asdict(event)} for place, event in enumerate(world.table.rows))
    write_table(BOOKINGS, events, folder)
    write_table(ACCOUNTS, _balances(world), folder)


def read_record(folder: Path, summary: Mapping[str, Any]) -> Record:
    """The tables of a finished run on a chain: of their columns those that a comparison asks for."""
    return Record(_rows(PAYMENTS, PAYMENT_COLUMNS, folder), _rows(OBLIGATIONS, OBLIGATION_COLUMNS, folder), summary)


def _balances(world: CorrespondentWorld) -> Iterator[dict[str, Any]]:
    for account, closing_minor in world.books.balances_minor().items():
        opening_minor = world.books.opening_minor.get(account, 0)
        yield asdict(account) | {"opening_minor": opening_minor, "closing_minor": closing_minor}


def _rows(table: Table, columns: Sequence[str], folder: Path) -> list[dict[str, Any]]:
    path = table.path(folder)
    if not path.is_file():
        return []
    with pq.ParquetFile(path) as file:
        return [row for batch in file.iter_batches(columns=list(columns)) for row in batch.to_pylist()]

"""The share of deadlines that were met: a row for each currency and priority, of payments and of obligations.

Trusts the records for when something was final.
Never counts what has no deadline of its own: closing is none.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from finance.measures.settlement import settlement_rate
from finance.measures.shares import ppm
from nodes.interbank_report import obligation_records

if TYPE_CHECKING:
    from nodes.simulation import Simulation

Key = tuple[str, str, int | None]
"""Of what, in which currency, of which priority; customers' payments have none."""


def deadline_measures(simulation: Simulation) -> list[dict[str, Any]]:
    """A row for each kind, currency and priority that had deadlines, payments first."""
    found: dict[Key, list[tuple[int, bool]]] = defaultdict(list)
    for record in simulation.records:
        payment = record.payment
        if payment.deadline_s is not None:
            found["payments", payment.currency, None].append((payment.amount_minor, record.is_met))
    for owing in obligation_records(simulation.interbank):
        owed = owing.owed
        if owed.deadline_s is not None:
            found["obligations", owed.currency, owed.priority].append((owed.amount_minor, owing.is_met))
    order = sorted(found, key=lambda key: (key[0] != "payments", key[1], key[2] or 0))
    return [_row(key, found[key]) for key in order]


def _row(key: Key, outcomes: list[tuple[int, bool]]) -> dict[str, Any]:
    of, code, priority = key
    rate = settlement_rate(outcomes)
    return {
        "of": of,
        "currency": code,
        "priority": priority,
        "due": rate.submitted,
        "met": rate.settled,
        "due_minor": rate.submitted_minor,
        "met_minor": rate.settled_minor,
        "met_count_ppm": ppm(rate.by_count),
        "met_value_ppm": ppm(rate.by_value),
    }

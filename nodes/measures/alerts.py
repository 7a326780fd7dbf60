"""Alarms and freezes of a run, as figures: how many, about whom, and what they held back.

Trusts the plan of the patterns for who launders; where the scenario has none, nobody knows.
Never tells the supervisors: they have their detectors.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from finance.measures.alerts import Held, frozen_summary
from nodes.interventions import FreezeSpan, RaisedAlarm, freeze_spans

if TYPE_CHECKING:
    from nodes.simulation import Simulation


def alert_measures(simulation: Simulation) -> list[dict[str, Any]]:
    """A row for each typology that an alarm was about."""
    by_typology: dict[str, list[RaisedAlarm]] = defaultdict(list)
    for alarm in simulation.watch.ledgers.alarms:
        by_typology[alarm.typology].append(alarm)
    tainted = tainted_clients(simulation)
    return [_alert_row(typology, own, tainted) for typology, own in sorted(by_typology.items())]


def freeze_measures(simulation: Simulation) -> list[dict[str, Any]]:
    """A row for each currency in which money was frozen because of an alarm."""
    by_code: dict[str, list[FreezeSpan]] = defaultdict(list)
    for span in freeze_spans(simulation.watch.ledgers.steps):
        by_code[span.currency].append(span)
    tainted, end_s = tainted_clients(simulation), simulation.network.ledger.timestamp_s
    return [_freeze_row(code, own, tainted, end_s) for code, own in sorted(by_code.items())]


def tainted_clients(simulation: Simulation) -> frozenset[str] | None:
    """Ids of those who launder; `None` where the scenario plants no pattern."""
    if not simulation.patterns:
        return None
    return frozenset(member for pattern in simulation.patterns for member in pattern.members)


def _alert_row(typology: str, alarms: list[RaisedAlarm], tainted: frozenset[str] | None) -> dict[str, Any]:
    wallets = {alarm.client or alarm.account for alarm in alarms}
    return {
        "typology": typology,
        "alarms": len(alarms),
        "wallets": len(wallets),
        "wallets_tainted": None if tainted is None else len(wallets & tainted),
        "acted_on": sum(bool(alarm.case) for alarm in alarms),
    }


def _freeze_row(code: str, spans: list[FreezeSpan], tainted: frozenset[str] | None, end_s: int) -> dict[str, Any]:
    summary = frozen_summary(
        Held(
            holder=span.client,
            amount_minor=span.amount_minor,
            seconds=(end_s if span.until_s is None else span.until_s) - span.from_s,
            is_released=span.until_s is not None,
            is_tainted=None if tainted is None else span.client in tainted,
        )
        for span in spans
    )
    return {
        "currency": code,
        "wallets_frozen": summary.holders,
        "wallets_released": summary.holders_released,
        "frozen_minor_s": summary.frozen_minor_s,
        "frozen_tainted_minor_s": summary.tainted_minor_s,
        "frozen_honest_minor_s": summary.honest_minor_s,
    }

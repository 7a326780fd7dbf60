"""Runs of the small scenario with every kind of venue, one way each, with changes to its text.

Trusts `tests/data/venues.yaml` to hold what a change replaces, once.
Never runs one way twice for tests that only look at what it left.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from nodes.payment_record import PaymentRecord
from nodes.results import events_of
from nodes.scenario import Scenario
from nodes.simulation import Simulation

TEXT = (Path(__file__).parents[1] / "data" / "venues.yaml").read_text(encoding="utf-8")
SMALL = Scenario.parse(TEXT, "venues.yaml")
WAYS = tuple(way.id for way in SMALL.compare)
Change = tuple[str, str]


def planned(way: str, *changes: Change) -> Simulation:
    """One way of the scenario with changes, not yet run."""
    text = TEXT
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands in the file {text.count(old)} times"
        text = text.replace(old, new)
    return Simulation(Scenario.parse(text, "venues.yaml").variant(way))


def finished(way: str, *changes: Change) -> Simulation:
    """The same, run to its end."""
    simulation = planned(way, *changes)
    simulation.run()
    return simulation


@cache
def ran(way: str) -> tuple[Simulation, dict[str, Any]]:
    """One way as it stands in the file, with what `run.json` holds; nobody changes it."""
    simulation = planned(way)
    return simulation, simulation.run()


def records_of(simulation: Simulation) -> dict[str, PaymentRecord]:
    """What became of each payment."""
    return {record.payment.id: record for record in simulation.records}


def events(simulation: Simulation, kind: type) -> list[Any]:
    """The events of one kind, in order, wherever they come from."""
    return [item.event for item in events_of(simulation) if isinstance(item.event, kind)]

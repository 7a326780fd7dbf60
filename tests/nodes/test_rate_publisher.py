"""Rate publishers: what they publish, when, and what the chain refuses."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import pytest

from chain.clients.events import IndexPublished
from nodes.rate_publisher import plan_publications
from nodes.results import events_of
from nodes.scenario import Scenario
from nodes.scenario.rate_indices import Floating, IndexRate, RateIndex
from nodes.simulation import Simulation

TEXT = (Path(__file__).parent / "scenario" / "loan_terms.yaml").read_text(encoding="utf-8")
(INDEX,) = Scenario.parse(TEXT, "s.yaml").world().rate_indices


def second(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


@pytest.fixture
def opened() -> Simulation:
    """A network in which nothing has happened yet."""
    simulation = Simulation(Scenario.parse(TEXT, "s.yaml"))
    simulation.prepare()
    return simulation


def test_rates__of_an_index__are_on_the_chain_since_noon_of_the_day_before(opened: Simulation) -> None:
    network = opened.network
    for moment, ppm in (("2024-01-02T00:00", 36_500), ("2024-02-29T11:00", 36_500), ("2024-03-01T00:00", -500)):
        network.run_until(second(moment))
        day = second(moment) // 86_400
        assert network.read(network.deployment.rate_index.rate_at("SGD", "overnight", day))[0] == ppm
    published = [item.timestamp_s for item in events_of(opened) if isinstance(item.event, IndexPublished)]
    noons = [second("2024-01-01T12:00"), second("2024-02-29T12:00")]
    assert [at_s - noon for at_s, noon in zip(published, noons, strict=True)] == [2, 2]


def test_rate__of_a_day_that_has_begun__is_a_setback(opened: Simulation) -> None:
    network = opened.network
    network.run_until(second("2024-01-02T10:00"))
    publisher = opened.actors.publishers["rate-office"]
    network.at(second("2024-01-02T11:00"), partial(publisher.publish, IndexRate(date(2024, 1, 2), 5)))
    network.run_until(second("2024-01-02T12:00"))
    ((what, error),) = [(setback.what, setback.error) for setback in network.setbacks]
    assert what == "rate of overnight from 2024-01-02 on"
    assert "IndexDayNotAhead" in error


def test_plan_publications__without_publishers__puts_nothing_on_the_agenda(opened: Simulation) -> None:
    planned = len(opened.network._agenda)
    plan_publications(opened.network, [])
    assert len(opened.network._agenda) == planned


@pytest.mark.parametrize(
    ("day", "ppm"), [("2024-01-01", None), ("2024-01-02", 36_500), ("2024-02-29", 36_500), ("2024-03-01", -500)]
)
def test_rate_on__a_day__is_the_last_that_holds(day: str, ppm: int | None) -> None:
    found = INDEX.rate_on(date.fromisoformat(day))
    assert (found.ppm if found else None) == ppm


@pytest.mark.parametrize(
    ("spread_bps", "day", "ppm"),
    [
        (100, "2024-01-02", 46_500),
        (100, "2024-01-12", 46_500),
        (100, "2024-01-13", None),
        (100, "2024-01-01", None),
        (1_000, "2024-01-02", 90_000),
        (-400, "2024-01-02", 5_000),
        (0, "2024-03-01", 5_000),
    ],
)
def test_floating_rate__on_a_day__is_within_floor_and_cap_and_no_older_than_agreed(
    spread_bps: int, day: str, ppm: int | None
) -> None:
    index: RateIndex = INDEX
    floating = Floating(index.id, floor_bps=50, cap_bps=900, age_days_max=10)
    assert floating.rate_ppm(index, spread_bps, date.fromisoformat(day)) == ppm

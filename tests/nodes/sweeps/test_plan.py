"""The plan of a sweep: it reads back whole, damage is noticed, and seeds are common to all points."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import nodes.generated_demand
import nodes.interbank_demand
from nodes.demand import plan_payments
from nodes.interbank_demand import plan_obligations
from nodes.randomness import Stream
from nodes.scenario import Scenario
from nodes.sweeps.parameters import Parameter
from nodes.sweeps.plan import PlannedRun, SweepPlan

QUICKSTART = Path(__file__).parents[3] / "scenarios" / "quickstart.yaml"
OBLIGATIONS = (
    "interbank.generated={currency: EUR, count: 12, sizes: {de-bank-1: 2, de-bank-2: 1}, profile: [1, 2], "
    'amounts: [{share: 1, least: "10.00", most: "80.00"}], urgent_bps: 2500}'
)


def plan() -> SweepPlan:
    """Two parameters, three points, two seeds."""
    return SweepPlan(
        scenario="quickstart",
        scenario_text=QUICKSTART.read_text(),
        settings=(OBLIGATIONS,),
        engine="revm",
        design="grid",
        samples=None,
        parameters=(
            Parameter("liquidity.opening", (Decimal("0.2"), Decimal("1.0")), ("0.2", "1"), 6, True),
            Parameter("payments.generated.count", None, ("40", "60"), 0, False),
        ),
        points=(("0.2", "40"), ("1", "40"), ("1", "60")),
        seeds=(11, 12),
        versions={"SALib": "1"},
    )


def test_plan__written_and_read__is_the_same() -> None:
    assert SweepPlan.from_json(json.loads(json.dumps(plan().as_json()))) == plan()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: content.update(schema_version=2),
        lambda content: content["scenario"].update(text="name: other"),
        lambda content: content.pop("points"),
    ],
    ids=["version", "text", "points"],
)
def test_plan__damaged__is_not_read(spoil: Callable[[dict[str, Any]], object]) -> None:
    content = plan().as_json()
    spoil(content)
    with pytest.raises((ValueError, KeyError)):
        SweepPlan.from_json(content)


def test_runs__of_a_plan__are_each_point_with_each_seed() -> None:
    assert [run.id for run in plan().runs()] == [
        *("p000-s11", "p000-s12", "p001-s11", "p001-s12", "p002-s11", "p002-s12")
    ]  # fmt: skip


def test_scenario__of_a_run__has_its_values_and_its_seed_and_expects_nothing() -> None:
    scenario = plan().scenario_of(PlannedRun(2, 12))
    assert (scenario.seed, scenario.liquidity.opening, scenario.expect) == (12, "1", None)
    assert scenario.payments.generated is not None
    assert scenario.payments.generated.count == 60


def other_draws(scenario: Scenario) -> tuple[Any, ...]:
    """All that is drawn but the payments: drawn after them, so that a shared stream would show."""
    plan_payments(scenario, scenario.reference_rates())
    return plan_obligations(scenario, scenario.world())


def draws_moved(first: PlannedRun, second: PlannedRun) -> bool:
    """Whether what other sub-streams draw is not the same in two runs."""
    return other_draws(plan().scenario_of(first)) != other_draws(plan().scenario_of(second))


def test_common_random_numbers__one_parameter_changed__leaves_every_other_draw_alone() -> None:
    for seed in (11, 12):
        assert not draws_moved(PlannedRun(1, seed), PlannedRun(2, seed))
    assert draws_moved(PlannedRun(1, 11), PlannedRun(1, 12))


def test_common_random_numbers__liquidity_changed__leaves_the_payments_alone() -> None:
    few, all_ = (plan().scenario_of(PlannedRun(point, 11)) for point in (0, 1))
    rates = few.reference_rates()
    assert plan_payments(few, rates) == plan_payments(all_, rates)


class SharedStream(Stream):
    """A planted bug: every name draws from one stream, as from a global generator."""

    __slots__ = ()
    shared: Stream | None = None

    def bytes(self, count: int) -> bytes:
        if SharedStream.shared is None:
            SharedStream.shared = Stream(self._seed, "all")
        return SharedStream.shared.bytes(count)


@pytest.fixture
def shared_stream(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def opened(seed: int, *names: int | str) -> Stream:
        if names == ("demand", "corridors"):
            SharedStream.shared = None  # a run begins
        if names == ("demand", "values"):
            return Stream(seed, *names)  # the weights of amounts are told twice, which no global generator does
        return SharedStream(seed, *names)

    monkeypatch.setattr(nodes.generated_demand, "Stream", opened)
    monkeypatch.setattr(nodes.interbank_demand, "Stream", opened)
    yield
    SharedStream.shared = None


@pytest.mark.usefixtures("shared_stream")
def test_common_random_numbers__one_stream_for_all__is_noticed() -> None:
    assert draws_moved(PlannedRun(1, 11), PlannedRun(2, 11))
    assert not draws_moved(PlannedRun(1, 11), PlannedRun(1, 11))

"""A bank's liquidity desk: what a policy says that nobody could carry out is refused; what holds by default."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from chain.errors import InputError
from nodes.policies import Decision, Policy, Position
from nodes.scenario import Scenario
from nodes.scenario.interbank import SettlementEntry
from nodes.scenario.obligations import resolve_settlement
from nodes.simulation import Simulation

TEXT = (Path(__file__).parents[1] / "data" / "interbank.yaml").read_text(encoding="utf-8")


class Planted(Policy):
    """Says what a test wants it to."""

    says: Callable[[Position], Decision]

    def decide(self, position: Position) -> Decision:
        return self.says(position) if position.waiting else Decision([])


@pytest.mark.parametrize(
    ("says", "why"),
    [
        (lambda position: Decision(["nobody"]), "'nobody' is not among what waits"),
        (lambda position: Decision([position.waiting[0].uetr] * 2), "it releases an obligation twice"),
        (
            lambda position: Decision([], {position.waiting[0].uetr: 1}),
            "it draws 1 minor units, and there is room for 0",
        ),
        (
            lambda position: Decision([], {position.waiting[0].uetr: -1}),
            "it draws -1 minor units, and there is room for 0",
        ),
    ],
)
def test_desk__decision_that_nobody_can_carry_out__ends_the_run_with_one_line(
    says: Callable[[Position], Decision], why: str
) -> None:
    simulation = Simulation(Scenario.parse(TEXT, "interbank.yaml").variant("queue"))
    simulation.prepare()
    desk = simulation.interbank.desks["bank-a"]
    desk.policy = Planted(desk.policy.terms)
    desk.policy.says = says
    with pytest.raises(InputError) as refusal:
        simulation.run()
    assert str(refusal.value) == f"Planted of bank-a: decision of a policy: {why}; correct the policy"


def test_settlement__nothing_stated__is_a_queue_that_is_released_every_minute() -> None:
    plan = resolve_settlement(SettlementEntry())
    assert plan.is_queued
    assert [(resolver.algorithm, resolver.every_s) for resolver in plan.resolvers] == [("fifo-rtgs", 60)]
    assert (plan.policy, plan.pressing_s) == ("liquidity_aware", 1_800)
    gross = resolve_settlement(SettlementEntry(mode="gross"))
    assert (gross.is_queued, gross.resolvers, gross.retry_every_s) == (False, (), 1_800)

"""The scenario of four validators: each event costs what the model says, and no payment."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from chain.consensus.seals import check_seals
from nodes.results import run_report
from nodes.scenario import Scenario
from nodes.simulation import Simulation

SCENARIO = Path(__file__).parents[2] / "scenarios" / "validator-outage.yaml"
TIMEOUT_MS = 4_000


@pytest.fixture(scope="module")
def simulation() -> Simulation:
    """A finished run; nobody changes it."""
    simulation = Simulation(Scenario.load(SCENARIO))
    simulation.run()
    return simulation


@pytest.fixture(scope="module")
def consensus(simulation: Simulation) -> dict[str, Any]:
    """What the run says of consensus."""
    found: dict[str, Any] = run_report(simulation)["consensus"]
    return found


def event(consensus: dict[str, Any], identity: str) -> dict[str, Any]:
    """What one event cost."""
    (found,) = (item for item in consensus["events"] if item["id"] == identity)
    return dict(found)


def test_validator_outage__every_payment__is_settled(simulation: Simulation) -> None:
    assert {record.verdict.value for record in simulation.records} == {"settled"}
    assert simulation.network.setbacks == []


@pytest.mark.parametrize("identity", ["data-centre", "mute"])
def test_validator_outage__proposer_missing__costs_one_block_in_four_a_round(
    consensus: dict[str, Any], identity: str
) -> None:
    found = event(consensus, identity)
    assert (found["blocks"], found["round_changed"]) == (4, 1)
    assert TIMEOUT_MS < found["block_finality"]["latency_ms_max"] <= TIMEOUT_MS + 200
    assert found["block_finality"]["latency_ms_p50"] <= 150


def test_validator_outage__without_a_quorum__nothing_settles_until_the_timeout_after_it(
    simulation: Simulation, consensus: dict[str, Any]
) -> None:
    found = event(consensus, "cable")
    assert consensus["stalled"] == 1
    assert found["block_finality"]["latency_ms_max"] // 1_000 == 4 * (2**8 - 1)
    during = [r for r in simulation.records if found["from_s"] <= r.payment.at_s < found["until_s"]]
    assert len(during) == found["settlement"]["count"] == 3
    assert all(record.final_at_ms > found["until_s"] * 1_000 for record in during)
    assert sum(found["from_s"] <= block.timestamp_s < found["until_s"] for block in blocks(simulation)) == 0


def test_validator_outage__two_proposals__are_found_out_and_cost_no_round(consensus: dict[str, Any]) -> None:
    (lie,) = consensus["equivocations"]
    assert lie["validator"] == "bot"
    assert event(consensus, "two-tongues")["round_changed"] == 0


def test_validator_outage__every_block__is_sealed_by_a_quorum_in_its_turn(simulation: Simulation) -> None:
    validators = simulation.network.ledger.consensus.validators
    rounds = []
    for block in blocks(simulation):
        assert check_seals(block.header, block.seals, validators) == ()
        rounds.append(block.header.round)
    assert sorted(rounds)[-3:] == [1, 1, 8]
    assert sum(rounds) == 10


def blocks(simulation: Simulation) -> list[Any]:
    """The record, block by block."""
    return list(simulation.network.ledger.journal.blocks())

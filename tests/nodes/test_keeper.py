"""Keepers: batches, what a call is worth, and giving up what does not pay."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from chain.accounts import Account
from nodes.keeper import BATCH_MAX, TRIAL_CALLS, Keeper
from nodes.lending.history import LoanHistory
from nodes.results import loan_records
from nodes.scenario import Scenario
from nodes.simulation import Simulation

SCENARIO = Scenario.load(Path(__file__).parents[1] / "data" / "lending.yaml")
WORLD = SCENARIO.world()
(PLAN,) = WORLD.keepers
(LOAN,) = WORLD.loans


def keeper_of(**changes: Any) -> Keeper:
    """A keeper that nobody hears, for what it decides by itself."""
    return Keeper(Account.derived(1, "keeper", "paid"), cast(Any, SimpleNamespace()), replace(PLAN, **changes))


def after(keeper: Keeper, calls: int, net_minor: int) -> Keeper:
    for _ in range(calls):
        keeper.tally.recent_minor.append(net_minor)
        keeper._look_back()
    return keeper


HISTORY = LoanHistory.of(LOAN, bytes(32), 0, 0)


@pytest.mark.parametrize(("cost_minor", "is_worth"), [(40, True), (41, False), (0, True)])
def test_is_worth__fee_against_cost__counts_what_it_would_be_paid(cost_minor: int, is_worth: bool) -> None:
    assert keeper_of(call_cost_minor=cost_minor).is_worth([HISTORY]) is is_worth


def test_is_worth__several_loans_in_one_call__cost_it_once() -> None:
    assert keeper_of(call_cost_minor=80).is_worth([HISTORY, HISTORY])


def test_expects__without_a_deposit__is_nothing() -> None:
    assert keeper_of(account=None).expects_minor(HISTORY) == 0
    assert keeper_of().expects_minor(HISTORY) == LOAN.keeper_fee_minor == 40


def test_racing__that_does_not_pay__is_given_up_before_the_work_itself() -> None:
    keeper = after(keeper_of(races=True), TRIAL_CALLS, -1)
    assert (keeper.is_racing, keeper.tally.is_working) == (False, True)
    after(keeper, TRIAL_CALLS - 1, -1)
    assert keeper.tally.is_working
    after(keeper, 1, -1)
    assert not keeper.tally.is_working


@pytest.mark.parametrize("net_minor", [0, 1])
def test_work__that_pays_its_cost__goes_on(net_minor: int) -> None:
    keeper = after(keeper_of(races=True), 5 * TRIAL_CALLS, net_minor)
    assert keeper.is_racing


def keepers_of(text: str) -> list[Keeper]:
    """The keepers of a whole run."""
    simulation = Simulation(Scenario.parse(text, "race").variant("automatic"))
    simulation.run()
    assert simulation.network.setbacks == []
    return list(simulation.actors.keepers.values())


def test_race__two_keepers_for_every_loan__share_the_fees_that_one_would_have() -> None:
    one, text = "  - {id: paid,", SCENARIO.source_text
    two = f"  - {{id: rival, name: Rival, home: SG, bank: two, races: true}}\n{one}"
    rival, paid = keepers_of(text.replace(one, two))
    (alone,) = keepers_of(text)
    assert rival.tally.income_minor > 0 < paid.tally.income_minor
    assert rival.tally.income_minor + paid.tally.income_minor == alone.tally.income_minor
    assert rival.tally.lost + paid.tally.lost > alone.tally.lost


def test_collection__that_pays_no_keeper__is_the_lenders_and_as_punctual() -> None:
    text = SCENARIO.source_text
    assert text.count('call_cost: "0.05"') == 1
    simulation = Simulation(Scenario.parse(text.replace('"0.05"', '"900.00"'), "dear").variant("automatic"))
    simulation.run()
    (keeper,) = simulation.actors.keepers.values()
    assert keeper.tally.calls == 0
    usual = Simulation(SCENARIO.variant("automatic"))
    usual.run()
    figures = [
        [(record.id, record.status, record.on_time, record.late) for record in loan_records(run)]
        for run in (simulation, usual)
    ]
    assert figures[0] == figures[1]


def test_batch__more_loans_than_a_call_takes__are_several_calls() -> None:
    sent: list[int] = []

    class Counting(Keeper):
        def _call(self, batch: Any) -> None:
            sent.append(len(batch))

    keeper = keeper_of()
    Counting(keeper.account, keeper.network, keeper.plan).collect([HISTORY] * (2 * BATCH_MAX + 1))
    assert sent == [BATCH_MAX, BATCH_MAX, 1]

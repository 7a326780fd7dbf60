"""A day between banks on the real queue: paid, queued, held, netted, left out, expired; each way as its rules say."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from chain.clients.events import BatchRefused, BatchSettled, BilateralLimitSet, ObligationExpired, ObligationRefused
from chain.clients.types import ObligationState, Status
from finance.netting.resolvers import RESOLVERS
from nodes.interbank_demand import obligation_uetr
from nodes.interbank_report import ObligationRecord, obligation_records
from nodes.results import events_of
from nodes.scenario import Scenario
from nodes.simulation import Simulation

TEXT = (Path(__file__).parents[1] / "data" / "interbank.yaml").read_text(encoding="utf-8")
DRAWN = TEXT[TEXT.index("  generated:") : TEXT.index("settlement:")]
"""Most tests do without what is drawn."""


def day(way: str, *changes: tuple[str, str]) -> Simulation:
    """The obligations that are written out, with changes, one way; not yet run."""
    text = TEXT.replace(DRAWN, "")
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands in the file {text.count(old)} times"
        text = text.replace(old, new)
    return Simulation(Scenario.parse(text, "interbank.yaml").variant(way))


def after(simulation: Simulation) -> dict[str, ObligationRecord]:
    """What became of each obligation by the end of a run."""
    report = simulation.run()
    assert [item for item in report["expectations"] if not item["ok"]] == []
    return {record.owed.id: record for record in obligation_records(simulation.interbank)}


def settled(records: dict[str, ObligationRecord]) -> set[str]:
    return {name for name, record in records.items() if record.settlement is not None}


def events(simulation: Simulation, kind: type) -> list[Any]:
    return [item.event for item in events_of(simulation) if isinstance(item.event, kind)]


def test_gross__too_little_liquidity__stays_off_the_chain_and_ends_with_the_day() -> None:
    simulation = day("gross")
    records = after(simulation)
    assert settled(records) == {"six"}
    assert {record.state for name, record in records.items() if name != "six"} == {"unsent"}
    assert records["six"].delay_s <= 2
    assert records["one"].delay_s == records["one"].closes_s - records["one"].owed.at_s


def test_gross__money_comes_in__is_paid_at_the_next_set_time() -> None:
    simulation = day("gross", ('amount: "3.00", priority: 1', 'amount: "35.00", priority: 1'))
    records = after(simulation)
    # Bank C can pay four out of six, then bank A can pay five out of four, then bank B three out of five.
    assert settled(records) == {"six", "four", "five", "three"}
    opens_s = records["one"].owed.at_s - 600
    at_s = {name: record.settlement.at_s - opens_s for name, record in records.items() if record.settlement}
    assert at_s["six"] == 3_602
    assert at_s["four"] == 4_502, "a quarter of an hour later, and a block"
    assert at_s["five"] == 5_402, "what came in with that retry is there for the next one"
    assert at_s["three"] == 6_302


def test_gross__arises_at_a_set_time__is_sent_once() -> None:
    simulation = day("gross", ('time: "02:00", payer: bank-d', 'time: "02:15", payer: bank-d'))
    records = after(simulation)
    assert records["six"].owed.at_s % 900 == 0
    assert settled(records) == {"six"}
    assert events(simulation, ObligationRefused) == []


def test_queue__mutual_dependence__is_a_gridlock_that_expires_on_the_record() -> None:
    simulation = day("queue")
    records = after(simulation)
    assert settled(records) == {"six"}
    assert {record.state for name, record in records.items() if name != "six"} == {"expired"}
    assert len(events(simulation, ObligationExpired)) == 6
    assert records["six"].delay_s <= 64


def test_offset__two_that_owe_each_other__settle_at_their_net_and_the_cycle_does_not() -> None:
    simulation = day("offset")
    records = after(simulation)
    assert settled(records) == {"one", "two", "six"}
    batches = events(simulation, BatchSettled)
    assert [(batch.count, batch.value_minor, batch.net_minor) for batch in batches if batch.value_minor > 1_500] == [
        (2, 11_500, 500)
    ]


def test_best__pair_and_cycle__settle_and_a_keeper_may_run_it() -> None:
    simulation = day("best")
    records = after(simulation)
    assert settled(records) == {"one", "two", "three", "four", "five", "six"}
    keeper = simulation.actors.keepers["keeper"]
    assert simulation.interbank.operators["SG"].who is keeper
    assert records["five"].settlement is records["three"].settlement


def test_queue__urgent_one__goes_before_what_waited_longer() -> None:
    more = (
        'payer: bank-c, payee: bank-d, amount: "500.00"}',
        'payer: bank-c, payee: bank-d, amount: "500.00"}\n'
        '    - {id: old, date: 2024-06-03, time: "03:00", payer: bank-d, payee: bank-a, amount: "90.00"}\n'
        '    - {id: new, date: 2024-06-03, time: "03:00", payer: bank-d, payee: bank-b, amount: "90.00", priority: 7}',
    )
    records = after(day("queue", more))
    assert records["new"].settlement is not None
    assert records["old"].settlement is None


def test_reserve__bank_down_to_it__holds_what_is_not_urgent_until_money_comes_in() -> None:
    """Bank D keeps 97 of 100: after six (3) it is down to that, and holds the next one until one more comes in."""
    simulation = day(
        "best",
        ("{operator: keeper, resolvers", "{operator: keeper, reserve_bps: 9700, resolvers"),
        ('payee: bank-d, amount: "500.00"}', 'payee: bank-d, amount: "2.00"}\n'
         '    - {id: held, date: 2024-06-03, time: "02:10", payer: bank-d, payee: bank-a, amount: "1.00"}'),
    )  # fmt: skip
    states: list[ObligationState] = []
    simulation.prepare()
    uetr = obligation_uetr(5, "held")
    arose_s = next(owed.at_s for owed in simulation.interbank.planned if owed.id == "held")
    view = simulation.interbank.view
    for after_s in (300, 1_190, 1_400):
        simulation.network.at(arose_s + after_s, lambda: states.append(view.obligations[uetr].state))
    records = after(simulation)
    assert states == [ObligationState.HELD, ObligationState.HELD, ObligationState.SETTLED]
    assert records["held"].settlement is not None


def test_limit__net_debit_beyond_it__leaves_that_payer_out_and_settles_the_others() -> None:
    """Bank A may owe 4 net: its offset with bank B takes 5."""
    limit = (
        "id: bank-a, name: Bank A, jurisdiction: SG,",
        'id: bank-a, name: Bank A, jurisdiction: SG, multilateral_limit: "4.00",',
    )
    simulation = day("best", limit)
    records = after(simulation)
    assert {"one"}.isdisjoint(settled(records))
    assert settled(records) >= {"six"}
    runs = simulation.interbank.operators["SG"].runs
    assert any(simulation.actors.banks["bank-a"].address in run.left_out for run in runs)
    assert events(simulation, BatchRefused) == [], "preflight said so before"


def test_bilateral_limit__larger_one__waits_while_smaller_ones_settle() -> None:
    limit = (
        "id: bank-d, name: Bank D, jurisdiction: SG,",
        'id: bank-d, name: Bank D, jurisdiction: SG, bilateral_limit: "2.00",',
    )
    simulation = day("queue", limit)
    records = after(simulation)
    assert records["six"].settlement is None
    refused = events(simulation, ObligationRefused)
    assert len(refused) == 1, "it is not tried again before something came in"


def test_bilateral_limit__towards_one_bank__stops_what_is_owed_to_that_one_alone() -> None:
    limits = (
        "id: bank-d, name: Bank D, jurisdiction: SG,",
        'id: bank-d, name: Bank D, jurisdiction: SG, bilateral_limit: "2.00", bilateral_limits: {bank-c: "3.00"},',
    )
    simulation = day("queue", limits)
    records = after(simulation)
    assert records["six"].settlement is not None, "three are within the limit towards bank C"
    bank = simulation.actors.banks["bank-d"]
    said = [event for event in events(simulation, BilateralLimitSet) if event.member == bank.address]
    names = {other.address: name for name, other in simulation.actors.banks.items()}
    assert {names[event.payee]: event.limit_minor for event in said} == {
        name: 300 if name == "bank-c" else 200 for name in names.values() if name != "bank-d"
    }


def test_operator__batch_refused_on_the_chain__goes_on_without_the_party_at_fault() -> None:
    """Bank C holds its payment in the very block in which the batch comes: preflight could not know."""
    simulation = day("best")
    simulation.prepare()
    bank, queue = simulation.actors.banks["bank-c"], simulation.network.deployment.liquidity_queue
    opens_s = next(owed.at_s for owed in simulation.interbank.planned if owed.id == "one") - 600
    hold = partial(simulation.network.attempt, bank.account, queue.hold(obligation_uetr(5, "four")), "hold")
    simulation.network.at(opens_s + 1_800 + 4, hold)
    records = after(simulation)
    assert records["four"].state == "expired"
    assert [event.party for event in events(simulation, BatchRefused)] == [bank.address]
    assert settled(records) >= {"one", "two", "six"}


def test_operator__suspended_bank__stops_nobody_else() -> None:
    simulation = day("best")
    simulation.prepare()
    bank, central_bank = simulation.actors.banks["bank-b"], simulation.actors.central_banks["SG"]
    opens_s = next(owed.at_s for owed in simulation.interbank.planned if owed.id == "one") - 600
    suspend = partial(central_bank.set_standing, bank.address, Status.SUSPENDED, "test", lambda outcome: None)
    simulation.network.at(opens_s + 900, suspend)
    records = after(simulation)
    assert settled(records) == {"six"}
    runs = simulation.interbank.operators["SG"].runs
    assert any(bank.address in run.left_out for run in runs)


@pytest.mark.parametrize("claim", ["all", "none"])
def test_gridlock__resolver_with_a_bug__settles_nothing_wrong_and_the_expectation_fails(
    monkeypatch: pytest.MonkeyPatch, claim: str
) -> None:
    honest = RESOLVERS["exact"]

    def planted(queue: Any) -> Any:
        ids = tuple(payment.id for payment in queue.payments)
        return replace(honest(queue), settled=ids[:1] if claim == "all" else ())

    monkeypatch.setattr("nodes.netting_operator.RESOLVERS", {**RESOLVERS, "exact": planted})
    simulation = day("queue")
    report = simulation.run()
    failed = [item["subject"] for item in report["expectations"] if not item["ok"]]
    assert failed == ["gridlock pair by exact"]
    assert all(
        bank.liquidity_minor() == 0 for name, bank in simulation.actors.banks.items() if name in ("bank-e", "bank-f")
    )


def test_gridlock__each_algorithm__begins_with_the_same_money_and_leaves_none() -> None:
    simulation = day("queue")
    report = simulation.run()
    (case,) = report["gridlocks"]
    assert [(trial["algorithm"], trial["count"], trial["deadlock"]) for trial in case["trials"]] == [
        ("fifo-rtgs", 0, True), ("bilateral-offset", 2, False), ("cycles", 2, False),
        ("eaf2", 2, False), ("exact", 2, False), ("best", 2, False),
    ]  # fmt: skip
    assert {sum(trial["balances_minor"].values()) for trial in case["trials"]} == {100}
    assert {trial["liquidity_used_minor"] for trial in case["trials"]} == {0, 100}
    assert simulation.network.setbacks == []


@pytest.mark.parametrize("way", ["gross", "queue", "offset", "best"])
def test_run__twice__leaves_the_same_digest(way: str) -> None:
    scenario = Scenario.parse(TEXT, "interbank.yaml").variant(way)
    first, second = (Simulation(scenario).run() for _ in range(2))
    assert first == second


def test_report__every_way__adds_up_and_agrees_with_the_balances() -> None:
    scenario = Scenario.parse(TEXT, "interbank.yaml")
    for way in scenario.compare:
        simulation = Simulation(scenario.variant(way.id))
        figures = simulation.run()["interbank"]["currencies"]["SGD"]
        records = obligation_records(simulation.interbank)
        assert figures["settled"] + figures["unsettled"] == figures["planned"] == len(records) == 19
        assert sum(figures["states"].values()) == 19
        nets = {name: bank.plan.opening_liquidity_minor for name, bank in simulation.actors.banks.items()}
        for record in records:
            if record.settlement is not None:
                nets[record.owed.payer] -= record.owed.amount_minor
                nets[record.owed.payee] += record.owed.amount_minor
        assert nets == {name: bank.liquidity_minor() for name, bank in simulation.actors.banks.items()}

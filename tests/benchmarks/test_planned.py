"""Planned payments as transfers: the same that the record of a run has, but for the second in which they settle."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from small_aml import small_aml

from audit.index.store import Index
from audit.lookback.reading import settled_transfers
from audit.lookback.scoring import score
from audit.lookback.verdicts import verdicts
from audit.record import Record
from audit.typologies.transfer import Transfer
from benchmarks.alarms import measure, report
from benchmarks.planned import PlannedTraffic
from chain.journal import Journal
from nodes.genesis import chain_parameters
from nodes.scenario import Scenario
from nodes.simulation import Simulation

LATE_S, COST_BPS = 120, 20
SCENARIO = small_aml()


def settled(scenario: Scenario, place: Path) -> tuple[Transfer, ...]:
    """What the record of a run of it has."""
    parameters = chain_parameters(scenario)
    with closing(Journal.create(place / "journal.sqlite", parameters, {"seed": str(scenario.seed)})) as journal:
        simulation = Simulation(scenario, "revm", journal, lambda *_: None)
        simulation.prepare()
        simulation.run()
        deployment = simulation.network.deployment
    with closing(Index.in_memory(Record(Journal.open(place / "journal.sqlite"), deployment))) as index:
        return settled_transfers(index)


@pytest.fixture(scope="module")
def planned() -> PlannedTraffic:
    return PlannedTraffic.of(SCENARIO)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Transfer, ...]:
    return settled(SCENARIO, tmp_path_factory.mktemp("run"))


def test_planned__beside_the_record_of_a_run__is_the_same_payments(
    planned: PlannedTraffic, run: tuple[Transfer, ...]
) -> None:
    meant = {each.uetr: each for each in planned.transfers}
    assert {each.uetr for each in run} == {*meant}
    for each in run:
        plan = meant[each.uetr]
        assert (each.payer, each.payee, each.currency) == (plan.payer, plan.payee, plan.currency)
        assert (each.received_minor, each.threshold_minor) == (plan.received_minor, plan.threshold_minor)
        assert abs(each.paid_minor - plan.paid_minor) * 10_000 <= plan.paid_minor * COST_BPS
        assert 0 <= each.at_s - plan.at_s <= LATE_S


def test_score__of_plan_and_of_run__is_nearly_the_same(planned: PlannedTraffic, run: tuple[Transfer, ...]) -> None:
    of_plan, of_run = (
        score(verdicts(each), planned.patterns, each, planned.kinds) for each in (planned.transfers, run)
    )
    assert abs(of_plan.overall.f1_bps - of_run.overall.f1_bps) <= 200
    assert of_run.overall.f1_bps > of_run.baseline_f1_bps
    assert {row.kind for row in of_run.look_alikes} == {"payroll", "purchase", "bill"}


def test_planned__ids_and_truth_file__reach_no_detector(planned: PlannedTraffic) -> None:
    fields = {*Transfer.__slots__}
    assert fields == {
        *("at_s", "place", "uetr", "payer", "payee", "paid_minor", "received_minor", "currency", "threshold_minor")
    }
    assert {pattern.kind for pattern in planned.patterns} == {entry.kind for entry in SCENARIO.typologies}


def test_report__of_scores__has_mean_and_worst_of_each_figure(planned: PlannedTraffic) -> None:
    one = score(verdicts(planned.transfers), planned.patterns, planned.transfers, planned.kinds)
    none = score((), planned.patterns, planned.transfers, planned.kinds)
    rows = {name: (mean, worst) for name, mean, worst in report((one, none))}
    assert rows["F1 by wallet"] == (one.overall.f1_bps / 20_000, 0)
    assert rows["honest wallets alarmed"][1] == one.honest_alarmed_bps / 10_000
    assert rows["cycle: recall by pattern"][1] == 0


@pytest.mark.deep
def test_measure__of_the_whole_file__meets_every_target() -> None:
    section = measure(lambda _: None)
    assert [row.name for row in section.rows if row.target and not row.target.is_met(row.figure, 0)] == []

"""Who runs pays nothing back, whether loans are collected or paid by hand; who spends a loan and pays is not one."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit.report import audit_record
from chain.clients.events import MandateRevoked, Redeemed
from chain.clients.types import LoanStatus
from nodes.lending.history import LoanHistory
from nodes.payment_record import Verdict
from nodes.results import events_of
from nodes.scenario import Scenario
from nodes.simulation import Simulation
from scripts.detectors import detector_of

TEXT = (Path(__file__).parents[2] / "data" / "runners.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module", params=["automatic", "manual"])
def simulation(request: pytest.FixtureRequest) -> Simulation:
    """The run, where loans are collected and where borrowers pay by hand."""
    scenario = Scenario.parse(TEXT.replace("collection: automatic", f"collection: {request.param}"), "runners.yaml")
    simulation = Simulation(scenario, detector=detector_of(scenario))
    simulation.run()
    return simulation


def runs(simulation: Simulation) -> list[LoanHistory]:
    names = {pattern.loan.id for pattern in simulation.patterns if pattern.loan}
    return [history for history in simulation.lending.view if history.plan.id in names]


def is_manual(simulation: Simulation) -> bool:
    return simulation.lending.runners.is_manual


def test_runner__of_each_pattern__pays_nothing_and_is_given_up(simulation: Simulation) -> None:
    assert len(runs(simulation)) == 3
    for history in runs(simulation):
        assert history.status is LoanStatus.DEFAULTED
        assert (history.on_time, history.paid_late, len(history.late)) == (0, 0, 1)
        assert history.outstanding_minor == history.plan.terms.principal_minor


def test_mandate__of_a_runner__is_revoked_where_loans_are_collected(simulation: Simulation) -> None:
    events = [item.event for item in events_of(simulation)]
    revoked = {event.loan_id for event in events if isinstance(event, MandateRevoked)}
    assert revoked == (set() if is_manual(simulation) else {history.loan_id for history in runs(simulation)})


def test_money__of_a_loan__goes_on_in_full_and_what_is_kept_is_taken_out(simulation: Simulation) -> None:
    states = {record.payment.id: record for record in simulation.records}
    redeemed = [item.event.amount_minor for item in events_of(simulation) if isinstance(item.event, Redeemed)]
    for pattern in simulation.patterns:
        assert {states[name].verdict for name in pattern.payment_ids} == {Verdict.SETTLED}
        assert pattern.loan is not None
        kept_minor = pattern.loan.terms.principal_minor - states[pattern.payment_ids[0]].cost_minor
        assert kept_minor > 0
        assert redeemed.count(kept_minor) == 1
    assert [setback.what for setback in simulation.network.setbacks] == []


def test_others__who_borrow__pay(simulation: Simulation) -> None:
    others = [history for history in simulation.lending.view if not simulation.lending.runners.has(history.plan)]
    assert [(history.status, history.missed) for history in others] == [(LoanStatus.ACTIVE, 0)] * 3


def test_detector__in_the_run__alarms_members_and_not_the_baker(simulation: Simulation) -> None:
    alarmed = {alarm.client for alarm in simulation.watch.ledgers.alarms}
    members = {member for pattern in simulation.patterns for member in pattern.members}
    assert alarmed == members


def test_auditor__of_the_record__finds_nothing(simulation: Simulation) -> None:
    network = simulation.network
    if not is_manual(simulation):
        assert audit_record(network.ledger.journal, network.deployment, network.ledger).findings == ()

"""A small portfolio, collected and paid by hand: what is lent, who is late, what is lost, and who is told."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from audit.report import audit_record
from chain.clients.types import LoanStatus
from finance.schedules.instalments import Shape
from nodes.lending.notices import NoticeKind, notice_rows
from nodes.lending.report import lending_report
from nodes.results import events_of, loan_records, run_report
from nodes.scenario import Scenario
from nodes.simulation import Simulation

PATH = Path(__file__).parents[2] / "data" / "lending.yaml"
SCENARIO = Scenario.load(PATH)
INDEX = """rate_indices:
  - id: overnight
    currency: SGD
    publisher: {id: rate-office, name: Rate Office}
    rates: [{effective: 2024-01-02, rate_ppm: 20000}, {effective: 2024-02-01, rate_ppm: 50000}]
"""


def run(way: str) -> Simulation:
    simulation = Simulation(SCENARIO.variant(way))
    simulation.run()
    return simulation


@pytest.fixture(scope="module")
def automatic() -> Simulation:
    """Collected by mandate; nobody changes it."""
    return run("automatic")


@pytest.fixture(scope="module")
def manual() -> Simulation:
    """Paid by hand; nobody changes it."""
    return run("manual")


def test_portfolio__of_either_way__is_the_same_loans(automatic: Simulation, manual: Simulation) -> None:
    def terms(simulation: Simulation) -> list[tuple[str, str, int]]:
        return [(loan.id, loan.lender, loan.principal_minor) for loan in loan_records(simulation)]

    assert len(terms(automatic)) == 13
    assert terms(automatic) == terms(manual)


def test_portfolio__run_twice__leaves_the_same_digest(automatic: Simulation) -> None:
    assert run("automatic").network.ledger.digest == automatic.network.ledger.digest


def test_run__as_planned__has_no_setback_and_ends_as_expected(automatic: Simulation, manual: Simulation) -> None:
    for simulation in (automatic, manual):
        assert simulation.network.setbacks == []
    assert all(item["ok"] for item in run_report(automatic)["expectations"])


def test_history__followed_by_events__is_what_the_loan_book_holds(automatic: Simulation, manual: Simulation) -> None:
    for simulation in (automatic, manual):
        book = simulation.network.deployment.loan_book
        for history in simulation.lending.view:
            state = simulation.network.read(book.state_of(history.loan_id))
            owed_minor = state.fee_minor + state.interest_minor + state.principal_minor
            assert (history.status, history.billed, history.due_minor) == (state.status, state.billed, owed_minor)
            if history.is_running:
                assert history.next_due_at_s == (state.next_due_at or None)
                assert history.outstanding_minor == state.unbilled_minor + state.principal_minor


def test_portfolio__due_dates__are_on_time_or_late_or_in_grace(automatic: Simulation, manual: Simulation) -> None:
    for simulation in (automatic, manual):
        portfolio = lending_report(simulation.lending)["portfolio"]
        assert portfolio["instalments_due"] == sum(portfolio[key] for key in ("on_time", "late", "in_grace"))
        assert sum(portfolio["by_status"].values()) == portfolio["loans"] == 12
        assert portfolio["applications"] == 12 + sum(portfolio["declined_by"].values())


def test_collection__by_hand__is_late_more_often_than_by_mandate(automatic: Simulation, manual: Simulation) -> None:
    collected, by_hand = (lending_report(run.lending)["portfolio"] for run in (automatic, manual))
    assert collected["forgotten"] == 0 < by_hand["forgotten"]
    assert collected["late"] < by_hand["late"]
    assert collected["on_time_minor"] > by_hand["on_time_minor"]


def test_keeper__with_a_deposit__has_what_lenders_paid_it_and_nothing_else(automatic: Simulation) -> None:
    (keeper,) = automatic.actors.keepers.values()
    account = keeper.plan.account
    assert account is not None
    held_minor = automatic.network.read(
        automatic.network.deployment.deposit(account.bank.id).balance_of(keeper.address)
    )
    assert keeper.tally.income_minor == held_minor > keeper.tally.cost_minor > 0


def test_lateness__of_an_instalment__is_told_once_and_reminded_of_before(automatic: Simulation) -> None:
    late = Counter(
        (item.event.loan_id, item.event.index)
        for item in events_of(automatic)
        if type(item.event).__name__ == "InstalmentLate"
    )
    notices = automatic.lending.notices
    told = Counter((notice.loan, notice.due_at_s) for notice in notices if notice.kind is NoticeKind.LATE)
    assert len(told) == len(late) > 0
    assert set(told.values()) == set(late.values()) == {1}
    reminded = {(n.loan, n.due_at_s): n.at_s for n in notices if n.kind is NoticeKind.REMINDER}
    assert all(reminded[key] < (key[1] or 0) for key in told)


def test_loan_money__moved_on_at_once_to_somebody_flagged__is_noticed(automatic: Simulation) -> None:
    (anomaly,) = [row for row in notice_rows(automatic.lending.notices) if row["kind"] == "anomaly"]
    assert (anomaly["loan"], anomaly["bank"], anomaly["amount_minor"]) == ("written", "one", 90_000)
    assert anomaly["detail"].endswith(" to shell")


def test_written_off__what_was_lost__is_what_was_owed_and_not_recovered(automatic: Simulation) -> None:
    history = next(history for history in automatic.lending.view if history.plan.id == "written")
    assert history.status is LoanStatus.WRITTEN_OFF
    assert history.written_off_minor > 0 == history.due_minor
    assert history.outstanding_minor == 0


def test_application__declined__is_on_the_chain_with_its_reason(automatic: Simulation) -> None:
    declined = [item.event for item in events_of(automatic) if type(item.event).__name__ == "LoanDeclined"]
    notices = [notice for notice in automatic.lending.notices if notice.kind is NoticeKind.DECLINED]
    assert [event.reason for event in declined] == [notice.detail for notice in notices]
    assert declined


def test_portfolio__of_floating_loans__is_lent_at_the_index_and_reset_on_due_dates() -> None:
    text = PATH.read_text(encoding="utf-8").replace("lending:\n", INDEX + "lending:\n", 1)
    rate = "rate_bps: {least: 500, most: 900}}\n    - {share: 1"
    assert rate in text
    floating = "rate_bps: {least: 500, most: 900}, floating: {index: overnight, cap_bps: 1200, age_days_max: 90}}"
    simulation = Simulation(
        Scenario.parse(text.replace(rate, floating + "\n    - {share: 1", 1), "s.yaml").variant("automatic")
    )
    report = simulation.run()
    assert simulation.network.setbacks == []
    loans = [history for history in simulation.lending.view if history.rate_index]
    assert len(loans) > 3
    for history in loans:
        # Every one is drawn in January, and was reset in February and, where another period follows, in March.
        assert history.rate_ppm == min(50_000 + history.agreed.rate_bps * 100, 120_000)
    plain = [loan for loan in report["loans"] if not loan["rate_index"]]
    assert plain and all(50_000 <= loan["rate_ppm"] <= 90_000 for loan in plain)
    network = simulation.network
    assert audit_record(network.ledger.journal, network.deployment, network.ledger).findings == ()


@pytest.mark.parametrize("way", ["automatic", "manual"])
def test_portfolio__with_a_workout__puts_what_defaults_on_a_new_schedule_once(way: str) -> None:
    text = PATH.read_text(encoding="utf-8").replace("end: 2024-03-29", "end: 2024-05-31", 1)
    written = "  manual: {forgets_bps"
    assert written in text
    offered = "  workout: {share_bps: 10000, after_s: 3600, instalments: 2}\n"
    simulation = Simulation(Scenario.parse(text.replace(written, offered + written, 1), "s.yaml").variant(way))
    portfolio = simulation.run()["lending"]["portfolio"]
    drawn = [history for history in simulation.lending.view if history.plan.id != "written"]
    defaulted = [history for history in drawn if history.defaulted_minor]
    assert simulation.network.setbacks == []
    assert [history.restructurings for history in drawn] == [int(history in defaulted) for history in drawn]
    assert portfolio["restructured"] == portfolio["defaulted"] == len(defaulted) > 1
    assert all(history.terms.shape is Shape.ANNUITY and history.terms.instalments == 2 for history in defaulted)
    assert portfolio["instalments_due"] == sum(portfolio[key] for key in ("on_time", "late", "in_grace"))
    network = simulation.network
    mandates = [network.read(network.deployment.loan_book.parties_of(h.loan_id)).mandates for h in defaulted]
    assert mandates == [2 if way == "automatic" else 1] * len(defaulted)
    assert audit_record(network.ledger.journal, network.deployment, network.ledger).findings == ()

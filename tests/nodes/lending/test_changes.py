"""What is agreed about loans after their drawdown: who lends, what it costs, what is owed, what the chain refuses."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from audit.report import AuditReport, audit_record
from chain.clients.events import (
    IndexLicensed,
    IndexPublished,
    InstalmentBilled,
    LoanAccelerated,
    LoanAssigned,
    LoanDrawn,
    LoanPaid,
    LoanPrepaid,
    LoanRateReset,
    LoanRestructured,
    LoanStatusChanged,
    MandateSet,
    SyndicateFormed,
)
from chain.clients.types import LoanStatus
from nodes.lending.history import LoanHistory
from nodes.lending.notices import NoticeKind
from nodes.results import events_of, loan_records, run_report
from nodes.scenario import Scenario
from nodes.simulation import Simulation

PATH = Path(__file__).parents[3] / "scenarios" / "loan-terms.yaml"
TEXT = PATH.read_text(encoding="utf-8")


def run(*changes: tuple[str, str]) -> Simulation:
    text = TEXT
    for written, instead in changes:
        assert written in text
        text = text.replace(written, instead, 1)
    simulation = Simulation(Scenario.parse(text, "s.yaml"))
    simulation.run()
    return simulation


@pytest.fixture(scope="module")
def simulation() -> Simulation:
    """The gallery file, run; nobody changes it."""
    return run()


@pytest.fixture(scope="module")
def audited(simulation: Simulation) -> AuditReport:
    """What the auditor made of its record."""
    network = simulation.network
    return audit_record(network.ledger.journal, network.deployment, network.ledger)


def history_of(simulation: Simulation, name: str) -> LoanHistory:
    return next(history for history in simulation.lending.view if history.plan.id == name)


def said(simulation: Simulation, name: str, kind: type[Any]) -> list[Any]:
    """The events of one kind about one loan."""
    loan_id = history_of(simulation, name).loan_id
    return [e.event for e in events_of(simulation) if isinstance(e.event, kind) and e.event.loan_id == loan_id]


def test_run__as_planned__has_no_setback_and_ends_as_expected(simulation: Simulation) -> None:
    assert simulation.network.setbacks == []
    assert all(item["ok"] for item in run_report(simulation)["expectations"])


def test_auditor__of_the_record__finds_nothing_and_tells_the_same_of_each_loan(
    simulation: Simulation, audited: AuditReport
) -> None:
    assert audited.findings == ()
    for record in loan_records(simulation):
        loan = audited.books.loans[bytes.fromhex(record.loan_id)]
        tally = loan.tally
        assert (record.status, record.late) == (loan.state.status.name.lower(), tally.late)
        assert (record.interest_paid_minor, record.fees_paid_minor) == (tally.interest_minor, tally.fees_minor)
        counts = loan.parties.assignments, loan.parties.restructurings
        assert (record.assignments, record.restructurings) == counts
        assert record.rate_ppm == loan.state.rate_ppm
        # Principal lent + capitalised − repaid − written off = outstanding.
        lent_minor = record.principal_minor + tally.capitalised_minor
        assert record.outstanding_minor == lent_minor - tally.principal_minor - tally.written_off_minor


def test_floating_rate__on_each_due_date__is_the_index_and_the_spread_within_floor_and_cap(
    simulation: Simulation,
) -> None:
    (drawn,) = said(simulation, "floating", LoanDrawn)
    assert drawn.rate_ppm == 36_500 + 17_500
    resets = [(reset.rate_ppm, reset.is_fresh) for reset in said(simulation, "floating", LoanRateReset)]
    cap, floor = 70_000, 15_000
    assert resets == [
        (37_250 + 17_500, True),
        (cap, True),
        (34_000 + 17_500, True),
        (floor, True),
        (floor, True),
        (floor, False),  # in July the index is too old
        (floor, False),
    ]


def test_index__of_a_licensed_publisher__is_published_before_each_day(simulation: Simulation) -> None:
    (index,) = simulation.world.rate_indices
    events = [item for item in events_of(simulation) if isinstance(item.event, IndexLicensed | IndexPublished)]
    licensed, *published = events
    publisher = simulation.actors.publishers["rate-office"]
    assert licensed.event.publisher == publisher.address
    told = [(item.event.rate_ppm, item.event.effective_day) for item in published]
    assert told == [(rate.ppm, rate.day.toordinal() - 719_163) for rate in index.rates]
    assert all(item.timestamp_s // 86_400 == item.event.effective_day - 1 for item in published)


def test_syndicate__member_that_sells__is_followed_by_its_buyer_with_the_same_share(simulation: Simulation) -> None:
    actors, history = simulation.actors, history_of(simulation, "syndicated")
    (formed,) = said(simulation, "syndicated", SyndicateFormed)
    marina, orchard, changi = (actors.banks[f"{name}-bank"].address for name in ("marina", "orchard", "changi"))
    assert [(share.lender, share.weight) for share in formed.shares] == [(marina, 3), (orchard, 2)]
    now = simulation.network.read(simulation.network.deployment.loan_book.shares_of(history.loan_id))
    assert [(share.lender, share.weight) for share in now] == [(marina, 3), (changi, 2)]
    record = next(record for record in loan_records(simulation) if record.id == "syndicated")
    assert (record.lender, record.lenders) == ("marina-bank", "marina-bank 3, changi-bank 2")


def test_assignment__of_a_whole_loan__makes_the_last_buyer_the_lender(simulation: Simulation) -> None:
    book, history = simulation.network.deployment.loan_book, history_of(simulation, "assigned")
    sold = [(sale.number, sale.price_minor) for sale in said(simulation, "assigned", LoanAssigned)]
    assert sold == [(0, 20_000_000), (1, 19_900_000)]
    lender = simulation.network.read(book.parties_of(history.loan_id)).lender
    assert lender == simulation.actors.banks[history.lender.id].address
    assert history.lender.id == "changi-bank"


def test_restructuring__after_default__begins_anew_with_all_that_was_owed(simulation: Simulation) -> None:
    edges = [(change.from_, change.to) for change in said(simulation, "restructured", LoanStatusChanged)]
    assert (LoanStatus.LATE, LoanStatus.DEFAULTED) in edges
    assert (LoanStatus.DEFAULTED, LoanStatus.ACTIVE) in edges
    (anew,) = said(simulation, "restructured", LoanRestructured)
    bills = said(simulation, "restructured", InstalmentBilled)
    paid_minor = sum(paid.principal_minor for paid in said(simulation, "restructured", LoanPaid))
    assert paid_minor == 6_000_000 + anew.capitalised_minor
    assert [bill.index for bill in bills] == [1, 2, 1, 2, 3, 4, 5]
    assert sum(bill.principal_minor for bill in bills[2:]) == anew.principal_minor
    assert anew.rate_ppm == 34_000 + 30_000


def test_restructuring__once_signed__has_a_mandate_and_reminders_of_its_own(simulation: Simulation) -> None:
    assert [mandate.number for mandate in said(simulation, "restructured", MandateSet)] == [0, 1]
    bills = said(simulation, "restructured", InstalmentBilled)
    notices = [n for n in simulation.lending.notices if n.loan == "restructured"]
    reminded = [notice.due_at_s for notice in notices if notice.kind is NoticeKind.REMINDER]
    # The third due date of the first schedule never came: default was declared the day before.
    assert [bill.due_at for bill in bills] == [
        due_at_s for due_at_s in reminded if due_at_s in {b.due_at for b in bills}
    ]
    assert Counter(n.kind for n in notices) == {NoticeKind.REMINDER: 8, NoticeKind.LATE: 1, NoticeKind.DEFAULT: 1}


def test_prepayment__above_the_second_keys_threshold__is_paid_and_lowers_what_is_due(simulation: Simulation) -> None:
    prepaid = said(simulation, "prepaid", LoanPrepaid)
    assert [event.principal_minor for event in prepaid] == [500_000, 3_000_000]
    bills = [bill.principal_minor + bill.interest_minor for bill in said(simulation, "prepaid", InstalmentBilled)]
    assert bills[0] > bills[2] > bills[-1]
    record = next(record for record in loan_records(simulation) if record.id == "prepaid")
    assert record.prepaid_minor == 3_500_000


def test_early_closing__of_a_growing_debt__takes_all_of_it_with_interest_up_to_the_day(simulation: Simulation) -> None:
    (called,) = said(simulation, "closed-early", LoanAccelerated)
    bills = said(simulation, "closed-early", InstalmentBilled)
    assert called.principal_minor == bills[-1].unbilled_minor > 25_000_000
    assert called.interest_minor > 0
    assert history_of(simulation, "closed-early").status is LoanStatus.CLOSED


def test_prepayment__while_something_is_due__is_a_setback_that_names_why() -> None:
    unpaid = ('id: printer, name: Printer, bank: marina-bank, opening_balance: "100000.00"',
              'id: printer, name: Printer, bank: marina-bank, opening_balance: "0.00"')  # fmt: skip
    kept = ("    prepayments:", "    use_of_proceeds: withdraw\n    prepayments:")
    setbacks = [(s.what, s.error) for s in run(unpaid, kept).network.setbacks if s.is_planned]
    assert setbacks == [("prepayment of prepaid", "ARREARS_OPEN"), ("prepayment of prepaid", "WRONG_STATUS")]


def test_early_closing__without_the_money__is_a_setback_that_names_why() -> None:
    poor = ('bank: orchard-bank, opening_balance: "400000.00"', 'bank: orchard-bank, opening_balance: "0.00"')
    setbacks = [(s.what, s.error) for s in run(poor).network.setbacks if s.is_planned]
    assert setbacks == [("early closing of closed-early", "INSUFFICIENT_BALANCE")]


def test_restructuring__with_a_payment_of_more_than_is_owed__is_a_setback() -> None:
    shape = "shape: annuity\n        instalments: 5"
    agreed = 'shape: negative_amortising\n        payment: "59999.00"\n        instalments: 5'
    setbacks = [(s.what, s.error) for s in run((shape, agreed)).network.setbacks if s.is_planned]
    ((what, error),) = setbacks
    assert what == "restructuring of restructured"
    assert error.startswith("payment_minor is 1 to ")


def test_restructuring__of_a_loan_that_runs__leaves_no_call_of_its_old_schedule() -> None:
    early = ("- date: 2024-04-22", "- date: 2024-03-06")
    earned = ("date: 2024-04-25, client: importer", "date: 2024-03-07, client: importer")
    simulation = run(early, earned)
    loan = history_of(simulation, "restructured")
    assert (loan.status, loan.came, loan.on_time, loan.missed) == (LoanStatus.CLOSED, 6, 6, 0)
    (keeper,) = simulation.actors.keepers.values()
    assert keeper.tally.lost == 0
    due = {bill.due_at for bill in said(simulation, "restructured", InstalmentBilled)}
    assert {n.due_at_s for n in simulation.lending.notices if n.loan == "restructured"} == due


def test_assignment__to_a_bank_without_the_price__is_a_setback() -> None:
    dear = ('price: "199000.00"', 'price: "99000000.00"')
    setbacks = [(s.what, s.error) for s in run(dear).network.setbacks if s.is_planned]
    assert setbacks == [("assignment of assigned", "CANNOT_PAY")]


def test_run__twice__leaves_the_same_digest(simulation: Simulation) -> None:
    assert run().network.ledger.digest == simulation.network.ledger.digest

"""A bank that is suspended while its client's instalments fall due: what the auditor makes of it."""

from __future__ import annotations

import pytest
from actors import BANGKOK_BANK, BANK_OF_THAILAND, IMPORTER
from small_network import Network

from audit.report import AuditReport, audit_record
from chain.clients.types import Status

DAY_S = 86_400


def audited(network: Network) -> AuditReport:
    return audit_record(network.ledger.journal, network.deployment, network.ledger)


@pytest.mark.parametrize("client_can_pay", [True, False])
def test_audit__lender_suspended_over_a_due_date__agrees_with_the_loan_book(
    network: Network, client_can_pay: bool
) -> None:
    loan_id = network.fund()
    due_s = network.read(network.loan_book.state_of(loan_id)).next_due_at
    if not client_can_pay:
        network.redeem_all(IMPORTER, network.deposit(BANGKOK_BANK))
    network.set_participant(BANK_OF_THAILAND, BANGKOK_BANK, Status.SUSPENDED)
    network.collect(loan_id, due_s)
    network.collect(loan_id, due_s + 3 * DAY_S)
    network.set_participant(BANK_OF_THAILAND, BANGKOK_BANK, Status.ACTIVE)
    network.collect(loan_id, due_s + 3 * DAY_S + 60)
    report = audited(network)
    assert [str(finding) for finding in report.findings] == []
    (loan,) = report.books.loans.values()
    assert (loan.tally.on_time, loan.tally.late) == ((1, 0) if client_can_pay else (0, 1))

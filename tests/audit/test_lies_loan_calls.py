"""Plants a lie in the calls behind loans and in what storage answers, and asks whether the rule for it finds it.

Trusts the honest run of loans: every call was sent by who may, with every signature that it takes.
Never touches the journal or the chain: calls are changed in memory, answers on their way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from audited_cast import BANGKOK_BANK, CHIANGMAI_BANK, IMPORTER, KEEPER, SHOP
from audited_loans import INDEX
from audited_story import Story
from liar import Liar
from lies import OUTSIDER, Lie, alter, called_with, drop, flipped, sent_by, unsigned

from audit.books import Books
from audit.filters import EventFilter
from audit.index.listing import list_rows
from audit.index.store import Index
from audit.reader import Reader
from audit.rebuild import rebuild
from audit.reconcile import reconcile
from audit.record import Record, RecordedBlock
from audit.report import audit_record
from audit.storage import read_storage
from chain.clients.events import (
    CustomerStatusChanged,
    Frozen,
    IndexLicensed,
    IndexPublished,
    InstalmentBilled,
    KeeperPaid,
    LoanAccelerated,
    LoanAssigned,
    LoanDeclined,
    LoanDrawn,
    LoanOffered,
    LoanPrepaid,
    LoanRequested,
    LoanRestructured,
    LoanWrittenOff,
    MandateRevoked,
    MandateSet,
    ParticipantStatusChanged,
    StepUpSet,
    SyndicateFormed,
)
from chain.clients.loan_book import LoanBook
from chain.clients.types import ApplicationState, LoanStatus, Status
from chain.errors import Reverted
from chain.transactions import call_arguments


def spoil(function: str, *places: int) -> Callable[[bytes], bytes]:
    """Turns one bit of a signature among the arguments of a call of the loan book; a second place is in an array."""

    def change(data: bytes) -> bytes:
        value: Any = call_arguments(LoanBook.ARTIFACT, function, data)
        for place in places:
            value = value[place]
        return flipped(data, value)

    return change


def anew(event: Any) -> bool:
    """A mandate in place of another."""
    return bool(event.number)


def fail(_: Any) -> Any:
    raise Reverted(b"")


CALL_LIES: list[tuple[str, Lie]] = [
    ("consent-loan", called_with(spoil("drawDown", 3, 0), LoanDrawn)),
    ("consent-loan", called_with(spoil("drawDown", 4), LoanDrawn)),
    ("consent-loan", called_with(spoil("drawDown", 6), LoanDrawn)),
    ("consent-loan", called_with(spoil("drawDown", 3, 1), SyndicateFormed)),
    ("consent-loan", called_with(spoil("setMandate", 1), MandateSet, anew)),
    ("consent-loan", called_with(spoil("restructure", 1), LoanRestructured)),
    ("consent-loan", called_with(spoil("restructure", 2), LoanRestructured)),
    ("consent-loan", called_with(spoil("assign", 1), LoanAssigned)),
    ("consent-loan", called_with(spoil("assign", 2), LoanAssigned)),
    ("consent-step-up", called_with(spoil("drawDown", 7), MandateSet, -1)),
    ("consent-step-up", alter(StepUpSet, second_key=OUTSIDER.address)),
    ("loan-authority", sent_by(SHOP, LoanDrawn)),
    ("loan-authority", sent_by(KEEPER, LoanPrepaid)),
    ("loan-authority", sent_by(KEEPER, MandateRevoked)),
    ("loan-authority", sent_by(CHIANGMAI_BANK, LoanWrittenOff)),
    ("loan-authority", sent_by(SHOP, LoanRestructured)),
    ("loan-authority", sent_by(KEEPER, LoanAssigned)),
    ("loan-authority", sent_by(SHOP, LoanAccelerated)),
    ("loan-keeper", sent_by(KEEPER, KeeperPaid)),
    ("loan-application", sent_by(SHOP, LoanRequested)),
    ("loan-application", sent_by(CHIANGMAI_BANK, LoanOffered)),
    ("loan-application", sent_by(SHOP, LoanDeclined)),
    ("rate-index", sent_by(BANGKOK_BANK, IndexLicensed)),
    ("rate-index", sent_by(BANGKOK_BANK, IndexPublished)),
    ("loan-terms", unsigned(LoanDrawn)),
    ("loan-schedule", unsigned(InstalmentBilled)),
    ("loan-short", drop(ParticipantStatusChanged, lambda event: event.status is Status.SUSPENDED)),
    ("loan-short", drop(CustomerStatusChanged, lambda event: event.status is Status.SUSPENDED)),
    ("loan-short", drop(Frozen, 1)),
    ("loan-rate", unsigned(IndexPublished, 1)),
]
STORAGE_LIES: list[tuple[str, str, Callable[[Any], Any]]] = [
    ("storage-loan", "LoanBook.stateOf", lambda state: replace(state, status=LoanStatus.NONE)),
    ("storage-loan", "LoanBook.stateOf", lambda state: replace(state, unbilled_ray=state.unbilled_ray + 1)),
    ("storage-loan", "LoanBook.stateOf", lambda state: replace(state, interest_minor=state.interest_minor + 1)),
    ("storage-loan", "LoanBook.partiesOf", lambda parties: replace(parties, mandate_left_minor=1)),
    ("storage-loan", "LoanBook.partiesOf", lambda parties: replace(parties, lender=IMPORTER.address)),
    ("storage-loan", "LoanBook.scheduleOf", lambda schedule: replace(schedule, rate_bps=1)),
    ("storage-loan", "LoanBook.sharesOf", lambda shares: shares[::-1]),
    ("storage-loan", "LoanBook.hashTerms", lambda _: bytes(32)),
    ("storage-application", "LoanApplications.applicationOf", lambda item: replace(item, state=ApplicationState.NONE)),
    ("storage-index", "RateIndex.rateAt", lambda answer: (answer[0] + 1, answer[1])),
    ("storage-index", "RateIndex.publisherOf", lambda _: IMPORTER.address),
    ("storage-readable", "LoanBook.stateOf", fail),
]


@pytest.mark.parametrize(("rule", "lie"), CALL_LIES, ids=[f"{n}-{rule}" for n, (rule, _) in enumerate(CALL_LIES)])
def test_rebuild__planted_lie_about_a_call__is_found_by_its_rule(
    lent_blocks: list[RecordedBlock], lent: Story, rule: str, lie: Lie
) -> None:
    found = rebuild(lie(lent_blocks), lent.deployment).findings
    assert rule in {finding.rule for finding in found}, [str(finding) for finding in found]


@pytest.mark.parametrize(
    ("rule", "function", "lie"), STORAGE_LIES, ids=[f"{f}-{n}" for n, (_, f, _) in enumerate(STORAGE_LIES)]
)
def test_reconcile__chain_that_lies_about_loans__is_found_by_its_rule(
    lent_reader: Reader, lent_books: Books, lent: Story, rule: str, function: str, lie: Callable[[Any], Any]
) -> None:
    storage = read_storage(Liar(lent_reader, function, lie), lent.deployment, lent_books)
    assert {finding.rule for finding in reconcile(lent_books, storage, lent.deployment)} == {rule}


def test_audit__honest_loans__reconciles_and_tells_each(lent: Story, lent_record: Record, lent_reader: Reader) -> None:
    report = audit_record(lent_record.journal, lent.deployment, lent_reader)
    assert [str(finding) for finding in report.findings] == []
    loans = report.as_json()["loans"]
    assert {name: loans[name] for name in ("active", "late", "closed", "defaulted", "recovering", "written_off")} == {
        "active": 3,
        "late": 0,
        "closed": 13,
        "defaulted": 0,
        "recovering": 0,
        "written_off": 1,
    }
    assert loans["applications"] == {"declined": 2, "expired": 3, "taken": 17}
    lost = loans["by_loan"][f"0x{lent.loans['lost'].hex()}"]
    assert (lost["status"], lost["outstanding_minor"], lost["late"]) == ("written_off", 0, 4)
    assert lost["written_off_minor"] == 10**6 + lost["capitalised_minor"] - lost["principal_minor"]
    grown = loans["by_loan"][f"0x{lent.loans['grown'].hex()}"]
    assert grown["principal_minor"] == 10**7 + grown["capitalised_minor"] > 10**7


def test_list_events__of_loans__show_terms_schedule_and_shares(lent_index: Index) -> None:
    (formed,) = list_rows(lent_index, "events", EventFilter(events=frozenset({"SyndicateFormed"})))
    assert formed["shares"] == "th-bank-1 2, th-bank-2 1"
    floating = [
        row
        for row in list_rows(lent_index, "events", EventFilter(events=frozenset({"LoanDrawn"})))
        if row["rate_index"]
    ]
    assert [(row["rate_index"], row["cap_bps"], row["shape"]) for row in floating] == [(INDEX, 900, "Annuity")]

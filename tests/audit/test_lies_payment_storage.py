"""What the audit says of payments through venues, given back or queued: against storage, and in its report.

Trusts the run of payments to have all of them.
Never compares with figures that the nodes wrote.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from audited_cast import uetr
from audited_returns import OPEN, PLAIN, REJECTED
from audited_story import Story
from audited_waiting import RULED_MINOR, WAITING_MINOR
from liar import Liar

from audit.books import Books
from audit.conservation import conservation
from audit.reader import Reader
from audit.reconcile import reconcile
from audit.record import Record
from audit.report import audit_folder, audit_record
from audit.run_folder import RunFolder
from audit.storage import read_storage
from chain.abi import ZERO_ADDRESS
from chain.clients.types import ObligationState, QueuedState, RecallState
from chain.errors import Reverted


def fail(_: Any) -> Any:
    raise Reverted(b"")


LIES: list[tuple[str, str, Callable[[Any], Any]]] = [
    ("storage-order", "SettlementEngine.boundOrder", lambda digest: bytes(32)),
    ("storage-order", "SettlementEngine.boundOrder", lambda digest: b"\1" * 32),
    ("storage-return", "PaymentReturns.returnOf", lambda _: uetr(PLAIN)),
    ("storage-return", "PaymentReturns.returnOf", lambda _: "00000000-0000-0000-0000-000000000000"),
    ("storage-return", "PaymentReturns.recallOf", lambda _: RecallState.REQUESTED),
    ("storage-return", "PaymentReturns.recallOf", lambda _: RecallState.NONE),
    ("storage-queued", "QueuedPayments.queuedStateOf", lambda _: QueuedState.QUEUED),
    ("storage-queued", "QueuedPayments.queuedStateOf", lambda _: QueuedState.CREDITED),
    ("storage-obligation", "LiquidityQueue.obligationOf", lambda item: replace(item, state=ObligationState.HELD)),
    ("storage-obligation", "LiquidityQueue.obligationOf", lambda item: replace(item, source=ZERO_ADDRESS)),
    ("storage-rule", "CounterpartyExposure.positionMinor", lambda minor: minor + RULED_MINOR),
    ("storage-pool", "FxPool.reserves", lambda values: (values[0] + 1, values[1])),
    ("storage-quote", "FxBoard.filledMinor", lambda minor: minor + 1),
    ("storage-readable", "PaymentReturns.recallOf", fail),
]


def test_reconcile__honest_payments__finds_nothing(way_reader: Reader, way_books: Books, ways: Story) -> None:
    storage = read_storage(way_reader, ways.deployment, way_books)
    assert reconcile(way_books, storage, ways.deployment) == ()


@pytest.mark.parametrize(("rule", "function", "lie"), LIES, ids=[f"{n}-{lie[1]}" for n, lie in enumerate(LIES)])
def test_reconcile__storage_that_differs__is_found_by_its_rule(
    way_reader: Reader, way_books: Books, ways: Story, rule: str, function: str, lie: Callable[[Any], Any]
) -> None:
    storage = read_storage(Liar(way_reader, function, lie), ways.deployment, way_books)
    assert {finding.rule for finding in reconcile(way_books, storage, ways.deployment)} == {rule}


def test_reconcile__return_that_no_event_tells__is_found(way_reader: Reader, way_books: Books, ways: Story) -> None:
    """Of each payment that settled storage is asked, not only of those that the events say came back."""
    storage = read_storage(Liar(way_reader, "PaymentReturns.returnOf", lambda _: uetr(9)), ways.deployment, way_books)
    subjects = [finding.subject for finding in reconcile(way_books, storage, ways.deployment)]
    for number in (OPEN, PLAIN, REJECTED):
        assert any(uetr(number) in subject for subject in subjects)


def test_conservation__queued_payments__are_in_transit_with_whose_money_it_is(
    way_reader: Reader, way_books: Books, ways: Story
) -> None:
    """One waits with the payer's bank, which debited it; one with the payee's, which was paid and credited nobody."""
    storage = read_storage(way_reader, ways.deployment, way_books)
    baht = conservation(storage, ways.deployment)["THB"]
    assert baht.ok
    assert baht.transit == {"th-bank-1": WAITING_MINOR, "th-bank-2": WAITING_MINOR}
    assert baht.as_json()["in_transit_minor"] == baht.transit
    assert "in_transit_minor" not in conservation(storage, ways.deployment)["HKD"].as_json()


def test_audit_record__payments__are_counted(ways: Story, way_record: Record, way_reader: Reader) -> None:
    report = audit_record(way_record.journal, ways.deployment, way_reader).as_json()
    assert report["reconciled"]
    assert report["settlements"]["returns"] == {"settled": 7}
    assert report["settlements"]["recalls"] == {"accepted": 2, "rejected": 1, "requested": 1}
    assert report["settlements"]["queued_payments"] == {"credited": 4, "queued": 2, "refunded": 4}


def test_audit_folder__payments__agree_on_another_engine(ways: Story) -> None:
    findings = audit_folder(RunFolder.open(ways.folder)).findings
    assert [finding.rule for finding in findings] == ["run-incomplete"]  # it has no list of its files

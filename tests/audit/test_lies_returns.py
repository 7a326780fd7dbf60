"""Plants a lie about returns and recalls, one at a time, and asks whether the rule that should find it does.

Trusts the honest record of the run of payments, which by itself gives no finding.
Never touches the journal: the lies are told to `rebuild` in memory, those about storage to `reconcile`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from audited_cast import BANGKOK_BANK, CHIANGMAI_BANK, FINDER, HK_BANK, POOR, SHOP, uetr
from audited_returns import (
    ABROAD_BACK,
    BACK,
    OF_A_LOST_KEY,
    OPEN,
    PART_MINOR,
    PLAIN,
    RECALLED,
    REJECTED,
    TOO_MUCH,
    UNKNOWN,
    UNPAID,
)
from audited_story import Story
from lies import STRANGER, Lie, add, alter, both, called_with, drop, edit, sent_by, twice, unsigned

from audit.books import Books
from audit.filters import EventFilter
from audit.index.listing import list_rows
from audit.index.store import Index
from audit.rebuild import rebuild
from audit.record import RecordedBlock
from chain.clients.events import (
    KeyReplaced,
    PaymentExists,
    PaymentHop,
    PaymentRefused,
    PaymentReturned,
    PaymentSettled,
    RecallAccepted,
    RecallExists,
    RecallRefused,
    RecallRejected,
    RecallRequested,
    Transfer,
    UetrBound,
)
from chain.clients.payment_returns import PaymentReturns
from chain.clients.types import RefusalCode
from chain.transactions import call_arguments


def of(number: int) -> Callable[[Any], bool]:
    """The first event under a UETR."""
    return lambda event: event.uetr == uetr(number)


def about(number: int) -> Callable[[Any], bool]:
    """The first event about an original."""
    return lambda event: event.original_uetr == uetr(number)


def changed(change: Callable[..., tuple[Any, ...]]) -> Callable[[bytes], bytes]:
    """The payload of `returnPayment` with other arguments."""

    def rewrite(data: bytes) -> bytes:
        arguments = call_arguments(PaymentReturns.ARTIFACT, "returnPayment", data)
        assert arguments is not None
        return PaymentReturns(STRANGER).return_payment(*change(*arguments)).data

    return rewrite


def signed(**changes: Any) -> Callable[[bytes], bytes]:
    """The same with another return."""
    return changed(lambda back, *rest: (replace(back, **changes), *rest))


def of_original(**changes: Any) -> Callable[[bytes], bytes]:
    """The same with another original."""
    return changed(lambda back, original, *rest: (back, replace(original, **changes), *rest))


def asked(**changes: Any) -> Callable[[bytes], bytes]:
    """The payload of `requestRecall` about another order."""

    def rewrite(data: bytes) -> bytes:
        arguments = call_arguments(PaymentReturns.ARTIFACT, "requestRecall", data)
        assert arguments is not None
        return PaymentReturns(STRANGER).request_recall(replace(arguments[0], **changes), arguments[1]).data

    return rewrite


def of_nothing(event: Any) -> list[Any]:
    return [PaymentReturned(event.uetr, uetr(PLAIN), "AC04", event.payer_currency, event.cost_minor), event]


RETURN_LIES: list[tuple[str, Lie]] = [
    ("payment-return", drop(PaymentReturned)),
    ("payment-return", twice(PaymentReturned)),
    ("payment-return", alter(PaymentReturned, original_uetr=uetr(OPEN))),
    ("payment-return", alter(PaymentReturned, of(REJECTED + BACK), original_uetr=uetr(PLAIN))),
    ("payment-return", alter(PaymentReturned, uetr=uetr(OPEN))),
    ("payment-return", alter(PaymentReturned, reason="")),
    ("payment-return", alter(PaymentReturned, reason="XXXX")),
    ("payment-return", alter(PaymentReturned, currency="HKD")),
    ("payment-return", add(PaymentReturned, returned_minor=-1)),
    ("payment-return", add(PaymentReturned, of(ABROAD_BACK), returned_minor=1)),
    ("payment-return", edit(PaymentSettled, of_nothing)),
    ("payment-return", drop(PaymentSettled, of(PLAIN))),
    ("payment-return", drop(PaymentSettled, of(PLAIN + BACK))),
    ("payment-return", add(PaymentSettled, of(PLAIN + BACK), cost_minor=1)),
    ("payment-return", unsigned(PaymentReturned)),
    ("payment-return", called_with(signed(original_uetr=uetr(OPEN)), PaymentReturned)),
    ("payment-return", called_with(of_original(amount_minor=PART_MINOR - 1), PaymentReturned)),
    ("payment-return", called_with(of_original(purpose="XXXX"), PaymentReturned)),
    ("payment-return", alter(PaymentSettled, of(OF_A_LOST_KEY + BACK), payee=POOR.address)),
    ("payment-return", drop(KeyReplaced)),
    ("payment-return", both(twice(PaymentReturned), drop(PaymentReturned, of(REJECTED + BACK)))),
    (
        "payment-return",
        both(
            add(PaymentSettled, of(PLAIN + BACK), cost_minor=10**5, amount_minor=10**5),
            add(PaymentReturned, returned_minor=10**5),
        ),
    ),
    ("payment-hop", drop(PaymentHop, of(ABROAD_BACK))),
    ("payment-legs", drop(Transfer, lambda e: (e.from_, e.value) == (CHIANGMAI_BANK.address, PART_MINOR))),
    ("payment-order", alter(PaymentSettled, of(PLAIN + BACK), payee=SHOP.address)),
    ("consent-payment", called_with(signed(reason="XXXX"), PaymentReturned)),
    ("consent-payment", called_with(signed(original_uetr=uetr(OPEN)), PaymentReturned)),
    ("consent-payment", sent_by(BANGKOK_BANK, PaymentReturned)),
    ("payment-uetr", drop(UetrBound)),
    ("payment-uetr", twice(UetrBound)),
    ("payment-uetr", alter(UetrBound, by=STRANGER)),
    ("payment-uetr", alter(UetrBound, uetr=uetr(PLAIN))),
    ("payment-uetr", alter(UetrBound, order_hash=bytes(32))),
    ("payment-uetr", edit(PaymentSettled, lambda e: [e, UetrBound(uetr(999), STRANGER, bytes(32))])),
    ("payment-uetr", alter(PaymentSettled, of(PLAIN + BACK), uetr=uetr(PLAIN))),
    ("payment-exists", alter(PaymentExists, of(PLAIN + BACK), payer=HK_BANK.address)),
    ("payment-exists", both(drop(PaymentSettled, of(PLAIN + BACK)), drop(UetrBound))),
    ("payment-refusal", alter(PaymentRefused, of(TOO_MUCH), party=STRANGER)),
    ("payment-refusal", alter(PaymentRefused, of(UNKNOWN), rule="uetr")),
]
RECALL_LIES: list[tuple[str, Lie]] = [
    ("payment-recall", twice(RecallRequested)),
    ("payment-recall", sent_by(CHIANGMAI_BANK, RecallRequested)),
    ("payment-recall", alter(RecallRequested, payer_bank=CHIANGMAI_BANK.address)),
    ("payment-recall", alter(RecallRequested, payee_bank=BANGKOK_BANK.address)),
    ("payment-recall", alter(RecallRequested, original_uetr=uetr(OPEN))),
    ("payment-recall", alter(RecallRequested, reason="")),
    ("payment-recall", alter(RecallRequested, reason="XXXX")),
    ("payment-recall", drop(RecallRequested)),
    ("payment-recall", drop(RecallRequested, about(REJECTED))),
    ("payment-recall", called_with(asked(purpose="XXXX"), RecallRequested)),
    ("payment-recall", unsigned(RecallRequested)),
    ("payment-recall", drop(PaymentSettled, of(OPEN))),
    ("payment-recall", alter(RecallExists, original_uetr=uetr(OPEN))),
    ("payment-recall", alter(RecallExists, payer_bank=HK_BANK.address)),
    (
        "payment-recall",
        edit(RecallExists, lambda e: [RecallRequested(e.original_uetr, e.payer_bank, STRANGER, "DUPL")]),
    ),
    ("payment-recall", edit(RecallRequested, lambda e: [RecallExists(e.original_uetr, e.payer_bank)])),
    ("payment-recall", alter(RecallRefused, code=RefusalCode.UETR_REUSED, rule="uetr")),
    ("payment-recall", alter(RecallRefused, party=STRANGER)),
    ("payment-recall", alter(RecallRefused, about(UNPAID), original_uetr=uetr(OPEN))),
    ("payment-refusal", alter(RecallRefused, rule="uetr")),
    ("payment-outcome", drop(RecallRefused)),
    ("payment-outcome", twice(RecallRefused)),
    ("payment-outcome", drop(RecallExists)),
    ("payment-outcome", drop(RecallRequested, about(OPEN))),
    ("payment-outcome", drop(PaymentExists, of(PLAIN + BACK))),
    ("payment-recall", sent_by(BANGKOK_BANK, RecallRejected)),
    ("payment-recall", alter(RecallRejected, original_uetr=uetr(OPEN))),
    ("payment-recall", alter(RecallRejected, payee_bank=BANGKOK_BANK.address)),
    ("payment-recall", alter(RecallRejected, reason="DUPL")),
    ("payment-recall", twice(RecallRejected)),
    ("payment-recall", drop(RecallAccepted)),
    ("payment-recall", twice(RecallAccepted)),
    ("payment-recall", alter(RecallAccepted, uetr=uetr(OPEN))),
    ("payment-recall", alter(RecallAccepted, original_uetr=uetr(OPEN))),
    ("payment-recall", edit(PaymentReturned, lambda e: [e, RecallAccepted(e.original_uetr, e.uetr)])),
    ("payment-recall", edit(RecallRejected, lambda e: [e, RecallAccepted(e.original_uetr, uetr(OPEN))])),
    ("payment-return", drop(PaymentReturned, about(RECALLED))),
]
LIES = [*RETURN_LIES, *RECALL_LIES]


@pytest.mark.parametrize(("rule", "lie"), LIES, ids=[f"{number}-{rule}" for number, (rule, _) in enumerate(LIES)])
def test_rebuild__planted_lie_about_returns__is_found_by_its_rule(
    way_blocks: list[RecordedBlock], ways: Story, rule: str, lie: Lie
) -> None:
    found = rebuild(lie(way_blocks), ways.deployment).findings
    assert rule in {finding.rule for finding in found}, [str(finding) for finding in found]


def test_rebuild__honest_returns__finds_nothing_and_counts_where_they_stand(way_books: Books) -> None:
    assert way_books.findings == ()
    assert way_books.standing["returns"] == {"settled": 7}
    assert way_books.standing["recalls"] == {"accepted": 2, "rejected": 1, "requested": 1}
    lost = way_books.settled[uetr(OF_A_LOST_KEY + BACK)].event
    assert (lost.payer, lost.payee) == (SHOP.address, FINDER.address)


def test_list_events__of_an_original__bring_its_return_and_its_recall(way_index: Index) -> None:
    rows = list(list_rows(way_index, "events", EventFilter(uetr=uetr(RECALLED))))
    assert [row["event"] for row in rows if row["event"].startswith("Recall")] == [
        "RecallRequested",
        "RecallExists",
        "RecallAccepted",
    ]
    (returned,) = (row for row in rows if row["event"] == "PaymentReturned")
    assert (returned["returned"], returned["reason"]) == ("400.00 THB", "AC04")
    asked_again = list_rows(way_index, "events", EventFilter(accounts=(frozenset({SHOP.address}),)))
    assert {"RecallRefused", "RecallExists", "PaymentRefused"} <= {row["event"] for row in asked_again}

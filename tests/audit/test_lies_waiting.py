"""Plants a lie about queued payments, one at a time, and asks whether the rule that should find it does.

Trusts the honest record of the run of payments, which by itself gives no finding.
Never touches the journal: the lies are told to `rebuild` in memory.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from audited_cast import (
    BANGKOK_BANK,
    BANK_OF_THAILAND,
    CHIANGMAI_BANK,
    DAY_S,
    IMPORTER,
    NEIGHBOUR,
    POOR,
    SHOP,
    uetr,
)
from audited_rules import THRESHOLD_MINOR
from audited_story import Story
from audited_waiting import (
    ABROAD_BY_THE_RULES,
    BACK,
    BATCHED,
    BY_THE_RULES,
    CALLED_OFF,
    CREDITED,
    HELD_UP,
    IN_A_CYCLE,
    LAPSED,
    OF_A_LOST_KEY,
    PAID,
    RULED_MINOR,
    TOO_DEAR,
    WAITING,
    WAITING_MINOR,
    WITHOUT_PURPOSE,
)
from lies import (
    STRANGER,
    Lie,
    add,
    alter,
    at,
    beside,
    both,
    called_with,
    drop,
    edit,
    sent_by,
    twice,
    unsigned,
)

from audit.books import Books
from audit.rebuild import rebuild
from audit.record import RecordedBlock
from chain.clients.events import (
    CustomerStatusChanged,
    CycleAbandoned,
    Issued,
    KeyReplaced,
    ObligationCancelled,
    ObligationQueued,
    ObligationSettled,
    PaymentCancelled,
    PaymentExists,
    PaymentQueued,
    PaymentRefunded,
    PaymentRefused,
    PaymentSettled,
    Redeemed,
    StepUpSet,
    TierLimitsSet,
    Transfer,
    UetrBound,
    WindowLimitSet,
)
from chain.clients.queued_payments import QueuedPayments
from chain.clients.types import QueuedState, RefusalCode
from chain.transactions import call_arguments


def of(number: int) -> Callable[[Any], bool]:
    """The first event under a UETR."""
    return lambda event: event.uetr == uetr(number)


def in_baht(event: Any) -> bool:
    """The first setting of the baht."""
    return bool(event.currency == "THB")


def queueing(change: Callable[..., tuple[Any, ...]]) -> Callable[[bytes], bytes]:
    """The payload of `queuePayment` with other arguments."""

    def rewrite(data: bytes) -> bytes:
        arguments = call_arguments(QueuedPayments.ARTIFACT, "queuePayment", data)
        assert arguments is not None
        return QueuedPayments(STRANGER).queue_payment(*change(*arguments)).data

    return rewrite


def ordered(**changes: Any) -> Callable[[bytes], bytes]:
    """The same with another order."""
    return queueing(lambda order, *rest: (replace(order, **changes), *rest))


def ending(**changes: Any) -> Callable[[bytes], bytes]:
    """The payload of `creditQueued` or `refundQueued` with another order."""

    def rewrite(data: bytes) -> bytes:
        client = QueuedPayments(STRANGER)
        for function, call in (("creditQueued", client.credit_queued), ("refundQueued", client.refund_queued)):
            arguments = call_arguments(QueuedPayments.ARTIFACT, function, data)
            if arguments is not None:
                return call(replace(arguments[0], **changes)).data
        raise AssertionError("no such call")

    return rewrite


def credited_instead(data: bytes) -> bytes:
    """The payload that credits in the place of the one that refunds."""
    arguments = call_arguments(QueuedPayments.ARTIFACT, "refundQueued", data)
    assert arguments is not None
    return QueuedPayments(STRANGER).credit_queued(arguments[0]).data


def spoilt(data: bytes) -> bytes:
    """The payload of `cancelQueued` with another signature."""
    arguments = call_arguments(QueuedPayments.ARTIFACT, "cancelQueued", data)
    assert arguments is not None
    return QueuedPayments(STRANGER).cancel_queued(arguments[0], bytes(65)).data


def moved(event_uetr: int) -> Callable[[Any], bool]:
    """What is issued or redeemed under a UETR."""
    reference = bytes.fromhex(uetr(event_uetr).replace("-", "")).ljust(32, b"\0")
    return lambda event: event.reference_id == reference


def refunded(event: Any) -> PaymentRefunded:
    return PaymentRefunded(event.uetr, event.payer, event.payer_bank, event.payer_currency, event.amount_minor)


def settled(event: Any) -> PaymentSettled:
    money = event.currency, event.amount_minor
    sides = event.payer, SHOP.address, event.payer_bank, CHIANGMAI_BANK.address, "0x" + "00" * 20
    return PaymentSettled(event.uetr, *sides, *money, *money, "GDDS")


QUEUE_LIES: list[tuple[str, Lie]] = [
    ("queued-payment", alter(PaymentQueued, uetr=uetr(999))),
    ("queued-payment", alter(PaymentQueued, payer=NEIGHBOUR.address)),
    ("queued-payment", alter(PaymentQueued, payee=IMPORTER.address)),
    ("queued-payment", alter(PaymentQueued, payer_bank=CHIANGMAI_BANK.address)),
    ("queued-payment", alter(PaymentQueued, payee_bank=BANGKOK_BANK.address)),
    ("queued-payment", alter(PaymentQueued, currency="HKD")),
    ("queued-payment", add(PaymentQueued, amount_minor=1)),
    ("queued-payment", alter(PaymentQueued, priority=9)),
    ("queued-payment", drop(PaymentQueued)),
    ("queued-payment", twice(PaymentQueued)),
    ("queued-payment", unsigned(PaymentQueued)),
    ("queued-payment", called_with(ordered(cost_minor_max=1), PaymentQueued)),
    ("queued-payment", called_with(ordered(payee_currency="HKD"), PaymentQueued)),
    ("queued-payment", called_with(queueing(lambda o, a, b, p: (o, a, b, p + 1)), PaymentQueued)),
    ("queued-payment", at(PaymentQueued, 9 * DAY_S, of(WAITING))),
    ("queued-payment", both(drop(Redeemed, moved(WAITING)), drop(Transfer, lambda e: e.value == WAITING_MINOR))),
    ("queued-payment", drop(ObligationQueued)),
    ("queued-payment", add(ObligationQueued, amount_minor=-1)),
    ("queued-payment", alter(ObligationQueued, priority=9)),
    ("queued-payment", add(ObligationQueued, expires_at=1)),
    ("queued-payment", alter(ObligationQueued, uetr=uetr(999))),
    ("queued-payment", alter(ObligationQueued, payee=BANK_OF_THAILAND.address)),
    ("queued-payment", alter(ObligationQueued, source="0x" + "00" * 20)),
    ("queued-payment", edit(ObligationQueued, lambda e: [e, replace(e, uetr=uetr(999))])),
    ("obligation-consent", alter(ObligationQueued, source=STRANGER)),
    ("payment-uetr", drop(UetrBound, of(CREDITED))),
    ("payment-uetr", alter(UetrBound, of(CREDITED), order_hash=bytes(32))),
    ("payment-uetr", alter(PaymentQueued, of(BATCHED), uetr=uetr(CREDITED))),
    ("payment-exists", alter(PaymentExists, of(CREDITED), payer=SHOP.address)),
    ("payment-exists", both(drop(PaymentQueued, of(CREDITED)), drop(UetrBound, of(CREDITED)))),
    ("payment-refusal", alter(PaymentRefused, of(TOO_DEAR), party=STRANGER)),
    ("consent-payment", called_with(ordered(purpose="XXXX"), PaymentQueued)),
    ("consent-payment", called_with(queueing(lambda o, a, b, p: (o, b, b, p)), PaymentQueued, of(WAITING))),
    ("consent-payment", sent_by(CHIANGMAI_BANK, PaymentQueued)),
    ("consent-step-up", called_with(queueing(lambda o, a, b, p: (o, a, a, p)), PaymentQueued, of(WAITING))),
    ("consent-step-up", alter(StepUpSet, second_key=STRANGER)),
    ("payment-refusal", alter(PaymentRefused, of(WITHOUT_PURPOSE), party=CHIANGMAI_BANK.address)),
    ("rule-rolling-window-limit", alter(WindowLimitSet, in_baht, full_minor=RULED_MINOR - 1)),
    ("rule-rolling-window-limit", add(PaymentQueued, of(BY_THE_RULES), amount_minor=10**6)),
    ("rule-travel-rule", add(PaymentQueued, of(BY_THE_RULES), amount_minor=THRESHOLD_MINOR)),
    ("rule-travel-rule", add(PaymentSettled, of(ABROAD_BY_THE_RULES), cost_minor=THRESHOLD_MINOR)),
    ("rule-kyc-tier", alter(TierLimitsSet, in_baht, full_minor=RULED_MINOR - 1)),
]
END_LIES: list[tuple[str, Lie]] = [
    ("queued-end", twice(PaymentSettled, of(CREDITED))),
    ("queued-end", alter(PaymentSettled, of(CREDITED), payee=NEIGHBOUR.address)),
    ("queued-end", alter(PaymentSettled, of(CREDITED), payer=NEIGHBOUR.address)),
    ("queued-end", add(PaymentSettled, of(CREDITED), cost_minor=1)),
    ("queued-end", add(PaymentSettled, of(CREDITED), amount_minor=-1)),
    ("queued-end", alter(PaymentSettled, of(CREDITED), payee_bank=BANGKOK_BANK.address)),
    ("queued-end", alter(PaymentSettled, of(CREDITED), maker=STRANGER)),
    ("queued-end", alter(PaymentSettled, of(CREDITED), purpose="XXXX")),
    ("queued-end", alter(PaymentSettled, of(CREDITED), uetr=uetr(BATCHED))),
    ("queued-end", alter(PaymentSettled, of(CREDITED), uetr=uetr(999))),
    ("queued-end", drop(ObligationSettled, of(CREDITED))),
    ("queued-end", called_with(ending(amount_minor=1), PaymentSettled, of(CREDITED))),
    ("queued-end", drop(Issued, moved(CREDITED))),
    ("queued-end", drop(PaymentQueued, of(CREDITED))),
    ("queued-end", edit(PaymentSettled, lambda e: [refunded(e)], of(CREDITED))),
    ("queued-end", beside(PaymentSettled, PaymentRefunded(uetr(CREDITED), STRANGER, STRANGER, "THB", 1), of(CREDITED))),
    ("payment-order", edit(PaymentRefunded, lambda e: [settled(e)], of(CALLED_OFF))),
    (
        "queued-end",
        both(
            called_with(credited_instead, PaymentRefunded, of(CALLED_OFF)),
            edit(PaymentRefunded, lambda e: [settled(e)], of(CALLED_OFF)),
        ),
    ),
    ("queued-end", twice(PaymentRefunded)),
    ("queued-end", alter(PaymentRefunded, of(OF_A_LOST_KEY), payer=POOR.address)),
    ("queued-end", alter(PaymentRefunded, of(CALLED_OFF), payer_bank=CHIANGMAI_BANK.address)),
    ("queued-end", alter(PaymentRefunded, of(CALLED_OFF), currency="HKD")),
    ("queued-end", add(PaymentRefunded, of(CALLED_OFF), amount_minor=1)),
    ("queued-end", alter(PaymentRefunded, of(CALLED_OFF), uetr=uetr(WAITING))),
    ("queued-end", called_with(ending(purpose="XXXX"), PaymentRefunded, of(LAPSED))),
    ("queued-end", unsigned(PaymentRefunded, of(LAPSED))),
    ("queued-end", drop(CycleAbandoned)),
    ("queued-end", both(drop(PaymentCancelled), drop(ObligationCancelled))),
    ("queued-end", drop(KeyReplaced)),
    ("queued-end", drop(PaymentCancelled)),
    ("queued-end", drop(ObligationCancelled)),
    ("queued-end", twice(PaymentCancelled)),
    ("queued-end", alter(PaymentCancelled, uetr=uetr(WAITING))),
    ("queued-end", beside(PaymentCancelled, ObligationCancelled(uetr(CREDITED)))),
    ("queued-end", alter(PaymentRefused, of(HELD_UP), uetr=uetr(CREDITED))),
    ("payment-uetr", twice(PaymentSettled, of(CREDITED))),
    ("payment-refusal", alter(PaymentRefused, of(HELD_UP), party=STRANGER)),
    ("payment-refusal", alter(PaymentRefused, of(HELD_UP), party=BANGKOK_BANK.address)),
    (
        "payment-refusal",
        alter(
            PaymentRefused,
            of(HELD_UP),
            code=RefusalCode.PAYEE_BANK_SUSPENDED,
            rule="payee-bank-standing",
            party=BANGKOK_BANK.address,
        ),
    ),
    ("consent-payment", alter(PaymentCancelled, payer=SHOP.address)),
    ("consent-payment", sent_by(CHIANGMAI_BANK, PaymentCancelled)),
    ("consent-payment", called_with(spoilt, PaymentCancelled)),
    ("obligation-consent", beside(ObligationSettled, ObligationCancelled(uetr(CREDITED)), of(CREDITED))),
    ("payment-return", drop(PaymentSettled, of(CREDITED))),
    ("money-holder", drop(CustomerStatusChanged, 1)),
]
LIES = [*QUEUE_LIES, *END_LIES]


@pytest.mark.parametrize(("rule", "lie"), LIES, ids=[f"{number}-{rule}" for number, (rule, _) in enumerate(LIES)])
def test_rebuild__planted_lie_about_queued_payments__is_found_by_its_rule(
    way_blocks: list[RecordedBlock], ways: Story, rule: str, lie: Lie
) -> None:
    found = rebuild(lie(way_blocks), ways.deployment).findings
    assert rule in {finding.rule for finding in found}, [str(finding) for finding in found]


def test_rebuild__honest_queued_payments__are_at_one_end_each(way_books: Books) -> None:
    assert way_books.findings == ()
    assert way_books.standing["queued_payments"] == {"credited": 4, "queued": 2, "refunded": 4}
    states = {number: way_books.queued[uetr(number)].state for number in (CREDITED, IN_A_CYCLE, PAID, WAITING)}
    assert states == {
        CREDITED: QueuedState.CREDITED,
        IN_A_CYCLE: QueuedState.REFUNDED,
        PAID: QueuedState.QUEUED,
        WAITING: QueuedState.QUEUED,
    }
    assert {uetr(CREDITED), uetr(BATCHED), uetr(HELD_UP)} <= set(way_books.settled)
    assert not {uetr(CALLED_OFF), uetr(LAPSED), uetr(PAID), uetr(TOO_DEAR)} & set(way_books.settled)
    assert uetr(BACK) in way_books.settled

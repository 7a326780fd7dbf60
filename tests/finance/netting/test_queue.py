"""The queue, and the verification that no resolver's answer escapes."""

from __future__ import annotations

import pytest
from hypothesis import given
from netting_cases import queue_of, queues

from finance.netting.queue import Payment, Queue, Unsound, coverable_minor, resolved


@pytest.mark.parametrize("amount", [0, -1, True, "5", None])
def test_payment__amount_not_above_zero_or_not_whole__is_refused(amount: object) -> None:
    with pytest.raises(ValueError, match="above zero"):
        Payment("p1", "ares", "bora", amount)  # type: ignore[arg-type]


def test_payment__to_its_own_payer__is_refused() -> None:
    with pytest.raises(ValueError, match="to itself"):
        Payment("p1", "ares", "ares", 1)


def test_queue__negative_balance__is_refused() -> None:
    with pytest.raises(ValueError, match="ares's is not"):
        queue_of({"ares": -1, "bora": 0})


def test_queue__bank_without_balance__is_refused() -> None:
    with pytest.raises(ValueError, match="bora has no balance"):
        queue_of({"ares": 1}, ("ares", "bora", 1))


def test_queue__one_id_twice__is_refused() -> None:
    payment = Payment("p1", "ares", "bora", 1)
    with pytest.raises(ValueError, match="one id"):
        Queue({"ares": 1, "bora": 1}, (payment, payment))


def test_by_urgency__mixed_priorities__is_by_priority_then_arrival() -> None:
    banks = ("ares", "bora")
    queue = queue_of({"ares": 0, "bora": 0}, (*banks, 1, 0), (*banks, 1, 2), (*banks, 1, -1), (*banks, 1, 2))
    assert [payment.id for payment in queue.by_urgency()] == ["p2", "p4", "p1", "p3"]


def test_resolved__bank_one_unit_below_zero__is_unsound() -> None:
    queue = queue_of({"ares": 4, "bora": 0}, ("ares", "bora", 5))
    with pytest.raises(Unsound, match="greedy: ares would be 1 below zero"):
        resolved(queue, "greedy", queue.payments)


def test_resolved__gross_steps_in_the_wrong_order__are_unsound() -> None:
    queue = queue_of({"ares": 0, "bora": 5}, ("ares", "bora", 5), ("bora", "ares", 5))
    assert resolved(queue, "net", queue.payments).count == 2
    assert resolved(queue, "gross", queue.payments[::-1], gross=True).settled == ("p2", "p1")
    with pytest.raises(Unsound, match="ares would be 5 below zero"):
        resolved(queue, "gross", queue.payments, gross=True)


def test_resolved__payment_twice_or_never_queued__is_unsound() -> None:
    queue = queue_of({"ares": 9, "bora": 9}, ("ares", "bora", 1))
    for claimed in ([*queue.payments, *queue.payments], [Payment("p9", "ares", "bora", 1)]):
        with pytest.raises(Unsound, match="twice or was never queued"):
            resolved(queue, "greedy", claimed)


def test_resolved__more_than_the_bound__is_unsound() -> None:
    queue = queue_of({"ares": 9, "bora": 9}, ("ares", "bora", 3))
    with pytest.raises(Unsound, match="more than its bound 2"):
        resolved(queue, "greedy", queue.payments, bound_minor=2)


def test_resolved__nothing_queued__is_optimal_and_no_deadlock() -> None:
    answer = resolved(queue_of({"ares": 1}), "none", [])
    assert (answer.optimal, answer.deadlock, answer.bound_minor, answer.balances_minor) == (True, False, 0, {"ares": 1})


def test_resolved__nothing_can_be_covered__is_a_proven_deadlock() -> None:
    answer = resolved(queue_of({"ares": 0, "bora": 5}, ("ares", "bora", 3)), "none", [])
    assert (answer.optimal, answer.deadlock, answer.bound_minor) == (True, True, 0)


@given(queues())
def test_coverable__any_queue__is_between_zero_and_all(queue: Queue) -> None:
    assert 0 <= coverable_minor(queue) <= sum(payment.amount_minor for payment in queue.payments)

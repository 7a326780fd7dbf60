"""The simple resolvers: gross, offset, cycles and EAF2, each against its own definition."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from netting_cases import after, due, findings, longest_heads, queue_of, queues

from finance.netting.cycles import cycles
from finance.netting.eaf2 import eaf2, netted_in_order
from finance.netting.gross import fifo_rtgs
from finance.netting.offset import bilateral_offset
from finance.netting.queue import Queue
from finance.netting.resolvers import RESOLVERS

SIMPLE = ("fifo-rtgs", "bilateral-offset", "cycles", "eaf2")


@pytest.mark.parametrize("name", SIMPLE)
@given(queue=queues(most=20))
def test_simple__any_queue__is_sound_and_named(name: str, queue: Queue) -> None:
    answer = RESOLVERS[name](queue)
    assert findings(queue, answer) == []
    assert answer.algorithm == name


@pytest.mark.parametrize("name", SIMPLE)
@given(queue=queues(), data=st.data())
def test_simple__priorities_all_different__does_not_depend_on_arrival(
    name: str, queue: Queue, data: st.DataObject
) -> None:
    ranked = [
        (payment.payer, payment.payee, payment.amount_minor, len(queue.payments) - place)
        for place, payment in enumerate(queue.payments)
    ]
    ranked_queue = queue_of(dict(queue.balances_minor), *ranked)
    shuffled = Queue(queue.balances_minor, tuple(data.draw(st.permutations(ranked_queue.payments))))
    assert RESOLVERS[name](shuffled) == RESOLVERS[name](ranked_queue)


@given(queues())
def test_gross__any_queue__each_step_and_the_end_are_by_the_rule(queue: Queue) -> None:
    settled = fifo_rtgs(queue).settled
    amounts = {payment.id: payment for payment in queue.payments}
    for count in range(1, len(settled) + 1):
        assert min(after(queue, set(settled[:count])).values()) >= 0
    balances = after(queue, set(settled))
    for bank in balances:
        line = [payment.id for payment in due(queue) if payment.payer == bank]
        done = [id_ for id_ in settled if amounts[id_].payer == bank]
        assert line[: len(done)] == done
        assert len(done) == len(line) or balances[bank] < amounts[line[len(done)]].amount_minor


def test_gross__two_heads_can_be_paid__the_more_urgent_settles_first() -> None:
    queue = queue_of({"ares": 5, "bora": 5, "ceto": 0}, ("ares", "ceto", 5, 0), ("bora", "ceto", 5, 1))
    assert fifo_rtgs(queue).settled == ("p2", "p1")


def test_gross__head_of_the_line_too_large__blocks_its_own_bank_only() -> None:
    queue = queue_of({"ares": 5, "bora": 1}, ("ares", "bora", 9), ("ares", "bora", 1), ("bora", "ares", 1))
    assert fifo_rtgs(queue).settled == ("p3",)


def test_gross__head_paid_out_of_what_comes_in_later__settles_after_it() -> None:
    queue = queue_of({"ares": 0, "bora": 4}, ("ares", "bora", 4, 9), ("bora", "ares", 4, 0))
    assert fifo_rtgs(queue).settled == ("p2", "p1")


@given(queues(most=9))
def test_eaf2__any_queue__is_the_largest_set_of_heads_of_the_lines(queue: Queue) -> None:
    assert set(eaf2(queue).settled) == longest_heads(queue)


@given(queues(most=20))
def test_eaf2__any_queue__holds_what_gross_settles(queue: Queue) -> None:
    assert set(fifo_rtgs(queue).settled) <= set(eaf2(queue).settled)


@given(queues(most=20), st.permutations(range(5)))
def test_eaf2__banks_in_another_order__settles_the_same(queue: Queue, order: list[int]) -> None:
    banks = list(queue.balances_minor)
    turned = {banks[place]: queue.balances_minor[banks[place]] for place in order if place < len(banks)}
    assert netted_in_order(turned, due(queue)) == netted_in_order(queue.balances_minor, due(queue))


def test_eaf2__urgent_payment_arrives_last__stays_and_the_older_leaves() -> None:
    queue = queue_of({"ares": 5, "bora": 0}, ("ares", "bora", 5, 0), ("ares", "bora", 4, 1))
    assert eaf2(queue).settled == ("p2",)


@given(queues(most=20))
def test_offset__any_queue__keeps_the_order_between_two_banks(queue: Queue) -> None:
    settled = set(bilateral_offset(queue).settled)
    lines: dict[tuple[str, str], list[bool]] = {}
    for payment in due(queue):
        lines.setdefault((payment.payer, payment.payee), []).append(payment.id in settled)
    assert all(line == sorted(line, reverse=True) for line in lines.values())


def test_offset__one_direction_only__settles_nothing() -> None:
    queue = queue_of({"ares": 9, "bora": 9}, ("ares", "bora", 1), ("ares", "bora", 2))
    assert bilateral_offset(queue).deadlock


def test_offset__first_pair_waits_for_the_second__settles_both() -> None:
    queue = queue_of(
        {"ares": 0, "bora": 0, "ceto": 3},
        *(("ares", "bora", 5), ("bora", "ares", 2)),
        *(("ares", "ceto", 1), ("ceto", "ares", 4)),
    )
    assert bilateral_offset(queue).count == 4


@given(queues(most=20))
def test_cycles__any_queue__every_bank_that_pays_is_paid(queue: Queue) -> None:
    settled = set(cycles(queue).settled)
    payers = {payment.payer for payment in queue.payments if payment.id in settled}
    assert payers == {payment.payee for payment in queue.payments if payment.id in settled}


def test_cycles__chain_that_does_not_come_back__settles_nothing() -> None:
    queue = queue_of({"ares": 9, "bora": 9, "ceto": 9}, ("ares", "bora", 1), ("bora", "ceto", 1))
    assert cycles(queue).deadlock


def test_cycles__five_banks_in_a_ring_without_money__settle_at_once() -> None:
    ring = ("ares", "bora", "ceto", "dike", "eris", "ares")
    queue = queue_of(dict.fromkeys(ring, 0), *((ring[i], ring[i + 1], 7) for i in range(5)))
    assert cycles(queue).count == 5


def test_cycles__first_cycle_brings_the_money_of_the_second__settles_both() -> None:
    queue = queue_of(
        {"ares": 0, "bora": 0, "ceto": 5},
        *(("ares", "bora", 9), ("bora", "ares", 5)),
        *(("ares", "ceto", 1), ("ceto", "ares", 6)),
    )
    assert cycles(queue).count == 4

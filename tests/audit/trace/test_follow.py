"""Money followed on ledgers small enough to be worked out by hand."""

from __future__ import annotations

import pytest
from traced import HKD, THB, A, B, C, D, Ledger, brief, traced

from audit.index.movements import Way
from audit.trace.result import Trace

# B has 300 of its own when 100 come from A; it pays C 200, who gets 50 Hong Kong dollars, and D 150; C takes out 20.
STORY = Ledger().cash_in(A, 100).cash_in(B, 300).pay(A, B, 100)
STORY.pay(B, C, 200, THB, (50, HKD)).pay(B, D, 150).cash_out(C, 20, HKD)


def held(trace: Trace) -> dict[tuple[int, int], int]:
    return {key: account.held_minor for key, account in trace.accounts.items()}


def test_fifo__worked_out_by_hand__lets_the_older_money_go_first() -> None:
    trace = traced(STORY, A, "fifo")
    # B's own 300 go first: 200 to C, 100 of D's 150.
    assert [brief(step) for step in trace.steps] == [(1, A, B, 100, 100, 100, 100), (2, B, D, 50, 150, 50, 150)]
    assert held(trace) == {(A, THB): 0, (B, THB): 50, (D, THB): 50}


def test_proportional__worked_out_by_hand__shares_by_largest_remainder() -> None:
    trace = traced(STORY, A, "proportional")
    assert [brief(step) for step in trace.steps] == [
        (1, A, B, 100, 100, 100, 100),
        (2, B, C, 50, 200, 13, 50),  # a quarter; 12.5 of 50 and 37.5, of equal remainders the tainted one first
        (2, B, D, 38, 150, 38, 150),  # 50 of B's 200 are left: 37.5 and 112.5
        (2, C, None, 5, 20, 0, 0),  # 13 of C's 50: 5.2
    ]
    assert held(trace) == {(A, THB): 0, (B, THB): 12, (C, HKD): 8, (D, THB): 38}
    assert trace.accounts[C, HKD].spent_minor == {Way.CASH: 5}


def test_poison__worked_out_by_hand__taints_all_that_it_touches() -> None:
    trace = traced(STORY, A, "poison")
    assert [brief(step) for step in trace.steps] == [
        (1, A, B, 100, 100, 100, 100),
        (2, B, C, 200, 200, 50, 50),
        (2, B, D, 150, 150, 150, 150),
        (2, C, None, 20, 20, 0, 0),
    ]
    assert held(trace) == {(A, THB): 0, (B, THB): 50, (C, HKD): 30, (D, THB): 150}
    assert trace.accounts[B, THB].turned_minor == 300


def test_in__worked_out_by_hand__is_the_same_in_reversed_time() -> None:
    fifo = traced(STORY, D, "fifo", is_back=True)
    # D's 150 are the last 100 of B's own and the first 50 of A's.
    assert [brief(step) for step in fifo.steps] == [
        (1, D, B, 150, 150, 150, 150),
        (2, B, A, 50, 100, 50, 100),
        (1, B, None, 100, 300, 0, 0),
        (2, A, None, 50, 100, 0, 0),
    ]
    proportional = traced(STORY, D, "proportional", is_back=True)
    # Backwards, B holds the 50 that it has in the end, 150 of D's and 200 of C's: three eighths are D's.
    assert brief(proportional.steps[1]) == (2, B, A, 38, 100, 38, 100)


def test_start__payment__taints_it_whole_and_nothing_else_of_its_payer() -> None:
    ledger = Ledger().cash_in(A, 100).pay(A, B, 40, name="start").pay(A, C, 60).pay(B, C, 40)
    trace = traced(ledger, "start")
    assert [brief(step) for step in trace.steps] == [(1, A, B, 40, 40, 40, 40), (2, B, C, 40, 40, 40, 40)]
    assert held(trace) == {(A, THB): 0, (B, THB): 0, (C, THB): 40}
    back = traced(ledger, "start", is_back=True)
    assert [brief(step) for step in back.steps] == [(1, B, A, 40, 40, 40, 40), (1, A, None, 40, 100, 0, 0)]


def test_order_of_time__payment_before_the_taint_came__is_clean() -> None:
    ledger = Ledger().cash_in(A, 10).cash_in(B, 10).pay(B, C, 10).pay(A, B, 10)
    assert [brief(step) for step in traced(ledger, A).steps] == [(1, A, B, 10, 10, 10, 10)]


def test_queued_payment__settled_later__carries_its_taint_until_then() -> None:
    ledger = Ledger().cash_in(A, 10).half(A, None, 10, "queued")
    under_way = traced(ledger, A)
    assert [(step.taker, step.tainted_given_minor) for step in under_way.steps] == [(None, 10)]
    assert held(traced(ledger.half(None, B, 10, "queued"), A)) == {(A, THB): 0, (B, THB): 10}


def test_queued_payment__refunded__comes_back_without_a_hop() -> None:
    ledger = Ledger().cash_in(A, 10).pay(A, B, 10).half(B, None, 10, "queued").half(None, B, 10, "queued")
    trace = traced(ledger, A, hops=2)
    assert [brief(step)[:3] for step in trace.steps] == [(1, A, B), (1, B, B)]
    assert trace.accounts[B, THB].hop == 1


def test_hops__money_beyond__is_counted_and_not_followed() -> None:
    ledger = Ledger().cash_in(A, 10).pay(A, B, 10).pay(B, C, 10).pay(C, D, 10)
    trace = traced(ledger, A, hops=2)
    assert [step.taker for step in trace.steps] == [B, C]
    assert trace.accounts[C, THB].beyond_minor == 10


@pytest.mark.parametrize(("least", "followed"), [(49, [B, C]), (50, [B, C]), (51, [B])])
def test_least__less_of_it__is_counted_and_not_followed(least: int, followed: list[int]) -> None:
    ledger = Ledger().cash_in(A, 100).cash_in(B, 100).pay(A, B, 100).pay(B, C, 100)
    trace = traced(ledger, A, least=least)
    assert [step.taker for step in trace.steps] == followed
    assert trace.accounts[B, THB].below_minor == (0 if C in followed else 50)


def test_loan__drawn__is_new_money_and_its_repayment_the_end_of_the_trail() -> None:
    ledger = Ledger().cash_in(A, 100).pay(A, B, 100).draw(B, 100).repay(B, 150).pay(B, C, 50)
    trace = traced(ledger, A)
    assert [brief(step) for step in trace.steps] == [
        (1, A, B, 100, 100, 100, 100),
        (1, B, None, 75, 150, 0, 0),
        (2, B, C, 25, 50, 25, 50),
    ]
    assert trace.accounts[B, THB].spent_minor == {Way.LOAN: 75}


def test_loan__drawn_again_after_tainted_repayment__brings_the_taint_back() -> None:
    ledger = Ledger().cash_in(A, 100).pay(A, B, 100).repay(B, 100, "0x01").draw(B, 250, "0x02").pay(B, C, 250)
    trace = traced(ledger, A)
    assert [brief(step) for step in trace.steps] == [
        (1, A, B, 100, 100, 100, 100),
        (1, B, None, 100, 100, 0, 0),
        (1, B, B, 100, 250, 100, 250),
        (2, B, C, 100, 250, 100, 250),
    ]


def test_start__money_that_comes_back__does_not_enter_twice() -> None:
    ledger = Ledger().cash_in(A, 100).pay(A, B, 100).pay(B, A, 60).cash_in(A, 5)
    account = traced(ledger, A).accounts[A, THB]
    assert (account.entered_minor, account.received_minor, account.held_minor) == (105, 60, 65)


def test_openings__record_without_its_beginning__are_the_least_possible() -> None:
    ledger = Ledger().pay(A, B, 100).cash_in(A, 30).pay(A, B, 50)
    assert traced(ledger, A).accounts[A, THB].opening_minor == 120


def test_plain_transfer__between_customers__is_a_hop() -> None:
    ledger = Ledger().cash_in(A, 10).hand(A, B, 10).hand(B, B, 10)
    assert [(step.way, *brief(step)[:3]) for step in traced(ledger, A).steps] == [(Way.DIRECT, 1, A, B)]


def test_instruction__two_legs_under_one_reference__each_taker_gets_its_own() -> None:
    ledger = Ledger().cash_in(A, 10).cash_in(B, 7, HKD)
    ledger.half(A, None, 10, "i").half(B, None, 7, "i", HKD).half(None, A, 7, "i", HKD).half(None, B, 10, "i")
    assert [brief(step)[:3] for step in traced(ledger, A).steps] == [(1, A, B)]
    assert traced(ledger, B).accounts[A, HKD].held_minor == 7


@pytest.mark.parametrize("method", ["fifo", "proportional", "poison"])
def test_amounts__beyond_64_bits__are_followed_to_the_last_unit(method: str) -> None:
    large = 10**30 + 1
    ledger = Ledger().cash_in(A, large).cash_in(B, large).pay(A, B, large).pay(B, C, 2 * large - 1)
    accounts = traced(ledger, A, method).accounts
    followed = accounts[B, THB].held_minor + accounts[C, THB].held_minor
    assert followed == (2 * large if method == "poison" else large)
    assert accounts[A, THB].passed_minor == large

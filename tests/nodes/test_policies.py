"""The policies of a liquidity desk, on one small case whose numbers are worked out by hand.

A bank opened with 100, keeps 40 of it for urgent ones, and owes, in the order of arrival:
    large 120, deadline at closing;  soon 60, deadline in ten minutes;  urgent 50, priority 1, deadline at closing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from nodes.policies import NAMED, DeadlineAware, Decision, Fifo, LiquidityAware, Position, Terms, Waiting

NOW_S, CLOSES_S = 1_000_000, 1_020_000
LARGE = Waiting("large", "0xb", 120, 0, NOW_S - 300, CLOSES_S)
SOON = Waiting("soon", "0xb", 60, 0, NOW_S - 200, NOW_S + 600)
URGENT = Waiting("urgent", "0xb", 50, 1, NOW_S - 100, CLOSES_S)


def decided(name: str, *, credit: str = "never", **changes: Any) -> Decision:
    """What a policy says of the case."""
    plain = Position(NOW_S, 100, 0, (LARGE, SOON, URGENT), None, is_queued=False)
    return NAMED[name](Terms(100, reserve_bps=4_000, credit=credit)).decide(replace(plain, **changes))


def test_policies__paid_at_once_without_credit__release_one_each_and_each_another() -> None:
    # fifo: 120 > 100, and nothing overtakes. deadline: 60 is pressing, 40 are left, too few for 50. liquidity: the
    # urgent one takes 50, of the 50 left 40 are kept, and neither 60 nor 120 fits into 10.
    assert decided("fifo") == Decision([])
    assert decided("deadline_aware") == Decision(["soon"])
    assert decided("liquidity_aware") == Decision(["urgent"])


def test_policies__paid_at_once_with_room_for_30__draw_for_what_comes_first() -> None:
    # fifo: 20 for the large one, then 10 of room are too few for 60. deadline: 100 − 60 leaves 40, so 10 for the urgent
    # one, then 120 do not fit. liquidity: after the urgent one 10 may be used; 110 and 50 are missing, room is 30.
    more = {"credit": "any", "room_minor": 30}
    assert decided("fifo", **more) == Decision(["large"], {"large": 20})
    assert decided("deadline_aware", **more) == Decision(["soon", "urgent"], {"urgent": 10})
    assert decided("liquidity_aware", **more) == Decision(["urgent"])


def test_policies__in_the_queue__hold_what_each_does_not_want_to_settle() -> None:
    # deadline: beyond the pressing 60 there are 40, which cover neither. liquidity: 100 is above the reserve of 40.
    everything = ["large", "soon", "urgent"]
    assert decided("fifo", is_queued=True) == Decision(everything)
    assert decided("deadline_aware", is_queued=True) == Decision(["soon"])
    assert decided("liquidity_aware", is_queued=True) == Decision(everything)
    assert decided("liquidity_aware", is_queued=True, balance_minor=40) == Decision(["urgent"])


def test_policies__in_the_queue_with_credit__draw_in_their_own_order() -> None:
    # Balance 30, room 40. fifo: the large one misses 90, more than there is room for, and nothing goes before it.
    # deadline: the pressing one misses 30. liquidity: the urgent one misses 20, with the large one 140 are missing.
    more = {"is_queued": True, "balance_minor": 30, "room_minor": 40, "credit": "any"}
    assert decided("fifo", **more).draws == {}
    assert decided("deadline_aware", **more).draws == {"soon": 30}
    assert decided("liquidity_aware", **more).draws == {"urgent": 20}


def test_deadline_aware__credit_for_urgent_ones__counts_the_pressing_among_them() -> None:
    drawn = decided("deadline_aware", balance_minor=0, room_minor=200, credit="urgent")
    assert drawn == Decision(["soon", "urgent"], {"soon": 60, "urgent": 50})


def test_deadline_aware__pressing_one_not_covered__keeps_the_others_waiting() -> None:
    assert decided("deadline_aware", balance_minor=55) == Decision([])
    calm = replace(SOON, deadline_s=CLOSES_S - 60)
    assert decided("deadline_aware", balance_minor=55, waiting=(LARGE, calm, URGENT)) == Decision(["urgent"])


def test_deadline_aware__half_an_hour_before__is_pressing_and_a_second_earlier_is_not() -> None:
    policy = DeadlineAware(Terms(100, pressing_s=1_800))
    for left_s, release in ((1_800, ["x"]), (1_801, [])):
        owed = Waiting("x", "0xb", 500, 0, NOW_S, NOW_S + left_s)
        assert policy.decide(Position(NOW_S, 100, 0, (owed,), None, is_queued=True)).release == release


def test_liquidity_aware__something_arrives__decides_on_that_alone() -> None:
    assert decided("liquidity_aware", arrived=URGENT) == Decision(["urgent"])
    assert decided("liquidity_aware", arrived=SOON) == Decision(["soon"])
    assert decided("liquidity_aware", arrived=SOON, balance_minor=99) == Decision([])


def test_reserve__is_a_share_of_opening_liquidity_rounded_down() -> None:
    terms = Terms(1_000, reserve_bps=1_999, urgent_from=5)
    assert terms.reserve_minor == 199
    assert [terms.is_urgent(replace(URGENT, priority=priority)) for priority in (4, 5)] == [False, True]


@pytest.mark.parametrize(
    ("held_minor", "priority", "is_held"), [(200, 0, True), (201, 0, False), (0, 1, False), (0, 0, True)]
)
def test_hold__at_the_reserve__concerns_what_is_not_urgent(held_minor: int, priority: int, is_held: bool) -> None:
    policy = LiquidityAware(Terms(1_000, reserve_bps=2_000))
    assert policy.is_held(held_minor, replace(SOON, priority=priority)) is is_held


def test_hold__without_a_reserve__never_happens() -> None:
    assert not LiquidityAware(Terms(1_000)).is_held(0, SOON)


@pytest.mark.parametrize(
    ("credit", "may"), [("never", [False, False]), ("urgent", [False, True]), ("any", [True, True])]
)
def test_credit__each_choice__is_for_those_obligations(credit: str, may: list[bool]) -> None:
    assert [Terms(1_000, credit=credit).may_draw(owed) for owed in (SOON, URGENT)] == may


def test_set_times__policies_with_nothing_to_say__are_not_asked() -> None:
    quiet, keeping, drawing = Terms(1), Terms(1, reserve_bps=1), Terms(1, credit="any")
    assert [LiquidityAware(terms).is_asked_at_set_times for terms in (quiet, keeping, drawing)] == [False, True, True]
    assert [Fifo(terms).is_asked_at_set_times for terms in (quiet, keeping, drawing)] == [False, False, True]
    assert DeadlineAware(quiet).is_asked_at_set_times

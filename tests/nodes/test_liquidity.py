"""A bank's policy: what is urgent, what the reserve is for, and who may draw credit."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from nodes.liquidity import LiquidityPolicy, by_urgency
from nodes.scenario.interbank import SettlementEntry
from nodes.scenario.obligations import Obligation, resolve_settlement


def policy(**settlement: Any) -> LiquidityPolicy:
    """The policy of a bank with 1,000 minor units at opening."""
    return LiquidityPolicy(resolve_settlement(SettlementEntry(**settlement)), 1_000)


def owed(name: str, at_s: int, priority: int) -> Obligation:
    return Obligation(name, datetime.date(2024, 6, 3), at_s, "a", "b", 1, "SGD", priority)


def test_reserve__is_a_share_of_opening_liquidity_and_for_the_urgent_alone() -> None:
    kept = policy(reserve_bps=1_999, urgent_from=5)
    assert kept.reserve_minor == 199
    assert [kept.spendable_minor(300, priority) for priority in (0, 4, 5)] == [101, 101, 300]
    assert [kept.spendable_minor(held_minor, 0) for held_minor in (199, 100, 0)] == [0, 0, 0]


@pytest.mark.parametrize(
    ("held_minor", "priority", "is_held"), [(200, 0, True), (201, 0, False), (0, 1, False), (0, 0, True)]
)
def test_hold__at_the_reserve__concerns_what_is_not_urgent(held_minor: int, priority: int, is_held: bool) -> None:
    assert policy(reserve_bps=2_000).is_held(held_minor, priority) is is_held


def test_hold__without_a_reserve__never_happens() -> None:
    assert not policy().is_held(0, 0)


@pytest.mark.parametrize(
    ("credit", "may"), [("never", [False, False]), ("urgent", [False, True]), ("any", [True, True])]
)
def test_credit__each_policy__is_for_those_obligations(credit: str, may: list[bool]) -> None:
    assert [policy(credit=credit).may_draw(priority) for priority in (0, 1)] == may


def test_by_urgency__priority_before_age_before_id() -> None:
    late, early, urgent, twin = owed("late", 9, 0), owed("early", 1, 0), owed("urgent", 5, 2), owed("a-twin", 9, 0)
    assert by_urgency([late, early, urgent, twin]) == [urgent, early, twin, late]


def test_settlement__nothing_stated__is_a_queue_that_is_released_every_minute() -> None:
    plan = resolve_settlement(SettlementEntry())
    assert plan.is_queued
    assert [(resolver.algorithm, resolver.every_s) for resolver in plan.resolvers] == [("fifo-rtgs", 60)]
    gross = resolve_settlement(SettlementEntry(mode="gross"))
    assert (gross.is_queued, gross.resolvers, gross.retry_every_s) == (False, (), 1_800)

"""The plan on disk: in order of time whatever the order it was made in, day by day."""

from __future__ import annotations

import datetime

import pytest

from nodes.payment_plan import PlannedPayment
from nodes.planned_payments import PlannedPayments

FIRST, SECOND, NONE = (datetime.date(2024, 6, number) for number in (3, 4, 5))


def payment(number: int, count: int = 1_300) -> PlannedPayment:
    # Two a second, ids against the order of entry; the last third of the first day's seconds belongs to the second.
    at_s = 1_000 + (number * 7 % count) // 2
    day = SECOND if number % 3 == 0 else FIRST
    return PlannedPayment(f"p{count - number:05}", "u", at_s, day, "a", "b", number + 1, "EUR", "GDDS", number % 5 != 0)


PAYMENTS = [payment(number) for number in range(1_300)]
ORDERED = sorted(PAYMENTS, key=lambda each: (each.at_s, each.id))


@pytest.fixture(scope="module")
def plan() -> PlannedPayments:
    found = PlannedPayments(PAYMENTS[:700])
    found.extend(PAYMENTS[700:])
    return found


def test_plan__more_than_a_page__is_in_order_of_second_and_id(plan: PlannedPayments) -> None:
    assert list(plan) == ORDERED
    assert (len(plan), plan[0], plan[-1], plan[5:9]) == (1_300, ORDERED[0], ORDERED[-1], tuple(ORDERED[5:9]))
    assert plan.without_preflight == sum(not each.asks_first for each in PAYMENTS) == 260
    with pytest.raises(IndexError):
        plan[1_300]


@pytest.mark.parametrize("day", [FIRST, SECOND, NONE])
def test_plan__of_a_day__is_that_day_alone_and_can_be_read_twice(plan: PlannedPayments, day: datetime.date) -> None:
    of_day = plan.of_day(day)
    assert list(of_day) == list(of_day) == [each for each in ORDERED if each.day == day]
    assert len(of_day) == len(list(of_day))


def test_plan__compared__equals_what_holds_the_same_and_nothing_else(plan: PlannedPayments) -> None:
    assert plan == PlannedPayments(reversed(PAYMENTS))
    assert plan == tuple(ORDERED)
    assert plan != ORDERED[1:]
    assert plan != [*ORDERED[1:], ORDERED[0]]
    assert plan != 5

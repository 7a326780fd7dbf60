"""Nostros in use: who waits, what is bought for it, and what the purchase itself puts at risk."""

from __future__ import annotations

import datetime

from designs import case_of, world_of

from nodes.correspondent.books import Account, Books
from nodes.correspondent.hours import Office
from nodes.correspondent.nostros import Nostros

CASE = case_of()
ACCOUNT = Account("th-bank-1", "hk-bank-1", "THB")
TRIP = world_of().trips[0]
THURSDAY_S = int(datetime.datetime(2024, 6, 27, 4, tzinfo=datetime.UTC).timestamp())


def nostros(opening_minor: int) -> Nostros:
    offices = {home.id: Office(home, 0) for home in CASE.world.jurisdictions}
    return Nostros(CASE.plan, offices, Books({ACCOUNT: opening_minor}))


def test_wait__what_is_coming__is_not_bought_again() -> None:
    found = nostros(10)
    assert found.can_take(ACCOUNT, 10)
    assert not found.can_take(ACCOUNT, 11)
    assert found.wait(ACCOUNT, TRIP, 2, 30) == 20
    found.order_cover(ACCOUNT, 20, THURSDAY_S)
    assert found.wait(ACCOUNT, TRIP, 2, 5) == 5
    assert not found.can_take(ACCOUNT, 1), "whoever comes later stands behind those that wait"


def test_next_served__enough_for_the_first__is_served_in_order() -> None:
    found = nostros(0)
    for amount in (30, 5):
        found.wait(ACCOUNT, TRIP, amount, amount)
    assert found.next_served(ACCOUNT) is None
    found.receive(found.order_cover(ACCOUNT, 30, THURSDAY_S))
    assert found.next_served(ACCOUNT) == (TRIP, 30)


def test_order_cover__holiday_of_one_side__comes_on_the_next_common_day() -> None:
    cover = nostros(0).order_cover(ACCOUNT, 7, THURSDAY_S)
    assert cover.value_date == datetime.date(2024, 7, 2)  # Friday is the first day, Monday is a holiday in Hong Kong
    assert cover.at_s == int(datetime.datetime(2024, 7, 2, 1, tzinfo=datetime.UTC).timestamp())


def test_receive__sale__takes_no_more_than_is_there() -> None:
    found = nostros(3)
    movement = found.receive(found.order_cover(ACCOUNT, -5, THURSDAY_S))
    assert movement is not None
    assert (movement.source, movement.amount_minor) == (ACCOUNT, 3)
    assert found.receive(found.order_cover(ACCOUNT, -5, THURSDAY_S)) is None


def test_exposure_of__cover__lasts_from_the_one_opening_to_the_other() -> None:
    late = case_of(('opens: "08:00", closes: "16:00"', 'opens: "08:30", closes: "16:00"'))
    offices = {home.id: Office(home, 0) for home in late.world.jurisdictions}
    found = Nostros(late.plan, offices, Books({}))
    exposure = found.exposure_of(found.order_cover(ACCOUNT, 7, THURSDAY_S), 100)
    assert (exposure.pair, exposure.value_minor) == ("HKD/THB", 100)
    assert exposure.received_at_s - exposure.paid_at_s == 30 * 60

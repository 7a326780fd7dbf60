"""Corridors: who can pay whom, and the seconds at which both ends are open."""

from __future__ import annotations

import datetime

import pytest

from finance.calendars import Calendar, OperatingHours
from nodes.corridors import Opening, Window, corridors, next_shared_day, second_in, window_on, windows

NINE, FIVE = datetime.time(9), datetime.time(17)
HONG_KONG = Opening(Calendar("HK", frozenset({5, 6})), OperatingHours("Asia/Hong_Kong", NINE, FIVE))
DUBAI = Opening(Calendar("AE"), OperatingHours("Asia/Dubai", NINE, FIVE))
AUCKLAND = Opening(Calendar("NZ"), OperatingHours("Pacific/Auckland", NINE, FIVE))
NEW_YORK = Opening(Calendar("US"), OperatingHours("America/New_York", NINE, FIVE))
MONDAY = datetime.date(2022, 8, 15)
MID_AUTUMN = datetime.date(2022, 9, 12)
HOUR_S = 3_600


def utc_s(*moment: int) -> int:
    """Seconds since 1970 of a UTC moment."""
    return int(datetime.datetime(*moment, tzinfo=datetime.UTC).timestamp())  # type: ignore[arg-type, misc]


def test_corridors__cross_border__are_all_ordered_pairs_of_homes_with_clients() -> None:
    clients = {"HK": 1, "AE": 2, "TH": 0}
    assert corridors(clients, cross_border_only=True) == (("AE", "HK"), ("HK", "AE"))


def test_corridors__domestic_too__need_two_clients() -> None:
    assert corridors({"HK": 1, "AE": 2}, cross_border_only=False) == (("AE", "AE"), ("AE", "HK"), ("HK", "AE"))


def test_window_on__both_open__is_the_overlap() -> None:
    # 09:00–17:00 in Hong Kong is 01:00–09:00 UTC, in Dubai 05:00–13:00.
    assert window_on(MONDAY, (HONG_KONG, DUBAI)) == Window(MONDAY, utc_s(2022, 8, 15, 5), utc_s(2022, 8, 15, 9))


@pytest.mark.parametrize("day", [MID_AUTUMN, datetime.date(2022, 8, 20)])
def test_window_on__one_side_closed__is_none(day: datetime.date) -> None:
    assert window_on(day, (HONG_KONG, DUBAI)) is None


def test_window_on__hours_that_never_meet__is_none() -> None:
    assert window_on(MONDAY, (HONG_KONG, NEW_YORK)) is None


def test_window_on__year_without_a_calendar__is_none() -> None:
    assert window_on(datetime.date(1800, 1, 2), (HONG_KONG,)) is None


def test_windows__period__has_the_common_business_days_with_margins() -> None:
    found = windows((HONG_KONG, DUBAI), MONDAY, datetime.date(2022, 9, 23), 600)
    assert len(found) == 29  # six weeks of five days, less 12 September
    assert MID_AUTUMN not in {window.day for window in found}
    assert {window.end_s - window.start_s for window in found} == {4 * HOUR_S - 1_200}


def test_windows__margin_as_long_as_the_window__leaves_none() -> None:
    assert windows((HONG_KONG, DUBAI), MONDAY, MONDAY, 2 * HOUR_S) == ()


def test_second_in__time_on_the_utc_day_before__is_found() -> None:
    # 09:00 in Auckland on Monday is 21:00 UTC on Sunday.
    window = window_on(MONDAY, (AUCKLAND,))
    assert window is not None
    assert second_in(window, datetime.time(21, 30)) == utc_s(2022, 8, 14, 21, 30)
    assert second_in(window, datetime.time(4, 59)) == utc_s(2022, 8, 15, 4, 59)


@pytest.mark.parametrize("time", [datetime.time(5), datetime.time(20, 59)])
def test_second_in__time_outside__is_none(time: datetime.time) -> None:
    window = window_on(MONDAY, (AUCKLAND,))
    assert window is not None
    assert second_in(window, time) is None


def test_next_shared_day__before_a_holiday__skips_it() -> None:
    assert next_shared_day(datetime.date(2022, 9, 9), (HONG_KONG, DUBAI)) == datetime.date(2022, 9, 13)


def test_next_shared_day__never_open_together__is_none() -> None:
    assert next_shared_day(MONDAY, (HONG_KONG, NEW_YORK)) is None

"""Business days and operating hours of the four jurisdictions of the 2022 pilot, and of others."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files
from pathlib import Path

import pytest
from holidays import country_holidays
from hypothesis import given, settings
from hypothesis import strategies as st

from finance import calendars
from finance.calendars import (
    Calendar,
    CalendarError,
    OperatingHours,
    common_business_days,
    common_window_utc_s,
)

SATURDAY_SUNDAY = frozenset({5, 6})
FRIDAY_SATURDAY = frozenset({4, 5})

HONG_KONG_BANKS = Calendar("HK", SATURDAY_SUNDAY)
CHINA_BANKS = Calendar("CN")
THAI_BANKS = Calendar("TH")
EMIRATI_BANKS = Calendar("AE")
PILOT = [HONG_KONG_BANKS, CHINA_BANKS, THAI_BANKS, EMIRATI_BANKS]

HONG_KONG_HOURS = OperatingHours("Asia/Hong_Kong", time(9), time(17))
BANGKOK_HOURS = OperatingHours("Asia/Bangkok", time(8, 30), time(17, 30))
DUBAI_HOURS = OperatingHours("Asia/Dubai", time(8), time(16))
NEW_YORK = "America/New_York"


def utc_s(*moment: int) -> int:
    year, month, day, hour, minute = moment
    return round(datetime(year, month, day, hour, minute, tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("calendar", "day", "is_business"),
    [
        (HONG_KONG_BANKS, date(2022, 8, 19), True),
        (HONG_KONG_BANKS, date(2022, 8, 20), False),  # Saturday, by the explicit weekend
        (HONG_KONG_BANKS, date(2022, 8, 21), False),
        (HONG_KONG_BANKS, date(2022, 9, 12), False),  # second day after Mid-Autumn, observed on the Monday
        (Calendar("HK"), date(2022, 8, 20), True),  # the package has only Sunday
        (CHINA_BANKS, date(2022, 9, 12), False),  # Mid-Autumn
        (CHINA_BANKS, date(2022, 10, 7), False),  # National Day week
        (CHINA_BANKS, date(2022, 10, 8), True),  # Saturday worked for it
        (CHINA_BANKS, date(2022, 10, 9), True),  # Sunday worked for it
        (CHINA_BANKS, date(2022, 10, 15), False),
        (CHINA_BANKS, date(2006, 12, 30), True),  # Saturday worked for January of the next year
        (THAI_BANKS, date(2022, 8, 12), False),  # The Queen Mother's birthday
        (THAI_BANKS, date(2022, 8, 15), True),
        (EMIRATI_BANKS, date(2021, 12, 24), False),  # Friday: weekend until 2021
        (EMIRATI_BANKS, date(2021, 12, 25), False),
        (EMIRATI_BANKS, date(2021, 12, 26), True),  # Sunday: workday until 2021
        (EMIRATI_BANKS, date(2022, 1, 7), True),  # Friday: workday from 2022
        (EMIRATI_BANKS, date(2022, 1, 8), False),
        (EMIRATI_BANKS, date(2022, 1, 9), False),  # Sunday: weekend from 2022
        (Calendar("GB"), date(2022, 12, 27), False),  # Christmas Day observed
        (Calendar("JP"), date(2024, 1, 3), False),  # a bank holiday, not a public one
        (Calendar("JP"), date(2024, 1, 4), True),
    ],
)
def test_calendar__known_day__is_business_day_or_not(calendar: Calendar, day: date, is_business: bool) -> None:
    assert calendar.is_business_day(day) is is_business


def test_calendar__china_2023__works_the_seven_weekend_days_of_the_state_councils_notice() -> None:
    days = CHINA_BANKS.business_days(date(2023, 1, 1), date(2023, 12, 31))
    weekend_workdays = {(day.month, day.day) for day in days if day.weekday() in SATURDAY_SUNDAY}
    assert weekend_workdays == {(1, 28), (1, 29), (4, 23), (5, 6), (6, 25), (10, 7), (10, 8)}


def test_calendar__hong_kong_2022__is_closed_on_every_gazetted_general_holiday() -> None:
    days = set(HONG_KONG_BANKS.business_days(date(2022, 1, 1), date(2022, 12, 31)))
    every_day = (date(2022, 1, 1) + timedelta(days=n) for n in range(365))
    closed = {(d.month, d.day) for d in every_day if d.weekday() not in SATURDAY_SUNDAY and d not in days}
    new_year, easter, summer = {(2, 1), (2, 2), (2, 3)}, {(4, 15), (4, 18)}, {(5, 2), (5, 9), (6, 3), (7, 1)}
    assert closed == new_year | {(4, 5)} | easter | summer | {(9, 12), (10, 4), (12, 26), (12, 27)}


def test_calendar__explicit_weekend__replaces_the_packages_and_keeps_make_up_workdays() -> None:
    friday, sunday = date(2022, 8, 19), date(2022, 8, 21)
    moved = Calendar("AE", FRIDAY_SATURDAY)
    assert not moved.is_business_day(friday)
    assert moved.is_business_day(sunday)
    assert Calendar("CN", SATURDAY_SUNDAY).is_business_day(date(2022, 10, 8))
    assert not Calendar("CN", SATURDAY_SUNDAY).is_business_day(date(2022, 10, 15))
    assert Calendar("CN", frozenset()).is_business_day(date(2022, 10, 15))


@settings(deadline=None)
@given(
    st.sampled_from(["AE", "BR", "CN", "DE", "HU", "KW", "TH", "US"]),
    st.dates(date(2002, 1, 1), date(2026, 12, 31)),
)
def test_calendar__any_day__agrees_with_the_package_on_working_days(country: str, day: date) -> None:
    assert Calendar(country).is_business_day(day) == country_holidays(country).is_working_day(day)


@pytest.mark.parametrize(
    ("day", "following"),
    [
        (date(2022, 9, 8), date(2022, 9, 9)),
        (date(2022, 9, 9), date(2022, 9, 13)),
        (date(2022, 9, 11), date(2022, 9, 13)),
        (date(2022, 12, 23), date(2022, 12, 28)),  # 26 and 27 December: Christmas observed
    ],
)
def test_next_business_day__hong_kong__is_strictly_after(day: date, following: date) -> None:
    assert HONG_KONG_BANKS.next_business_day(day) == following


def test_business_days__one_week__includes_both_ends() -> None:
    days = HONG_KONG_BANKS.business_days(date(2022, 8, 15), date(2022, 8, 22))
    assert [day.day for day in days] == [15, 16, 17, 18, 19, 22]
    assert HONG_KONG_BANKS.business_days(date(2022, 8, 20), date(2022, 8, 21)) == ()


def test_business_days__end_before_start__is_refused() -> None:
    with pytest.raises(CalendarError, match="2022-08-16 to 2022-08-15: the end is before the start"):
        HONG_KONG_BANKS.business_days(date(2022, 8, 16), date(2022, 8, 15))


def test_common_business_days__2022_pilot__is_every_weekday_but_mid_autumn() -> None:
    days = common_business_days(PILOT, date(2022, 8, 15), date(2022, 9, 23))
    weekdays = [date(2022, 8, 15) + timedelta(weeks=week, days=day) for week in range(6) for day in range(5)]
    assert list(days) == [day for day in weekdays if day != date(2022, 9, 12)]


def test_common_business_days__before_2022__leaves_monday_to_thursday_with_the_emirates() -> None:
    days = common_business_days([HONG_KONG_BANKS, EMIRATI_BANKS], date(2021, 11, 1), date(2021, 11, 30))
    assert {day.weekday() for day in days} == {0, 1, 2, 3}


def test_common_business_days__no_calendars__is_refused() -> None:
    with pytest.raises(CalendarError, match="at least one calendar"):
        common_business_days([], date(2022, 8, 15), date(2022, 8, 16))


@pytest.mark.parametrize(
    ("country", "hint"),
    [("HKG", "HK"), ("hk", "HK"), ("UK", "GB"), ("Thailand", "TH"), ("hong kong", "HK"), ("Chinna", "CN")],
)
def test_calendar__misspelt_country__is_refused_with_a_suggestion(country: str, hint: str) -> None:
    with pytest.raises(CalendarError, match=f"country '{country}': no calendar known; did you mean {hint}\\?$"):
        Calendar(country)


def test_calendar__no_such_country__is_refused() -> None:
    with pytest.raises(ValueError, match=r"country '': no calendar known$"):
        Calendar("")


@pytest.mark.parametrize("weekend", [frozenset(range(7)), frozenset({7}), frozenset({-1, 6})])
def test_calendar__impossible_weekend__is_refused(weekend: frozenset[int]) -> None:
    with pytest.raises(CalendarError, match="weekdays are 0 to 6"):
        Calendar("HK", weekend)


@pytest.mark.parametrize(("country", "year"), [("AE", 1971), ("JP", 2100)])
def test_calendar__year_the_package_does_not_cover__is_refused(country: str, year: int) -> None:
    with pytest.raises(CalendarError, match=f"year {year}: holidays of {country} are known from"):
        Calendar(country).is_business_day(date(year, 6, 1))


@pytest.mark.parametrize(
    ("hours", "day", "start_s", "end_s"),
    [
        (HONG_KONG_HOURS, date(2022, 8, 15), 1_660_525_200, 1_660_554_000),
        (BANGKOK_HOURS, date(2022, 8, 15), utc_s(2022, 8, 15, 1, 30), utc_s(2022, 8, 15, 10, 30)),
        (
            OperatingHours("Europe/London", time(6), time(18)),
            date(2022, 3, 25),
            utc_s(2022, 3, 25, 6, 0),
            utc_s(2022, 3, 25, 18, 0),
        ),
        (
            OperatingHours("Europe/London", time(6), time(18)),
            date(2022, 3, 28),  # summer time began on the 27th
            utc_s(2022, 3, 28, 5, 0),
            utc_s(2022, 3, 28, 17, 0),
        ),
        (
            OperatingHours(NEW_YORK, time(1, 30), time(3)),
            date(2022, 11, 6),  # 01:30 comes twice
            utc_s(2022, 11, 6, 5, 30),
            utc_s(2022, 11, 6, 8, 0),
        ),
        (OperatingHours("UTC", time(0), time(23, 59, 59)), date(1970, 1, 1), 0, 86_399),
    ],
)
def test_window__local_hours__are_utc_seconds(hours: OperatingHours, day: date, start_s: int, end_s: int) -> None:
    assert hours.window_utc_s(day) == (start_s, end_s)


def test_window__clock_change_swallows_it__is_refused() -> None:
    with pytest.raises(CalendarError, match="the clock change leaves nothing"):
        OperatingHours(NEW_YORK, time(2, 30), time(3)).window_utc_s(date(2022, 3, 13))


def test_window__wrong_rules_on_the_machine__come_from_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "Asia").mkdir()
    utc_rules = files("tzdata").joinpath("zoneinfo", "UTC").read_bytes()
    (tmp_path / "Asia" / "Hong_Kong").write_bytes(utc_rules)
    zoneinfo.reset_tzpath(to=[str(tmp_path)])
    zoneinfo.ZoneInfo.clear_cache()
    monkeypatch.setattr(calendars, "_zone", calendars._zone.__wrapped__)
    try:
        assert zoneinfo.ZoneInfo("Asia/Hong_Kong").utcoffset(datetime(2022, 8, 15, tzinfo=UTC)) == timedelta(0)
        assert HONG_KONG_HOURS.window_utc_s(date(2022, 8, 15)) == (1_660_525_200, 1_660_554_000)
    finally:
        zoneinfo.reset_tzpath()
        zoneinfo.ZoneInfo.clear_cache()


@pytest.mark.parametrize(
    ("opens", "closes"),
    [(time(9), time(9)), (time(17), time(9)), (time(9, tzinfo=UTC), time(17, tzinfo=UTC))],
)
def test_operating_hours__impossible__are_refused(opens: time, closes: time) -> None:
    with pytest.raises(CalendarError, match="opening before closing"):
        OperatingHours("Asia/Hong_Kong", opens, closes)


@pytest.mark.parametrize("name", ["Asia/Hongkong", "asia/hong_kong"])
def test_operating_hours__misspelt_time_zone__is_refused_with_a_suggestion(name: str) -> None:
    with pytest.raises(CalendarError, match="not an IANA name; did you mean Asia/Hong_Kong"):
        OperatingHours(name, time(9), time(17))


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "/etc/localtime", "zone.tab"])
def test_operating_hours__not_a_time_zone__is_refused(name: str) -> None:
    with pytest.raises(CalendarError, match="not an IANA name"):
        OperatingHours(name, time(9), time(17))


def test_common_window__pilot_hours__is_where_all_overlap() -> None:
    window = common_window_utc_s(date(2022, 8, 15), [HONG_KONG_HOURS, BANGKOK_HOURS, DUBAI_HOURS])
    assert window == (utc_s(2022, 8, 15, 4, 0), utc_s(2022, 8, 15, 9, 0))


def test_common_window__one_opens_when_the_other_closes__is_none() -> None:
    morning, evening = (OperatingHours("UTC", time(h), time(h + 4)) for h in (8, 12))
    overlap = OperatingHours("UTC", time(11, 59, 59), time(13))
    assert common_window_utc_s(date(2022, 8, 15), [morning, evening]) is None
    assert common_window_utc_s(date(2022, 8, 15), [morning, overlap]) == (
        utc_s(2022, 8, 15, 12, 0) - 1,
        utc_s(2022, 8, 15, 12, 0),
    )


def test_common_window__no_hours__is_refused() -> None:
    with pytest.raises(CalendarError, match="at least one set"):
        common_window_utc_s(date(2022, 8, 15), [])


def test_operating_hours__changed_on_a_day__hold_on_that_day_alone() -> None:
    day, changed = date(2024, 6, 4), (date(2024, 6, 4), time(9), time(12))
    hours = OperatingHours("Asia/Hong_Kong", time(9), time(17), (changed,))
    usual = OperatingHours("Asia/Hong_Kong", time(9), time(17))
    assert hours.on(day) == (time(9), time(12))
    opens_s, closes_s = hours.window_utc_s(day)
    assert closes_s - opens_s == 3 * 3_600
    assert hours.window_utc_s(date(2024, 6, 5)) == usual.window_utc_s(date(2024, 6, 5))

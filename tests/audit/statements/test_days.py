"""Business days of a currency, to the second.

Trusts `finance.calendars` for holidays and hours.
Never tests these again.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from itertools import pairwise

import pytest

from audit.statements.days import BusinessDays
from finance.calendars import Calendar, OperatingHours

FRANKFURT = Calendar("DE"), OperatingHours("Europe/Berlin", time(8), time(16))


def second(text: str) -> int:
    """A UTC time as seconds since 1970."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


DAYS = BusinessDays({"EUR": FRANKFURT}, second("2024-05-01T00:00:00"), second("2024-06-30T00:00:00"))


@pytest.mark.parametrize(
    ("at", "day"),
    [
        ("2024-06-03T13:59:59", "2024-06-03"),
        ("2024-06-03T14:00:00", "2024-06-04"),  # the cut-off itself, 16:00 in Berlin in summer
        ("2024-06-07T14:00:00", "2024-06-10"),  # Friday's cut-off: over the weekend
        ("2024-05-30T09:00:00", "2024-05-30"),  # a holiday in Frankfurt, not in the whole country
        ("2024-05-01T09:00:00", "2024-05-02"),  # Labour Day
    ],
)
def test_at__around_a_cut_off__is_the_business_day_that_ends_next(at: str, day: str) -> None:
    found = DAYS.at("EUR", second(at))
    assert found.day.isoformat() == day
    assert found.from_s <= second(at) < found.to_s


def test_between__a_week__follows_on_without_a_gap() -> None:
    days = DAYS.between("EUR", date(2024, 6, 3), date(2024, 6, 14))
    assert [item.day.weekday() for item in days] == [0, 1, 2, 3, 4] * 2
    assert all(after.from_s == before.to_s for before, after in pairwise(days))


def test_at__hours_changed_for_a_day__end_that_day_alone_earlier() -> None:
    changed = OperatingHours("Europe/Berlin", time(8), time(16), ((date(2024, 6, 4), time(8), time(12)),))
    days = BusinessDays(
        {"EUR": (Calendar("DE"), changed)}, second("2024-06-01T00:00:00"), second("2024-06-30T00:00:00")
    )
    ends = {item.day.day: item.to_s for item in days.between("EUR", date(2024, 6, 3), date(2024, 6, 5))}
    assert ends == {n: second(f"2024-06-0{n}T{14 if n != 4 else 10}:00:00") for n in (3, 4, 5)}


def test_at__currency_without_a_calendar__has_days_of_utc() -> None:
    found = DAYS.at("XXX", second("2024-06-08T23:59:59"))
    assert (found.day, found.from_s) == (date(2024, 6, 8), second("2024-06-08T00:00:00"))
    assert DAYS.known == {"EUR"}

"""Working hours of a bank: cut-off, work over closing and holidays, value dates."""

from __future__ import annotations

import datetime

import pytest
from designs import case_of
from hypothesis import given
from hypothesis import strategies as st

from chain.errors import InputError
from finance.calendars import Calendar, OperatingHours
from nodes.correspondent.hours import Office, value_day
from nodes.corridors import Opening, window_on

CASE = case_of()
HOMES = {home.id: home for home in CASE.world.jurisdictions}
HOUR = 3_600
THURSDAY, FRIDAY, TUESDAY = (datetime.date.fromisoformat(f"2024-{day}") for day in ("06-27", "06-28", "07-02"))


def office(home: str = "HK", cut_off_s: int = HOUR) -> Office:
    return Office(HOMES[home], cut_off_s)


def at(day: datetime.date, hour: int, minute: int = 0) -> int:
    """A second by the clock of Hong Kong."""
    return int(datetime.datetime(day.year, day.month, day.day, hour - 8, minute, tzinfo=datetime.UTC).timestamp())


@pytest.mark.parametrize(
    ("comes", "taken"),
    [
        (at(THURSDAY, 8), at(THURSDAY, 9)),
        (at(THURSDAY, 12), at(THURSDAY, 12)),
        (at(THURSDAY, 15, 59), at(THURSDAY, 15, 59)),
        (at(THURSDAY, 16), at(FRIDAY, 9)),  # the cut-off itself is too late
        (at(FRIDAY, 16), at(TUESDAY, 9)),  # a weekend, and the establishment day on Monday
    ],
)
def test_taken_up_s__any_second__is_within_hours_and_before_the_cut_off(comes: int, taken: int) -> None:
    assert office().taken_up_s(comes) == taken


def test_taken_up_s__cut_off_longer_than_the_day__still_takes_up_at_opening() -> None:
    assert office(cut_off_s=20 * HOUR).taken_up_s(at(THURSDAY, 12)) == at(FRIDAY, 9)


@pytest.mark.parametrize(
    ("work_s", "done"),
    [
        (0, at(THURSDAY, 15)),
        (2 * HOUR - 1, at(THURSDAY, 17) - 1),
        (2 * HOUR, at(FRIDAY, 9)),  # the second of closing is outside
        (11 * HOUR, at(TUESDAY, 10)),
    ],
)
def test_done_s__work_over_closing__goes_on_on_the_next_business_day(work_s: int, done: int) -> None:
    assert office().done_s(at(THURSDAY, 15), work_s) == done


def test_day_of__outside_hours__is_refused() -> None:
    assert office().day_of(at(THURSDAY, 9)) == THURSDAY
    for closed in (at(THURSDAY, 8, 59), at(THURSDAY, 17)):
        with pytest.raises(ValueError, match="HK is closed"):
            office().day_of(closed)


def test_opens_s__holiday__is_refused() -> None:
    with pytest.raises(ValueError, match="2024-07-01 is no business day of HK"):
        office().opens_s(datetime.date(2024, 7, 1))


@given(st.integers(at(THURSDAY, 8), at(TUESDAY, 23)), st.integers(0, 30 * HOUR), st.sampled_from(sorted(HOMES)))
def test_work__any_second_and_length__is_done_in_hours_after_exactly_that_work(
    comes: int, work: int, home: str
) -> None:
    place = office(home)
    start = place.taken_up_s(comes)
    done = place.done_s(start, work)
    assert window_on(place.day_of(done), (HOMES[home].opening,)) is not None
    assert _open_seconds(place, start, done) == work


def _open_seconds(place: Office, start: int, end: int) -> int:
    first = datetime.datetime.fromtimestamp(start, datetime.UTC).date() - datetime.timedelta(days=1)
    windows = [place.window(first + datetime.timedelta(days=n)) for n in range((end - start) // 86_400 + 4)]
    return sum(max(0, min(end, w.end_s) - max(start, w.start_s)) for w in windows if w is not None)


@pytest.mark.parametrize(
    ("day", "days", "found"),
    [(THURSDAY, 0, THURSDAY), (THURSDAY, 1, FRIDAY), (THURSDAY, 2, TUESDAY), (datetime.date(2024, 6, 29), 0, TUESDAY)],
)
def test_value_day__holiday_of_one_side__is_no_day_for_either(day: datetime.date, days: int, found: object) -> None:
    assert value_day(day, days, [HOMES["HK"].opening, HOMES["TH"].opening]) == found


def test_value_day__hours_that_never_meet__are_no_hindrance() -> None:
    night = OperatingHours("Asia/Bangkok", datetime.time(1), datetime.time(2))
    sides = [HOMES["HK"].opening, Opening(HOMES["TH"].opening.calendar, night)]
    assert value_day(THURSDAY, 1, sides) == FRIDAY


def test_value_day__calendars_that_never_meet__are_one_line() -> None:
    weekends = (frozenset({0, 1, 2, 3}), frozenset({4, 5, 6}))
    sides = [Opening(Calendar("HK", weekend), HOMES["HK"].opening.hours) for weekend in weekends]
    with pytest.raises(InputError, match="no value date"):
        value_day(THURSDAY, 1, sides)


def test_taken_up_s__no_business_day_in_sight__is_one_line() -> None:
    place = office()
    place._windows = {THURSDAY + datetime.timedelta(days=n): None for n in range(-3, 40)}
    with pytest.raises(InputError, match="Hong Kong has no business day in sight"):
        place.taken_up_s(at(THURSDAY, 12))

"""Cycles and business days against QuantLib's schedules, and stubs against figures worked out by hand."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from quantlib_dates import quantlib_adjusted, quantlib_schedule

from finance.schedules.business_days import BusinessDayRule, BusinessDays, Shift
from finance.schedules.cycles import Cycle, CycleError, EndOfMonth, cyclic_times

ANCHORS = st.dates(date(1950, 1, 1), date(2150, 12, 31))
MONTH_ENDS = ANCHORS.map(lambda day: day.replace(day=1) - timedelta(days=1))
PERIODS = st.sampled_from(["1D", "3D", "1W", "2W", "1M", "2M", "3M", "6M", "1Y"])
SHIFTS = st.sampled_from(Shift)


def _at(day: date) -> datetime:
    return datetime.combine(day, time())


def _days(text: str) -> list[date]:
    return [date.fromisoformat(each) for each in text.split()]


def _times(anchor: str, cycle: str, end: str, *, with_end: bool = True, rule: str = "SD") -> list[date]:
    start, last = datetime.fromisoformat(anchor), datetime.fromisoformat(end)
    found = cyclic_times(start, Cycle.parse(cycle), last, EndOfMonth(rule), with_end=with_end)
    return [each.date() for each in found]


@given(ANCHORS | MONTH_ENDS, st.integers(1, 1500), PERIODS, st.booleans())
def test_cyclic_times__random_terms__are_those_of_quantlib(
    anchor: date, days: int, period: str, to_month_end: bool
) -> None:
    end = anchor + timedelta(days=days)
    rule = EndOfMonth.END_OF_MONTH if to_month_end else EndOfMonth.SAME_DAY
    found = cyclic_times(_at(anchor), Cycle.parse(f"P{period}L1"), _at(end), rule, with_end=True)
    assert [each.date() for each in found] == quantlib_schedule(anchor, end, period, end_of_month=to_month_end)


@given(ANCHORS | MONTH_ENDS, st.integers(1, 1500), PERIODS)
def test_cyclic_times__long_stub__lacks_the_last_regular_date_at_most(anchor: date, days: int, period: str) -> None:
    end, rule = _at(anchor + timedelta(days=days)), EndOfMonth.SAME_DAY
    short = cyclic_times(_at(anchor), Cycle.parse(f"P{period}L1"), end, rule, with_end=True)
    long = cyclic_times(_at(anchor), Cycle.parse(f"P{period}L0"), end, rule, with_end=True)
    is_whole = Cycle.parse(f"P{period}").after(_at(anchor), len(short) - 1, rule) == end
    assert long == (short if is_whole or len(short) <= 2 else (*short[:-2], short[-1]))


@given(ANCHORS, SHIFTS)
def test_business_days__random_date__moves_as_in_quantlib(day: date, shift: Shift) -> None:
    rule = BusinessDayRule(shift, BusinessDays(closed_at_weekends=True))
    moved = rule.event_time(_at(day))
    assert moved.date() == quantlib_adjusted(day, shift)
    assert rule.calculation_time(_at(day)) == (moved if shift.is_calculated_after else _at(day))


@given(ANCHORS, SHIFTS)
def test_business_days__every_day_has_business__moves_nothing(day: date, shift: Shift) -> None:
    assert BusinessDayRule(shift).event_time(_at(day)) == _at(day)


def test_business_days__holiday_before_a_weekend__moves_over_both() -> None:
    good_friday = date(2024, 3, 29)
    days = BusinessDays(closed_at_weekends=True, holidays=frozenset({good_friday}))
    moment = datetime.fromisoformat("2024-03-29T23:59:59")
    later = datetime.fromisoformat("2024-04-01T23:59:59")
    assert BusinessDayRule(Shift.SHIFT_CALC_FOLLOWING, days).event_time(moment) == later
    assert BusinessDayRule(Shift.CALC_SHIFT_MODIFIED_FOLLOWING, days).event_time(moment).day == 28


@pytest.mark.parametrize(
    ("cycle", "with_end", "expected"),
    [
        ("P1ML1", True, "2024-01-31 2024-02-29 2024-03-31 2024-04-15"),
        ("P1ML0", True, "2024-01-31 2024-02-29 2024-04-15"),
        ("P1ML1", False, "2024-01-31 2024-02-29 2024-03-31"),
        ("P1ML0", False, "2024-01-31 2024-02-29"),
        ("P2ML0", True, "2024-01-31 2024-04-15"),
        ("P2ML0", False, "2024-01-31 2024-03-31"),
        ("P6ML0", True, "2024-01-31 2024-04-15"),
        ("P6ML0", False, "2024-01-31"),
    ],
)
def test_cyclic_times__stub__is_short_or_long(cycle: str, with_end: bool, expected: str) -> None:
    assert _times("2024-01-31", cycle, "2024-04-15", with_end=with_end) == _days(expected)


@pytest.mark.parametrize(
    ("rule", "cycle", "expected"),
    [
        ("SD", "P1M", "2023-02-28 2023-03-28 2023-04-28 2023-05-01"),
        ("EOM", "P1M", "2023-02-28 2023-03-31 2023-04-30 2023-05-01"),
        ("EOM", "P4W", "2023-02-28 2023-03-28 2023-04-25 2023-05-01"),
    ],
)
def test_cyclic_times__anchor_at_month_end__follows_the_convention(rule: str, cycle: str, expected: str) -> None:
    assert _times("2023-02-28", cycle, "2023-05-01", rule=rule) == _days(expected)


def test_cyclic_times__leap_day_yearly__is_the_last_of_february() -> None:
    assert _times("2024-02-29", "P1Y", "2028-02-29") == _days("2024-02-29 2025-02-28 2026-02-28 2027-02-28 2028-02-29")


def test_cyclic_times__no_cycle__is_anchor_and_end() -> None:
    start, end = _at(date(2024, 1, 1)), _at(date(2024, 6, 1))
    assert cyclic_times(start, None, end, EndOfMonth.SAME_DAY, with_end=True) == (start, end)
    assert cyclic_times(start, None, end, EndOfMonth.SAME_DAY, with_end=False) == (start,)


def test_cyclic_times__anchor_after_the_end__is_the_end_alone() -> None:
    assert _times("2024-06-01", "P1M", "2024-01-01") == [date(2024, 1, 1)]
    assert _times("2024-06-01", "P1M", "2024-01-01", with_end=False) == []


def test_cyclic_times__more_dates_than_make_sense__is_refused() -> None:
    with pytest.raises(CycleError, match="more than 100000 dates"):
        _times("0001-01-01", "P1D", "9999-12-31")


def test_cycle__past_the_last_year__is_refused() -> None:
    with pytest.raises(CycleError, match="outside the years 1 to 9999"):
        Cycle.parse("P1Y").after(_at(date(9999, 1, 1)), 1, EndOfMonth.SAME_DAY)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("P1ML0", Cycle(1, 0, True)),
        (" p3ml1 ", Cycle(3, 0, False)),
        ("1M+", Cycle(1, 0, True)),
        ("1Q-", Cycle(3, 0, False)),
        ("P1H", Cycle(6, 0, False)),
        ("P1Y6ML0", Cycle(18, 0, True)),
        ("P2W3DL1", Cycle(0, 17, False)),
    ],
)
def test_cycle__spelling__is_read(text: str, expected: Cycle) -> None:
    assert Cycle.parse(text) == expected


@pytest.mark.parametrize("text", ["", "P", "M1", "P0D", "P1ML2", "P-1M", "P1,5M", "P1M L0"])
def test_cycle__no_cycle__is_refused(text: str) -> None:
    with pytest.raises(CycleError, match="write it like P1ML0"):
        Cycle.parse(text)


@given(ANCHORS, st.integers(1, 400), st.sampled_from(["P1M", "P3M", "P1Y"]))
def test_cyclic_times__dates__rise_and_keep_the_day_where_the_month_has_it(anchor: date, days: int, cycle: str) -> None:
    found = cyclic_times(
        _at(anchor), Cycle.parse(cycle), _at(anchor + timedelta(days=days)), EndOfMonth.SAME_DAY, with_end=False
    )
    assert list(found) == sorted(set(found))
    assert all(each.day == anchor.day or (each + timedelta(days=1)).day == 1 for each in found)

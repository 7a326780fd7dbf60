"""Year fractions against QuantLib, against days counted one by one, and against figures worked out by hand."""

from __future__ import annotations

import csv
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from loan_oracle import day_by_day
from quantlib_dates import FIRST, LAST, quantlib_actual_actual, quantlib_fraction

from finance.schedules.day_counts import DayCount, DayCountError, parse_day_count, whole_day, year_fraction

DATES = st.dates(FIRST, LAST) | st.builds(date, st.integers(1904, 2196), st.just(2), st.integers(25, 28))
SPANS = st.tuples(DATES, DATES).map(sorted)
WHOLE_YEARS = [
    convention
    for convention in DayCount
    if convention not in (DayCount.ACT_360, DayCount.ACT_365F, DayCount.THIRTY_E_365)
]
SHARED = Path(__file__).parents[4] / "shared" / "data" / "daycount" / "year_fractions_sample.csv"

# Days worked out by hand from the text of each convention: ISDA 2006 Definitions 4.16, and for 30E/365 and 28E/336
# from their descriptions in `DayCount`.
BY_HAND = [
    ("ACT_360", "2023-11-30", "2024-02-29", Fraction(91, 360)),
    ("A/365F", "2023-11-30", "2024-02-29", Fraction(91, 365)),
    ("A/A", "2023-11-30", "2024-02-29", Fraction(32, 365) + Fraction(59, 366)),
    ("AA", "2019-07-01", "2024-07-01", Fraction(184, 365) + 1 + 3 + Fraction(182, 366)),
    ("30/360", "2024-01-31", "2024-03-31", Fraction(60, 360)),
    ("30/360", "2024-01-29", "2024-03-31", Fraction(62, 360)),
    ("30E/360", "2024-01-29", "2024-03-31", Fraction(61, 360)),
    ("30E/360", "2024-02-29", "2024-08-31", Fraction(181, 360)),
    ("30E/360 ISDA", "2024-02-29", "2024-08-31", Fraction(180, 360)),
    ("THIRTY_E_360_ISDA", "2023-08-31", "2024-02-29", Fraction(180, 360)),
    ("30E/365", "2023-08-31", "2024-02-29", Fraction(180, 365)),
    ("28E336", "2024-01-31", "2024-03-01", Fraction(29, 336)),
]


def _published() -> list[tuple[str, str, str, Fraction]]:
    """The figures of OpenGamma Strata in the shared folder, where there is one."""
    if not SHARED.exists():
        return []
    with SHARED.open() as table:
        return [
            (row["convention"], row["start"], row["end"], Fraction(row["expected"])) for row in csv.DictReader(table)
        ]


@pytest.mark.parametrize(("convention", "start", "end", "expected"), [*BY_HAND, *_published()])
def test_year_fraction__known_case__agrees_to_1e_15(convention: str, start: str, end: str, expected: Fraction) -> None:
    found = year_fraction(parse_day_count(convention), date.fromisoformat(start), date.fromisoformat(end))
    assert abs(Fraction(found) - expected) <= Fraction(1, 10**15)


@given(SPANS, st.sampled_from([DayCount.ACT_360, DayCount.ACT_365F, DayCount.THIRTY_360, DayCount.THIRTY_E_360]))
def test_year_fraction__random_dates__is_that_of_quantlib(span: list[date], convention: DayCount) -> None:
    start, end = span
    found = year_fraction(convention, start, end)
    assert abs(Fraction(found) - quantlib_fraction(convention, start, end)) < Fraction(1, 10**45)


@given(SPANS, st.booleans())
def test_year_fraction__thirty_e_360_isda__is_that_of_quantlib(span: list[date], ends_at_maturity: bool) -> None:
    start, end = span
    maturity = end if ends_at_maturity else None
    found = year_fraction(DayCount.THIRTY_E_360_ISDA, start, end, maturity=maturity)
    expected = quantlib_fraction(DayCount.THIRTY_E_360_ISDA, start, end, maturity)
    assert abs(Fraction(found) - expected) < Fraction(1, 10**45)


@given(st.tuples(st.dates(date(1996, 1, 1), date(2008, 12, 31)), st.dates(date(1996, 1, 1), date(2008, 12, 31))))
def test_year_fraction__actual_actual__is_that_of_days_counted_one_by_one(dates: tuple[date, date]) -> None:
    start, end = sorted(dates)
    found = year_fraction(DayCount.ACT_ACT_ISDA, start, end)
    assert abs(Fraction(found) - day_by_day(start, end)) < Fraction(1, 10**45)


@given(SPANS)
def test_year_fraction__actual_actual__is_that_of_quantlib(span: list[date]) -> None:
    found = year_fraction(DayCount.ACT_ACT_ISDA, *span)
    assert float(found) == pytest.approx(quantlib_actual_actual(*span), rel=1e-13, abs=1e-13)


@given(st.sampled_from(DayCount), DATES)
def test_year_fraction__no_days__is_nothing(convention: DayCount, day: date) -> None:
    assert year_fraction(convention, day, day) == Decimal(0)


@given(st.sampled_from(WHOLE_YEARS), st.integers(1901, 2190), st.integers(1, 9))
def test_year_fraction__new_year_to_new_year__is_whole_years(convention: DayCount, year: int, years: int) -> None:
    assert year_fraction(convention, date(year, 1, 1), date(year + years, 1, 1)) == years


def test_year_fraction__end_before_start__is_refused() -> None:
    with pytest.raises(DayCountError, match="the end is before the start"):
        year_fraction(DayCount.ACT_360, date(2024, 1, 2), date(2024, 1, 1))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *((convention.value, convention) for convention in DayCount),
        (" a/365 ", DayCount.ACT_365F),
        ("ACT/ACT ISDA", DayCount.ACT_ACT_ISDA),
        ("ACT_ACT_ISDA", DayCount.ACT_ACT_ISDA),
        ("THIRTY_360_ISDA", DayCount.THIRTY_360),
        ("THIRTY_E_365", DayCount.THIRTY_E_365),
    ],
)
def test_parse_day_count__both_spellings__name_the_same(text: str, expected: DayCount) -> None:
    assert parse_day_count(text) is expected


def test_parse_day_count__unknown__says_what_there_is() -> None:
    with pytest.raises(DayCountError, match=r"'30F/360'; did you mean 30/360\?; use A/360, "):
        parse_day_count("30F/360")


def test_whole_day__last_second__is_the_next_day() -> None:
    assert whole_day(datetime.fromisoformat("2023-12-31T23:59:59")) == date(2024, 1, 1)
    assert whole_day(datetime.fromisoformat("2023-12-31T23:59:58")) == date(2023, 12, 31)

"""The calendar of loans on chain beside Python's: due dates and day counts over thousands of dates.

Trusts `datetime` and `finance.schedules.day_counts`.
Never stops at usual days: ends of months, leap days and the years 2000 and 2100 are asked one by one.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from loan_papers import as_schedule, day_count_number
from small_network import Network

from chain.clients.loan_schedules import LoanSchedules
from finance.schedules.day_counts import DayCount, year_fraction
from finance.schedules.instalments import DAY_COUNTS, InstalmentTerms, PeriodUnit, Shape, due_date

EPOCH = date(1970, 1, 1)
EDGES = [
    date(year, month, day) for year in (1999, 2000, 2024, 2027, 2100) for month in (1, 2, 3, 12) for day in (1, 28)
]
EDGES += [date(2000, 2, 29), date(2024, 2, 29), date(2024, 1, 31), date(2023, 1, 30), date(2026, 8, 31)]
BASIS = {DayCount.ACT_360: 360, DayCount.ACT_365F: 365, DayCount.THIRTY_E_360: 360}


@pytest.fixture(scope="module")
def schedules(deployed: Network) -> Iterator[tuple[Network, LoanSchedules]]:
    """One contract serves the whole module: it has no state."""
    network = deployed.fork()
    yield network, network.deployment.loan_schedules
    network.ledger.journal.close()


def number(day: date) -> int:
    """The day as the contract counts it."""
    return (day - EPOCH).days


def drawn_days(count: int, seed: str) -> list[date]:
    """Days from 1970 to 2170."""
    draw = random.Random(seed)
    return [EPOCH + timedelta(days=draw.randrange(73_000)) for _ in range(count)]


def months(length: int, *, end_of_month: bool = False) -> InstalmentTerms:
    """Terms with periods of months, as many as may be."""
    return InstalmentTerms(
        1, Shape.BULLET, 600 // length, PeriodUnit.MONTHS, length, DayCount.ACT_360, end_of_month=end_of_month
    )


@pytest.mark.parametrize("end_of_month", [False, True])
def test_due_day__thousands_of_months__is_the_day_of_python(
    schedules: tuple[Network, LoanSchedules], end_of_month: bool
) -> None:
    network, contract = schedules
    draw = random.Random(f"months {end_of_month}")
    for start in [*EDGES, *drawn_days(1_000, "months")]:
        terms = months(draw.randrange(1, 13), end_of_month=end_of_month)
        index = draw.randrange(1, terms.instalments + 1)
        asked = contract.due_day(as_schedule(terms, 0), number(start), index)
        assert network.read(asked) == number(due_date(terms, start, index)), (start, terms.period_length, index)


@pytest.mark.parametrize("convention", DAY_COUNTS)
def test_days_between__thousands_of_dates__are_those_of_the_convention(
    schedules: tuple[Network, LoanSchedules], convention: DayCount
) -> None:
    network, contract = schedules
    days = [*EDGES, *drawn_days(1_000, "days")]
    for one, other in zip(days, reversed(days), strict=True):
        start, end = min(one, other), max(one, other)
        asked = contract.days_between(day_count_number(convention), number(start), number(end))
        assert network.read(asked) == round(year_fraction(convention, start, end) * BASIS[convention]), (start, end)


@pytest.mark.parametrize(
    ("start", "index", "expected"),
    [
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2023, 1, 31), 2, date(2023, 3, 31)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2099, 12, 31), 2, date(2100, 2, 28)),
    ],
)
def test_due_day__months_that_lack_the_day__end_on_their_last_and_move_no_other(
    schedules: tuple[Network, LoanSchedules], start: date, index: int, expected: date
) -> None:
    network, contract = schedules
    assert network.read(contract.due_day(as_schedule(months(1), 0), number(start), index)) == number(expected)


@pytest.mark.parametrize(("end_of_month", "expected"), [(False, date(2023, 3, 28)), (True, date(2023, 3, 31))])
def test_due_day__start_on_the_last_of_february__stays_at_the_end_where_it_is_agreed(
    schedules: tuple[Network, LoanSchedules], end_of_month: bool, expected: date
) -> None:
    network, contract = schedules
    terms = months(1, end_of_month=end_of_month)
    asked = contract.due_day(as_schedule(terms, 0), number(date(2023, 2, 28)), 1)
    assert network.read(asked) == number(expected)

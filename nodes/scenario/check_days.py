"""Checks of a scenario's days: a sensible period, calendars that exist, dates on which both sides work.

Trusts the calendars of `finance.calendars` for holidays and weekends.
Never moves a date to the next business day by itself; it says which one that is.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from finance.calendars import CalendarError
from nodes.corridors import MARGIN_S, Opening, next_shared_day, second_in, window_on, windows
from nodes.scenario.check_money import drawn_from
from nodes.scenario.demand import corridors_of
from nodes.scenario.directory import Directory
from nodes.scenario.findings import Loc, Problem
from nodes.scenario.jurisdictions import JurisdictionEntry
from nodes.scenario.loan_terms import due_days
from nodes.scenario.loans import LoanEntry
from nodes.scenario.model import PaymentEntry
from nodes.scenario.resolution import calendar_of, hours_of

if TYPE_CHECKING:
    from nodes.scenario import Scenario

PERIOD_DAYS_MAX = 3_660
_DAY = datetime.timedelta(days=1)


def check_days(scenario: Scenario, directory: Directory) -> Iterator[Problem]:
    """What is wrong with dates, hours and calendars; entries are checked only within a sensible period."""
    for index, jurisdiction in enumerate(scenario.jurisdictions):
        yield from _opening_problems(("jurisdictions", index), jurisdiction, scenario.start, scenario.end)
    period = tuple(_period_problems(scenario.start, scenario.end))
    yield from period
    if not period:
        yield from _payment_days(scenario, directory)
        yield from _entry_days(scenario, directory)


def check_generated_days(scenario: Scenario, directory: Directory) -> Iterator[Problem]:
    """Corridors without an hour in common, or no corridor at all; for a scenario whose names are right."""
    generated = scenario.payments.generated
    if generated is None or any(_period_problems(scenario.start, scenario.end)):
        return
    loc: Loc = ("payments", "generated")
    counts = directory.clients_by_home(drawn_from(generated, directory))
    pairs = corridors_of(generated, counts)
    if not pairs:
        elsewhere = " in another jurisdiction" if generated.cross_border_only else ""
        why = f"`clients: {generated.clients}` leaves nobody who could pay somebody{elsewhere}"
        do = "add client_groups, or write `clients: all`"
        yield Problem(loc, "no clients to draw payments between", why, do, at_key=True)
    for payer, payee in pairs:
        sides = [directory.openings[home] for home in (payer, payee) if home in directory.openings]
        # The pair in the other order has the same windows.
        if payer <= payee and len(sides) == 2 and not windows(sides, scenario.start, scenario.end, MARGIN_S):
            why = f"{payer} and {payee} are never open together for {2 * MARGIN_S // 60} minutes in the period"
            do = "change their hours or the period"
            yield Problem(loc, "no common operating hours", why, do, at_key=True)


def _period_problems(start: datetime.date, end: datetime.date) -> Iterator[Problem]:
    if end < start:
        yield Problem(("end",), f"end {end} before the start", f"the start is {start}", "change one of the two")
    if (end - start).days >= PERIOD_DAYS_MAX:
        why = f"the most is {PERIOD_DAYS_MAX:,} days"
        yield Problem(("end",), f"period of {(end - start).days + 1:,} days", why, "shorten it")


def _opening_problems(
    loc: Loc, entry: JurisdictionEntry, start: datetime.date, end: datetime.date
) -> Iterator[Problem]:
    try:
        calendar = calendar_of(entry.calendar)
        for day in (start, end):
            calendar.is_business_day(day)
    except CalendarError as error:
        yield _calendar_problem((*loc, "calendar"), error)
    try:
        hours_of(entry)
    except CalendarError as error:
        key = "time_zone" if str(error).startswith("time zone") else "closes"
        yield _calendar_problem((*loc, key), error)


def _calendar_problem(loc: Loc, error: CalendarError) -> Problem:
    what, _, rest = str(error).partition(": ")
    why, _, hint = rest.partition("; ")
    return Problem(loc, what, why, hint or "correct it")


def outside(scenario: Scenario, loc: Loc, day: datetime.date) -> Problem | None:
    """A day before the start or after the end."""
    if scenario.start <= day <= scenario.end:
        return None
    why = f"the scenario runs from {scenario.start} to {scenario.end}"
    return Problem(loc, f"date {day} outside the period", why, "change the date or the period")


def closed(loc: Loc, day: datetime.date, who: str, sides: Sequence[Opening]) -> Problem | None:
    """A day on which one of `sides` does not work; `who`: they, in words."""
    if all(side.calendar.is_business_day(day) for side in sides):
        return None
    later = next_shared_day(day, sides)
    do = f"take {later}, the next one" if later else "take another date"
    return Problem(loc, f"date {day} is not a business day", f"it is a weekend or a holiday of {who}", do)


def _payment_days(scenario: Scenario, directory: Directory) -> Iterator[Problem]:
    moments: set[tuple[str, datetime.date, str]] = set()
    for index, payment in enumerate(scenario.payments.explicit):
        loc: Loc = ("payments", "explicit", index)
        sides = directory.openings_of((payment.payer, directory.payee_of(payment)))
        problem = outside(scenario, (*loc, "date"), payment.date)
        # A payment that is meant to come outside the hours is checked with the faults.
        if problem is None and sides is not None and payment.fault != "outside_hours":
            problem = _unsettleable(loc, payment, sides)
        if problem is None and payment.time is not None:
            moment = (payment.payer, payment.date, payment.time)
            if moment in moments:
                why = f"{payment.payer} pays at {payment.time} already"
                problem = Problem((*loc, "time"), "two payments of one payer at once", why, "move one by a minute")
            moments.add(moment)
        if problem is not None:
            yield problem


def _unsettleable(loc: Loc, payment: PaymentEntry, sides: Sequence[Opening]) -> Problem | None:
    shut = closed((*loc, "date"), payment.date, "the payer's or the payee's country", sides)
    if shut is not None:
        return shut
    window = window_on(payment.date, sides)
    if window is None:
        why = "the payer's and the payee's jurisdictions are never open at the same time on that day"
        return Problem((*loc, "date"), "no common operating hours", why, "change `opens` or `closes` of one of them")
    if payment.time is None or second_in(window, datetime.time.fromisoformat(payment.time)) is not None:
        return None
    first, last = (datetime.datetime.fromtimestamp(s, datetime.UTC) for s in (window.start_s, window.end_s))
    why = f"both sides are open from {first:%H:%M} to {last:%H:%M} UTC on that day"
    return Problem((*loc, "time"), f"time {payment.time} UTC outside operating hours", why, "take a time in between")


def _entry_days(scenario: Scenario, directory: Directory) -> Iterator[Problem]:
    for index, loan in enumerate(scenario.loans):
        loc: Loc = ("loans", index)
        drawn = tuple(_one_side(scenario, directory, (*loc, "drawn_on"), loan.drawn_on, loan.borrower))
        yield from drawn or _loan_end(scenario, (*loc, "expect"), loan)
    for index, event in enumerate(scenario.account_events):
        yield from _one_side(scenario, directory, ("account_events", index, "date"), event.date, event.client)


def _one_side(scenario: Scenario, directory: Directory, loc: Loc, day: datetime.date, client: str) -> Iterator[Problem]:
    away = outside(scenario, loc, day)
    sides = directory.openings_of((client,))
    home = directory.home_of_client(client)
    if away is not None:
        yield away
    elif sides is not None and home is not None:
        shut = closed(loc, day, home.name, sides)
        if shut is not None:
            yield shut


def _loan_end(scenario: Scenario, loc: Loc, loan: LoanEntry) -> Iterator[Problem]:
    """An expectation that the calendar makes impossible: more instalments than can be due by the end."""
    if loan.expect is None or (loan.period_days is None) == (loan.period_months is None) or loan.restructurings:
        return
    days = tuple(due_days(loan))
    if not days:
        return  # terms that cannot be computed are reported with the loan
    last = scenario.end if loan.closes_early is None else min(scenario.end, loan.closes_early.date)
    due = sum(day <= last for day in days)
    expected = loan.expect.on_time + loan.expect.late
    if expected > due:
        why = f"{due} of {loan.instalments} instalments are due by {last}"
        yield Problem(loc, f"{expected} instalments expected", why, "expect fewer, or end the scenario later")
    elif loan.expect.status == "closed" and expected < loan.instalments and loan.closes_early is None:
        why = f"a closed loan has all {loan.instalments} instalments collected"
        yield Problem(
            loc, f"{expected} instalments expected of a closed loan", why, "correct the numbers or the status"
        )

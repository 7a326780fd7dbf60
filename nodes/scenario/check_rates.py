"""Checks of rate indices and of what floating rates ask of them: the right currency, days in order, a rate on the day.

Trusts the model for types and single ranges, and the names of the scenario for indices that exist.
Never judges a rate.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING

from nodes.corridors import Opening
from nodes.scenario.acts import moment_s
from nodes.scenario.check_days import outside
from nodes.scenario.check_interbank import unknown_currency
from nodes.scenario.directory import Directory
from nodes.scenario.findings import Loc, Problem
from nodes.scenario.jurisdictions import JurisdictionEntry
from nodes.scenario.loans import IndexedEntry, ScheduleEntry
from nodes.scenario.rate_indices import RateIndexEntry

if TYPE_CHECKING:
    from nodes.scenario import Scenario


def check_indices(scenario: Scenario, directory: Directory) -> Iterator[Problem]:
    """What is wrong with `rate_indices`."""
    followed = set(_followed(scenario))
    for index, entry in enumerate(scenario.rate_indices):
        loc: Loc = ("rate_indices", index)
        yield from unknown_currency((*loc, "currency"), entry.currency, directory)
        yield from _days(scenario, loc, entry)
        if entry.id not in followed:
            why, do = "no floating rate follows it", "remove it, or name it under `floating`"
            yield Problem((*loc, "id"), f"index {entry.id} without effect", why, do)


def rate_problems(loc: Loc, entry: ScheduleEntry) -> Iterator[Problem]:
    """A rate that is fixed and floating, or neither."""
    if entry.annual_rate_bps is None and entry.floating is None:
        why, do = "it costs something, if only 0", "add `annual_rate_bps` or `floating`"
        yield Problem(loc, "no rate", why, do, at_key=True)
    if entry.annual_rate_bps is not None and entry.floating is not None:
        why = f"it is fixed at {entry.annual_rate_bps} basis points already"
        yield Problem((*loc, "floating"), "rate given twice", why, "keep one of the two", at_key=True)


def floating_problems(
    loc: Loc, entry: IndexedEntry, day: datetime.date | None, home: JurisdictionEntry, scenario: Scenario
) -> Iterator[Problem]:
    """A rate between bounds that cross, of another currency, or without an index to begin with on `day`."""
    if entry.floor_bps > entry.cap_bps:
        why, do = f"the cap is {entry.cap_bps} basis points", "lower the floor, or raise the cap"
        yield Problem((*loc, "floor_bps"), f"floor of {entry.floor_bps} basis points", why, do)
    index = {each.id: each for each in scenario.rate_indices}.get(entry.index)
    if index is None:
        return  # reported with the names
    if index.currency != home.currency:
        why = f"it is of {index.currency}, and the loan in {home.currency}"
        yield Problem((*loc, "index"), f"index {index.id} of another currency", why, "name one of the loan's currency")
    elif day is not None:
        yield from _fresh((*loc, "index"), entry, index, day)


def utc_day(day: datetime.date, time: str | None, opening: Opening | None) -> datetime.date | None:
    """The day on which something is done that is meant for a business day, as the chain counts days; None unknown."""
    second = None if opening is None else moment_s(day, time, opening)
    return None if second is None else datetime.datetime.fromtimestamp(second, datetime.UTC).date()


def _fresh(loc: Loc, entry: IndexedEntry, index: RateIndexEntry, day: datetime.date) -> Iterator[Problem]:
    last = max((rate.effective for rate in index.rates if rate.effective <= day), default=None)
    if last is None:
        why = f"the first holds from {min(rate.effective for rate in index.rates)} on"
        yield Problem(loc, f"no rate of {index.id} on {day}", why, f"add one that holds from {day} or before")
    elif (day - last).days > entry.age_days_max:
        why = f"the last holds from {last} on, and may be {entry.age_days_max} days old"
        yield Problem(loc, f"no rate of {index.id} on {day}", why, "add a later one, or raise `age_days_max`")


def _days(scenario: Scenario, loc: Loc, entry: RateIndexEntry) -> Iterator[Problem]:
    before: datetime.date | None = None
    for place, rate in enumerate(entry.rates):
        where: Loc = (*loc, "rates", place, "effective")
        away = outside(scenario, where, rate.effective)
        if away is not None:
            yield away
        elif before is not None and rate.effective <= before:
            why = f"the one above holds from {before} on"
            yield Problem(where, f"rate from {rate.effective} on out of order", why, "put the rates in order of days")
        before = rate.effective


def _followed(scenario: Scenario) -> Iterator[str]:
    for loan in scenario.loans:
        for schedule in (loan, *loan.restructurings):
            if schedule.floating is not None:
                yield schedule.floating.index
    for product in scenario.lending.products if scenario.lending else ():
        if product.floating is not None:
            yield product.floating.index

"""Interest-rate indices in a scenario file: who publishes them, and what they are from which day on.

Trusts the file for the rates; the checks ask for days that rise.
Never completes a day without a rate: the last one published before it goes on.
"""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from finance.schedules.instalments import RATE_PPM_MAX
from nodes.scenario.fields import CurrencyCode, Day, Entry, Id, Label, Many, Name

if TYPE_CHECKING:
    from nodes.scenario import Scenario
    from nodes.scenario.world import Jurisdiction

INDICES_MAX = 32
_RATES_MAX = 3_660
_PPM_PER_BPS = 100


class PublisherEntry(Entry):
    """Who publishes an index, licensed by the central bank of its currency."""

    id: Id
    name: Name


class IndexRateEntry(Entry):
    """What an index is from a day on."""

    effective: Day
    """The day from which it holds; it is published at noon UTC of the day before."""
    rate_ppm: Annotated[int, Field(ge=-RATE_PPM_MAX, le=RATE_PPM_MAX)]
    """A year, in millionths: 31250 is 3.125 %."""


class RateIndexEntry(Entry):
    """What money costs, as a licensed publisher says."""

    id: Label
    """Its name on the chain."""
    currency: CurrencyCode
    """Whose money it is about; of a jurisdiction of the scenario."""
    publisher: PublisherEntry
    """From the jurisdiction of the currency."""
    rates: Annotated[Many[IndexRateEntry], Field(min_length=1, max_length=_RATES_MAX)]
    """In the order of their days; the first may hold from the first day of the scenario on."""


@dataclass(frozen=True, slots=True)
class IndexRate:
    """day: from which it holds; ppm: millionths a year."""

    day: datetime.date
    ppm: int


@dataclass(frozen=True, slots=True)
class RateIndex:
    """An index with its publisher. id: its name on the chain; home: of its currency; rates: in order of their days."""

    id: str
    home: Jurisdiction
    publisher: str
    publisher_name: str
    rates: tuple[IndexRate, ...]

    def rate_on(self, day: datetime.date) -> IndexRate | None:
        """What it is on a day; None before the first."""
        place = bisect_right(self.rates, day, key=lambda rate: rate.day)
        return self.rates[place - 1] if place else None


@dataclass(frozen=True, slots=True)
class Floating:
    """How a rate follows an index. index: its id; floor_bps, cap_bps: the least and the most that it becomes;
    age_days_max: how old the index may be."""

    index: str
    floor_bps: int
    cap_bps: int
    age_days_max: int

    def rate_ppm(self, index: RateIndex, spread_bps: int, day: datetime.date) -> int | None:
        """The rate on a day, in millionths a year; None where the index has none that is new enough."""
        found = index.rate_on(day)
        if found is None or (day - found.day).days > self.age_days_max:
            return None
        least, most = self.floor_bps * _PPM_PER_BPS, self.cap_bps * _PPM_PER_BPS
        return min(max(found.ppm + spread_bps * _PPM_PER_BPS, least), most)


def resolve_indices(scenario: Scenario, jurisdictions: Mapping[str, Jurisdiction]) -> tuple[RateIndex, ...]:
    """The indices of a scenario that has passed its checks."""
    homes = {home.currency.code: home for home in jurisdictions.values()}
    return tuple(resolve_index(entry, homes[entry.currency]) for entry in scenario.rate_indices)


def resolve_index(entry: RateIndexEntry, home: Jurisdiction) -> RateIndex:
    """An index of `home`'s currency."""
    rates = tuple(IndexRate(rate.effective, rate.rate_ppm) for rate in entry.rates)
    return RateIndex(entry.id, home, entry.publisher.id, entry.publisher.name, rates)

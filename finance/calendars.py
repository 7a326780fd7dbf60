"""Business days and operating hours: when the banks of a country work, and when several of them work at once.

Trusts the package `holidays` for holidays, make-up workdays and weekends, and `tzdata` for clock changes.
Never reads the machine's own time zones or clock, so that a run is the same on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from holidays import country_holidays
from holidays.registry import COUNTRIES

from finance.suggestions import did_you_mean

_DAY = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_PUBLIC = ("public",)
# Where more than the package's public holidays closes the banks: in Hong Kong all general holidays (General
# Holidays Ordinance, Cap. 149), of which the public ones are only the statutory; in Japan 31 December to
# 3 January (Order for Enforcement of the Banking Act, article 5).
_BANK_HOLIDAYS = {"HK": ("public", "optional"), "JP": ("public", "bank")}


class CalendarError(ValueError):
    """A country, weekend, date or time zone for which there is no calendar."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The business days of a country's banks; `CalendarError` for what the package does not know.

    A day is a business day if it is a make-up workday (China works some Saturdays and Sundays in exchange for
    long holidays, and its banks work then), or else neither weekend nor holiday. An explicit weekend replaces
    the package's, which may change over the years (United Arab Emirates: Friday and Saturday to 2021,
    Saturday and Sunday from 2022); make-up workdays stay workdays under it. For years that a government has
    not announced yet, the package estimates.
    """

    country: str
    """ISO 3166 alpha-2, such as `HK`."""
    weekend: frozenset[int] | None = None
    """Weekdays without business, Monday 0 to Sunday 6; `None` for the package's own."""

    def __post_init__(self) -> None:
        alpha_2 = _alpha_2_by_spelling()
        if self.country not in alpha_2.values():
            hint = did_you_mean(self.country, alpha_2, stands_for=alpha_2)
            raise CalendarError(f"country {self.country!r}: no calendar known{hint}")
        if self.weekend is not None and not (self.weekend < frozenset(range(7))):
            raise CalendarError(
                f"weekend {sorted(self.weekend)}: weekdays are 0 to 6, and one of them must be a workday"
            )

    def is_business_day(self, day: date) -> bool:
        """Whether the banks work on `day`; `CalendarError` for a year that the package does not cover."""
        facts = _year_facts(self.country, day.year)
        if day in facts.make_up_workdays:
            return True
        is_weekend = day in facts.weekend_days if self.weekend is None else day.weekday() in self.weekend
        return not is_weekend and day not in facts.holidays

    def next_business_day(self, day: date) -> date:
        """The first business day after `day`, `day` itself excluded."""
        day += _DAY
        while not self.is_business_day(day):
            day += _DAY
        return day

    def business_days(self, start: date, end: date) -> tuple[date, ...]:
        """All business days from `start` to `end`, both included; `CalendarError` if that is backwards."""
        if end < start:
            raise CalendarError(f"dates {start} to {end}: the end is before the start")
        days = (start + n * _DAY for n in range((end - start).days + 1))
        return tuple(day for day in days if self.is_business_day(day))


def common_business_days(calendars: Sequence[Calendar], start: date, end: date) -> tuple[date, ...]:
    """The days from `start` to `end`, both included, on which the banks of every calendar work.

    Raises `CalendarError` without calendars or where the end is before the start.
    """
    if not calendars:
        raise CalendarError("common business days: at least one calendar is needed")
    first, *others = calendars
    return tuple(d for d in first.business_days(start, end) if all(other.is_business_day(d) for other in others))


@dataclass(frozen=True, slots=True)
class OperatingHours:
    """When a settlement system is open on a business day, by its own clock; raises `CalendarError`."""

    time_zone: str
    """IANA name, such as `Asia/Hong_Kong`."""
    opens: time
    closes: time
    changes: tuple[tuple[date, time, time], ...] = ()
    """Days on which it opens and closes at other times: the day, then these."""

    def __post_init__(self) -> None:
        _zone(self.time_zone)
        if self.opens.tzinfo or self.closes.tzinfo or not self.opens < self.closes:
            raise CalendarError(
                f"hours {self.opens} to {self.closes}: local times, opening before closing, within one day"
            )

    def on(self, day: date) -> tuple[time, time]:
        """Opening and closing on a day by the local clock; the last change of a day holds."""
        changed = [(opens, closes) for of, opens, closes in self.changes if of == day]
        return changed[-1] if changed else (self.opens, self.closes)

    def window_utc_s(self, day: date) -> tuple[int, int]:
        """Opening and closing on the local date `day`, in seconds since 1970 UTC.

        Half-open: the closing second is outside. A local time that a clock change repeats is the first of the
        two; one that it skips counts from before the change. Raises `CalendarError` where a clock change
        leaves nothing of the window.
        """
        start_s, end_s = (_epoch_s(day, local, self.time_zone) for local in self.on(day))
        if end_s <= start_s:
            raise CalendarError(f"hours of {day} in {self.time_zone}: the clock change leaves nothing of them")
        return start_s, end_s


def common_window_utc_s(day: date, hours: Sequence[OperatingHours]) -> tuple[int, int] | None:
    """When all are open on `day`, in seconds since 1970 UTC; `None` if never.

    Each counts `day` as its own local date. Raises `CalendarError` without operating hours.
    """
    if not hours:
        raise CalendarError("common window: at least one set of operating hours is needed")
    starts_s, ends_s = zip(*(each.window_utc_s(day) for each in hours), strict=True)
    start_s, end_s = max(starts_s), min(ends_s)
    return (start_s, end_s) if start_s < end_s else None


@dataclass(frozen=True, slots=True)
class _YearFacts:
    holidays: frozenset[date]
    make_up_workdays: frozenset[date]
    weekend_days: frozenset[date]


@lru_cache(maxsize=1024)
def _year_facts(country: str, year: int) -> _YearFacts:
    """What the package says of one year, observed days included; kept, because it takes a millisecond."""
    span = country_holidays(country)
    if not span.start_year <= year <= span.end_year:
        raise CalendarError(f"year {year}: holidays of {country} are known from {span.start_year} to {span.end_year}")
    closing = _BANK_HOLIDAYS.get(country, _PUBLIC)
    book = country_holidays(country, years=year, categories=closing, expand=False)
    first = date(year, 1, 1)
    days = (first + n * _DAY for n in range((date(year + 1, 1, 1) - first).days))
    return _YearFacts(
        holidays=frozenset(book),
        make_up_workdays=frozenset(book.weekend_workdays),
        weekend_days=frozenset(day for day in days if book.is_weekend(day)),
    )


@cache
def _alpha_2_by_spelling() -> dict[str, str]:
    """What the package calls a country (`hong_kong`, `HongKong`, `HK`, `HKG`, …) and its alpha-2 code."""
    return {spelling: names[1] for module, names in COUNTRIES.items() for spelling in (module, *names)}


@cache
def _zone(name: str) -> ZoneInfo:
    # From the pinned package: ZoneInfo(name) would prefer the system's database, which differs by machine.
    database = files("tzdata")
    known = database.joinpath("zones").read_text(encoding="utf-8").split()
    if name not in known:
        raise CalendarError(f"time zone {name!r}: not an IANA name{did_you_mean(name, known)}")
    with database.joinpath("zoneinfo", *name.split("/")).open("rb") as rules:
        return ZoneInfo.from_file(rules, key=name)


def _epoch_s(day: date, local: time, time_zone: str) -> int:
    return (datetime.combine(day, local, tzinfo=_zone(time_zone)) - _EPOCH) // timedelta(seconds=1)

"""The jurisdictions of a scenario file: a currency, who issues it, who supervises, when and by which rules it is paid.

Trusts no value to make sense together with another: that is what the checks are for.
Never says who takes part in a jurisdiction: its banks do.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from nodes.scenario.fields import ClassPath, CountryCode, CurrencyCode, Entry, Id, Many, Name, TimeOfDay
from nodes.scenario.rules import RulesEntry

REMUNERATION_BPS_MAX = 5_000

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class CentralBankEntry(Entry):
    """The issuer of a jurisdiction's central-bank money."""

    id: Id
    name: Name
    behaviour: ClassPath | None = None
    """A class of your own, `module:Class`, that it is played by; wants `--allow-code`."""


class SupervisorEntry(Entry):
    """Who watches over a jurisdiction: freezes, flags, orders seizures."""

    id: Id
    name: Name
    behaviour: ClassPath | None = None
    """A class of your own, `module:Class`, that it is played by; wants `--allow-code`."""


class CalendarEntry(Entry):
    """On which days the banks of a jurisdiction work."""

    country: CountryCode
    """Whose public holidays count, ISO 3166 alpha-2."""
    weekend: Annotated[Many[Weekday], Field(max_length=6)] | None = None
    """Weekdays without business; left out: those of the country in that year."""


class JurisdictionEntry(Entry):
    """One currency with its central bank, its calendar and its settlement hours."""

    id: CountryCode
    """ISO 3166 alpha-2."""
    name: Name
    currency: CurrencyCode
    """ISO 4217; no other jurisdiction of the scenario may have it."""
    central_bank: CentralBankEntry
    """Who issues the currency."""
    calendar: CalendarEntry
    """On which days its banks work."""
    time_zone: Name
    """IANA name, such as `Asia/Hong_Kong`."""
    opens: TimeOfDay
    """Local time at which settlement opens on a business day."""
    closes: TimeOfDay
    """Local time at which it closes, after `opens`."""
    supervisor: SupervisorEntry | None = None
    """Who supervises; left out: nobody."""
    remuneration_bps: Annotated[int, Field(ge=-REMUNERATION_BPS_MAX, le=REMUNERATION_BPS_MAX)] | None = None
    """Yearly remuneration of central-bank money in basis points, paid before opening; negative: a charge."""
    rules: RulesEntry | None = None
    """What the deposit money of its banks asks of payments; left out: nothing."""

"""Payments that come as they do in life, in a scenario file: payrolls, purchases in shops, bills and family money.

Trusts no value to make sense together with another: `nodes.scenario.check_patterns` does that.
Never draws a payment: `nodes.patterns` does.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from nodes.scenario.demand import PAYMENTS_MAX, AmountBandEntry, Profile
from nodes.scenario.fields import Day, Entry, Id, Many, PurposeCode

EMPLOYEES_MAX = 1_000
"""Of one employer: so that a batch, one payment a second, fits into the shortest hours."""

Bands = Annotated[Many[AmountBandEntry], Field(min_length=1)]
Purposes = Annotated[Many[PurposeCode], Field(min_length=1)]


class ClientKind(StrEnum):
    """What a client is, which says how it pays and is paid."""

    RETAIL = "retail"
    MERCHANT = "merchant"
    CORPORATE = "corporate"
    EMPLOYER = "employer"


ClientKindName = Literal["retail", "merchant", "corporate", "employer"]
"""The same in a file."""


class EmployeesEntry(Entry):
    """How many work for one employer, each number from `least` to `most` as likely as any other."""

    least: Annotated[int, Field(ge=1, le=EMPLOYEES_MAX)]
    """The fewest."""
    most: Annotated[int, Field(ge=1, le=EMPLOYEES_MAX)]
    """The most."""


class PayrollEntry(Entry):
    """Salaries: every employer pays its employees, retail clients of its jurisdiction, in one batch on each payday."""

    id: Id
    every: Literal["month", "fortnight"]
    """How long it is from one payday to the next."""
    first: Day
    """The first payday; the others are on the same day of each month, or its last, or every fourteen days. On a day
    without settlement they move to the next one with it."""
    employees: EmployeesEntry
    """How many each employer has. Nobody works for two employers of one payroll."""
    salaries: Bands
    """How much each earns from one payday to the next, in US dollars at the reference rate of the scenario's first day;
    drawn once and the same every time, in whole tens of the currency."""
    purposes: Purposes = ("SALA",)
    """ISO 20022 external purpose codes to draw from."""


class PurchasesEntry(Entry):
    """Retail clients pay merchants of their jurisdiction, some of whom have far more customers than others."""

    id: Id
    count: Annotated[int, Field(ge=1, le=PAYMENTS_MAX)]
    """How many in the period."""
    profile: Profile | None = None
    """Shares of equal parts of the day's hours, ten minutes off at each end; left out: all alike."""
    amounts: Bands
    """How large they are, in US dollars at the reference rates of their days."""
    purposes: Purposes = ("GDDS",)
    """ISO 20022 external purpose codes to draw from."""


class RelationsEntry(Entry):
    """Who owes whom again and again: corporates their suppliers, families each other."""

    id: Id
    between: Literal["corporate", "retail"] = "corporate"
    """Whose relations they are: those of all clients of this kind."""
    ring: Annotated[int, Field(ge=2, le=100)] = 3
    """So many of them, and less than twice as many in the last ring, pay each other in a circle."""
    partners: Annotated[int, Field(ge=1, le=100)] = 1
    """How many each one pays: the next in its ring, and others that are drawn once."""
    cross_border: bool = False
    """`true`: with anybody in any jurisdiction; `false`: within the own one."""
    every_days: Annotated[int, Field(ge=1, le=366)]
    """Each relation has a bill so often; the first within that time from the scenario's first day."""
    terms_days: Annotated[int, Field(ge=0, le=366)] = 0
    """A bill is due so many days after its date, on the next day on which both sides settle: 30 is "net 30"."""
    amounts: Bands
    """What is usual in a relation, in US dollars at the reference rate of the scenario's first day; drawn once."""
    varies_bps: Annotated[int, Field(ge=0, le=9_000)] = 0
    """Each bill is at most so far from what is usual, in basis points, either way; in whole tens of the currency."""
    purposes: Purposes
    """ISO 20022 external purpose codes to draw from."""

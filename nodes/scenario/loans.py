"""Loans that a scenario file writes out, and the keepers who collect them.

Trusts no value to make sense together with another: that is what the checks are for.
Never reads an amount, because its currency may stand elsewhere in the file.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from finance.schedules.instalments import INSTALMENTS_MAX, PERIOD_DAYS_MAX, PERIOD_MONTHS_MAX, RATE_PPM_MAX
from nodes.scenario.fields import Amount, CountryCode, Day, Entry, Id, Name, Reference

YEAR_S = 366 * 86_400
RATE_BPS_MAX = RATE_PPM_MAX // 100

ShapeName = Literal["annuity", "linear", "bullet", "negative_amortising"]
DayCountName = Literal["A/360", "A/365F", "30E/360"]
LoanStatusName = Literal["active", "late", "closed", "defaulted", "recovering", "written_off"]


class KeeperEntry(Entry):
    """Somebody who calls what is due, such as the collection of instalments."""

    id: Id
    name: Name
    home: CountryCode
    """The jurisdiction that it is from."""
    bank: Id | None = None
    """Where it has its deposit, on which lenders pay it for collections; left out: it has none, and is paid nothing."""
    call_cost: Amount = "0"
    """What a call costs it, in the currency of its bank: machines and people, for the ledger asks no gas of it."""
    races: bool = False
    """`true`: it collects the loans that other keepers look after too, and whoever comes first is paid."""


class LoanExpectation(Entry):
    """What must be true of a loan at the end of the run."""

    on_time: Annotated[int, Field(ge=0, le=INSTALMENTS_MAX)]
    """Instalments collected no later than the end of their grace."""
    late: Annotated[int, Field(ge=0, le=INSTALMENTS_MAX)]
    """Instalments collected after it."""
    status: LoanStatusName
    """Where the loan stands."""


class LoanEntry(Entry):
    """A bank's loan to a client, in the bank's currency, that collects itself."""

    id: Id
    lender: Id
    """Id of the bank."""
    borrower: Reference
    """Id of a client of any bank of that currency, written out or generated."""
    principal: Amount
    """What is lent."""
    annual_rate_bps: Annotated[int, Field(ge=0, le=RATE_BPS_MAX)]
    """Nominal yearly rate in basis points."""
    day_count: DayCountName
    """How days become years: actual days by 360 or by 365, or months of 30 days by 360."""
    shape: ShapeName
    """`annuity`: equal payments; `linear`: equal principal; `bullet`: principal with the last instalment;
    `negative_amortising`: an agreed payment, and what it leaves of the interest becomes principal."""
    payment: Amount | None = None
    """The agreed payment of `negative_amortising`, and of no other shape."""
    instalments: Annotated[int, Field(ge=1, le=INSTALMENTS_MAX)]
    """How many there are."""
    period_days: Annotated[int, Field(ge=1, le=PERIOD_DAYS_MAX)] | None = None
    """Days from the drawdown to the first instalment and from each to the next; or `period_months`."""
    period_months: Annotated[int, Field(ge=1, le=PERIOD_MONTHS_MAX)] | None = None
    """Calendar months, in place of days; each due date is counted from the drawdown."""
    end_of_month: bool = False
    """`true`: drawn on the last day of a month, it is due on the last day of each; only with `period_months`."""
    drawn_on: Day
    """A business day of the lender; the first instalment is due a period later, on whatever day that is."""
    grace_s: Annotated[int, Field(ge=0, le=YEAR_S)]
    """An instalment collected no later than this after its due second is on time."""
    late_fee: Amount
    """Charged once for each instalment that outlives its grace."""
    default_after_s: Annotated[int, Field(ge=1, le=10 * YEAR_S)]
    """The lender declares default when an instalment is unpaid this long after its due second."""
    recover_after_s: Annotated[int, Field(ge=0, le=10 * YEAR_S)] | None = None
    """The lender calls a loan in this long after default; left out: it waits."""
    write_off_after_s: Annotated[int, Field(ge=1, le=10 * YEAR_S)] | None = None
    """The lender gives up what is left this long after it called the loan in; left out: it does not."""
    keeper_fee: Amount = "0"
    """What the lender pays a keeper for a collection."""
    use_of_proceeds: Literal["withdraw", "hold"] = "hold"
    """`withdraw`: the borrower redeems the principal on the day it is drawn, to spend it elsewhere."""
    expect: LoanExpectation | None = None
    """What must be true of it at the end."""

"""Loans that a scenario file writes out, and the keepers who collect them.

Trusts no value to make sense together with another: that is what the checks are for.
Never reads an amount, because its currency may stand elsewhere in the file.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from finance.schedules.instalments import INSTALMENTS_MAX, PERIOD_DAYS_MAX, PERIOD_MONTHS_MAX, RATE_PPM_MAX
from nodes.scenario.fields import Amount, ClassPath, CountryCode, Day, Entry, Id, Many, Name, Reference, TimeOfDay

YEAR_S = 366 * 86_400
RATE_BPS_MAX = RATE_PPM_MAX // 100
RATE_AGE_DAYS_MAX = 366
MEMBERS_MAX = 16
WEIGHT_MAX = 1_000_000
CHANGES_MAX = 100

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
    behaviour: ClassPath | None = None
    """A class of your own, `module:Class`, that it is played by; wants `--allow-code`."""


class LoanExpectation(Entry):
    """What must be true of a loan at the end of the run."""

    on_time: Annotated[int, Field(ge=0, le=INSTALMENTS_MAX)]
    """Instalments collected no later than the end of their grace."""
    late: Annotated[int, Field(ge=0, le=INSTALMENTS_MAX)]
    """Instalments collected after it."""
    status: LoanStatusName
    """Where the loan stands."""


class IndexedEntry(Entry):
    """Which index a rate follows, and how far."""

    index: Id
    """Id of an entry of `rate_indices`, in the currency of the loan."""
    floor_bps: Annotated[int, Field(ge=0, le=RATE_BPS_MAX)] = 0
    """The least that the rate becomes, in basis points."""
    cap_bps: Annotated[int, Field(ge=0, le=RATE_BPS_MAX)]
    """The most that it becomes."""
    age_days_max: Annotated[int, Field(ge=1, le=RATE_AGE_DAYS_MAX)]
    """How many days ago the index may have changed last: a drawdown on an older rate is refused, and on a due date the
    rate before goes on."""


class FloatingEntry(IndexedEntry):
    """A rate that follows an index: set at the drawdown, and anew on each due date."""

    spread_bps: Annotated[int, Field(ge=-RATE_BPS_MAX, le=RATE_BPS_MAX)]
    """What is added to the index, in basis points."""


class ScheduleEntry(Entry):
    """What is paid when."""

    annual_rate_bps: Annotated[int, Field(ge=0, le=RATE_BPS_MAX)] | None = None
    """Nominal yearly rate in basis points; or `floating`."""
    floating: FloatingEntry | None = None
    """A rate that follows an index, in place of a fixed one."""
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


class MomentEntry(Entry):
    """When something is done about a loan after its drawdown."""

    date: Day
    """A business day of the lender, after the drawdown."""
    time: TimeOfDay | None = None
    """UTC, within the hours of the lender's jurisdiction; left out: at opening."""


class AssignmentEntry(MomentEntry):
    """A bank passes its loan, or its share of one, on to another bank."""

    seller: Id
    """Id of a bank that lends then."""
    buyer: Id
    """Id of the bank that lends from then on; of the same currency."""
    price: Amount
    """What the buyer pays in central-bank money."""


class RestructuringEntry(ScheduleEntry, MomentEntry):
    """Lender and borrower put all that is owed on a new schedule, counted from that day; also after default."""


class PrepaymentEntry(MomentEntry):
    """The borrower repays principal before it is due; what remains is spread anew over the same due dates."""

    amount: Amount
    """How much; everything is repaid by `closes_early`."""


class LoanPartiesEntry(Entry):
    """Who lends what to whom."""

    id: Id
    lender: Id
    """Id of the bank; of a syndicate the agent, who acts for all."""
    syndicate: Annotated[
        dict[Id, Annotated[int, Field(ge=1, le=WEIGHT_MAX)]] | None, Field(min_length=2, max_length=MEMBERS_MAX)
    ] = None
    """By bank, the lender included: its share of the loan, in proportion to the others; left out: one bank lends."""
    borrower: Reference
    """Id of a client of any bank of that currency, written out or generated."""
    principal: Amount
    """What is lent."""


class LoanEntry(ScheduleEntry, LoanPartiesEntry):
    """A bank's loan to a client, in the bank's currency, that collects itself."""

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
    prepayments: Annotated[Many[PrepaymentEntry], Field(max_length=CHANGES_MAX)] = ()
    """Principal that the borrower repays before it is due."""
    restructurings: Annotated[Many[RestructuringEntry], Field(max_length=CHANGES_MAX)] = ()
    """New schedules that both sides sign."""
    assignments: Annotated[Many[AssignmentEntry], Field(max_length=CHANGES_MAX)] = ()
    """Sales of the loan, or of shares of it, from bank to bank."""
    closes_early: MomentEntry | None = None
    """When the borrower repays everything, with interest up to that day; left out: it keeps to the schedule."""
    expect: LoanExpectation | None = None
    """What must be true of it at the end."""

"""A generated portfolio of loans to small businesses, in a scenario file: what they ask for, earn and suffer, and how
the banks decide.

Trusts no value to make sense together with another: that is what the checks are for.
Never says who is granted a loan or who fails: the draws and the run do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from finance.schedules.instalments import INSTALMENTS_MAX, PERIOD_DAYS_MAX, PERIOD_MONTHS_MAX
from nodes.scenario.fields import Amount, Day, Entry, Id, Many, PurposeCode
from nodes.scenario.loans import YEAR_S, DayCountName, IndexedEntry, ShapeName

if TYPE_CHECKING:
    from nodes.scenario import Scenario

LOANS_MAX = 10_000
LENDING_PREFIX = "lending-"
"""How the ids of generated loans and their borrowers begin."""
BPS_MAX = 10_000
RECEIPT_DAY_MAX = 28
_DAYS_MAX = 3_660

CollectionName = Literal["automatic", "manual"]


class RangeEntry(Entry):
    """Whole numbers, each equally likely."""

    least: Annotated[int, Field(ge=0, le=1_000_000)]
    """The smallest."""
    most: Annotated[int, Field(ge=0, le=1_000_000)]
    """The largest."""


class AmountRangeEntry(Entry):
    """Amounts in whole steps, each equally likely."""

    least: Amount
    """The smallest."""
    most: Amount
    """The largest."""
    step: Amount
    """What they are multiples of."""


class ProductEntry(Entry):
    """A kind of loan that the banks offer."""

    share: Annotated[int, Field(ge=1, le=BPS_MAX)]
    """How many ask for it, in proportion to the other products."""
    shape: ShapeName
    """As of a loan that is written out."""
    payment_bps: Annotated[int, Field(ge=1, le=BPS_MAX)] | None = None
    """The agreed payment of `negative_amortising`, in basis points of the principal; of no other shape."""
    principal: AmountRangeEntry
    """What is lent."""
    instalments: RangeEntry
    """How many."""
    period_days: Annotated[int, Field(ge=1, le=PERIOD_DAYS_MAX)] | None = None
    """As of a loan that is written out."""
    period_months: Annotated[int, Field(ge=1, le=PERIOD_MONTHS_MAX)] | None = None
    """Or calendar months."""
    day_count: DayCountName
    """As of a loan that is written out."""
    rate_bps: RangeEntry
    """Nominal yearly rate in basis points; with `floating` what is added to the index."""
    floating: IndexedEntry | None = None
    """The index that the rate follows; left out: it is fixed."""


class BusinessEntry(Entry):
    """What small businesses earn, before they service their debt."""

    years: RangeEntry
    """How long it has existed."""
    coverage_bps: RangeEntry
    """What its business leaves it in a month on average, in basis points of the loan's payments of a month."""
    swing_bps: Annotated[int, Field(ge=0, le=BPS_MAX)]
    """By how much a month is better or worse than that, at most."""
    receipt_days: Annotated[Many[Annotated[int, Field(ge=1, le=RECEIPT_DAY_MAX)]], Field(min_length=1)]
    """Days of the month on which customers pay; each business has one of them."""
    buffer_bps: Annotated[int, Field(ge=0, le=100 * BPS_MAX)]
    """What it leaves on its account at most, in basis points of its largest payment; with a large last payment it saves
    for that instead. The rest is spent elsewhere."""
    opening_bps: RangeEntry
    """What it has at the start, of the same."""
    shock_bps: Annotated[int, Field(ge=0, le=BPS_MAX)]
    """The probability that a month begins a time without much business."""
    shock_months: RangeEntry
    """How long that lasts."""
    shock_left_bps: RangeEntry
    """What is left of the income in it."""


class ThresholdEntry(Entry):
    """Points for a value that reaches a threshold."""

    at_least: Annotated[int, Field(ge=0, le=1_000_000)]
    """The threshold."""
    points: Annotated[int, Field(ge=0, le=1_000)]
    """What it counts."""


class CreditPolicyEntry(Entry):
    """How a bank decides: debt service to income first, then a score of points."""

    debt_service_max_bps: Annotated[int, Field(ge=1, le=BPS_MAX)]
    """The most of its income that a borrower may need for the loan."""
    score_min: Annotated[int, Field(ge=0, le=2_000)]
    """Fewer points are not enough."""
    years: Many[ThresholdEntry] = ()
    """Points for years in business: those of the highest threshold that is reached."""
    spare_bps: Many[ThresholdEntry] = ()
    """Points for the part of the income that debt service leaves."""


class ManualEntry(Entry):
    """How borrowers pay where nothing is collected."""

    forgets_bps: Annotated[int, Field(ge=0, le=BPS_MAX)]
    """The probability that a borrower does not think of a due date, or of a reminder that it is late."""
    reminder_every_days: Annotated[int, Field(ge=1, le=90)] = 7
    """How often its bank reminds it that it is late."""


class WorkoutEntry(Entry):
    """What a lender offers instead of calling a loan in."""

    share_bps: Annotated[int, Field(ge=1, le=BPS_MAX)]
    """The probability that it does, for each loan that defaults, once."""
    after_s: Annotated[int, Field(ge=0, le=10 * YEAR_S)]
    """How long after default both sides have signed."""
    instalments: Annotated[int, Field(ge=1, le=INSTALMENTS_MAX)]
    """Equal payments, at the rate and in the periods that were agreed before."""


class LendingEntry(Entry):
    """Loans drawn from the seed, of the banks of one currency to small businesses."""

    count: Annotated[int, Field(ge=1, le=LOANS_MAX)]
    """How many are offered, exactly; more ask."""
    lenders: Annotated[dict[Id, Annotated[int, Field(ge=1, le=BPS_MAX)]], Field(min_length=1)]
    """By bank: how many ask it, in proportion to the others. All of one jurisdiction."""
    elsewhere_bps: Annotated[int, Field(ge=0, le=BPS_MAX)] = 0
    """Share of the borrowers that have their deposit at another of these banks."""
    drawn_from: Day
    """They are drawn on the business days from here on,"""
    drawn_to: Day
    """up to here."""
    purpose: PurposeCode = "LOAN"
    """ISO 20022 external purpose code of the applications."""
    products: Annotated[Many[ProductEntry], Field(min_length=1)]
    """What they ask for."""
    businesses: BusinessEntry
    """Who asks."""
    credit: CreditPolicyEntry
    """How the banks decide."""
    grace_s: Annotated[int, Field(ge=0, le=YEAR_S)]
    """An instalment collected no later than this after its due second is on time."""
    late_fee: Amount
    """Charged once for each instalment that outlives its grace."""
    keeper_fee: Amount = "0"
    """What the lender pays a keeper for a collection."""
    default_after_s: Annotated[int, Field(ge=1, le=10 * YEAR_S)]
    """The lender declares default when an instalment is unpaid this long after its due second."""
    recover_after_s: Annotated[int, Field(ge=0, le=10 * YEAR_S)] | None = None
    """The lender calls a loan in this long after default; left out: it waits."""
    write_off_after_s: Annotated[int, Field(ge=1, le=10 * YEAR_S)] | None = None
    """The lender gives up what is left this long after it called the loan in; left out: it does not."""
    workout: WorkoutEntry | None = None
    """New schedules for loans in default; left out: there are none."""
    collection: CollectionName = "automatic"
    """`automatic`: by mandate, whoever calls; `manual`: the borrower pays by itself, where it does not forget."""
    manual: ManualEntry | None = None
    """How borrowers pay by themselves; needed where that is run."""
    reminder_days: Annotated[int, Field(ge=1, le=_DAYS_MAX)] = 3
    """How long before a due date the bank reminds the borrower."""
    use_of_proceeds: Literal["withdraw", "hold"] = "withdraw"
    """As of a loan that is written out."""


@dataclass(frozen=True, slots=True)
class LendingTerms:
    """What of the file the run goes by. is_manual: borrowers pay by themselves; currency: ISO 4217."""

    entry: LendingEntry
    currency: str

    @property
    def is_manual(self) -> bool:
        """Whether borrowers pay by themselves."""
        return self.entry.collection == "manual"


def collected_by(scenario: Scenario) -> tuple[CollectionName, ...]:
    """The ways in which the scenario collects, its own and those that it compares."""
    if scenario.lending is None:
        return ()
    compared = [way.collection for way in scenario.compare if way.collection is not None]
    return tuple(dict.fromkeys([scenario.lending.collection, *compared]))

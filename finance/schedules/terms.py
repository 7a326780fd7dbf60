"""The terms of a loan as ACTUS defines them: what the parties agreed, typed and checked against each other.

Trusts that each term has its type; `actus_names` makes them from a document.
Never fills in what only the market knows: rates and indices come with `Observations`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import Enum

from finance.schedules.business_days import BusinessDayRule
from finance.schedules.cycles import Cycle, EndOfMonth
from finance.schedules.day_counts import DayCount

ONE = Decimal(1)
ZERO = Decimal(0)


class TermError(ValueError):
    """A term that is missing, unknown, unreadable or at odds with another.

    key: its ACTUS name; why: what is wrong; do: what to write instead.
    """

    def __init__(self, key: str, why: str, do: str) -> None:
        self.key, self.why, self.do = key, why, do
        super().__init__(f"{key}: {why}; {do}")


class ContractType(Enum):
    """How the principal is repaid."""

    PAM = "PAM"
    """Principal at maturity: all of it at the end."""
    LAM = "LAM"
    """Linear amortiser: the same principal each time."""
    NAM = "NAM"
    """Negative amortiser: the same payment each time, and what interest leaves of it, which may be less than none."""
    ANN = "ANN"
    """Annuity: the same payment each time, fixed so that it repays the loan, and again after each reset of the rate."""


class Role(Enum):
    """Whose side the events are seen from."""

    LENDER = "RPA"
    BORROWER = "RPL"

    @property
    def sign(self) -> Decimal:
        """R of ACTUS techspec 1.1, section 4.7: +1 for the lender, −1 for the borrower."""
        return ONE if self is Role.LENDER else -ONE


class InterestBase(Enum):
    """What interest is counted on."""

    OUTSTANDING = "NT"
    AT_INITIAL_EXCHANGE = "NTIED"
    LAGGED = "NTL"
    """What was outstanding at the last IPCB event."""


class FeeBasis(Enum):
    """What a fee rate multiplies: nothing, or notional and time."""

    ABSOLUTE = "A"
    NOTIONAL = "N"


@dataclass(frozen=True, slots=True)
class Periodic:
    """When a kind of event happens; without an anchor, from one cycle after the initial exchange."""

    anchor: datetime | None = None
    cycle: Cycle | None = None

    @property
    def is_given(self) -> bool:
        """Whether the terms say anything about it."""
        return self.anchor is not None or self.cycle is not None


@dataclass(frozen=True, slots=True)
class RateReset:
    """How a floating rate follows the market: multiplier · observed + spread within the limits, a year."""

    times: Periodic = Periodic()
    market_object: str | None = None
    multiplier: Decimal = ONE
    spread: Decimal = ZERO
    life_floor: Decimal | None = None
    life_cap: Decimal | None = None
    period_floor: Decimal | None = None
    """The most that one reset may lower the rate, as a positive or a negative number."""
    period_cap: Decimal | None = None
    next_rate: Decimal | None = None
    """Already known for the first reset after the status date, which is then an RRF event."""


@dataclass(frozen=True, slots=True)
class Fee:
    """A recurring fee: an amount, or a rate a year on the notional."""

    times: Periodic = Periodic()
    rate: Decimal = ZERO
    basis: FeeBasis = FeeBasis.NOTIONAL
    accrued: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Scaling:
    """What an index multiplies: payments of interest, of principal, both or none."""

    times: Periodic = Periodic()
    of_interest: bool = False
    of_notional: bool = False
    market_object: str | None = None
    base_index: Decimal | None = None
    """Index at which the multiplier is one."""
    interest_multiplier: Decimal = ONE
    notional_multiplier: Decimal = ONE


@dataclass(frozen=True, slots=True)
class ContractTerms:
    """One loan; times have no zone. Amounts are of `currency`, rates are a year. Raises `TermError`."""

    contract_type: ContractType
    role: Role
    currency: str
    status_date: datetime
    """From when on events are wanted: the rest of the terms describes the loan as of this moment."""
    initial_exchange: datetime
    notional: Decimal
    day_count: DayCount
    nominal_rate: Decimal | None = None
    premium_discount: Decimal = ZERO
    accrued_interest: Decimal | None = None
    maturity: datetime | None = None
    amortization: datetime | None = None
    """Until when an annuity's payments are counted, if they would repay it later than the maturity."""
    settlement_currency: str | None = None
    interest: Periodic = Periodic()
    capitalization_end: datetime | None = None
    principal: Periodic = Periodic()
    next_payment: Decimal | None = None
    """Principal (LAM) or payment (NAM, ANN) of one redemption."""
    interest_base: InterestBase = InterestBase.OUTSTANDING
    interest_base_amount: Decimal | None = None
    interest_base_times: Periodic = Periodic()
    purchase: datetime | None = None
    purchase_price: Decimal = ZERO
    termination: datetime | None = None
    termination_price: Decimal = ZERO
    end_of_month: EndOfMonth = EndOfMonth.SAME_DAY
    business_days: BusinessDayRule = field(default_factory=BusinessDayRule)
    rate_reset: RateReset = field(default_factory=RateReset)
    fee: Fee = field(default_factory=Fee)
    scaling: Scaling = field(default_factory=Scaling)

    def __post_init__(self) -> None:
        self._check_maturity()
        self._check_market()
        self._check_payment()

    def _check_maturity(self) -> None:
        if self.maturity is None and self.contract_type is ContractType.PAM:
            raise TermError("maturityDate", "a PAM contract needs it", "give the date")
        for key, moment in (("maturityDate", self.maturity), ("amortizationDate", self.amortization)):
            if moment is not None and moment <= self.initial_exchange:
                raise TermError(key, "not after initialExchangeDate", "give a later date")

    def _check_market(self) -> None:
        reset, scaling = self.rate_reset, self.scaling
        if reset.times.is_given and reset.market_object is None:
            raise TermError("marketObjectCodeOfRateReset", "a rate that is reset needs it", "name the observed rate")
        if not (scaling.of_interest or scaling.of_notional):
            return
        if scaling.market_object is None:
            raise TermError("marketObjectCodeOfScalingIndex", "scaling needs it", "name the observed index")
        if not scaling.base_index:
            raise TermError("scalingIndexAtContractDealDate", "scaling needs it", "give an index that is not zero")

    def _check_payment(self) -> None:
        if self.contract_type is ContractType.PAM:
            return
        if not self.principal.is_given:
            raise TermError("cycleOfPrincipalRedemption", f"{self.contract_type.value} needs it", "write it like P1ML0")
        if self.next_payment is not None and self.next_payment <= 0:
            raise TermError("nextPrincipalRedemptionPayment", "not above zero", "give a positive amount")
        if self.next_payment is not None or (self.contract_type is ContractType.LAM and self.maturity is not None):
            return
        if self.contract_type is ContractType.NAM:
            raise TermError("nextPrincipalRedemptionPayment", "NAM needs it", "give the payment")
        if self.maturity is None and self.amortization is None:
            raise TermError("maturityDate", "neither it nor a payment is given", "give one of them")


@dataclass(frozen=True, slots=True)
class Observations:
    """What the market showed: for each object its values, in order of time."""

    series: Mapping[str, tuple[tuple[datetime, Decimal], ...]] = field(default_factory=dict)

    def at(self, market_object: str, moment: datetime, key: str) -> Decimal:
        """The last value at or before `moment`; `TermError` on `key` where there is none."""
        if market_object not in self.series:
            raise TermError(key, f"nothing is observed for {market_object!r}", "add it to the observations")
        known = [value for time, value in self.series[market_object] if time <= moment]
        if not known:
            why = f"nothing is observed for {market_object!r} up to {moment.isoformat()}"
            raise TermError(key, why, "add an earlier observation")
        return known[-1]

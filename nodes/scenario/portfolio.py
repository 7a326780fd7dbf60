"""The generated portfolio: who asks for which loan, and what the bank says.

Trusts the scenario's checks for ranges that hold something, and for a bank that does not decline everybody.
Never draws by floating-point numbers, and never lets one applicant's draws move another's.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from finance.money import Currency, parse_minor
from finance.rounding import div_up, mul_div_down
from finance.schedules.instalments import Instalment, InstalmentTerms, PeriodUnit, Shape, schedule
from nodes.randomness import Stream
from nodes.scenario.acts import end_of_day_s
from nodes.scenario.creditworthiness import decide
from nodes.scenario.lending import BPS_MAX, LENDING_PREFIX, LendingEntry, LendingTerms, ProductEntry, RangeEntry
from nodes.scenario.loan_plans import Agreement, Applicant, LendingPlan, Loan
from nodes.scenario.loan_terms import instalment_terms
from nodes.scenario.rate_indices import Floating, RateIndex
from nodes.scenario.rules import Tier
from nodes.scenario.world import Bank, Client

if TYPE_CHECKING:
    from nodes.scenario import Scenario

T = TypeVar("T")

ATTEMPTS = 20
"""How many ask for each loan that is offered, at most."""
_DAY = datetime.timedelta(days=1)
_MONTH_DAYS = 30
_BALLOONS = (Shape.BULLET, Shape.NEGATIVE_AMORTISING)


class PolicyError(ValueError):
    """The banks' policy declines too many for the portfolio to come about."""


def resolve_lending(
    scenario: Scenario, banks: Mapping[str, Bank], indices: Sequence[RateIndex] = ()
) -> LendingPlan | None:
    """The portfolio of a scenario that has passed its checks; PolicyError where hardly anybody is offered a loan."""
    entry = scenario.lending
    if entry is None:
        return None
    lenders = {name: banks[name] for name in entry.lenders}
    currency = next(iter(lenders.values())).currency
    market = _Market(lenders, {index.id: index for index in indices}, drawing_days(entry, lenders))
    applicants = tuple(_until_offered(scenario.seed, entry, market))
    return LendingPlan(LendingTerms(entry, currency.code), applicants)


@dataclass(frozen=True, slots=True)
class _Market:
    """Who lends, what money costs, and on which days loans are drawn."""

    lenders: Mapping[str, Bank]
    indices: Mapping[str, RateIndex]
    days: Sequence[datetime.date]

    def rate_ppm(self, agreed: Agreement, day: datetime.date) -> int:
        """What a loan costs on the day it is drawn; the most that it may, where its index has no rate that day."""
        floating = agreed.floating
        if floating is None:
            return agreed.terms.rate_ppm_max
        found = floating.rate_ppm(self.indices[floating.index], agreed.rate_bps, day)
        return agreed.terms.rate_ppm_max if found is None else found


def _until_offered(seed: int, entry: LendingEntry, market: _Market) -> Iterator[Applicant]:
    offered = 0
    for number in range(1, entry.count * ATTEMPTS + 1):
        applicant = _applicant(seed, number, entry, market)
        offered += not applicant.declined
        yield applicant
        if offered == entry.count:
            return
    raise PolicyError(f"of {entry.count * ATTEMPTS:,} that ask, {offered} are offered a loan")


def drawing_days(entry: LendingEntry, lenders: Mapping[str, Bank]) -> list[datetime.date]:
    """The business days on which loans are drawn."""
    lender = next(iter(lenders.values()))
    days = (entry.drawn_from + number * _DAY for number in range((entry.drawn_to - entry.drawn_from).days + 1))
    return [day for day in days if lender.jurisdiction.opening.calendar.is_business_day(day)]


def _applicant(seed: int, number: int, entry: LendingEntry, market: _Market) -> Applicant:
    name = f"{LENDING_PREFIX}{number:05}"
    stream = Stream(seed, "lending", "applicant", number)
    lender = market.lenders[weighted(stream, list(entry.lenders.items()))]
    product = weighted(stream, [(product, product.share) for product in entry.products])
    agreed = agreement_on(stream, product, product_range(product, lender.currency))
    drawn_on, business, terms = stream.choice(market.days), entry.businesses, agreed.terms
    bills = schedule(terms, drawn_on, market.rate_ppm(agreed, drawn_on))
    service_minor, peak_minor = _monthly_minor(terms, bills), max(bill.payment_minor for bill in bills)
    income_minor = mul_div_down(service_minor, _between(stream, business.coverage_bps), BPS_MAX)
    years = _between(stream, business.years)
    opening_minor = mul_div_down(min(service_minor, peak_minor), _between(stream, business.opening_bps), BPS_MAX)
    receipt_day = stream.choice(business.receipt_days)
    borrower = _client(name, _bank_of(stream, entry, lender, list(market.lenders.values())), opening_minor)
    decision = decide(entry.credit, income_minor, service_minor, years)
    loan = loan_under(entry, name, borrower, lender, agreed, drawn_on)
    return Applicant(
        loan=loan,
        years_in_business=years,
        debt_service_minor=service_minor,
        peak_minor=peak_minor,
        income_minor=income_minor,
        receipt_day=receipt_day,
        score=decision.score,
        declined=decision.declined,
    )


def product_range(product: ProductEntry, money: Currency) -> tuple[int, int, int]:
    """The least that is lent, the most, and the step between two amounts, in minor units."""
    amounts = product.principal
    least, most, step = (parse_minor(text, money) for text in (amounts.least, amounts.most, amounts.step))
    return least, most, step


def agreement_on(stream: Stream, product: ProductEntry, range_minor: tuple[int, int, int]) -> Agreement:
    """A schedule drawn of a product. range_minor: as of `product_range`, or part of that."""
    least, most, step = range_minor
    principal_minor = stream.between(div_up(least, step), most // step) * step
    payment_minor = max(mul_div_down(principal_minor, product.payment_bps or 0, BPS_MAX), 1)
    rate_bps = _between(stream, product.rate_bps)
    floating = product_floating(product)
    terms = instalment_terms(
        product.shape,
        (product.period_days, product.period_months),
        principal_minor=principal_minor,
        instalments=_between(stream, product.instalments),
        day_count=product.day_count,
        rate_bps_max=floating.cap_bps if floating else rate_bps,
        payment_minor=payment_minor if product.shape == "negative_amortising" else 0,
    )
    return Agreement(terms, rate_bps, floating)


def product_floating(product: ProductEntry) -> Floating | None:
    """How the rate of a product follows its index; None where it is fixed."""
    entry = product.floating
    return None if entry is None else Floating(entry.index, entry.floor_bps, entry.cap_bps, entry.age_days_max)


def _monthly_minor(terms: InstalmentTerms, bills: Sequence[Instalment]) -> int:
    """What a loan takes in a month, on average over its life."""
    months = terms.instalments * terms.period_length
    if terms.period_unit is PeriodUnit.DAYS:
        months = div_up(months, _MONTH_DAYS)
    return div_up(sum(bill.payment_minor for bill in bills), months)


def has_balloon(loan: Loan) -> bool:
    """Whether the last payment is large, so that a borrower has to save for it."""
    return loan.terms.shape in _BALLOONS


def _client(name: str, bank: Bank, opening_minor: int) -> Client:
    return Client(
        id=name,
        name=f"Small business {name.removeprefix(LENDING_PREFIX)}",
        bank=bank,
        opening_balance_minor=opening_minor,
        is_topped_up=False,
        is_generated=False,
        tier=Tier.FULL,
        tier_expires_at_s=end_of_day_s(None),
        alias=None,
        step_up_above_minor=None,
        joins=None,
    )


def _bank_of(stream: Stream, entry: LendingEntry, lender: Bank, banks: Sequence[Bank]) -> Bank:
    """Where the borrower has its deposit: mostly at its lender."""
    others = [bank for bank in banks if bank.id != lender.id]
    is_elsewhere = stream.below(BPS_MAX) < entry.elsewhere_bps
    return stream.choice(others) if is_elsewhere and others else lender


def loan_under(
    entry: LendingEntry, name: str, borrower: Client, lender: Bank, agreed: Agreement, drawn_on: datetime.date
) -> Loan:
    """A loan on the terms that all loans of a portfolio have."""
    return Loan(
        id=name,
        lender=lender,
        borrower=borrower,
        agreed=agreed,
        drawn_on=drawn_on,
        grace_s=entry.grace_s,
        late_fee_minor=parse_minor(entry.late_fee, lender.currency),
        default_after_s=entry.default_after_s,
        recover_after_s=entry.recover_after_s,
        write_off_after_s=entry.write_off_after_s,
        keeper_fee_minor=parse_minor(entry.keeper_fee, lender.currency),
        is_withdrawn=entry.use_of_proceeds == "withdraw",
    )


def _between(stream: Stream, entry: RangeEntry) -> int:
    return stream.between(entry.least, entry.most)


def weighted(stream: Stream, choices: Sequence[tuple[T, int]]) -> T:
    """One of `choices` in proportion to the weights beside them."""
    left = stream.below(sum(weight for _, weight in choices))
    for choice, weight in choices:
        left -= weight
        if left < 0:
            return choice
    raise AssertionError("the draw is below the sum of the weights")

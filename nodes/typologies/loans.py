"""The loan of a pattern that borrows and runs: who may take one, and under which of the banks' products it stands.

Trusts the scenario's checks for a bank that lends.
Never agrees a term that an honest borrower could not get, and never draws a loan so late that no default follows.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from chain.errors import InputError
from finance.money import currency, parse_minor
from finance.rounding import div_up
from finance.schedules.cycles import add_months
from nodes.randomness import Stream
from nodes.rates import ReferenceRates
from nodes.scenario.check_money import REPORTING_CURRENCY
from nodes.scenario.lending import LENDING_PREFIX, LendingEntry, ProductEntry
from nodes.scenario.loan_plans import Loan
from nodes.scenario.portfolio import agreement_on, drawing_days, loan_under, product_range, weighted
from nodes.scenario.typologies import TypologyEntry
from nodes.scenario.world import Client, World

if TYPE_CHECKING:
    from nodes.scenario import Scenario

_DAY = datetime.timedelta(days=1)
_DAY_S = 86_400
_Offer = tuple[ProductEntry, tuple[int, int, int]]
"""A product, and the part of its principal that the pattern may ask for."""


def may_borrow(scenario: Scenario, world: World, clients: Sequence[Client]) -> list[Client]:
    """The clients of banks that lend who do not borrow honestly already."""
    lending = scenario.lending
    if lending is None:
        return []
    honest = {loan.borrower.id for loan in world.loans}
    honest |= {applicant.loan.borrower.id for applicant in world.lending.applicants} if world.lending else set()
    return [client for client in clients if client.bank.id in lending.lenders and client.id not in honest]


def first_number(world: World) -> int:
    """From which on planted loans are numbered, after the portfolio's, so that no table says which they are."""
    return 1 + (len(world.lending.applicants) if world.lending else 0)


def planted_loan(scenario: Scenario, index: int, number: int, runner: Client, stream: Stream) -> Loan:
    """The loan of the runner of a pattern. index: of the entry; number: of the loan, among all that are drawn.

    Raises InputError where no product offers such an amount on a day that is early enough for a default.
    """
    lending, entry = scenario.lending, scenario.typologies[index]
    assert lending is not None, "the checks refuse the kind without `lending`"
    rates = scenario.reference_rates()
    offers = {day: [*_offers(scenario, entry, lending, runner, rates, day)] for day in _days(scenario, entry, runner)}
    days = [day for day, offered in offers.items() if offered]
    if not days:
        why = (
            f"no product of `lending` that is worth {entry.least} to {entry.most} {REPORTING_CURRENCY} is drawn "
            "so early that its first instalment is in default before the end"
        )
        do = "change the amounts, lend earlier or for shorter periods, or end later"
        raise InputError(what="no loan to run with", where=f"typologies[{index}].most", why=why, do=do)
    drawn_on = stream.choice(days)
    product, range_minor = weighted(stream, [(offer, offer[0].share) for offer in offers[drawn_on]])
    agreed = agreement_on(stream, product, range_minor)
    return loan_under(lending, f"{LENDING_PREFIX}{number:05}", runner, runner.bank, agreed, drawn_on)


def _days(scenario: Scenario, entry: TypologyEntry, runner: Client) -> list[datetime.date]:
    """The days on which the portfolio's loans are drawn, within the pattern's; the money goes on after that day."""
    assert scenario.lending is not None
    first, last = entry.first or scenario.start, entry.last or scenario.end
    return [day for day in drawing_days(scenario.lending, {runner.bank.id: runner.bank}) if first <= day < last]


def _offers(
    scenario: Scenario,
    entry: TypologyEntry,
    lending: LendingEntry,
    runner: Client,
    rates: ReferenceRates,
    day: datetime.date,
) -> Iterator[_Offer]:
    money, dollar = runner.currency, currency(REPORTING_CURRENCY)
    low, high = (rates.value_minor(parse_minor(text, dollar), dollar, money, day) for text in (entry.least, entry.most))
    for product in lending.products:
        least, most, step = product_range(product, money)
        least, most = max(least, low, 1), min(most, high)
        defaults = _first_due(product, day) + (div_up(lending.default_after_s, _DAY_S) + 1) * _DAY <= scenario.end
        if defaults and div_up(least, step) <= most // step:
            yield product, (least, most, step)


def _first_due(product: ProductEntry, drawn_on: datetime.date) -> datetime.date:
    if product.period_days is not None:
        return drawn_on + product.period_days * _DAY
    return add_months(drawn_on, product.period_months or 0)

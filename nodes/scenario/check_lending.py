"""Checks of the generated portfolio: ranges that hold something, lenders of one currency, days on which loans are
drawn, and a policy that does not decline everybody.

Trusts the model for types and single ranges.
Never judges how much risk a bank takes.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product as combinations
from typing import TYPE_CHECKING

from finance.money import MoneyError, currency, parse_minor
from finance.schedules.instalments import TENOR_DAYS_MAX, TENOR_MONTHS_MAX, TermsError
from nodes.scenario.check_days import outside
from nodes.scenario.check_loans import default_problems, period_problems, write_off_problems
from nodes.scenario.check_rates import floating_problems, utc_day
from nodes.scenario.directory import Directory
from nodes.scenario.findings import Loc, Problem
from nodes.scenario.lending import BPS_MAX, LENDING_PREFIX, LendingEntry, ProductEntry, RangeEntry, collected_by
from nodes.scenario.loan_terms import instalment_terms
from nodes.scenario.portfolio import PolicyError
from nodes.scenario.resolution import resolve

if TYPE_CHECKING:
    from nodes.scenario import Scenario

_HERE: Loc = ("lending",)
_BUSINESS_RANGES = ("years", "coverage_bps", "opening_bps", "shock_months", "shock_left_bps")


def check_lending(scenario: Scenario, directory: Directory) -> Iterator[Problem]:
    """What is wrong with `lending`."""
    lending = scenario.lending
    if lending is None:
        return
    yield from _lenders(lending, directory)
    yield from _taken_ids(scenario)
    yield from _days(scenario, lending, directory)
    for key in _BUSINESS_RANGES:
        yield from _range((*_HERE, "businesses", key), getattr(lending.businesses, key))
    yield from _share((*_HERE, "businesses", "shock_left_bps", "most"), lending.businesses.shock_left_bps)
    for index, product in enumerate(lending.products):
        yield from _product((*_HERE, "products", index), product, lending, directory)
        yield from _floating(scenario, (*_HERE, "products", index, "floating"), product, directory)
    yield from default_problems(_HERE, lending.grace_s, lending.default_after_s)
    yield from write_off_problems(_HERE, lending.recover_after_s, lending.write_off_after_s)
    yield from _workout(lending)
    if "manual" in collected_by(scenario) and lending.manual is None:
        why = "borrowers pay by themselves, and nothing says how often they forget"
        yield Problem(_HERE, "no `manual`", why, "add it", at_key=True)


def check_portfolio(scenario: Scenario) -> Iterator[Problem]:
    """Whether the portfolio comes about; for a scenario in which nothing else is wrong."""
    if scenario.lending is None:
        return
    try:
        resolve(scenario)
    except PolicyError as error:
        do = "relax the policy, or let the businesses earn more"
        yield Problem((*_HERE, "credit"), "the banks decline too many", str(error), do, at_key=True)


def _workout(lending: LendingEntry) -> Iterator[Problem]:
    workout, recover_after_s = lending.workout, lending.recover_after_s
    if workout is None:
        return
    loc: Loc = (*_HERE, "workout")
    if recover_after_s is not None and workout.after_s >= recover_after_s:
        why = f"the loan is called in {recover_after_s} s after default"
        yield Problem((*loc, "after_s"), "new schedule after the recovery", why, "make it shorter")
    for product in lending.products:
        days = product.period_days is not None
        tenor = workout.instalments * (product.period_days or product.period_months or 0)
        most = TENOR_DAYS_MAX if days else TENOR_MONTHS_MAX
        if tenor > most:
            why = f"in the periods of a product that is {tenor:,} {'days' if days else 'months'}, and the most {most:,}"
            yield Problem((*loc, "instalments"), f"{workout.instalments} instalments", why, "make it fewer")
            return


def _lenders(lending: LendingEntry, directory: Directory) -> Iterator[Problem]:
    homes = {name: directory.home_of_bank(name) for name in lending.lenders}
    known = {name: home.id for name, home in homes.items() if home is not None}
    for name, home in known.items():
        first = next(iter(known.values()))
        if home != first:
            why = f"the first lender is in {first}, and {name} in {home}"
            yield Problem((*_HERE, "lenders", name), "lenders of two jurisdictions", why, "remove one", at_key=True)
    if lending.elsewhere_bps and len(lending.lenders) == 1:
        why = "there is one bank"
        yield Problem((*_HERE, "elsewhere_bps"), "deposits at another bank", why, "add a lender, or remove it")


def _taken_ids(scenario: Scenario) -> Iterator[Problem]:
    for section in ("banks", "clients", "market_makers", "keepers", "pools", "loans"):
        for index, entry in enumerate(getattr(scenario, section)):
            if entry.id.startswith(LENDING_PREFIX):
                why = f"ids of generated loans and their borrowers begin with {LENDING_PREFIX!r}"
                yield Problem((section, index, "id"), f"id {entry.id!r} is taken", why, "rename it")


def _days(scenario: Scenario, lending: LendingEntry, directory: Directory) -> Iterator[Problem]:
    for key in ("drawn_from", "drawn_to"):
        away = outside(scenario, (*_HERE, key), getattr(lending, key))
        if away is not None:
            yield away
            return
    first, last = lending.drawn_from, lending.drawn_to
    if last < first:
        yield Problem((*_HERE, "drawn_to"), f"{last} before the first day", f"that is {first}", "change one of the two")
        return
    home = directory.home_of_bank(next(iter(lending.lenders)))
    opening = directory.openings.get(home.id) if home else None
    days = (first.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1))
    if opening is not None and not any(opening.calendar.is_business_day(day) for day in days):
        why = f"from {first} to {last} there is none"
        yield Problem((*_HERE, "drawn_to"), "no business day to draw loans on", why, "make the period longer")


def _range(loc: Loc, entry: RangeEntry) -> Iterator[Problem]:
    if entry.most < entry.least:
        yield Problem((*loc, "most"), f"{entry.most:,} at most", f"the least is {entry.least:,}", "make it larger")


def _share(loc: Loc, entry: RangeEntry) -> Iterator[Problem]:
    if entry.most > BPS_MAX:
        yield Problem(loc, f"{entry.most:,} basis points of the income", f"all of it is {BPS_MAX:,}", "lower it")


def _product(loc: Loc, product: ProductEntry, lending: LendingEntry, directory: Directory) -> Iterator[Problem]:
    wrong = [*period_problems(loc, product.period_days, product.period_months)]
    wrong += [*_range((*loc, "instalments"), product.instalments), *_range((*loc, "rate_bps"), product.rate_bps)]
    is_agreed = product.shape == "negative_amortising"
    if is_agreed != (product.payment_bps is not None):
        why = "the payment of negative_amortising is agreed, and of no other shape"
        wrong.append(Problem(loc, "payment_bps and shape", why, "add or remove `payment_bps`", at_key=True))
    home = directory.home_of_bank(next(iter(lending.lenders)))
    yield from wrong
    if home is not None and not wrong:
        yield from _amounts(loc, product, home.currency)


def _floating(scenario: Scenario, loc: Loc, product: ProductEntry, directory: Directory) -> Iterator[Problem]:
    lending = scenario.lending
    home = directory.home_of_bank(next(iter(lending.lenders))) if lending else None
    if lending is None or home is None or product.floating is None:
        return
    for number in range(lending.drawn_from.toordinal(), lending.drawn_to.toordinal() + 1):
        day = lending.drawn_from.fromordinal(number)
        opening = directory.openings.get(home.id)
        wrong = list(floating_problems(loc, product.floating, utc_day(day, None, opening) or day, home, scenario))
        yield from wrong
        if wrong:
            return


def _amounts(loc: Loc, product: ProductEntry, code: str) -> Iterator[Problem]:
    try:
        money = currency(code)
        amounts = product.principal
        least, most, step = (parse_minor(text, money) for text in (amounts.least, amounts.most, amounts.step))
    except MoneyError:
        return  # reported where it stands
    if step == 0 or most // step * step < max(least, 1):
        why = f"no multiple of {amounts.step} is from {amounts.least} to {amounts.most}"
        yield Problem((*loc, "principal"), "no amount to draw", why, "change the range or the step", at_key=True)
        return
    instalments, rates = product.instalments, product.rate_bps
    extremes = combinations((least, most), (instalments.least, instalments.most), (rates.least, rates.most))
    for principal_minor, number, rate_bps in extremes:
        try:
            _terms(product, principal_minor, number, rate_bps)
        except TermsError as error:
            yield Problem(loc, "terms cannot be computed", str(error), "change the ranges", at_key=True)
            return


def _terms(product: ProductEntry, principal_minor: int, instalments: int, rate_bps: int) -> None:
    instalment_terms(
        product.shape,
        (product.period_days, product.period_months),
        principal_minor=principal_minor,
        instalments=instalments,
        day_count=product.day_count,
        rate_bps_max=product.floating.cap_bps if product.floating else rate_bps,
        payment_minor=0 if product.payment_bps is None else max(principal_minor * product.payment_bps // BPS_MAX, 1),
    )

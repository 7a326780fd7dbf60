"""The settings of every rule for the payment of `refusal_case`: met to the minor unit, or missed by one.

Trusts the case to say which causes hold.
Never sets anything itself: it names the calls of the central bank.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from refusal_case import Book, Case
from rule_books import NO_LIMIT_64
from small_network import DAY_S

from chain.client import Call
from chain.clients.amount_limit import AmountLimit
from chain.clients.balance_cap import BalanceCap
from chain.clients.corridor import Corridor
from chain.clients.counterparty_exposure import CounterpartyExposure
from chain.clients.kyc_tier import KycTier
from chain.clients.operating_hours import OperatingHours
from chain.clients.rolling_window_limit import RollingWindowLimit
from chain.clients.travel_rule import TravelRule
from chain.clients.types import AmountLimits, OperatingTimes, PurposePolicy, TierLimits, WindowLimit

ALWAYS = OperatingTimes(opens_s=0, closes_s=DAY_S, utc_offset_s=0, weekdays=0b111_1111)
# The network's first block is sealed a second after midnight.
AT_NOON = OperatingTimes(opens_s=43_200, closes_s=46_800, utc_offset_s=0, weekdays=0b111_1111)


def is_wrong(case: Case, book: Book, reason: str) -> bool:
    """Whether one of the book's sides is to be refused for a reason."""
    return any(f"{side}{reason}" in case.causes for side in book.sides)


def _hours(case: Case, book: Book) -> list[Call[Any]]:
    times = AT_NOON if is_wrong(case, book, "HoursClosed") else ALWAYS
    return [case.rule(book, OperatingHours).set_times(book.plan.currency, times)]


def _corridor(case: Case, book: Book) -> list[Call[Any]]:
    is_open = not is_wrong(case, book, "CorridorClosed")
    return [case.rule(book, Corridor).set_corridor(book.plan.currency, "TH", case.shape.payee_plan.id, is_open)]


def _purpose(case: Case, book: Book) -> list[Call[Any]]:
    rule, currency, wrong = case.rule(book, Corridor), book.plan.currency, is_wrong(case, book, "PurposeNotAllowed")
    return [
        rule.set_purpose_policy(currency, PurposePolicy(True, book.amount_minor - wrong)),
        rule.set_purposes(currency, "TH", case.shape.payee_plan.id, [case.order.purpose], not wrong),
    ]


def _travel(case: Case, book: Book) -> list[Call[Any]]:
    threshold_minor = book.amount_minor + (not is_wrong(case, book, "TravelRuleMissing"))
    return [case.rule(book, TravelRule).set_threshold(book.plan.currency, threshold_minor)]


def _tier(case: Case, book: Book) -> list[Call[Any]]:
    """The payer is known in full, the payee is not: each has a limit of its own."""
    full, basic = (book.amount_minor - (f"{side}TierLimit" in case.causes) for side in ("Payer", "Payee"))
    return [case.rule(book, KycTier).set_limits(book.plan.currency, TierLimits(0, basic, full))]


def _amount(case: Case, book: Book) -> list[Call[Any]]:
    max_minor = book.amount_minor - is_wrong(case, book, "AmountLimit")
    return [case.rule(book, AmountLimit).set_limits(book.plan.currency, AmountLimits(max_minor, max_minor))]


def _window(case: Case, book: Book) -> list[Call[Any]]:
    full_minor = book.amount_minor - is_wrong(case, book, "WindowLimit")
    limit = WindowLimit(0, 0, full_minor, window_s=DAY_S, buckets=6)
    return [case.rule(book, RollingWindowLimit).set_limit(book.plan.currency, limit)]


def _exposure(case: Case, book: Book) -> list[Call[Any]]:
    limit_minor = book.amount_minor - is_wrong(case, book, "BankExposure")
    return [case.rule(book, CounterpartyExposure).set_default_limit(book.plan.currency, limit_minor)]


def _cap(case: Case, book: Book) -> list[Call[Any]]:
    basic_minor = book.amount_minor - is_wrong(case, book, "BalanceCap")
    return [case.rule(book, BalanceCap).set_limits(book.plan.currency, TierLimits(0, basic_minor, NO_LIMIT_64))]


# By what a cause is called after its side.
SETTINGS: dict[str, Callable[[Case, Book], list[Call[Any]]]] = {
    "HoursClosed": _hours,
    "CorridorClosed": _corridor,
    "PurposeNotAllowed": _purpose,
    "TravelRuleMissing": _travel,
    "TierLimit": _tier,
    "AmountLimit": _amount,
    "WindowLimit": _window,
    "BankExposure": _exposure,
    "BalanceCap": _cap,
}


def set_reason(case: Case, book: Book, reason: str) -> None:
    """The book's central bank sets the rule of a reason as the causes of the case want it."""
    for call in SETTINGS[reason](case, book):
        case.network.run(book.central_bank, call)

"""Checks of payments that are meant to be refused: a fault that is possible, and rules that would find it.

Trusts the names and amounts of the scenario, which are checked before.
Never says that a payment will be refused for its fault: what comes before it in precedence may refuse it first.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING

from nodes.corridors import Opening, window_on
from nodes.scenario.check_rules import minor_or_none
from nodes.scenario.dealers import dealers_of
from nodes.scenario.directory import Directory
from nodes.scenario.findings import Loc, Problem
from nodes.scenario.jurisdictions import JurisdictionEntry
from nodes.scenario.model import PaymentEntry
from nodes.scenario.resolution import reused_by

if TYPE_CHECKING:
    from nodes.scenario import Scenario

_BETWEEN_CURRENCIES = {
    *("payer_currency", "payee_currency", "withdrawn_quote", "expired_quote", "exhausted_quote", "maker_short"),
}


def check_faults(scenario: Scenario, directory: Directory) -> Iterator[Problem]:
    """Faults that the payment can't have, and omissions that no rule would see."""
    terms = scenario.payments
    if terms.without_preflight_bps and not terms.preflight:
        why = "`preflight: false` sends all payments so"
        yield Problem(("payments", "without_preflight_bps"), "share without effect", why, "remove one of the two")
    for index, payment in enumerate(terms.explicit):
        homes = (directory.home_of_client(payment.payer), directory.home_of_client(directory.payee_of(payment)))
        if homes[0] is not None and homes[1] is not None:
            sides = (homes[0], homes[1])
            yield from _fault(scenario, ("payments", "explicit", index), payment, sides)
            yield from _omission(("payments", "explicit", index), payment, sides)
            if payment.fault == "outside_hours":
                yield from _hours(("payments", "explicit", index), payment, sides, directory)


def _fault(
    scenario: Scenario, loc: Loc, payment: PaymentEntry, sides: tuple[JurisdictionEntry, JurisdictionEntry]
) -> Iterator[Problem]:
    what = f"fault {payment.fault} is impossible"
    if payment.fault in _BETWEEN_CURRENCIES and sides[0].currency == sides[1].currency:
        why = f"the payment stays in {sides[0].currency}"
        yield Problem((*loc, "fault"), what, why, "name a payee with another currency")
    elif payment.fault == "reused_uetr" and reused_by(payment, scenario.payments.explicit) is None:
        why = f"{payment.payer} has no payment without a fault on an earlier day"
        yield Problem((*loc, "fault"), what, why, "add one, or move this one to a later day")
    elif payment.fault == "maker_short" and not _is_somebody_short(scenario, payment, sides):
        why = f"every market maker between the two holds at least {payment.amount} {payment.currency}"
        yield Problem((*loc, "fault"), what, why, "raise the amount, or lower an inventory")


def _is_somebody_short(
    scenario: Scenario, payment: PaymentEntry, sides: tuple[JurisdictionEntry, JurisdictionEntry]
) -> bool:
    needed_minor = minor_or_none(payment.amount, payment.currency) or 0
    inventories = [dealer.entry.inventory for dealer in dealers_of(scenario) if dealer.serves is None]
    makers = [held for held in inventories if {side.currency for side in sides} <= held.keys()]
    return any((minor_or_none(held[payment.currency], payment.currency) or 0) < needed_minor for held in makers)


def _omission(loc: Loc, payment: PaymentEntry, sides: tuple[JurisdictionEntry, JurisdictionEntry]) -> Iterator[Problem]:
    asked = (side.rules is not None and side.rules.travel_rule_from is not None for side in sides)
    if payment.without_travel_rule and not any(asked):
        why = "neither side's rules ask for a travel-rule record"
        yield Problem((*loc, "without_travel_rule"), "omission without effect", why, "remove it")


def _hours(
    loc: Loc, payment: PaymentEntry, sides: tuple[JurisdictionEntry, JurisdictionEntry], directory: Directory
) -> Iterator[Problem]:
    if payment.time is None:
        yield Problem((*loc, "fault"), "fault outside_hours without a time", "it has to be one", "add `time`")
        return
    moment = datetime.datetime.combine(payment.date, datetime.time.fromisoformat(payment.time), datetime.UTC)
    known = [side for side in sides if side.id in directory.openings]
    shut = [side for side in known if not is_open_at(directory.openings[side.id], moment)]
    if len(known) == len(sides) and not shut:
        why = f"both sides are open at {payment.time} UTC on {payment.date}"
        yield Problem((*loc, "time"), "fault outside_hours is impossible", why, "take another time")
    for side in shut:
        if side.rules is None or side.rules.operating_hours is None:
            why = f"{side.id} is closed then, and its rules do not ask for the hours"
            yield Problem((*loc, "fault"), "nothing refuses the payment", why, f"add operating_hours to {side.id}")
            return


def is_open_at(opening: Opening, moment: datetime.datetime) -> bool:
    """Whether a jurisdiction settles in a UTC second: of a business day that began on the day before or on that day."""
    days = (moment.date() + datetime.timedelta(days=shift) for shift in (-1, 0, 1))
    found = (window_on(day, (opening,)) for day in days)
    return any(window.start_s <= moment.timestamp() < window.end_s for window in found if window is not None)

"""Checks of what is drawn: how large payments are, when they come, and between which jurisdictions.

Trusts the model for types and ranges, and `nodes.scenario.check_names` for the jurisdictions' ids.
Never draws anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from finance.money import MoneyError, currency, parse_minor
from nodes.corridors import corridors
from nodes.scenario.check_money import REPORTING_CURRENCY, WrittenAmount, amount_problems, drawn_from
from nodes.scenario.demand import AmountBandEntry, GeneratedPaymentsEntry
from nodes.scenario.directory import Directory
from nodes.scenario.findings import Loc, Problem

if TYPE_CHECKING:
    from nodes.scenario import Scenario

_TAIL_MIN, _TAIL_MAX = Decimal("0.01"), Decimal(100)


def check_demand(scenario: Scenario) -> Iterator[Problem]:
    """What is wrong with the amounts and the profile of `payments.generated`."""
    generated = scenario.payments.generated
    if generated is None:
        return
    loc: Loc = ("payments", "generated")
    if generated.value_usd_min is None and generated.amounts is None:
        why = "the total of the payments or their amounts say how large they are"
        yield Problem((*loc, "value_usd_min"), "missing key 'value_usd_min'", why, "add it, or amounts")
    if generated.value_usd_min is not None and generated.amounts is not None:
        why = "amounts that are drawn one by one add up to what they add up to"
        yield Problem((*loc, "value_usd_min"), "a total beside amounts", why, "remove one of the two", at_key=True)
    for index, band in enumerate(generated.amounts or ()):
        yield from band_problems((*loc, "amounts", index), band, REPORTING_CURRENCY)
    if generated.profile is not None:
        yield from profile_problems((*loc, "profile"), generated.profile)


def check_corridors(scenario: Scenario, directory: Directory) -> Iterator[Problem]:
    """Corridors that stand twice, or in which nobody can pay; for a scenario whose names are right."""
    generated = scenario.payments.generated
    if generated is None or generated.corridors is None:
        return
    clients = directory.clients_by_home(drawn_from(generated, directory))
    possible = corridors(clients, generated.cross_border_only)
    seen: set[tuple[str, str]] = set()
    for index, entry in enumerate(generated.corridors):
        pair = entry.payer_home, entry.payee_home
        loc: Loc = ("payments", "generated", "corridors", index)
        if pair in seen:
            yield Problem(loc, "corridor stands twice", f"{pair[0]} to {pair[1]} has a weight", "remove one of the two")
        elif pair not in possible:
            yield Problem(loc, f"nobody pays from {pair[0]} to {pair[1]}", *_why_nobody(pair, generated, clients))
        seen.add(pair)


def band_problems(loc: Loc, band: AmountBandEntry, code: str) -> Iterator[Problem]:
    """What is wrong with a band of amounts in a currency."""
    written = [WrittenAmount((*loc, key), getattr(band, key), code, True) for key in ("least", "most")]
    wrong = [problem for amount in written for problem in amount_problems(amount)]
    yield from wrong
    if band.tail is not None and not _TAIL_MIN <= Decimal(band.tail) <= _TAIL_MAX:
        why = f"Pareto's exponent is {_TAIL_MIN} to {_TAIL_MAX}"
        yield Problem((*loc, "tail"), f"tail of {band.tail}", why, "write one between them")
    try:
        least_minor, most_minor = (parse_minor(amount.text, currency(code)) for amount in written)
    except MoneyError:
        return  # reported already
    if not wrong and most_minor < least_minor:
        yield Problem((*loc, "most"), "most below least", f"the least is {band.least}", "raise it")


def profile_problems(loc: Loc, profile: Sequence[int]) -> Iterator[Problem]:
    """A day in which nothing can come."""
    if not any(profile):
        yield Problem(loc, "a day without a share", "every share is zero", "write one above zero")


def _why_nobody(pair: tuple[str, str], generated: GeneratedPaymentsEntry, clients: dict[str, int]) -> tuple[str, str]:
    if pair[0] == pair[1] and generated.cross_border_only:
        return "payments that are drawn cross a border here", "write `cross_border_only: false`"
    empty = next((home for home in pair if not clients.get(home)), None)
    why = (
        f"{pair[0]} has one client alone" if empty is None else f"`clients: {generated.clients}` leaves none in {empty}"
    )
    return why, "add client_groups there, or remove the corridor"

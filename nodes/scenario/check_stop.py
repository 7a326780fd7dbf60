"""Checks of what ends a run early: a condition that can be met, in the period, about something that is there.

Trusts the model for types and single ranges.
Never says whether a condition will be met: only whether it could be.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING

from nodes.scenario.check_days import outside
from nodes.scenario.check_interbank import unknown_currency
from nodes.scenario.check_money import WrittenAmount, amount_problems
from nodes.scenario.check_typologies import planted
from nodes.scenario.demand import payments_drawn
from nodes.scenario.directory import Directory
from nodes.scenario.findings import Loc, Problem
from nodes.scenario.stop import StopEntry, second_of

if TYPE_CHECKING:
    from nodes.scenario import Scenario

_STOP: Loc = ("stop",)
_DAY_S = 86_400


def planned_payments(scenario: Scenario, directory: Directory) -> int:
    """How many payments a scenario writes, reads or draws, without what a surge adds: that is known once drawn."""
    written = len(scenario.payments.explicit) + scenario.rows.payments(scenario, directory).rows
    return written + payments_drawn(scenario.payments.generated, scenario.seed) + planted(scenario)


def check_stop(scenario: Scenario, directory: Directory) -> Iterator[Problem]:
    """What is wrong with the section `stop`; for a scenario with its names right."""
    stop = scenario.stop
    if stop is None:
        return
    if stop == StopEntry():
        why, do = "nothing of it says when", "add a condition, or remove it"
        yield Problem(_STOP, "stop without a condition", why, do, at_key=True)
    yield from _moment(scenario, stop, directory)
    yield from _counts(scenario, stop, directory)
    for code, text in stop.queue_value_above.items():
        loc: Loc = (*_STOP, "queue_value_above", code)
        unknown = list(unknown_currency(loc, code, directory))
        yield from unknown or _queue(scenario, loc, code, text)


def _moment(scenario: Scenario, stop: StopEntry, directory: Directory) -> Iterator[Problem]:
    if stop.at is None:
        return
    loc: Loc = (*_STOP, "at")
    away = outside(scenario, (*loc, "date"), stop.at.date)
    if away is not None:
        yield away
        return
    first = [opening.hours.window_utc_s(scenario.start)[0] for opening in directory.openings.values()]
    midnight = datetime.datetime.combine(scenario.start, datetime.time(), datetime.UTC)
    if second_of(stop.at) <= min([int(midnight.timestamp()), *first]):
        why, do = "nothing has happened by then", "take a later one"
        yield Problem((*loc, "time"), "end before the beginning", why, do)


def _counts(scenario: Scenario, stop: StopEntry, directory: Directory) -> Iterator[Problem]:
    planned, rate = planned_payments(scenario, directory), stop.settlement_rate
    # How many a surge adds is known only once they are drawn, and how many come in patterns only with the calendars.
    more = scenario.payments.has_patterns or any(shock.kind == "demand_surge" for shock in scenario.shocks)
    asked = [("payments_settled", stop.payments_settled), ("payments_refused", stop.payments_refused)]
    asked.append(("settlement_rate", None if rate is None else rate.after_payments))
    for key, count in asked:
        if count is not None and count > planned and not more:
            loc: Loc = (*_STOP, key) if key != "settlement_rate" else (*_STOP, key, "after_payments")
            why, do = f"{planned} payments are written or generated", "lower it, or remove it"
            yield Problem(loc, f"{count} payments are never reached", why, do)
    falls = len({shock.bank for shock in scenario.shocks if shock.kind == "bank_default"})
    if stop.defaults is not None and stop.defaults > falls:
        why, do = f"banks that default by a shock: {falls}", "lower it, or add shocks of the kind bank_default"
        yield Problem((*_STOP, "defaults"), f"{stop.defaults} defaults are never reached", why, do)


def _queue(scenario: Scenario, loc: Loc, code: str, text: str) -> Iterator[Problem]:
    yield from amount_problems(WrittenAmount(loc, text, code))
    ways = [scenario.settlement, *(way.settlement for way in scenario.compare if way.settlement is not None)]
    homes = {bank.id: bank.jurisdiction for bank in scenario.banks}
    currencies = {home.id: home.currency for home in scenario.jurisdictions}
    owed = {currencies.get(homes.get(entry.payer, "")) for entry in scenario.interbank.explicit}
    owed |= {scenario.interbank.generated.currency} if scenario.interbank.generated else set()
    # One way of several may have no queue: of them all it was asked before.
    queued = owed if scenario.variant_id or any(way.mode == "queue" for way in ways) else set()
    if code not in queued | {case.currency for case in scenario.gridlocks}:
        why = "no obligation in it is ever queued"
        yield Problem(loc, f"queue of {code} is always empty", why, "remove it, or add obligations", at_key=True)

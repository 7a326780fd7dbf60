"""By when something has to settle: written as a time of its day, or drawn as minutes after it arose.

Trusts the checks for days, hours and names.
Never makes anything settle: after its deadline an order is no good any more, and an obligation leaves the queue.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING

from finance.fx import BPS
from nodes.corridors import Window, second_in, window_on
from nodes.randomness import Stream
from nodes.scenario.deadline_entries import DeadlinesEntry
from nodes.scenario.directory import Directory
from nodes.scenario.findings import Loc, Problem

if TYPE_CHECKING:
    from nodes.scenario import Scenario


def drawn_deadline_s(entry: DeadlinesEntry | None, stream: Stream, at_s: int) -> int | None:
    """The deadline of something that arises at a second, `None` for none; a function of its own stream."""
    if entry is None or stream.child("share").below(BPS) >= entry.share_bps:
        return None
    return at_s + 60 * stream.between(entry.least_min, entry.most_min)


def written_deadline_s(window: Window, time: str | None) -> int | None:
    """The second at which the UTC clock shows `time` within the hours, `None` without one or outside them."""
    return None if time is None else second_in(window, datetime.time.fromisoformat(time))


def check_deadlines(scenario: Scenario, directory: Directory) -> Iterator[Problem]:
    """What is wrong with deadlines; for a scenario whose names, days and times are right."""
    for index, payment in enumerate(scenario.payments.explicit):
        if payment.deadline is None:
            continue
        loc: Loc = ("payments", "explicit", index, "deadline")
        sides = directory.openings_of((payment.payer, directory.payee_of(payment)))
        if payment.fault is not None:
            yield Problem(loc, "deadline of a fault", "it is meant to be refused", "remove one of the two", at_key=True)
        elif payment.time is None:
            why = "its time is drawn, and may be later"
            yield Problem(loc, "deadline without a time", why, "write its `time`", at_key=True)
        elif sides is not None:
            yield from _too_early(loc, window_on(payment.date, sides), payment.time, payment.deadline)
    for index, owed in enumerate(scenario.interbank.explicit):
        home = directory.home_of_bank(owed.payer)
        if owed.deadline is not None and home is not None and home.id in directory.openings:
            window = window_on(owed.date, [directory.openings[home.id]])
            yield from _too_early(("interbank", "explicit", index, "deadline"), window, owed.time, owed.deadline)
    yield from _drawn(("payments", "generated"), getattr(scenario.payments.generated, "deadlines", None))
    yield from _drawn(("interbank", "generated"), getattr(scenario.interbank.generated, "deadlines", None))


def no_deadline(window: Window, at_s: int, deadline: str) -> tuple[str, str] | None:
    """What is wrong with a deadline on a day with these hours, and why."""
    deadline_s = written_deadline_s(window, deadline)
    first, last = (datetime.datetime.fromtimestamp(s, datetime.UTC) for s in (window.start_s, window.end_s))
    if deadline_s is None:
        why = f"the hours of the day are {first:%H:%M} to {last:%H:%M} UTC"
        return f"deadline {deadline} UTC outside operating hours", why
    if deadline_s <= at_s:
        at = datetime.datetime.fromtimestamp(at_s, datetime.UTC)
        return f"deadline {deadline} UTC too early", f"it arises at {at:%H:%M} UTC"
    return None


def _too_early(loc: Loc, window: Window | None, time: str | None, deadline: str) -> Iterator[Problem]:
    if window is None:
        return  # reported with the day
    at_s = window.start_s if time is None else written_deadline_s(window, time)
    wrong = None if at_s is None else no_deadline(window, at_s, deadline)
    if wrong is not None:
        yield Problem(loc, *wrong, "take a later time of the day")


def _drawn(loc: Loc, entry: DeadlinesEntry | None) -> Iterator[Problem]:
    if entry is not None and entry.most_min < entry.least_min:
        why = f"the least is {entry.least_min}"
        yield Problem((*loc, "deadlines", "most_min"), f"most of {entry.most_min} below it", why, "raise it")

"""Who but banks held how much central-bank money when, rebuilt from its transfers; banks: `explorer.tallies.hours`.

Trusts the rows of `event/events.parquet`.
Never keeps an event: what it holds is bounded by who holds central-bank money and by the length of the run.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from audit.periodic.acts import KIND_OF_EVENT
from explorer.folder import FinishedRun
from explorer.tallies.moments import Changes, span_of, step_s
from nodes.tables.catalogue import EVENTS

_NOBODY = "0x0000000000000000000000000000000000000000"

PRIVILEGED = frozenset(KIND_OF_EVENT) - {"Issued"}
"""Events of acts that only an office may do; issuing is told of in every payment too, and the table has no caller."""

_COUNTED = PRIVILEGED | {"Transfer"}


@dataclass(frozen=True, slots=True)
class EventTally:
    """holdings: changes of each holder that is no bank, by currency; acts: count, first and last UTC second of
    privileged events."""

    holdings: dict[str, Changes]
    acts: dict[str, tuple[int, int, int]]


def tally_events(run: FinishedRun) -> EventTally:
    """Counts all events of a run."""
    first_s, last_s = span_of(run, EVENTS)
    step = step_s(first_s, last_s)
    holdings = {code: Changes(first_s, step) for code in run.currencies}
    acts: dict[str, tuple[int, int, int]] = {}
    for at, contract, event, fields in run.rows(EVENTS, ("at", "contract", "event", "fields"), _COUNTED):
        if event in PRIVILEGED:
            count, since, _ = acts.get(event, (0, at, at))
            acts[event] = count + 1, since, at
        elif event == "Transfer" and contract in holdings:
            _move(run, holdings[contract], at, json.loads(fields))
    return EventTally(holdings, acts)


def _move(run: FinishedRun, changes: Changes, at: int, fields: dict[str, object]) -> None:
    amount = fields["value"]
    if not isinstance(amount, int):
        return
    for address, change in ((str(fields["from_"]), -amount), (str(fields["to"]), amount)):
        holder = run.places.holder(address)
        if address != _NOBODY and not run.places.is_bank(holder):
            changes.add(holder, at, change)

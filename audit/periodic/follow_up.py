"""What followed the alarms in a record, put together: outcomes, their counts, and the nodes' word beside them.

Trusts the record for all but what it says are the nodes' counts.
Never leaves out who was frozen though no detector raised an alarm.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audit.books import Books
from audit.directory import Directory
from audit.periodic.nodes_word import ComparedAlarms, compared_alarms, told_freezes
from audit.periodic.outcomes import Outcome, OutcomeCount, Watched, counted, outcomes, watch
from audit.record import Record
from audit.wording import utc_text


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What followed the alarms of the auditor's detectors. watched: alarms and holds; outcomes; counts: by typology and
    of all; unalarmed: customers with frozen or seized money against whom no detector raised an alarm; nodes: their
    list of alarms beside the auditor's, None where they have none."""

    watched: Watched
    outcomes: tuple[Outcome, ...]
    counts: tuple[OutcomeCount, ...]
    unalarmed: int
    nodes: ComparedAlarms | None

    def as_json(self, directory: Directory) -> dict[str, Any]:
        """All of it with its stable keys; a wallet by its name and its address."""
        rows = [
            {
                "typology": each.typology,
                "wallet": directory.name(each.account),
                "account": each.account,
                "alarmed_at": utc_text(each.alarmed_at_s),
                "frozen_at": None if each.frozen_at_s is None else utc_text(each.frozen_at_s),
                "reaction_s": each.reaction_s,
                "state": each.state,
            }
            for each in self.outcomes
        ]
        compared = None if self.nodes is None else self.nodes.as_json()
        counts = [count.as_json() for count in self.counts]
        return {"counts": counts, "wallets": rows, "unalarmed": self.unalarmed, "nodes_alarms": compared}


def follow_up(folder: Path | None, record: Record, books: Books) -> FollowUp:
    """What followed the alarms in a record. books: its own, for whose key a wallet is; folder: with the
    nodes' tables, None where there are none."""
    watched = watch(record, {wallet: customer.number for wallet, customer in books.customers.items()})
    found = outcomes(watched)
    told = None if folder is None else told_freezes(folder, record.deployment, watched)
    alarmed = {watched.of(alarm.account) for alarm in watched.alarms}
    held = {
        watched.of(timed.hold.account) for timed in watched.holds if timed.hold.kind in ("freeze", "forced-transfer")
    }
    nodes = None if folder is None else compared_alarms(folder, watched.alarms)
    return FollowUp(watched, found, tuple(counted(watched, found, told)), len(held - alarmed), nodes)

"""What the nodes say of alarms and notices, beside what the auditor finds in the record: compared, never evidence.

Trusts a table for nothing but its columns; one that is not there, or cannot be read, says nothing.
Never changes a figure that was taken from the record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

from audit.index.nodes_supervision import NOTICES
from audit.periodic.outcomes import Watched
from audit.wording import printable
from chain.abi import Address
from chain.deployment import Deployment
from chain.detection import Alarm

ALARMS = "event/alarms.parquet"
_STATED = "scenario"
"""The source of an alarm that no detector raised."""
Row: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ComparedAlarms:
    """The nodes' table of alarms beside the auditor's. both; only_nodes: a detector's by their word, and not the
    auditor's; only_record: the auditor's, of a detector that the run did not have or that its nodes kept to themselves;
    stated: by the scenario, which no detector raised."""

    both: int
    only_nodes: int
    only_record: int
    stated: int

    def as_json(self) -> dict[str, Any]:
        """The counts with their stable keys."""
        return asdict(self)


def compared_alarms(folder: Path, alarms: Iterable[Alarm]) -> ComparedAlarms | None:
    """Both lists by block, account and typology; None where the nodes have none."""
    rows = _rows(folder / ALARMS, ("height", "account", "typology", "source"))
    if rows is None:
        return None
    stated = sum(row["source"] == _STATED for row in rows)
    theirs = {(row["height"], row["account"], row["typology"]) for row in rows if row["source"] != _STATED}
    ours = {(alarm.height, alarm.account, alarm.typology) for alarm in alarms}
    return ComparedAlarms(len(ours & theirs), len(theirs - ours), len(ours - theirs), stated)


def told_freezes(folder: Path, deployment: Deployment, watched: Watched) -> frozenset[tuple[int, int | Address]] | None:
    """Second and customer of each freeze of which, by the nodes' table, the customer and another were told; None where
    they have no such table."""
    rows = _rows(folder / NOTICES, ("at", "to", "client", "kind"))
    if rows is None:
        return None
    parties: Mapping[str, Address] = {printable(key): party.address for key, party in deployment.parties.items()}
    told: dict[tuple[int, str], set[str]] = {}
    for row in rows:
        if row["kind"] == "freeze" and row["client"] in parties:
            told.setdefault((int(row["at"].timestamp()), row["client"]), set()).add(row["to"])
    return frozenset(
        (at_s, watched.of(parties[client])) for (at_s, client), whom in told.items() if client in whom and len(whom) > 1
    )


def _rows(path: Path, columns: tuple[str, ...]) -> list[Row] | None:
    if not path.is_file():
        return None
    try:
        rows: list[Row] = pq.read_table(path, columns=[*columns]).to_pylist()
    except (pa.ArrowException, OSError, ValueError):
        return None
    return rows

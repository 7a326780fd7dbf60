"""Events out of the index, as the same rows that the record itself would give.

Trusts the index to hold every event of a transaction with all its fields.
Never reads the record again: what an event leaves out is made from what stands beside it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from audit.directory import Directory, DirectoryDraft
from audit.index.store import Index
from audit.record import RecordedTransaction
from audit.rows import EventView, Row, views
from chain.decoding import event_of
from chain.events import LoggedEvent

_FOUND = """
WITH found AS (SELECT e.event, e.tx FROM event_rows e WHERE {where}),
     whole AS (SELECT DISTINCT tx FROM found)
SELECT t.tx, t.height, t.at_s, t.position, t.tx_hash, t.status, t.raw, c.address, e.log_index, e.name, e.fields,
       e.event IN (SELECT event FROM found)
FROM event_rows e JOIN whole USING (tx) JOIN transactions t USING (tx) JOIN accounts c ON c.account = e.contract
ORDER BY e.event
"""
_NAMING = """
SELECT name, fields FROM naming WHERE loan IS NULL OR loan IN
(SELECT loan FROM event_rows e WHERE loan IS NOT NULL AND ({where})) ORDER BY event
"""


def directory_of(index: Index, where: str = "true", values: Sequence[Any] = ()) -> Directory:
    """Who is who after the last block, and the loans that the events named by a condition are about."""
    draft = DirectoryDraft(index.deployment)
    for name, written in index.rows(_NAMING.format(where=where), values):
        draft.read(event_of(name, json.loads(written)))
    return draft.directory


def event_rows(index: Index, where: str, values: Sequence[Any]) -> Iterator[Row]:
    """The events for which a condition on `event_rows e` holds, as rows, in the order of the record."""
    directory = directory_of(index, where, values)
    found = index.stream(_FOUND.format(where=where), values)
    for _, rows in groupby(found, key=lambda row: row[0]):
        stored = list(rows)
        wanted = [row[-1] for row in stored]
        for view, is_wanted in zip(_views(stored, directory, index), wanted, strict=True):
            if is_wanted:
                yield view.row(directory)


def _views(stored: Sequence[tuple[Any, ...]], directory: Directory, index: Index) -> Iterator[EventView]:
    _, height, at_s, position, tx_hash, status, raw, *_ = stored[0]
    hashed = bytes.fromhex(tx_hash.removeprefix("0x"))
    events = tuple(
        LoggedEvent(event_of(name, json.loads(written)), address, height, at_s, hashed, position, log_index)
        for *_, address, log_index, name, written, _ in stored
    )
    transaction = RecordedTransaction(height, at_s, position, hashed, raw or b"", status, None, events, 0)
    return views(transaction, directory, index.deployment)

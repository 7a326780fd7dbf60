"""What a filter leaves of an index: events, payments, transfers or privileged acts, as rows for people and programs.

Trusts the index for what the record says.
Never lets a text from the chain or a file through unescaped, or an amount lose a digit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from audit.filters import EventFilter
from audit.index.conditions import Where, of_acts, of_events, of_payments, of_transfers
from audit.index.events import event_rows
from audit.index.store import Index
from audit.rows import Row
from audit.wording import printable, utc_text

_LISTS: Mapping[str, tuple[str, str, str, Callable[[EventFilter], Where]]] = {
    "payments": ("payments", "payment", "payment_rows p", of_payments),
    "transfers": ("transfers", "transfer", "transfer_rows x", of_transfers),
    "acts": ("acts", "event", "act_rows a", of_acts),
}
LISTS = ("events", *_LISTS)
"""What can be listed."""


def list_rows(index: Index, kind: str, wanted: EventFilter) -> Iterator[Row]:
    """The rows of one of `LISTS` that a filter lets through, in the order of the record."""
    if kind == "events":
        where = of_events(wanted)
        yield from event_rows(index, where.sql, where.values)
        return
    view, key, table, condition = _LISTS[kind]
    where, names = condition(wanted), index.columns(view)
    chosen = f"SELECT {key} FROM {table} WHERE {where.sql}"
    for values in index.stream(f"SELECT * FROM {view} WHERE {key} IN ({chosen}) ORDER BY {key}", where.values):
        yield row_of(dict(zip(names, values, strict=True)))


def row_of(values: Row) -> Row:
    """A row of a view: times as text, each amount as one whole number, texts escaped."""
    row: Row = {}
    for name, value in values.items():
        if name.endswith("_minor_text"):
            if value is not None:
                row[name.removesuffix("_text")] = int(value)
        elif name.endswith("at_s"):
            row[name.removesuffix("_s")] = None if value is None else utc_text(value)
        else:
            row[name] = _cell(name, value)
    return row


def _cell(name: str, value: Any) -> Any:
    if isinstance(value, str) and name != "fields":
        return printable(value)
    return value

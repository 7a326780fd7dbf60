"""The event table's digest: the documented vector, and that every field of every row is in it."""

from __future__ import annotations

from dataclasses import fields, replace

import nodes.correspondent.events as module
from nodes.correspondent.events import Event, EventTable

ROW = Event(60, "booked", "p-1", "bank-a", "HKD", 250, "x", "y", "2024-06-24")


def digest(*rows: Event, name: str = "demo", seed: int = 7) -> str:
    table = EventTable(name, seed)
    for row in rows:
        table.tell(row)
    return table.digest.hex()


def test_digest__documented_vector__is_as_written() -> None:
    assert f"``{digest(ROW)}``" in (module.__doc__ or "")


def test_digest__any_field_changed__is_another() -> None:
    changed = [
        replace(ROW, **{item.name: getattr(ROW, item.name) + (1 if isinstance(getattr(ROW, item.name), int) else "z")})
        for item in fields(Event)
    ]
    found = [digest(ROW), *(digest(row) for row in changed), digest(), digest(ROW, ROW)]
    found += [digest(ROW, name="other"), digest(ROW, seed=8)]
    assert len(set(found)) == len(found)


def test_digest__text_moved_from_one_field_to_the_next__is_another() -> None:
    assert digest(replace(ROW, payment="p", bank="1")) != digest(replace(ROW, payment="p1", bank=""))

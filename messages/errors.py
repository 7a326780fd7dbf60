"""What can be wrong with a message or a record.

Trusts whoever raises it for the words.
Never holds more than a line of what was given.
"""

from __future__ import annotations

SHOWN_MAX = 60


class MessageError(ValueError):
    """Something that is not a message or record as its standard has it. where: path in it; why: one line."""

    def __init__(self, where: str, why: str) -> None:
        self.where, self.why = where, why
        super().__init__(f"{where}: {why}")


def shown(text: str) -> str:
    """A text as one short printable line, whatever is in it."""
    return ascii(text if len(text) <= SHOWN_MAX else text[:SHOWN_MAX] + "…")

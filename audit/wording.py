"""How the auditor writes what it found: text that cannot drive a terminal, times in UTC, bytes in hex.

Trusts no text that comes from the chain or from a file.
Never lets a control character or a direction mark through, and never shows more than a person would read.
"""

from __future__ import annotations

from datetime import UTC, datetime

SHOWN_MAX = 200


def printable(text: str) -> str:
    """The text on one line, fit for a terminal: escaped, and cut at `SHOWN_MAX` characters.

    >>> printable("a\\x1b[31m\\u202eb")
    'a\\\\x1b[31m\\\\u202eb'
    """
    return escaped(text if len(text) <= SHOWN_MAX else text[: SHOWN_MAX - 1] + "…")


def escaped(text: str) -> str:
    """The same, whole: for a text whose length is bounded elsewhere."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def utc_text(timestamp_s: int) -> str:
    """A UTC second as ISO 8601; a second that no calendar has stays a number.

    >>> utc_text(1660521600)
    '2022-08-15T00:00:00Z'
    """
    try:
        return f"{datetime.fromtimestamp(timestamp_s, UTC):%Y-%m-%dT%H:%M:%SZ}"
    except (ValueError, OverflowError, OSError):
        return f"second {timestamp_s}"


def hex_text(data: bytes) -> str:
    """Bytes as people write hashes: 0x and lower case."""
    return f"0x{data.hex()}"

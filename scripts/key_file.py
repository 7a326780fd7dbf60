"""Keys that a user hands over in a file: 32 bytes as hex digits, alone in it.

Trusts the user to keep the file to himself.
Never repeats what is in the file, whether it is a key or not.
"""

from __future__ import annotations

import re
from pathlib import Path

from chain.errors import InputError

KEY = re.compile(r"(?:0x)?([0-9a-fA-F]{64})")
_MADE = "write 64 hex digits into it, as `openssl rand -hex 32` makes them"


def key_in(path: Path, do: str = _MADE) -> bytes:
    """The 32 bytes that a file has as hex digits; InputError where it has none. do: what to do then."""
    from audit.wording import printable

    try:
        match = KEY.fullmatch(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it is no text"
        raise InputError(what="no key", where=printable(str(path)), why=why, do=do) from error
    if match is None:
        raise InputError(what="no key", where=printable(str(path)), why="a key is 64 hex digits", do=do)
    return bytes.fromhex(match[1])

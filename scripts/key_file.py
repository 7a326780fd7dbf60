"""Keys that a user keeps in files: 64 hex digits.

Trusts the file system for who may read them.
Never shows a key, and never signs with one that others on the machine can read.
"""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from chain.errors import InputError

if TYPE_CHECKING:
    from chain.accounts import Account

KEY = re.compile(r"(?:0x)?([0-9a-fA-F]{64})")
_READ_MAX = 200
_WRITE_ONE = "write 64 hex digits into it, as `openssl rand -hex 32` makes them"


def key_of(path: Path, do: str = _WRITE_ONE) -> bytes:
    """The 32 bytes that a file has as hex digits. Raises InputError for a file that has none. do: what to do then."""
    return _read(path, do, is_private=False)


def officer_of(path: Path) -> Account:
    """The account of an officer's key. Raises InputError also for a file that others can read, and for a number that
    is no key of secp256k1."""
    from chain.accounts import Account
    from chain.evm.envelope import GROUP_ORDER

    key = _read(path, _WRITE_ONE, is_private=True)
    if not 0 < int.from_bytes(key, "big") < GROUP_ORDER:
        raise _wrong(path, "its number is no key of secp256k1", _WRITE_ONE)
    return Account("officer", path.name, key)


def _read(path: Path, do: str, *, is_private: bool) -> bytes:
    try:
        with path.open(encoding="ascii") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            match = KEY.fullmatch(file.read(_READ_MAX).strip())
    except (OSError, ValueError) as error:
        raise _wrong(path, getattr(error, "strerror", None) or "it is no text", do) from error
    if is_private and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise _wrong(path, "others on this machine may read it", "make it yours alone: chmod 600 FILE")
    if match is None:
        raise _wrong(path, "a key is 64 hex digits", do)
    return bytes.fromhex(match[1])


def _wrong(path: Path, why: str, do: str) -> InputError:
    from audit.wording import printable

    return InputError(what="no key", where=printable(str(path)), why=why, do=do)

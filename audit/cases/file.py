"""The file of a case: a line an entry, read whole, appended to whole or not at all.

Trusts the file system's rename to be atomic; whether what was read is genuine, `audit.cases.check` says.
Never overwrites a file that is there, appends to one that is torn, or loses an entry where two are added at once.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from audit.cases.entry import NOTHING_BEFORE, Body, Content, Decided, Entry, Opened, Signing, line_hash
from audit.closed_folder import require_outside_runs
from audit.wording import printable
from chain.accounts import Account
from chain.errors import InputError

LINE_MAX = 1 << 20
"""Bytes of a line."""
FILE_MAX = 1 << 26
ENTRIES_MAX = 10_000
_PRIVATE = 0o600


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case as it was read. path; lines: without their ends; entries: one of each."""

    path: Path
    lines: tuple[str, ...]
    entries: tuple[Entry, ...]

    @classmethod
    def read(cls, path: Path) -> CaseFile:
        """Raises InputError where it is missing, too large, torn at its end, or has a line that is no entry."""
        try:
            with path.open("rb") as file:
                data = file.read(FILE_MAX + 1)
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or str(error)
            raise _wrong(path, 0, why, "open a case with: corridor case new") from error
        if len(data) > FILE_MAX:
            raise _wrong(path, 0, f"it has more than {FILE_MAX:,} bytes", "no case has; look at what it is")
        if not data:
            raise _wrong(path, 0, "it is empty", "open a case with: corridor case new")
        *whole, rest = data.split(b"\n")
        if rest:
            why = "its last line has no end: it was cut short when it was copied"
            raise _wrong(path, len(whole) + 1, why, f"copy it again, or keep a copy and delete line {len(whole) + 1}")
        if len(whole) > ENTRIES_MAX:
            raise _wrong(path, 0, f"it has more than {ENTRIES_MAX:,} entries", "open another case")
        entries = tuple(_entry(path, number, line) for number, line in enumerate(whole, start=1))
        return cls(path, tuple(line.decode() for line in whole), entries)

    @property
    def opened(self) -> Opened:
        """Its first entry. Raises InputError where that is none that opens a case."""
        first = self.entries[0].body.content
        if not isinstance(first, Opened):
            raise _wrong(self.path, 1, "its first entry opens no case", "copy the file again, from its beginning")
        return first

    @property
    def officer(self) -> str:
        """Who opened it."""
        return self.entries[0].body.signers[0]


def create(path: Path, opened: Opened, officer: Account, at: str) -> CaseFile:
    """Writes a case of one entry. Raises InputError where a file is there already, or none can be written."""
    if os.path.lexists(path):
        raise _wrong(path, 0, "it exists already", "name another file with --out, or go on with this case")
    require_outside_runs(path, "--out")
    entry = _signed(Signing(opened.network), 0, NOTHING_BEFORE, opened, (officer,), at)
    _write(path, [entry.line])
    return CaseFile.read(path)


def append(path: Path, content: Content, signers: Sequence[Account], at: str) -> CaseFile:
    """Adds an entry, by the officer of the case, a decision perhaps with a second one.

    Raises InputError where the file cannot be read or written, or whoever signs may not.
    """
    with _alone(path):
        case = CaseFile.read(path)
        _require_signers(case, content, signers)
        _require_later(case, at)
        signing = Signing(case.opened.network)
        entry = _signed(signing, len(case.lines), line_hash(case.lines[-1]), content, signers, at)
        _write(path, [*case.lines, entry.line])
        return CaseFile.read(path)


def _signed(signing: Signing, number: int, before: str, content: Content, signers: Sequence[Account], at: str) -> Entry:
    addresses = [signer.address for signer in signers]
    body = Body(number=number, at=at, before=before, signers=addresses, content=content)
    struct = signing.struct(body)
    signatures = [f"0x{signer.sign_struct(struct, signing.domain).hex()}" for signer in signers]
    return Entry(body=body, signatures=signatures)


def _require_signers(case: CaseFile, content: Content, signers: Sequence[Account]) -> None:
    if signers[0].address != case.officer:
        why = f"the case is {case.officer}'s, and the key is {signers[0].address}'s"
        raise InputError(what="not the officer of the case", where="--officer", why=why, do="name the officer's key")
    if len(signers) > 1 and (not isinstance(content, Decided) or signers[1].address == signers[0].address):
        why = "a decision has a second officer, and nobody is one's own"
        raise InputError(what="no second officer", where="--second", why=why, do="name another officer's key")


def _require_later(case: CaseFile, at: str) -> None:
    last = case.entries[-1].body.at
    if at < last:
        why = f"it is {at} by this machine's clock, and the last entry is of {last}"
        raise _wrong(case.path, len(case.lines), why, "set the clock; no entry is older than the one before")


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Holds back everybody else who appends to the file."""
    lock = _locked(path)
    try:
        yield
    finally:
        os.close(lock)


def _locked(path: Path) -> int:
    """An open file under a lock, and still the one at `path`: who held the lock before may have put a new one there."""
    while True:
        try:
            lock = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or str(error)
            raise _wrong(path, 0, why, "open a case with: corridor case new") from error
        fcntl.flock(lock, fcntl.LOCK_EX)
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(lock), path.stat()):
                return lock
        os.close(lock)


def _write(path: Path, lines: Sequence[str]) -> None:
    """The whole file under its name, or what was there before: durable before the rename, as the rename is after."""
    path = path.resolve()  # of a link, what it leads to: a rename would put a file in the link's own place
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, _PRIVATE), "wb") as file:
            file.write("".join(f"{line}\n" for line in lines).encode())
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        # Not in a `finally`: once it is renamed, a draft of this name is somebody else's who adds the next entry.
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        why = error.strerror or str(error)
        raise _wrong(path, 0, why, "nothing was added; make room, or name another place") from error
    with suppress(OSError):  # not every file system lets a folder be synchronised
        _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    place = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(place)
    finally:
        os.close(place)


def _entry(path: Path, number: int, line: bytes) -> Entry:
    if len(line) > LINE_MAX:
        raise _wrong(path, number, f"it has more than {LINE_MAX:,} bytes", "no entry has; copy the file again")
    try:
        return Entry.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        why = f"it is no entry: {place} {first['msg']}" if place else f"it is no entry: {first['msg']}"
        raise _wrong(path, number, why, "copy the file again from where it was written") from error


def _wrong(path: Path, line: int, why: str, do: str) -> InputError:
    where = printable(str(path)) + (f":{line}" if line else "")
    return InputError(what="no case file", where=where, why=printable(why), do=printable(do))

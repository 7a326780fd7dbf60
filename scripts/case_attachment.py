"""What a command shows, added to an officer's case file: of `corridor trace`, `corridor audit` and `corridor case`.

Trusts the auditor's rooms for what is shown, and this machine's clock for when.
Never adds what is about another network than the case.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, TypeVar

from chain.errors import InputError
from scripts.key_file import officer_of

if TYPE_CHECKING:
    from audit.cases.entry import Content, Head
    from audit.cases.file import CaseFile
    from audit.cases.looks import Desk, Look
    from audit.run_folder import RunFolder
    from chain.accounts import Account
    from scripts.audit_source import Named
    from scripts.case_record import CaseRecord

T = TypeVar("T")


class Attachment:
    """A case file, the officer who signs, and the head of the record that is looked at."""

    def __init__(self, path: Path, officer: Account, head: Head) -> None:
        self._path, self._officer, self._head = path, officer, head

    def add(self, look: Look, text: str) -> CaseFile:
        """Adds a look. text: what its command prints with --json."""
        from audit.cases.check import sha256_of
        from audit.cases.entry import KEPT_MAX, Looked

        kept = text if len(text) <= KEPT_MAX else None
        looked = Looked(look=look, head=self._head, sha256=sha256_of(text), characters=len(text), kept=kept)
        return append_entry(self._path, looked, (self._officer,))

    def ask(self, look: Look, desk: Desk) -> CaseFile:
        """The same, and asks."""
        return self.add(look, look.result(desk))


def attachment(case: Path | None, officer: Path | None, named: Named) -> Attachment | None:
    """Where a command adds what it shows; None where it was not asked to.

    Raises InputError, before anything is asked of the record, where it could not be added.
    """
    from audit.run_folder import RunFolder
    from scripts.case_record import head_of

    if case is None and officer is None:
        return None
    if case is None or officer is None or named.folder is None or named.rpc is not None:
        why = "what is seen in a results folder is added to a case and signed"
        do = "name DIR, --case FILE and --officer KEYFILE together"
        raise InputError(what="half of what a case needs", where="--case", why=why, do=do)
    account, folder = officer_of(officer), RunFolder.open(named.folder)
    _case_about(case, folder)
    return Attachment(case, account, head_of(folder))


@contextmanager
def case_and_record(path: Path, folder: Path) -> Iterator[tuple[CaseFile, CaseRecord]]:
    """A case and the record that it is about. Raises InputError where they are of two networks."""
    from audit.run_folder import RunFolder
    from scripts.case_record import open_record

    case = _case_about(path, RunFolder.open(folder))
    with open_record(folder) as record:
        yield case, record


def _case_about(path: Path, folder: RunFolder) -> CaseFile:
    from audit.cases.file import CaseFile
    from audit.wording import printable
    from scripts.case_record import network_of

    case = CaseFile.read(path)
    theirs, ours = case.opened.network, network_of(folder)
    if theirs != ours:
        why = f"the case is about the network with genesis {theirs.genesis}, the record is of {ours.genesis}"
        where = printable(str(folder.path))
        raise InputError(what="another network's record", where=where, why=why, do="name the folder of the case")
    return case


def append_entry(path: Path, content: Content, signers: Sequence[Account]) -> CaseFile:
    """Adds an entry of now. Raises InputError where what is there already does not hold: nobody signs behind that."""
    from audit.cases.check import file_findings
    from audit.cases.file import CaseFile, append
    from audit.wording import printable

    finding = next(file_findings(CaseFile.read(path)), None)
    if finding is not None:
        where = printable(str(path))
        do = f"see corridor case check {where}, and go on with a copy that holds"
        raise InputError(what="the file does not hold", where=where, why=str(finding), do=do)
    return append(path, content, signers, now_text())


def formed(make: Callable[[], T], where: str) -> T:
    """What `make` makes of what was typed. Raises InputError for a text that is too long or does not print."""
    from pydantic import ValidationError

    try:
        return make()
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        do = "write plain text, a note or reason in at most 4,000 characters"
        raise InputError(what="no text for a case", where=where, why=f"{name}: {first['msg']}", do=do) from error


def now_text() -> str:
    """This machine's UTC, to the second."""
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"


def tell(case: CaseFile, out: TextIO | None = None) -> None:
    """Says which entry was added, and the hash to be noted elsewhere."""
    from audit.cases.entry import line_hash
    from audit.wording import printable

    number, last = len(case.entries) - 1, line_hash(case.lines[-1])
    kind = case.entries[-1].body.content.kind
    (out or sys.stdout).write(f"entry {number} of {printable(str(case.path))}: {kind}, hash {last}\n")

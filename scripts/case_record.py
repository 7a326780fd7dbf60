"""The record that a case is about, opened once: what it has now, and what it had when the officer looked.

Trusts the auditor's index for both.
Never reads anything but the journal and, for official notices, the nodes' table of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from chain.errors import InputError

if TYPE_CHECKING:
    from audit.cases.check import Evidence
    from audit.cases.entry import Head, Network, Subject
    from audit.cases.looks import Desk
    from audit.run_folder import RunFolder
    from scripts.audit_source import Source


class CaseRecord:
    """A record at hand. folder; desk: what it has to its end; network, head: what it is, and where it ends."""

    def __init__(self, folder: RunFolder, source: Source) -> None:
        from audit.cases.looks import Desk

        self.folder, self._source = folder, source
        self.desk = Desk(source.record, source.index(), source.salt)
        self.network, self.head = network_of(folder), head_of(folder)
        self._earlier: dict[int, Desk] = {}

    def desk_at(self, height: int) -> Desk:
        """What it had up to a block."""
        from audit.cases.looks import Desk
        from audit.index.store import Index
        from audit.record import Record

        if height == self.head.height:
            return self.desk
        if height not in self._earlier:
            record = Record(self.folder.journal, self._source.record.deployment, height)
            self._earlier[height] = Desk(record, Index.in_memory(record), self._source.salt)
        return self._earlier[height]

    def digest_at(self, height: int) -> str:
        """Its run digest after a block that it has."""
        return digest_at(self.folder, height)

    def evidence(self, subject: Subject) -> Evidence:
        """What a case about a subject is held to."""
        from audit.cases.acts import acts_about
        from audit.cases.check import Evidence
        from audit.index.nodes_tables import notice_findings

        notices = tuple(str(finding) for finding in notice_findings(self.desk.index, self.folder.path))
        acts = tuple(acts_about(self.desk.index, subject))
        return Evidence(self.network, self.head, self.desk_at, self.digest_at, acts, notices)

    def close(self) -> None:
        """Lets go of its indices."""
        for desk in (self.desk, *self._earlier.values()):
            desk.index.close()


@contextmanager
def open_record(path: Path) -> Iterator[CaseRecord]:
    """The record in a results folder, closed at the end. Raises InputError as an audit does."""
    from scripts.audit_source import Named, open_source

    source = open_source(Named(path))
    assert source.folder is not None
    record = CaseRecord(source.folder, source)
    try:
        yield record
    finally:
        record.close()


def network_of(folder: RunFolder) -> Network:
    """Of which network a record is. Raises InputError where its journal does not say it."""
    from audit.cases.entry import Network
    from audit.evidence.export import genesis_anchor
    from audit.wording import hex_text, printable

    deployment = folder.deployment()
    try:
        genesis, chain_id = hex_text(genesis_anchor(folder.journal)), folder.journal.parameters.chain_id
        return Network(chain_id=chain_id, genesis=genesis, registry=deployment.registry.address)
    except ValueError as error:
        where, why = printable(str(folder.path)), printable(str(error).splitlines()[0])
        do = f"look at what is wrong with it: corridor verify {where}"
        raise InputError(what="no network that a case can be about", where=where, why=why, do=do) from error


def head_of(folder: RunFolder) -> Head:
    """Where a record ends."""
    from audit.cases.entry import Head

    height = folder.journal.height()
    return Head(height=height, digest=digest_at(folder, height))


def digest_at(folder: RunFolder, height: int) -> str:
    """A record's run digest after a block; of the genesis for none."""
    from audit.wording import hex_text
    from chain.digest import genesis_digest

    journal = folder.journal
    return hex_text(journal.digest_at(height) if height else genesis_digest(journal.parameters))

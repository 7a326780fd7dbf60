"""Puts the periodic report together, from one execution of the journal again and one verification of it.

Trusts the rooms below it and no file of the nodes.
Never leaves a finding out: what the audit and the verification object to stands in it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audit.directory import Directory
from audit.findings import Finding
from audit.periodic.acts import OfficeAct, office_acts
from audit.periodic.follow_up import FollowUp, follow_up
from audit.periodic.limits import LimitUse, limits_used
from audit.periodic.principles import Principle, Shown, principles
from audit.record import Record
from audit.replay import Progress
from audit.report import AuditReport, audit_folder
from audit.rpc_audit import audit_chain, verify_chain
from audit.rpc_record import RpcJournal
from audit.run_folder import RunFolder
from audit.verify import Verification, verify_folder
from audit.wording import hex_text, utc_text

SCHEMA_VERSION = 1
_ALARMS = ("SubjectFlagged", "FlagAppealed", "AppealDecided", "FlagLifted")
_OUTCOMES = ("Frozen", "LegalOrderRecorded", "LegalOrderExecuted", "LegalOrderLifted", "ForcedTransfer")


@dataclass(frozen=True, slots=True)
class PeriodicReport:
    """What there is to report. since_s, until_s: UTC seconds of the genesis and of the last block; audit, verification:
    what it rests on; limits, acts, principles, follow_up: its tables; exponents: by currency; directory: who is who."""

    since_s: int
    until_s: int
    audit: AuditReport
    verification: Verification
    limits: tuple[LimitUse, ...]
    acts: tuple[OfficeAct, ...]
    principles: tuple[Principle, ...]
    exponents: dict[str, int]
    follow_up: FollowUp
    directory: Directory

    @property
    def holds(self) -> bool:
        """Whether neither the audit nor the verification found anything."""
        return self.audit.reconciled and self.verification.holds

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What either of them found; both look at the files."""
        known = self.audit.findings
        return *known, *(finding for finding in self.verification.findings if finding not in known)

    def alarms(self) -> dict[str, int]:
        """Warnings in the shared register and what was done upon legal grounds, by event; only what there was."""
        counts = self.audit.books.events
        return {name: counts[name] for name in (*_ALARMS, *_OUTCOMES) if counts.get(name)}

    def act_counts(self) -> list[tuple[str, str, str, str, int]]:
        """Kind, event, actor and authority of the acts with how many there are, the kinds in order."""
        counts = Counter((act.kind, act.event, act.actor, act.authority) for act in self.acts)
        return [(*key, counts[key]) for key in sorted(counts)]

    def as_json(self) -> dict[str, Any]:
        """The report with its stable keys; amounts are integers of minor units."""
        done, audit = self.verification, self.audit.as_json()
        return {
            "schema_version": SCHEMA_VERSION,
            "since": utc_text(self.since_s),
            "until": utc_text(self.until_s),
            "block_hash" if done.block_hash else "genesis_digest": hex_text(done.block_hash or done.genesis),
            "digest": hex_text(done.digest),
            "holds": self.holds,
            "limits": [item.as_json() for item in self.limits],
            "refusals": self.audit.refusals(),
            "acts": [act.as_json() for act in self.acts],
            "alarms": self.alarms(),
            "outcomes": self.follow_up.as_json(self.directory),
            "reconciliation": {
                "blocks": done.blocks,
                "transactions": done.transactions,
                "seals": done.seals,
                "conservation": audit["conservation"],
                "findings": [finding.as_json() for finding in self.findings],
            },
            "principles": [principle.as_json() for principle in self.principles],
        }


def periodic_report(folder: RunFolder, *, workers: int = 1, progress: Progress | None = None) -> PeriodicReport:
    """The report on everything in the folder; InputError where the run did not come to its end.

    workers: processes that check blocks.
    """
    unfinished = folder.incomplete()
    if unfinished is not None:
        raise unfinished
    audit = audit_folder(folder, progress=progress)
    verification = verify_folder(folder, workers=workers)
    rounds = sum(block.header.round > 0 for block in folder.journal.blocks())
    return _report(Record(folder.journal, folder.deployment()), audit, verification, rounds, folder.path)


def chain_report(chain: RpcJournal, record: Record) -> PeriodicReport:
    """The same of a chain that others run, from its deployment on: compared by calls, and without seals."""
    return _report(record, audit_chain(chain, record), verify_chain(chain, record), 0, None)


def _report(
    record: Record, audit: AuditReport, verification: Verification, rounds: int, folder: Path | None
) -> PeriodicReport:
    directory, books = Directory.of(record), audit.books
    conserved = all(item.ok for item in audit.conservation.values())
    acts = tuple(office_acts(record, directory))
    by_event = Counter(act.event for act in acts)
    shown = Shown(books, audit.findings, verification, rounds, conserved, by_event)
    return PeriodicReport(
        record.journal.parameters.genesis_at_s,
        books.timestamp_s,
        audit,
        verification,
        limits_used(books, record.deployment, directory),
        acts,
        principles(shown),
        dict(record.deployment.exponents),
        follow_up(folder, record, books),
        directory,
    )

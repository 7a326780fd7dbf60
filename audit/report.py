"""The audit of one record: rebuild it, read storage, compare, and say it in one report.

Trusts the rooms below it and no file of the nodes.
Never turns what it finds into an exception: a damaged or forged record gives a report with findings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from audit.books import Books, Loan
from audit.conservation import CurrencyConservation, conservation, conservation_findings
from audit.execution import Keeping, execute
from audit.findings import Finding, found_at
from audit.index.nodes_tables import TABLES, table_findings
from audit.index.store import Index
from audit.manifest import manifest_findings
from audit.reader import EngineReader, Reader
from audit.rebuild import rebuild
from audit.reconcile import reconcile
from audit.record import Record
from audit.replay import Progress
from audit.run_folder import SUMMARY, RunFolder, parameter_findings
from audit.storage import read_storage
from audit.travel_rule import TRAVEL_RULE, KeptRecords, committed
from audit.travel_sending import SEALED, Sendings, envelope_findings, sending_findings
from audit.wording import hex_text, printable
from chain.clients.types import LoanStatus
from chain.deployment import Deployment
from chain.engines import DEFAULT, open_engine, require_engine
from chain.engines.base import Engine
from chain.errors import REFUSALS, ChainFault, InputError
from chain.journal import Journal

SCHEMA_VERSION = 1
_REFUSALS = {refusal.code: refusal for refusal in REFUSALS}
_PLACES = {refusal.code: place for place, refusal in enumerate(REFUSALS)}


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What an audit came to. books: the ledger as the events tell it; conservation: of each currency, from storage;
    findings: everything that does not hold, in order of height; storage: in words, where the auditor had it from."""

    books: Books
    conservation: Mapping[str, CurrencyConservation]
    findings: tuple[Finding, ...]
    storage: str = "the chain that was asked"

    def with_findings(self, more: Iterable[Finding]) -> AuditReport:
        """The same with what else was found."""
        every = sorted((*more, *self.findings), key=lambda item: item.height)
        return replace(self, findings=tuple(every))

    @property
    def reconciled(self) -> bool:
        """Whether nothing was found: the record bears itself out and agrees with storage to the minor unit."""
        return not self.findings

    def as_json(self) -> dict[str, Any]:
        """The report with the stable keys of `audit.json`; amounts are integers of minor units."""
        books = self.books
        body = {
            "schema_version": SCHEMA_VERSION,
            "digest": hex_text(books.digest),
            "blocks": books.height,
            "transactions": books.transactions,
            "events": dict(books.events),
            "stranger_logs": books.stranger_logs,
            "payments": self.payments(),
            "conservation": {currency: item.as_json() for currency, item in self.conservation.items()},
            "loans": self.loans(),
            "reconciled": self.reconciled,
            "findings": [finding.as_json() for finding in self.findings],
        }
        return body | ({"settlements": self.settlements()} if books.standing else {})

    def settlements(self) -> dict[str, dict[str, int]]:
        """Counts of instructions, locks and obligations by where they stand; only of those that were used."""
        return {kind: dict(counts) for kind, counts in self.books.standing.items()}

    def payments(self) -> dict[str, Any]:
        """Counts of payments: settled, refused, refused by code, by rule, code and party, and found settled already."""
        codes = Counter(payment.event.code for payment in self.books.refused)
        return {
            "settled": len(self.books.settled),
            "refused": codes.total(),
            "refused_by": {_code_name(code): codes[code] for code in sorted(codes)},
            "refusals": self.refusals(),
            "exists": self.books.exists,
        }

    def refusals(self) -> list[dict[str, Any]]:
        """How often each rule refused with which code, and whose fault it was, in the order of precedence."""
        counts = Counter((item.event.code, item.event.rule, item.event.party) for item in self.books.refused)
        return [
            {
                "rule": printable(rule),
                "code": _code_name(code),
                "iso_code": _REFUSALS[code].iso_code if code in _REFUSALS else "",
                "party_role": _REFUSALS[code].party if code in _REFUSALS else "",
                "party": party,
                "refused": counts[code, rule, party],
            }
            for code, rule, party in sorted(counts, key=lambda item: (_PLACES.get(item[0], len(_PLACES)), *item))
        ]

    def loans(self) -> dict[str, Any]:
        """Counts of loans by where they stand, of applications where there were any, and each loan under its id."""
        standing = Counter(loan.state.status for loan in self.books.loans.values())
        counts: dict[str, Any] = {
            status.name.lower(): standing[status] for status in LoanStatus if status is not LoanStatus.NONE
        }
        counts |= {"applications": dict(self.books.applications)} if self.books.applications else {}
        return counts | {"by_loan": {hex_text(key): _loan_json(loan) for key, loan in self.books.loans.items()}}


def audit_reader(record: Record, reader: Reader) -> AuditReport:
    """Audits a record against a chain that answers calls on the state after its last block."""
    report = _audit(record, reader, ())
    return report.with_findings(sending_findings(report.books))


def audit_record(journal: Journal, deployment: Deployment, reader: Reader) -> AuditReport:
    """Audits a journal against a chain that holds its last block, such as the ledger that has just written it."""
    return _audit(Record(journal, deployment), reader, parameter_findings(journal, deployment))


def audit_folder(
    folder: RunFolder, engine: str = DEFAULT, progress: Progress | None = None, keeping: Keeping | None = None
) -> AuditReport:
    """Executes the folder's journal again on a fresh engine, then audits it against that engine's storage.

    Raises InputError for an unknown engine or an unusable deployment; whatever the record contradicts is a finding.
    keeping: start from the checkpoint there, where it is to be believed, and leave one there.
    """
    deployment, journal = folder.deployment(), folder.journal
    require_engine(engine)
    executed = execute(journal, lambda: _open(engine, folder), progress, keeping)
    findings = [*parameter_findings(journal, deployment), *executed.findings]
    report = _audit(Record(journal, deployment, executed.height), EngineReader(executed.engine), findings)
    kept = _payload_findings(folder, report.books) if folder.complete else ()
    files = manifest_findings(folder.path) if folder.complete else ()
    tables = _table_findings(folder, Record(journal, deployment, executed.height))
    every = (*files, *_folder_findings(folder, report.books), *kept, *tables)
    return replace(report.with_findings(every), storage=executed.storage)


def _audit(record: Record, reader: Reader, findings: Iterable[Finding]) -> AuditReport:
    deployment = record.deployment
    books = rebuild(record.blocks(), deployment)
    storage = read_storage(reader, deployment, books)
    every = [
        *findings,
        *books.findings,
        *reconcile(books, storage, deployment),
        *conservation_findings(storage, books.height),
    ]
    return AuditReport(books, conservation(storage, deployment), tuple(sorted(every, key=lambda item: item.height)))


def _open(engine: str, folder: RunFolder) -> Engine:
    parameters = folder.journal.parameters
    try:
        return open_engine(engine, parameters)
    except Exception as error:  # an engine refuses impossible parameters in its own words
        raise InputError(
            what="no chain can be opened as the journal asks",
            where=printable(str(folder.path)),
            why=printable(f"{parameters}: {error}"),
            do="name a folder that `corridor run` wrote",
        ) from error


def _folder_findings(folder: RunFolder, books: Books) -> list[Finding]:
    """What the folder says of itself against its journal: that it is complete, and the digest in its summary."""
    unfinished = folder.incomplete()
    if unfinished is not None:
        return [found_at("run-incomplete", 0, "run", f"{unfinished.what}: {unfinished.why}")]
    try:
        stated = str(folder.summary()["digest"])
    except KeyError:
        return [found_at("summary-readable", 0, SUMMARY, "it has no digest")]
    except ValueError as error:
        return [found_at("summary-readable", 0, SUMMARY, str(error))]
    if stated.removeprefix("0x").lower() == books.digest.hex():
        return []
    return [found_at("summary-digest", 0, SUMMARY, f"it says {stated}, the journal {hex_text(books.digest)}")]


def _payload_findings(folder: RunFolder, books: Books) -> Iterator[Finding]:
    """What does not hold of the travel-rule records, as they were committed to and as they were sent."""
    kept, sendings = KeptRecords(folder.path / TRAVEL_RULE, books), Sendings(books)
    yield from kept.read()
    for payment, order in committed(books):  # once: there may be very many
        yield from kept.check(order, payment.height)
        yield from sendings.check(payment, order)
    yield from sendings.rest()
    yield from envelope_findings(folder.path / SEALED, books)


def _table_findings(folder: RunFolder, record: Record) -> list[Finding]:
    """What the nodes' tables say otherwise. The index is made anew for it: one that is kept may have been altered."""
    if not any((folder.path / name).is_file() for name in TABLES):
        return []
    try:
        with TemporaryDirectory() as place:
            index = Index.at(Path(place) / "index.duckdb", record, "")
            try:
                return list(table_findings(index, folder.path))
            finally:
                index.close()
    except ChainFault:  # a block that cannot be read: the record's own finding
        return []


def _code_name(code: int) -> str:
    return _REFUSALS[code].name if code in _REFUSALS else str(int(code))


def _loan_json(loan: Loan) -> dict[str, Any]:
    state = loan.state
    return {
        "status": state.status.name.lower(),
        "outstanding_minor": state.unbilled_minor + state.principal_minor,
        **asdict(loan.tally),
    }

"""Audits a record: rebuilds it and compares it with storage, or lists what it says.

Trusts the auditor for the verdict.
Never takes a figure from what the nodes wrote about themselves: it is compared.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit.wording import printable
from chain.errors import InputError
from finance.suggestions import did_you_mean
from scripts.audit_source import Named, Source, open_source
from scripts.faults import CheckFailed
from scripts.options import require_utf8

if TYPE_CHECKING:
    from audit.cases.looks import Desk
    from audit.record import Record
    from audit.report import AuditReport
    from audit.rpc_record import RpcJournal
    from scripts.case_attachment import Attachment


@dataclass(frozen=True, slots=True)
class Chosen:
    """What to list and how. kind: of rows; typed: filters as they were typed."""

    kind: str
    typed: dict[str, Any]
    as_json: bool = False
    as_csv: bool = False
    parquet: Path | None = None

    @classmethod
    def of(
        cls,
        kind: str,
        typed: dict[str, Any],
        *,
        is_events: bool,
        as_json: bool,
        as_csv: bool,
        parquet: Path | None,
    ) -> Chosen:
        """What --list, --events and the forms say; InputError where the first two say different things."""
        if is_events and kind not in ("", "events"):
            raise InputError(
                what=f"--events beside --list {printable(kind[:80])}",
                where="--list",
                why="--events lists events",
                do="leave out one of them",
            )
        return cls(kind or "events", typed, as_json, as_csv, parquet)


def reconcile_record(named: Named, as_json: bool, *, from_checkpoint: bool = True) -> None:
    """Prints the audit of a record; raises CheckFailed on an incomplete run and on any finding.

    from_checkpoint: of a folder, start from a checkpoint where there is one to be believed, and leave one.
    """
    if named.folder is not None and named.rpc is None:
        _require_whole(named.folder)
    source = open_source(named)
    if source.chain is not None:
        reconciled = _reconcile_chain(source.chain, source.record, as_json)
    else:
        reconciled = _reconcile_folder(source, as_json, from_checkpoint)
    if not reconciled:
        raise CheckFailed


def _require_whole(path: Path) -> None:
    from audit.run_folder import RunFolder

    unfinished = RunFolder.open(path).incomplete()
    if unfinished is not None:
        sys.stderr.write(f"error: {path}: the run is incomplete: {unfinished.why}; {unfinished.do}\n")
        raise CheckFailed


def _reconcile_folder(source: Source, as_json: bool, from_checkpoint: bool) -> bool:
    from audit.report import audit_folder
    from scripts.audit_source import keeping_of

    folder = source.folder
    assert folder is not None
    keeping = keeping_of(folder.path) if from_checkpoint else None
    if as_json:
        report = audit_folder(folder, keeping=keeping)
    else:
        from scripts.console import replaying

        with replaying(folder.journal.height()) as advance:
            report = audit_folder(folder, progress=advance, keeping=keeping)
    return _show(str(folder.path), report, report.storage, as_json)


def _reconcile_chain(chain: RpcJournal, record: Record, as_json: bool) -> bool:
    from audit.rpc_audit import audit_chain, audit_range
    from scripts.audit_console import show_range

    if not record.is_late:
        report = audit_chain(chain, record)
        return _show(chain.url, report, f"calls over RPC at block {chain.last}", as_json, chain.binding)
    told = audit_range(chain, record)
    content = told.as_json() | {"record": chain.binding}
    if as_json:
        sys.stdout.write(json.dumps(content, indent=1, ensure_ascii=False) + "\n")
    else:
        show_range(chain.url, content, [str(finding) for finding in told.findings])
    return not told.findings


def _show(name: str, report: AuditReport, storage: str, as_json: bool, binding: str = "") -> bool:
    """Prints a report. storage: where the other side of the comparison comes from; binding: what a chain's record is
    worth, empty of a journal, which is sealed."""
    content = report.as_json() | ({"record": binding} if binding else {})
    if as_json:
        from scripts.run_scenario import as_text

        sys.stdout.write(as_text(content | {"storage": storage}))
    else:
        from scripts.audit_console import show_audit

        show_audit(name, content, [str(finding) for finding in report.findings], storage)
    return report.reconciled


def list_record(named: Named, chosen: Chosen, attached: Attachment | None = None) -> None:
    """Prints or writes the rows of a record, whole or not, that the filters let through; adds them to a case where one
    is attached."""
    from audit.cases.looks import Desk
    from audit.filters import EventFilter
    from audit.index.listing import LISTS, list_rows
    from audit.index.lookup import Lookup
    from audit.index.output import write_csv, write_json, write_parquet

    if chosen.kind not in LISTS:
        raise InputError(
            what=f"no list {chosen.kind[:80]!r}",
            where="--list",
            why=f"there are: {', '.join(LISTS)}{did_you_mean(chosen.kind[:80], LISTS)}",
            do="name one of them",
        )
    _require_text(chosen.typed)
    source = open_source(named)
    source.note_range()
    index = source.index()
    try:
        if attached is not None:
            _attach(attached, chosen, Desk(source.record, index, source.salt))
        rows = list_rows(index, chosen.kind, EventFilter.parse(Lookup(index, source.salt), **chosen.typed))
        if chosen.parquet is not None:
            count = write_parquet(rows, chosen.parquet)
            sys.stderr.write(f"{count} {chosen.kind} in {chosen.parquet}\n")
        elif chosen.as_csv:
            write_csv(rows, sys.stdout)
        elif chosen.as_json:
            write_json(rows, sys.stdout)
        else:
            from scripts.audit_console import show_events, show_rows

            if chosen.kind == "events":
                show_events(rows)
            else:
                show_rows(rows, chosen.kind)
    finally:
        index.close()


def _attach(attached: Attachment, chosen: Chosen, desk: Desk) -> None:
    from audit.cases.looks import ListLook
    from scripts.case_attachment import formed, tell

    tell(attached.ask(formed(lambda: ListLook.of(chosen.kind, chosen.typed), "--case"), desk), sys.stderr)


def _require_text(typed: dict[str, Any]) -> None:
    """Raises InputError for a filter that is no UTF-8."""
    for name, value in typed.items():
        for text in value if isinstance(value, tuple) else (value or "",):
            require_utf8(f"--{name.replace('_', '-').removesuffix('s')}", text)


if __name__ == "__main__":
    from scripts.cli import main

    sys.exit(main(["audit", *sys.argv[1:]]))

"""Audits a results folder: executes its journal again and compares, or lists its events.

Trusts the auditor for the verdict.
Never reads what the nodes wrote about themselves.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from scripts.faults import CheckFailed


def reconcile_run(path: Path, as_json: bool) -> None:
    """Prints the audit of a run; raises CheckFailed on an incomplete run and on any finding."""
    from audit.report import audit_folder
    from audit.run_folder import RunFolder
    from scripts.run_scenario import as_text

    folder = RunFolder.open(path)
    unfinished = folder.incomplete()
    if unfinished is not None:
        sys.stderr.write(f"error: {path}: the run is incomplete: {unfinished.why}; {unfinished.do}\n")
        raise CheckFailed
    if as_json:
        report = audit_folder(folder)
        sys.stdout.write(as_text(report.as_json()))
    else:
        from scripts.console import replaying, show_audit

        with replaying(folder.journal.height()) as advance:
            report = audit_folder(folder, progress=advance)
        show_audit(path, report.as_json(), [str(finding) for finding in report.findings])
    if not report.reconciled:
        raise CheckFailed


def list_run_events(path: Path, chosen: dict[str, Any], as_json: bool) -> None:
    """Prints the events of a run, whole or not, that the filters let through."""
    from audit.directory import Directory
    from audit.filters import EventFilter, list_events
    from audit.record import Record
    from audit.run_folder import RunFolder

    folder = RunFolder.open(path)
    record = Record(folder.journal, folder.deployment())
    directory = Directory.of(record)
    rows = list_events(record, EventFilter.parse(directory, **chosen), directory)
    if as_json:
        sys.stdout.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    else:
        from scripts.console import show_events

        show_events(rows)


if __name__ == "__main__":
    from scripts.cli import main

    sys.exit(main(["audit", *sys.argv[1:]]))

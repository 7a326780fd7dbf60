"""Writes the page of a folder, or the auditor's periodic report on a record: limits, refusals, acts, reconciliation.

Trusts the auditor for the verdict.
Never reads what the nodes wrote about themselves into the periodic report.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from chain.errors import InputError
from scripts.audit_source import Named, open_source
from scripts.faults import CheckFailed


def report_folder(named: Named, *, out: Path | None, language: str, overwrite: bool) -> None:
    """Writes the page of what a folder holds; InputError for a chain, which has no tables of a run."""
    from explorer.report import write_report

    if named.folder is None or named.rpc is not None:
        why = "the page shows a run's scenario and tables, which a chain has not"
        do = "name a results folder, or add --audit for the auditor's report on a chain"
        raise InputError(what="no folder to report on", where="DIR", why=why, do=do)
    target = write_report(named.folder, out=out, language=language, overwrite=overwrite)
    sys.stdout.write(f"report in {target}\n")


def report_audit(named: Named, *, out: Path | None, language: str, overwrite: bool) -> None:
    """Writes page and JSON file, and says where; raises CheckFailed on any finding."""
    from explorer.report import write_audit_report, write_chain_report

    if named.folder is not None and named.rpc is None:
        page, data, holds = write_audit_report(
            named.folder, out=out, language=language, overwrite=overwrite, workers=os.cpu_count() or 1
        )
    else:
        source = open_source(named)
        source.require_whole("no report can be written")
        assert source.chain is not None
        target = out or source.beside("audit.html")
        page, data, holds = write_chain_report(
            source.chain, source.record, target, language=language, overwrite=overwrite
        )
    sys.stdout.write(f"report in {page}\nfigures in {data}\n")
    if not holds:
        raise CheckFailed


if __name__ == "__main__":
    from scripts.cli import main

    sys.exit(main(["report", "--audit", *sys.argv[1:]]))

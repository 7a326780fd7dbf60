"""Writes the auditor's periodic report on a run: limits, refusals, acts of offices, alarms, reconciliation, principles.

Trusts the auditor for the verdict.
Never reads what the nodes wrote about themselves.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from scripts.faults import CheckFailed


def report_audit(path: Path, *, out: Path | None, language: str, overwrite: bool) -> None:
    """Writes page and JSON file, and says where; raises CheckFailed on any finding."""
    from explorer.report import write_audit_report

    page, data, holds = write_audit_report(
        path, out=out, language=language, overwrite=overwrite, workers=os.cpu_count() or 1
    )
    sys.stdout.write(f"report in {page}\nfigures in {data}\n")
    if not holds:
        raise CheckFailed


if __name__ == "__main__":
    from scripts.cli import main

    sys.exit(main(["report", "--audit", *sys.argv[1:]]))

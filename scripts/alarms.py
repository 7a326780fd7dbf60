"""Looks over a record with the auditor's detectors and prints their alarms.

Trusts the detectors for the alarms, and the record for the events that they are fed.
Never reads what the run's own supervisors were alarmed of.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from scripts.audit_source import Named, open_source


def list_alarms(named: Named, detectors: list[str], as_json: bool) -> None:
    """Prints the alarms of the named detectors, of all where none is named, over a record, whole or not."""
    from audit.directory import Directory
    from audit.typologies.panel import DETECTORS, panel_of
    from audit.typologies.screen import alarm_row, screen

    panel = panel_of(detectors or DETECTORS)
    source = open_source(named)
    source.note_range()
    if source.folder is not None:
        source.folder.require_one_chain()
    record = source.record
    directory = Directory.of(record)
    rows = [alarm_row(alarm, directory) for alarm in screen(record, panel)]
    if as_json:
        sys.stdout.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    else:
        _show(rows)


def _show(rows: list[dict[str, Any]]) -> None:
    """One alarm a line: time, block, score, typology, wallet, then why."""
    for row in rows:
        reasons = "  ".join(f"{name}={figure}" for name, figure in row["reasons"].items())
        place = f"{row['time']}  block {row['block']:>5}"
        sys.stdout.write(f"{place}  {row['score']:>3}  {row['typology']}  {row['wallet']}  {reasons}\n")
    sys.stderr.write(f"{len(rows)} alarms\n")

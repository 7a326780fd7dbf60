"""Looks over a record with the auditor's detectors and prints their alarms.

Trusts the detectors for the alarms, and the record for the events that they are fed.
Never reads what the run's own supervisors were alarmed of.
"""

from __future__ import annotations

import json
import sys
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scripts.audit_source import Named, open_source

if TYPE_CHECKING:
    from scripts.case_attachment import Attachment


@dataclass(frozen=True, slots=True)
class AlarmFilter:
    """Which alarms. detectors: names, all where there is none; wallet, uetr: only those about it, as typed."""

    detectors: list[str]
    wallet: str | None
    uetr: str | None


def list_alarms(named: Named, wanted: AlarmFilter, as_json: bool, attached: Attachment | None = None) -> None:
    """Prints the alarms of detectors over a record, whole or not; adds them to a case where one is attached."""
    from audit.directory import Directory
    from audit.filters import EventFilter
    from audit.index.lookup import Lookup
    from audit.typologies.panel import DETECTORS, panel_of
    from audit.typologies.screen import alarms_about

    panel, about = panel_of(wanted.detectors or DETECTORS), EventFilter()
    source = open_source(named)
    source.note_range()
    if source.folder is not None:
        source.folder.require_one_chain()
    if wanted.wallet is not None or wanted.uetr is not None:
        with closing(source.index()) as index:
            about = EventFilter.parse(Lookup(index, source.salt), wallet=wanted.wallet, uetr=wanted.uetr)
    rows = [*alarms_about(source.record, panel, Directory.of(source.record), about)]
    if attached is not None:
        _attach(attached, wanted, rows)
    if as_json:
        sys.stdout.write(_text(rows))
    else:
        _show(rows)


def _attach(attached: Attachment, wanted: AlarmFilter, rows: list[dict[str, Any]]) -> None:
    from audit.cases.looks import AlarmsLook
    from scripts.case_attachment import formed, tell

    look = formed(lambda: AlarmsLook(detectors=wanted.detectors, wallet=wanted.wallet, uetr=wanted.uetr), "--case")
    tell(attached.add(look, _text(rows)), sys.stderr)


def _text(rows: list[dict[str, Any]]) -> str:
    """An alarm a line, as JSON."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _show(rows: list[dict[str, Any]]) -> None:
    """One alarm a line: time, block, score, typology, wallet, then why."""
    for row in rows:
        reasons = "  ".join(f"{name}={figure}" for name, figure in row["reasons"].items())
        place = f"{row['time']}  block {row['block']:>5}"
        sys.stdout.write(f"{place}  {row['score']:>3}  {row['typology']}  {row['wallet']}  {reasons}\n")
    sys.stderr.write(f"{len(rows)} alarms\n")

"""Writes the report of a results folder: one HTML file; and the auditor's periodic one, with a JSON file beside it.

Trusts the folder's own files for what it is: a run, a comparison of ways, a sweep.
Never writes into a folder of results, whose manifest says what is in it, and never over a file without being told to.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from audit.run_folder import JOURNAL, RunFolder
from audit.wording import printable
from chain.errors import InputError
from explorer.folder import FinishedRun, read_manifest
from explorer.page.rendering import Page, render
from explorer.wordings import DEFAULT, require_language

if TYPE_CHECKING:
    from collections.abc import Callable

    from audit.periodic.report import PeriodicReport
    from audit.record import Record
    from audit.rpc_record import RpcJournal
    from audit.trace.report import TraceReport


def write_report(folder: Path, *, out: Path | None = None, language: str = DEFAULT, overwrite: bool = False) -> Path:
    """Writes the report of what stands in `folder`; returns the path of the file.

    out: where; left out, beside the folder. language: which it begins with. Raises InputError where there is nothing
    to report on, no such language, or already a file.
    """
    require_language(language)
    target = out or _beside(folder)
    _require_free(target, overwrite)
    _write(target, render(page_of(folder), language))
    return target


def write_audit_report(
    folder: Path, *, out: Path | None = None, language: str = DEFAULT, overwrite: bool = False, workers: int = 1
) -> tuple[Path, Path, bool]:
    """Writes the auditor's periodic report on a run; returns the paths of page and JSON file, and whether all holds.

    out: where the page; left out, beside the folder. The JSON file stands beside the page. workers: processes that
    check blocks. Raises InputError as `write_report` does.
    """
    from audit.periodic.report import periodic_report

    target = out or _beside(folder).with_name(f"{_beside(folder).stem}-audit.html")
    title = printable(folder.resolve().name)
    return _write_audit(
        target, title, lambda: periodic_report(RunFolder.open(folder), workers=workers), language, overwrite
    )


def write_chain_report(
    chain: RpcJournal, record: Record, target: Path, *, language: str = DEFAULT, overwrite: bool = False
) -> tuple[Path, Path, bool]:
    """The same of a chain that others run, read from its deployment on; target: where the page."""
    from audit.periodic.report import chain_report

    return _write_audit(target, printable(chain.url), lambda: chain_report(chain, record), language, overwrite)


def _write_audit(
    target: Path, title: str, make: Callable[[], PeriodicReport], language: str, overwrite: bool
) -> tuple[Path, Path, bool]:
    from explorer.audit_page import audit_page

    require_language(language)
    data = target.with_suffix(".json")
    if data == target:
        raise _refused(target, "the page needs another ending than the JSON file beside it", "name it .html with --out")
    for path in (target, data):
        _require_free(path, overwrite)
    report = make()
    _write(data, json.dumps(report.as_json(), indent=2, sort_keys=True) + "\n")
    _write(target, render(audit_page(report, title), language))
    return target, data, report.holds


def write_trace(report: TraceReport, target: Path, *, language: str = DEFAULT, overwrite: bool = False) -> None:
    """Writes the picture of a trace. Raises InputError where it cannot stand."""
    from explorer.trace_page import trace_page

    _require_free(target, overwrite, "--html")
    _write(target, render(trace_page(report), language), "--html")


def page_of(folder: Path) -> Page:
    """The page of what stands in a folder. Raises InputError where nothing finished stands there."""
    from explorer.many_page import many_page
    from explorer.run_page import run_page

    read_manifest(folder)
    try:
        return many_page(folder) or run_page(FinishedRun.open(folder))
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise InputError(
            what="its files are not what this version writes",
            where=printable(str(folder)),
            why=printable(f"{type(error).__name__}: {error}"),
            do="make the report with the version that ran it, or see what was changed: corridor verify DIR",
        ) from error


def _write(target: Path, text: str, option: str = "--out") -> None:
    draft = target.with_name(f"{target.name}.draft")
    try:
        draft.write_text(text, encoding="utf-8", newline="\n")
        draft.replace(target)
    except OSError as error:
        raise _refused(target, str(error.strerror or error), f"name another with {option}") from error


def _beside(folder: Path) -> Path:
    name = folder.resolve().name or "report"
    return folder.resolve().parent / f"{name}.html"


def _require_free(target: Path, overwrite: bool, option: str = "--out") -> None:
    if target.is_dir():
        raise _refused(target, "it is a folder", f"name a file with {option}")
    if os.path.lexists(target) and not overwrite:
        raise _refused(target, "it exists already", f"add --overwrite to replace it, or name another with {option}")
    if any((parent / JOURNAL).is_file() for parent in (target.parent, target.parent.parent)):
        raise _refused(target, "a results folder holds only what its manifest names", f"name another with {option}")


def _refused(target: Path, why: str, do: str) -> InputError:
    return InputError(what="no report can be written here", where=str(target), why=why, do=do)

"""A case file on the terminal, and what a check of it came to.

Trusts no text of a case: each is escaped before it is shown.
Never shows a figure of its own.
"""

from __future__ import annotations

import json
import re
import shlex
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chain.errors import InputError
from scripts.faults import CheckFailed

if TYPE_CHECKING:
    from audit.cases.acts import RecordedAct
    from audit.cases.check import CaseFinding, RecordCheck
    from audit.cases.entry import Content, Decided, Looked
    from audit.cases.file import CaseFile

_HASH = re.compile(r"0x[0-9a-f]{64}")


def show_case(path: Path, *, as_json: bool) -> None:
    """Prints a case. Raises CheckFailed where the file itself does not hold: then nothing in it can be relied on."""
    from audit.cases.check import file_findings
    from audit.cases.file import CaseFile

    case = CaseFile.read(path)
    findings = [*file_findings(case)]
    if as_json:
        _print_json(_content(case) | {"findings": [finding.as_json() for finding in findings]})
    else:
        for line in case_lines(case):
            sys.stdout.write(f"{line}\n")
        _print_findings(findings)
    if findings:
        raise CheckFailed


def check_case(path: Path, folder: Path | None, last: str | None, *, as_json: bool) -> None:
    """Checks a case, against a record where one is named. Raises CheckFailed on any finding."""
    from audit.cases.check import RecordCheck, file_findings
    from audit.cases.file import CaseFile
    from scripts.case_record import open_record

    _require_hash(last)
    case = CaseFile.read(path)
    findings, checked, acts = [*file_findings(case, last)], None, list["RecordedAct"]()
    if folder is not None:
        with open_record(folder) as record:
            evidence = record.evidence(case.opened.subject)
            checked, acts = RecordCheck(case, evidence), [*evidence.acts]
            checked.run()
            findings += checked.findings
    if as_json:
        _print_json(_verdict(case, findings, checked))
    else:
        _show_check(case, findings, checked, acts)
    if findings:
        raise CheckFailed


def _require_hash(last: str | None) -> None:
    if last is not None and not _HASH.fullmatch(last):
        why, do = "a hash is 0x and 64 hex digits", "name the one that the last command on the case printed"
        raise InputError(what="no hash", where="--last", why=why, do=do)


def case_lines(case: CaseFile) -> Iterator[str]:
    """A line for what the case is about, and one for each entry."""
    from audit.cases.entry import line_hash
    from audit.wording import escaped

    opened, subject = case.opened, case.opened.subject
    yield f"about {subject.kind} {escaped(subject.named)} in {escaped(', '.join(subject.jurisdictions) or 'nowhere')}"
    yield f"wallets {', '.join(subject.wallets) or 'none'}"
    yield f"network {opened.network.genesis}, chain {opened.network.chain_id}, registry {opened.network.registry}"
    yield f"officer {case.officer}"
    for number, entry in enumerate(case.entries):
        second = f", with {', '.join(entry.body.signers[1:])}" if len(entry.body.signers) > 1 else ""
        yield f"{number:>4}  {entry.body.at}  {_said(entry.body.content)}{second}"
    yield f"last entry's hash {line_hash(case.lines[-1])}"


def act_line(act: RecordedAct) -> str:
    """An act of the record in a line."""
    from audit.cases.acts import words
    from audit.wording import utc_text

    order = f", order {words(act.order)}" if act.order else ""
    done = f"{act.decision} of {act.money} by {act.actor}, {act.authority or 'in no office'}{order}"
    return f"{utc_text(act.at_s)}  block {act.height}  {act.transaction}  {done}"


def _said(content: Content) -> str:
    from audit.cases.entry import Decided, Looked, Noted
    from audit.wording import escaped

    match content:
        case Looked():
            return f"looked   {_look(content)}"
        case Noted(text=text):
            return f"noted    {escaped(text)}"
        case Decided():
            return f"decided  {_decision(content)}"
        case _:
            return f"opened   at block {content.head.height}"


def _look(looked: Looked) -> str:
    from audit.wording import escaped

    command, *options = looked.look.command()
    words = escaped(shlex.join(["corridor", command, "DIR", *options, "--json"]))
    kept = "kept" if looked.kept is not None else "not kept"
    return f"{words}: {looked.characters:,} characters, {kept}, sha256 {looked.sha256}, at block {looked.head.height}"


def _decision(decided: Decided) -> str:
    from audit.wording import escaped

    order = "" if decided.legal_order is None else f"; legal order {escaped(decided.legal_order)}"
    act = "" if decided.act is None else f"; done in block {decided.act.height}, {decided.act.transaction}"
    return f"{decided.decision}: {escaped(decided.reason)}{order}{act}"


def _show_check(
    case: CaseFile, findings: Sequence[CaseFinding], checked: RecordCheck | None, acts: Sequence[RecordedAct]
) -> None:
    from audit.wording import printable

    sys.stdout.write(f"{printable(str(case.path))}: {len(case.entries)} entries by {case.officer}\n")
    if checked is None:
        sys.stdout.write("hashes and signatures alone: name the run's folder to ask everything again\n")
    else:
        for held in checked.looks:
            sys.stdout.write(f"entry {held.entry}  {'holds ' if held.holds else 'DIFFERS'}  {held.what}\n")
        for account, standing in checked.standings.items():
            office = f"{standing.id}, {standing.status} {standing.role} in {standing.home}"
            known = office if standing.role else "nobody in the record: who it is has to be known from elsewhere"
            sys.stdout.write(f"officer {account}: {known}\n")
        for act in acts:
            sys.stdout.write(f"in the record: {act_line(act)}\n")
    _print_findings(findings)


def _print_findings(findings: Sequence[CaseFinding]) -> None:
    for finding in findings:
        sys.stdout.write(f"{finding}\n")
    sys.stdout.write(f"holds: {'no, ' + str(len(findings)) + ' findings' if findings else 'yes'}\n")


def _verdict(case: CaseFile, findings: Sequence[CaseFinding], checked: RecordCheck | None) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "holds": not findings,
        "entries": len(case.entries),
        "officer": case.officer,
        "against_a_record": checked is not None,
        "looks": [] if checked is None else [asdict(held) for held in checked.looks],
        "standings": {} if checked is None else {key: asdict(value) for key, value in checked.standings.items()},
        "findings": [finding.as_json() for finding in findings],
    }


def _content(case: CaseFile) -> dict[str, Any]:
    from audit.cases.entry import line_hash

    rows = zip(case.lines, case.entries, strict=True)
    entries = [entry.model_dump(mode="json") | {"hash": line_hash(line)} for line, entry in rows]
    return {"officer": case.officer, "entries": entries}


def _print_json(content: dict[str, Any]) -> None:
    # In ASCII: a case may be a stranger's, and its texts are shown as they are nowhere.
    sys.stdout.write(json.dumps(content, indent=1, sort_keys=True, ensure_ascii=True) + "\n")

"""Writes to an officer's case file: opens it, adds what there is about its subject, notes, decisions.

Trusts the auditor's rooms for what the record says.
Never acts on a chain: a decision is written down, and where the record shows the act, that is named.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from chain.errors import InputError
from finance.suggestions import did_you_mean
from scripts.case_attachment import Attachment, append_entry, case_and_record, formed, now_text, tell
from scripts.key_file import officer_of
from scripts.options import require_utf8

if TYPE_CHECKING:
    from audit.cases.acts import RecordedAct
    from audit.cases.entry import Act, Subject
    from audit.cases.looks import Look


def open_case(folder: Path, out: Path, subject: str, officer: Path, *, with_alarms: bool) -> None:
    """Opens a case about a wallet or a payment of a record; with the detectors' alarms about it as its first look."""
    from audit.cases.entry import Opened
    from audit.cases.file import create
    from audit.cases.subject import subject_of
    from scripts.case_record import open_record

    account = officer_of(officer)
    _require_outside(out, folder)
    with open_record(folder) as record:
        require_utf8("--subject", subject)
        meant = subject_of(record.desk, subject)
        opened = Opened(network=record.network, head=record.head, subject=meant)
        case = create(out, opened, account, now_text())
        if with_alarms:
            case = Attachment(out, account, record.head).ask(_alarms(meant), record.desk)
    tell(case)


def _require_outside(out: Path, folder: Path) -> None:
    """Raises InputError for a place in the results folder, which its manifest closes."""
    from audit.wording import printable

    if out.resolve().is_relative_to(folder.resolve()):
        why, do = "a finished run's folder is closed by its manifest", "name a place beside the folder"
        raise InputError(what="no place for a case", where=f"--out {printable(str(out))}", why=why, do=do)


def look_about(path: Path, folder: Path, officer: Path) -> None:
    """Adds what there is about the subject: alarms, payments, acts, and of a wallet where its money went."""
    account = officer_of(officer)
    with case_and_record(path, folder) as (case, record):
        attached = Attachment(path, account, record.head)
        for look in _looks(case.opened.subject):
            tell(attached.ask(look, record.desk))


def _looks(subject: Subject) -> list[Look]:
    from audit.cases.looks import ListLook, TraceLook
    from audit.trace.asked import Asked

    option = {"uetr": subject.named} if subject.kind == "uetr" else {"wallet": subject.wallets[0]}
    looks: list[Look] = [_alarms(subject), ListLook.of("payments", option), ListLook.of("acts", option)]
    return looks if subject.kind == "uetr" else [*looks, TraceLook.of(Asked(subject.wallets[0]))]


def _alarms(subject: Subject) -> Look:
    from audit.cases.looks import AlarmsLook

    if subject.kind == "uetr":
        return AlarmsLook(detectors=[], wallet=None, uetr=subject.named)
    return AlarmsLook(detectors=[], wallet=subject.wallets[0], uetr=None)


def add_note(path: Path, text: str, officer: Path) -> None:
    """Adds a note."""
    from audit.cases.entry import Noted

    tell(append_entry(path, formed(lambda: Noted(text=text), "TEXT"), (officer_of(officer),)))


@dataclass(frozen=True, slots=True)
class Typed:
    """A decision as it was typed. act: hash of a transaction that carried it out; None where nothing was typed."""

    decision: str
    reason: str
    legal_order: str | None
    act: str | None


def decide(path: Path, typed: Typed, folder: Path | None, officers: tuple[Path, ...]) -> None:
    """Adds a decision, by one officer or two, and says where the record has what was decided."""
    from audit.cases.entry import Decided

    accounts = tuple(officer_of(file) for file in officers)
    _require(typed, folder)
    acts: list[RecordedAct] = []
    values: dict[str, Any] = {"decision": typed.decision, "reason": typed.reason, "legal_order": typed.legal_order}
    values |= {"head": None, "act": None}
    if folder is not None:
        from audit.cases.acts import acts_about

        with case_and_record(path, folder) as (case, record):
            acts = acts_about(record.desk.index, case.opened.subject)
            values |= {"head": record.head, "act": _act(typed, acts)}
    tell(append_entry(path, formed(lambda: Decided(**values), "--reason"), accounts))
    _say(typed, acts, is_known=folder is not None)


def _require(typed: Typed, folder: Path | None) -> None:
    from audit.cases.entry import Decision

    known = get_args(Decision)
    if typed.decision not in known:
        why = f"there are: {', '.join(known)}{did_you_mean(typed.decision[:40], known)}"
        raise InputError(what="no such decision", where="DECISION", why=why, do="name one of them")
    if typed.decision == "forced-transfer" and not typed.legal_order:
        why = "money is taken under a recorded legal order, and under nothing else"
        raise InputError(what="no legal order", where="--legal-order", why=why, do="add --legal-order REFERENCE")
    if typed.act is not None and folder is None:
        why = "a transaction is looked up in the record"
        raise InputError(what="no record", where="--act", why=why, do="name the run's folder: DIR")


def _act(typed: Typed, acts: list[RecordedAct]) -> Act | None:
    """Where the record shows the act that was named. Raises InputError where it shows none there."""
    from audit.cases.entry import Act
    from audit.wording import printable

    if typed.act is None:
        return None
    for act in acts:
        if act.transaction == typed.act and act.decision == typed.decision:
            return Act(height=act.height, transaction=act.transaction)
    there = ", ".join(act.transaction for act in acts if act.decision == typed.decision) or "none"
    why = f"{printable(typed.act)} is no {typed.decision} of the subject's money; there is {there}"
    raise InputError(what="no such act", where="--act", why=why, do="name one of these, or leave --act out")


def _say(typed: Typed, acts: list[RecordedAct], *, is_known: bool) -> None:
    """That nothing is done by writing it down, and where the record has what was decided."""
    from audit.cases.entry import ACTING
    from scripts.case_console import act_line

    if typed.decision not in ACTING:
        return
    sys.stdout.write("written down, not done: the competent authority acts on the chain by a transaction of its own\n")
    fitting = [act for act in acts if act.decision == typed.decision]
    for act in fitting:
        sys.stdout.write(f"in the record: {act_line(act)}\n")
    if is_known and not fitting:
        sys.stdout.write(f"in the record: no {typed.decision} of the subject's money\n")

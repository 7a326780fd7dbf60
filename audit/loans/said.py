"""What was said of loans against what had to be said: each difference under the rule of the event that is off.

Trusts nothing: both sides are given.
Never passes over an event, whichever side it stands on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any

from audit.findings import Finding, found
from audit.record import RecordedTransaction
from chain.clients.events import (
    ApplicationRefused,
    CollectionShort,
    IndexLicensed,
    IndexPublished,
    InstalmentBilled,
    InstalmentLate,
    KeeperPaid,
    KeeperUnpaid,
    LoanAccelerated,
    LoanActRefused,
    LoanAssigned,
    LoanDeclined,
    LoanDrawn,
    LoanOffered,
    LoanPaid,
    LoanPrepaid,
    LoanRateReset,
    LoanRequested,
    LoanRestructured,
    LoanStatusChanged,
    LoanTaken,
    LoanWrittenOff,
    MandateRevoked,
    MandateSet,
    SyndicateFormed,
)
from chain.events import Event

RULE_OF: dict[type[Event], str] = {
    LoanRequested: "loan-application",
    LoanOffered: "loan-application",
    LoanDeclined: "loan-application",
    LoanTaken: "loan-application",
    ApplicationRefused: "loan-application",
    IndexLicensed: "rate-index",
    IndexPublished: "rate-index",
    LoanDrawn: "loan-terms",
    SyndicateFormed: "loan-terms",
    LoanStatusChanged: "loan-status",
    InstalmentBilled: "loan-schedule",
    LoanRateReset: "loan-rate",
    InstalmentLate: "loan-lateness",
    LoanPaid: "loan-collection",
    CollectionShort: "loan-short",
    KeeperPaid: "loan-keeper",
    KeeperUnpaid: "loan-keeper",
    MandateSet: "loan-mandate",
    MandateRevoked: "loan-mandate",
    LoanPrepaid: "loan-prepayment",
    LoanAccelerated: "loan-workout",
    LoanRestructured: "loan-workout",
    LoanWrittenOff: "loan-workout",
    LoanAssigned: "loan-assignment",
    LoanActRefused: "loan-refusal",
}
"""Event -> the rule that it bears out."""
_SUBJECTS = ("loan_id", "application_id", "lender", "index")


def compare_said(transaction: RecordedTransaction, due: Sequence[Event], said: Sequence[Event]) -> Iterator[Finding]:
    """A finding for each event that had to be there and is not, is there for no reason, or is out of its place."""
    if list(due) == list(said):  # as good as always, and a batch says hundreds of things
        return
    missing, extra = _without(due, said), _without(said, due)
    if not missing and not extra:
        misplaced = next((event for event, other in zip(said, due, strict=True) if event != other), None)
        if misplaced is not None:
            yield _finding(transaction, misplaced, "said out of its place")
    for event in extra:
        meant = next((other for other in missing if type(other) is type(event)), None)
        if meant is None:
            yield _finding(transaction, event, f"said for no reason: {event}")
        else:
            missing.remove(meant)
            yield _finding(transaction, event, _difference(event, meant))
    for event in missing:
        yield _finding(transaction, event, f"not said: {event}")


def subject_of(event: Event) -> Any:
    """What an event is about: a loan, an application, a lender or an index."""
    return next(getattr(event, name) for name in _SUBJECTS if hasattr(event, name))


def _without(events: Sequence[Event], others: Sequence[Event]) -> list[Event]:
    left, taken = [], list(others)
    for event in events:
        if event in taken:
            taken.remove(event)
        else:
            left.append(event)
    return left


def _finding(transaction: RecordedTransaction, event: Event, message: str) -> Finding:
    return found(RULE_OF[type(event)], transaction, subject_of(event), f"{type(event).__name__}: {message}")


def _difference(event: Event, meant: Event) -> str:
    names = [field.name for field in fields(event) if getattr(event, field.name) != getattr(meant, field.name)]
    return "; ".join(f"{name} is {getattr(event, name)}, due {getattr(meant, name)}" for name in names)

"""What banks tell borrowers and themselves about loans: reminders, lateness, default, anomalies.

Trusts the loan book's events and the payments that settled.
Never stops a payment: a notice is read by people.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class NoticeKind(StrEnum):
    """What a notice is about."""

    REMINDER = "reminder"
    """A due date comes; `amount_minor` will be due."""
    LATE = "late"
    """A due date is unpaid at the end of its grace; `amount_minor` is due, the fee included."""
    DEFAULT = "default"
    """The lender declared default; `amount_minor` of principal is outstanding."""
    ANOMALY = "anomaly"
    """Loan money was moved on at once to a flagged wallet; `amount_minor` of it, `detail` says where."""
    DECLINED = "declined"
    """The bank declines an application over `amount_minor`; `detail` says why."""


@dataclass(frozen=True, slots=True)
class Notice:
    """at_s: when, UTC; loan, bank, borrower: ids of the scenario; due_at_s: of the due date, None without one."""

    at_s: int
    kind: NoticeKind
    loan: str
    bank: str
    borrower: str
    due_at_s: int | None
    currency: str
    amount_minor: int
    detail: str = ""


def notice_rows(notices: Iterable[Notice]) -> Iterator[dict[str, Any]]:
    """A row for each notice."""
    for notice in notices:
        yield {
            "at": notice.at_s,
            "kind": notice.kind.value,
            "loan": notice.loan,
            "bank": notice.bank,
            "borrower": notice.borrower,
            "due_at": notice.due_at_s,
            "currency": notice.currency,
            "amount_minor": notice.amount_minor,
            "detail": notice.detail,
        }

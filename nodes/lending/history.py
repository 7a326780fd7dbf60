"""What happened to each loan so far, from the loan book's events alone.

Trusts the contract for what is due; the due seconds are computed as it computes them.
Never asks the chain: who follows the events knows what stands in storage.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from chain.clients.events import (
    InstalmentBilled,
    InstalmentLate,
    LoanAccelerated,
    LoanDrawn,
    LoanPaid,
    LoanStatusChanged,
    LoanWrittenOff,
)
from chain.clients.types import LoanStatus
from chain.ledger import Outcome
from finance.schedules.instalments import due_date
from nodes.network import Network
from nodes.scenario.world import Loan

_DAY_S = 86_400
_EPOCH = date(1970, 1, 1)
_RUNNING = (LoanStatus.ACTIVE, LoanStatus.LATE)
_OVER = (LoanStatus.CLOSED, LoanStatus.WRITTEN_OFF)


@dataclass(slots=True, eq=False)
class LoanHistory:
    """One loan since its drawdown. Amounts in minor units of its currency; open: due dates that are unpaid, and when
    they were due; late: those of all that outlived their grace."""

    plan: Loan
    loan_id: bytes
    drawn_at_s: int
    status: LoanStatus = LoanStatus.ACTIVE
    billed: int = 0
    on_time: int = 0
    paid_late: int = 0
    due_minor: int = 0
    unbilled_minor: int = 0
    outstanding_minor: int = 0
    defaulted_minor: int = 0
    interest_paid_minor: int = 0
    fees_paid_minor: int = 0
    on_time_minor: int = 0
    late_minor: int = 0
    recovered_minor: int = 0
    written_off_minor: int = 0
    open: dict[int, int] = field(default_factory=dict)
    late: set[int] = field(default_factory=set)

    @property
    def is_running(self) -> bool:
        """Whether due dates still come."""
        return self.status in _RUNNING

    @property
    def is_over(self) -> bool:
        """Whether nothing will be paid any more."""
        return self.status in _OVER

    @property
    def is_recorded_late(self) -> bool:
        """Whether every due date that is unpaid beyond its grace is known as late."""
        return all(index in self.late for index in self.open)

    def due_at_s(self, index: int) -> int:
        """The second of due date `index`: the time of day of the drawdown, on the day that the calendar says."""
        drawn_on = datetime.fromtimestamp(self.drawn_at_s, UTC).date()
        day = due_date(self.plan.terms, drawn_on, index)
        return (day - _EPOCH).days * _DAY_S + self.drawn_at_s % _DAY_S

    @property
    def next_due_at_s(self) -> int | None:
        """When the next one comes that is not billed."""
        comes = self.is_running and self.billed < self.plan.terms.instalments and self.unbilled_minor > 0
        return self.due_at_s(self.billed + 1) if comes else None

    def apply(self, event: object) -> None:
        """One event of the loan book about this loan."""
        match event:
            case InstalmentBilled():
                self._bill(event)
            case InstalmentLate():
                self.late.add(event.index)
                self.due_minor += event.late_fee_minor
            case LoanPaid():
                self._pay(event)
            case LoanAccelerated():
                self.due_minor += event.interest_minor + event.principal_minor
                self.unbilled_minor = 0
            case LoanStatusChanged():
                self.status = event.to
                if event.to is LoanStatus.DEFAULTED:
                    self.defaulted_minor = self.outstanding_minor
            case LoanWrittenOff():
                self.written_off_minor = event.fee_minor + event.interest_minor + event.principal_minor
                self.outstanding_minor -= event.principal_minor
                self.due_minor = 0
            case _:
                return

    def _bill(self, event: InstalmentBilled) -> None:
        self.billed, self.unbilled_minor = event.index, event.unbilled_minor
        payment_minor = event.interest_minor - event.capitalised_minor + event.principal_minor
        self.due_minor += payment_minor
        self.outstanding_minor += event.capitalised_minor
        if payment_minor == 0 and not self.open:
            self.on_time += 1  # nothing to pay, as of a loan without interest before its last due date
        else:
            self.open[event.index] = event.due_at

    def _pay(self, event: LoanPaid) -> None:
        amount_minor = event.fee_minor + event.interest_minor + event.principal_minor
        if not self.is_running:
            self.recovered_minor += amount_minor
        elif any(index in self.late for index in self.open):
            self.late_minor += amount_minor
        else:
            self.on_time_minor += amount_minor
        self.due_minor = event.left_minor
        self.outstanding_minor -= event.principal_minor
        self.interest_paid_minor += event.interest_minor
        self.fees_paid_minor += event.fee_minor
        if event.left_minor == 0:
            self.paid_late += sum(index in self.late for index in self.open)
            self.on_time += sum(index not in self.late for index in self.open)
            self.open.clear()


Subscriber = Callable[[LoanHistory, Any], None]


@dataclass(slots=True, eq=False)
class LoanBookView:
    """Everybody's view of the loan book. expected: loans that are about to be drawn, by their ids; histories: those
    that were, in order; subscribers: hear of each event after it was applied."""

    network: Network
    expected: dict[bytes, Loan] = field(default_factory=dict)
    histories: dict[bytes, LoanHistory] = field(default_factory=dict)
    subscribers: list[Subscriber] = field(default_factory=list)

    def open(self) -> None:
        """Follows the chain from now on."""
        self.network.followers.append(self._hear)

    def _hear(self, outcome: Outcome) -> None:
        book = self.network.deployment.loan_book.address
        if not any(log.address == book for log in outcome.receipt.logs):
            return
        for item in outcome.events:
            if item.address == book:
                self._take(item.event)

    def _take(self, event: Any) -> None:
        loan_id = getattr(event, "loan_id", None)
        if isinstance(event, LoanDrawn):
            self._begin(event)
        history = self.histories.get(loan_id) if isinstance(loan_id, bytes) else None
        if history is None:
            return
        history.apply(event)
        for subscriber in self.subscribers:
            subscriber(history, event)

    def _begin(self, event: LoanDrawn) -> None:
        plan = self.expected.pop(event.loan_id, None)
        if plan is None:
            return
        history = LoanHistory(plan, event.loan_id, event.drawn_at)
        history.unbilled_minor = history.outstanding_minor = event.terms.principal_minor
        self.histories[event.loan_id] = history

    def __iter__(self) -> Iterator[LoanHistory]:
        """Every loan that was drawn, in order."""
        return iter(self.histories.values())

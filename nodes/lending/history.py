"""What happened to each loan so far, from the loan book's events alone.

Trusts the contract for what is due; the due seconds are computed as it computes them.
Never asks the chain: who follows the events knows what stands in storage.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from chain.abi import Address
from chain.clients.events import (
    InstalmentBilled,
    InstalmentLate,
    LoanAccelerated,
    LoanAssigned,
    LoanDrawn,
    LoanPaid,
    LoanPrepaid,
    LoanRateReset,
    LoanRestructured,
    LoanStatusChanged,
    LoanWrittenOff,
)
from chain.clients.types import LoanStatus
from chain.ledger import Outcome
from finance.schedules.instalments import InstalmentTerms, due_date
from nodes.network import Network
from nodes.scenario.loan_plans import Agreement, Loan, Share
from nodes.scenario.world import Bank

_DAY_S = 86_400
_EPOCH = date(1970, 1, 1)
_RUNNING = (LoanStatus.ACTIVE, LoanStatus.LATE)
_OVER = (LoanStatus.CLOSED, LoanStatus.WRITTEN_OFF)


@dataclass(slots=True, eq=False)
class LoanHistory:
    """One loan since its drawdown. Amounts in minor units of its currency.

    agreed, terms, start_at_s: the schedule that it is on, with its principal, and the second from which that counts;
    offered: the one that both sides have signed, until the chain says that it is on it; lender, shares: who lends
    now; rate_ppm: of the running period; billed, open, late: due dates of the present schedule that came, that are
    unpaid and when they were due, and that outlived their grace; before_billed, before_late: those of schedules before
    it.
    """

    plan: Loan
    loan_id: bytes
    drawn_at_s: int
    agreed: Agreement
    terms: InstalmentTerms
    start_at_s: int
    lender: Bank
    shares: tuple[Share, ...] = ()
    rate_ppm: int = 0
    status: LoanStatus = LoanStatus.ACTIVE
    billed: int = 0
    before_billed: int = 0
    before_late: int = 0
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
    prepaid_minor: int = 0
    assignments: int = 0
    restructurings: int = 0
    offered: Agreement | None = None
    open: dict[int, int] = field(default_factory=dict)
    late: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, plan: Loan, loan_id: bytes, drawn_at_s: int, rate_ppm: int) -> LoanHistory:
        """A loan in the second of its drawdown."""
        history = cls(
            plan, loan_id, drawn_at_s, plan.agreed, plan.terms, drawn_at_s, plan.lender, plan.shares, rate_ppm
        )
        history.unbilled_minor = history.outstanding_minor = plan.terms.principal_minor
        return history

    @property
    def is_running(self) -> bool:
        """Whether due dates still come."""
        return self.status in _RUNNING

    @property
    def is_over(self) -> bool:
        """Whether nothing will be paid any more."""
        return self.status in _OVER

    @property
    def rate_index(self) -> str:
        """The index that its rate follows now; empty for a fixed rate."""
        floating = self.agreed.floating
        return floating.index if floating else ""

    @property
    def instalments(self) -> int:
        """Due dates in all: those of the present schedule, and those that came before it."""
        return self.before_billed + self.terms.instalments

    @property
    def came(self) -> int:
        """How many of them have come."""
        return self.before_billed + self.billed

    @property
    def missed(self) -> int:
        """How many of these outlived their grace."""
        return self.before_late + len(self.late)

    def due_at_s(self, index: int) -> int:
        """The second of due date `index`: the time of day of the start, on the day that the calendar says."""
        day = due_date(self.terms, day_of(self.start_at_s), index)
        return (day - _EPOCH).days * _DAY_S + self.start_at_s % _DAY_S

    @property
    def next_due_at_s(self) -> int | None:
        """When the next one comes that is not billed."""
        comes = self.is_running and self.billed < self.terms.instalments and self.unbilled_minor > 0
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
            case LoanPrepaid():
                self.unbilled_minor = event.unbilled_minor
                self.prepaid_minor += event.principal_minor
            case LoanRateReset():
                self.rate_ppm = event.rate_ppm
            case LoanRestructured():
                self._restructure(event)
            case _:
                return

    def assign(self, seller: Bank, buyer: Bank) -> None:
        """Another bank lends in the place of one."""
        self.assignments += 1
        if self.lender.id == seller.id:
            self.lender = buyer
        places = [place for place, share in enumerate(self.shares) if share.bank.id == seller.id][:1]
        self.shares = tuple(
            replace(share, bank=buyer) if place in places else share for place, share in enumerate(self.shares)
        )

    def _restructure(self, event: LoanRestructured) -> None:
        """All that was owed is the principal of a new schedule. A due date within its grace is none any more."""
        self.restructurings += 1
        self.agreed = self.offered or self.agreed
        self.terms = replace(self.agreed.terms, principal_minor=event.principal_minor)
        self.before_billed += self.billed - sum(index not in self.late for index in self.open)
        self.before_late += len(self.late)
        self.billed = self.due_minor = 0
        self.open, self.late = {}, set()
        self.unbilled_minor = self.outstanding_minor = event.principal_minor
        self.rate_ppm = event.rate_ppm

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


def day_of(at_s: int) -> date:
    """The UTC day of a second."""
    return _EPOCH + timedelta(days=at_s // _DAY_S)


Subscriber = Callable[[LoanHistory, Any], None]


@dataclass(slots=True, eq=False)
class LoanBookView:
    """Everybody's view of the loan book. lenders: every bank by its address; expected: loans that are about to be
    drawn, by their ids; histories: those that were, in order; subscribers: hear of each event after it was applied."""

    network: Network
    lenders: Mapping[Address, Bank]
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
                self._take(item.event, outcome.timestamp_s)

    def _take(self, event: Any, at_s: int) -> None:
        loan_id = getattr(event, "loan_id", None)
        if isinstance(event, LoanDrawn):
            self._begin(event)
        history = self.histories.get(loan_id) if isinstance(loan_id, bytes) else None
        if history is None:
            return
        history.apply(event)
        if isinstance(event, LoanAssigned):
            history.assign(self.lenders[event.from_], self.lenders[event.to])
        elif isinstance(event, LoanRestructured):
            history.start_at_s = at_s
        for subscriber in self.subscribers:
            subscriber(history, event)

    def _begin(self, event: LoanDrawn) -> None:
        plan = self.expected.pop(event.loan_id, None)
        if plan is None:
            return
        self.histories[event.loan_id] = LoanHistory.of(plan, event.loan_id, event.drawn_at, event.rate_ppm)

    def __iter__(self) -> Iterator[LoanHistory]:
        """Every loan that was drawn, in order."""
        return iter(self.histories.values())

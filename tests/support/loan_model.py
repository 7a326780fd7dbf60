"""A plain model of one loan: which events each act gives in a second, and where the loan stands after it.

Trusts `finance.schedules.instalments` for the bills, and whoever asks for what the borrower has and who is stopped.
Never reads the chain: its clock, its arrears and its mandate are its own.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from actors import IMPORTER
from small_network import DAY_S

from chain.clients.events import (
    InstalmentBilled,
    InstalmentLate,
    LoanAccelerated,
    LoanPaid,
    LoanPrepaid,
    LoanRestructured,
    LoanStatusChanged,
    LoanWrittenOff,
)
from chain.clients.types import LoanStatus, Schedule
from chain.events import Event
from finance.schedules.instalments import InstalmentTerms, Position, called_in, drawn_down, due_date, next_bill, prepaid

EPOCH = date(1970, 1, 1)
RUNNING = (LoanStatus.ACTIVE, LoanStatus.LATE)


@dataclass(frozen=True, slots=True)
class Way:
    """What stands between the borrower and its lenders in the second of an act."""

    free_minor: int
    """What the borrower has and may spend."""
    reserves_minor: int
    """What its bank has of central-bank money for the others; plenty where there are none."""
    is_stopped: bool
    """Whether its money is paused, or its bank or a lender suspended."""
    is_suspended: bool
    """Whether the borrower itself is."""

    def is_banks(self, needed_minor: int) -> bool:
        """Whether only the banks keep `needed_minor` from going through."""
        is_short = needed_minor <= self.free_minor and needed_minor > self.reserves_minor
        return self.is_stopped or (is_short and not self.is_suspended)

    def payable(self, needed_minor: int, due_minor: int, limit_minor: int) -> int:
        """What goes through of what is due, where so much was needed before anybody was late."""
        paid_minor = min(due_minor, limit_minor, self.free_minor)
        is_blocked = self.is_banks(needed_minor) or self.is_suspended or paid_minor > self.reserves_minor
        return 0 if is_blocked else paid_minor


@dataclass(slots=True)
class LoanModel:
    """Each act answers with its events in order; nothing where the contract has to refuse it."""

    loan_id: bytes
    terms: InstalmentTerms
    position: Position
    start_s: int
    grace_s: int
    late_fee_minor: int
    default_after_s: int
    mandate_minor: int
    mandate_ends_s: int
    status: LoanStatus = LoanStatus.ACTIVE
    fee_minor: int = 0
    interest_minor: int = 0
    principal_minor: int = 0
    judged: int = 0
    excused: int = 0
    overdue_since_s: int = 0

    @property
    def due_minor(self) -> int:
        """What is billed and unpaid, with the fees."""
        return self.fee_minor + self.interest_minor + self.principal_minor

    @property
    def is_running(self) -> bool:
        """Whether due dates still come."""
        return self.status in RUNNING

    def due_s(self, index: int) -> int:
        """The second of a due date: the drawdown's second of its day."""
        return (due_date(self.terms, self.position.start, index) - EPOCH).days * DAY_S + self.start_s % DAY_S

    @property
    def next_due_s(self) -> int:
        """The due date that comes next; zero where there is none."""
        return self.due_s(self.position.billed + 1) if self.position.unbilled_ray and self.is_running else 0

    def collect(self, at_s: int, way: Way) -> Iterator[Event]:
        """By mandate: exactly what is due, is free and is left of it, whichever is least."""
        if not self.is_running and self.status is not LoanStatus.RECOVERING:
            return
        limit_minor = 0 if at_s > self.mandate_ends_s else self.mandate_minor
        for event in self._pay_due(at_s, way, limit_minor):
            if isinstance(event, LoanPaid):
                self.mandate_minor -= event.fee_minor + event.interest_minor + event.principal_minor
            yield event

    def repay(self, at_s: int, way: Way, amount_minor: int) -> Iterator[Event]:
        """By hand, in default too."""
        if self.is_running or self.status in (LoanStatus.DEFAULTED, LoanStatus.RECOVERING):
            yield from self._pay_due(at_s, way, amount_minor)

    def prepay(self, at_s: int, way: Way, amount_minor: int) -> Iterator[Event]:
        """Principal that is not due, all of the amount or nothing."""
        yield from self._up_to(at_s, way)
        if not self.is_running or self.due_minor or amount_minor >= self.position.unbilled_minor:
            return
        if way.payable(0, amount_minor, amount_minor) < amount_minor:
            return
        self.position = prepaid(self.terms, self.position, amount_minor, day_of(at_s))
        yield LoanPaid(self.loan_id, IMPORTER.address, 0, 0, amount_minor, 0)
        left = self.position
        yield LoanPrepaid(self.loan_id, IMPORTER.address, amount_minor, left.unbilled_minor, left.instalment_ray)
        yield from self._settle()

    def close_early(self, at_s: int, way: Way) -> Iterator[Event]:
        """Everything at once, or nothing."""
        needed_minor = yield from self._up_to(at_s, way)
        if not self.is_running:
            return
        interest_minor, principal_minor = called_in(self.terms, self.position, day_of(at_s))
        owed_minor = self.due_minor + interest_minor + principal_minor
        if way.payable(needed_minor, owed_minor, owed_minor) < owed_minor:
            return
        yield self._accelerate(at_s)
        yield from self._pay(owed_minor)

    def declare_default(self, at_s: int, way: Way) -> Iterator[Event]:
        """By the lender, once it is overdue for long enough."""
        yield from self._up_to(at_s, way)
        if self.status is LoanStatus.LATE and at_s > self.overdue_since_s + self.default_after_s:
            yield from self._become(LoanStatus.DEFAULTED)

    def recover(self, at_s: int, way: Way) -> Iterator[Event]:
        """Everything is due."""
        if self.status is LoanStatus.DEFAULTED:
            yield self._accelerate(at_s)
            yield from self._become(LoanStatus.RECOVERING)
            yield from self._settle()

    def write_off(self, at_s: int, way: Way) -> Iterator[Event]:
        """What is left is given up."""
        if self.status is LoanStatus.RECOVERING:
            yield LoanWrittenOff(self.loan_id, self.fee_minor, self.interest_minor, self.principal_minor)
            self.fee_minor = self.interest_minor = self.principal_minor = 0
            yield from self._become(LoanStatus.WRITTEN_OFF)

    def restructure(self, at_s: int, way: Way, number: int, paper: Schedule, terms: InstalmentTerms) -> Iterator[Event]:
        """All that is owed is the principal of new terms from now on."""
        if self.status is not LoanStatus.DEFAULTED:
            yield from self._up_to(at_s, way)
            if not self.is_running:
                return
        self._accelerate(at_s)
        debt_minor, capitalised_minor = self.due_minor, self.fee_minor + self.interest_minor
        yield from self._become(LoanStatus.ACTIVE)
        rate_ppm = paper.rate_bps * 100
        yield LoanRestructured(self.loan_id, number, paper, capitalised_minor, debt_minor, rate_ppm)
        self.fee_minor = self.interest_minor = self.principal_minor = 0
        self.judged = self.excused = self.overdue_since_s = 0
        self.terms, self.start_s = replace(terms, principal_minor=debt_minor), at_s
        self.position = drawn_down(self.terms, day_of(at_s), rate_ppm)

    def _pay_due(self, at_s: int, way: Way, limit_minor: int) -> Iterator[Event]:
        if not self.due_minor and not 0 < self.next_due_s <= at_s:
            return
        needed_minor = yield from self._advance(at_s, way)
        yield from self._pay(way.payable(needed_minor, self.due_minor, limit_minor))

    def _up_to(self, at_s: int, way: Way) -> Generator[Event, None, int]:
        """A running loan with what time has brought."""
        needed_minor = 0
        if self.is_running:
            needed_minor = yield from self._advance(at_s, way)
            yield from self._settle()
        return needed_minor

    def _advance(self, at_s: int, way: Way) -> Generator[Event, None, int]:
        """Bills and decides on lateness; answers what was due before that."""
        while 0 < self.next_due_s <= at_s:
            yield self._bill()
        needed_minor = self.due_minor
        if not way.is_banks(needed_minor):
            yield from self._judge(at_s)
        elif needed_minor <= way.free_minor:
            self.excused = self.position.billed
        return needed_minor

    def _bill(self) -> Event:
        bill, self.position = next_bill(self.terms, self.position)
        due_s = self.due_s(bill.index)
        self.interest_minor += bill.interest_minor - bill.capitalised_minor
        self.principal_minor += bill.principal_minor
        if bill.payment_minor and not self.overdue_since_s:
            self.overdue_since_s = due_s
        amounts = bill.interest_minor, bill.principal_minor, bill.capitalised_minor, bill.outstanding_after_minor
        return InstalmentBilled(self.loan_id, bill.index, due_s, *amounts)

    def _judge(self, at_s: int) -> Iterator[Event]:
        """One late event and one fee for each due date missed."""
        while self.judged < self.position.billed and at_s > self.due_s(self.judged + 1) + self.grace_s:
            self.judged += 1
            due_s = self.due_s(self.judged)
            if self.judged > self.excused and 0 < self.overdue_since_s <= due_s:
                self.fee_minor += self.late_fee_minor
                yield InstalmentLate(self.loan_id, self.judged, due_s, self.late_fee_minor)
                if self.is_running:
                    yield from self._become(LoanStatus.LATE)

    def _accelerate(self, at_s: int) -> Event:
        interest_minor, principal_minor = called_in(self.terms, self.position, day_of(at_s))
        self.interest_minor += interest_minor
        self.principal_minor += principal_minor
        self.judged, self.position = self.position.billed, replace(self.position, unbilled_ray=0)
        return LoanAccelerated(self.loan_id, interest_minor, principal_minor)

    def _pay(self, paid_minor: int) -> Iterator[Event]:
        """Fees before interest before principal."""
        if paid_minor:
            fee_minor = min(paid_minor, self.fee_minor)
            interest_minor = min(paid_minor - fee_minor, self.interest_minor)
            principal_minor = paid_minor - fee_minor - interest_minor
            self.fee_minor -= fee_minor
            self.interest_minor -= interest_minor
            self.principal_minor -= principal_minor
            parts = fee_minor, interest_minor, principal_minor
            yield LoanPaid(self.loan_id, IMPORTER.address, *parts, self.due_minor)
        yield from self._settle()

    def _settle(self) -> Iterator[Event]:
        if self.due_minor or self.status is LoanStatus.DEFAULTED:
            return
        self.overdue_since_s, self.judged = 0, self.position.billed
        if not self.position.unbilled_ray:
            yield from self._become(LoanStatus.CLOSED)
        elif self.status is LoanStatus.LATE:
            yield from self._become(LoanStatus.ACTIVE)

    def _become(self, status: LoanStatus) -> Iterator[Event]:
        if status is not self.status:
            yield LoanStatusChanged(self.loan_id, self.status, status)
            self.status = status


def day_of(at_s: int) -> date:
    """The day of a second."""
    return EPOCH + timedelta(days=at_s // DAY_S)

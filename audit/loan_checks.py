"""One loan while it is rebuilt, and what its terms say about each of its events.

Trusts the schedule of `finance.schedules`, computed from the signed terms alone.
Never moves money and never reads a balance: it is told what the borrower had.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from audit.books import Loan
from audit.findings import Finding, found
from audit.record import RecordedTransaction
from chain.clients.events import (
    CollectionShort,
    InstalmentCollected,
    InstalmentLate,
    LoanClosed,
    LoanFunded,
    LoanRecovered,
)
from chain.clients.types import LoanState, LoanStatus, LoanTerms, ShortReason
from chain.events import Event
from finance.schedules.instalments import Instalment, InstalmentTerms, Shape, TermsError, schedule

DAY_S = 86_400
EXCUSES = (ShortReason.LENDER_SUSPENDED, ShortReason.MONEY_PAUSED)
"""Of the lender's side: what such a reason alone keeps from being paid is not the borrower's lateness."""


@dataclass(slots=True)
class LoanDraft:
    """A loan after the events read so far.

    late_index: the last instalment charged as late; excused_index: the last one that only the lender's suspension or a
    pause kept from being paid, and which is never late; expected: the event that must still follow in the same
    transaction; schedule: empty where the terms are outside the proven range.
    """

    loan_id: bytes
    terms: LoanTerms
    funded_at: int
    schedule: tuple[Instalment, ...]
    outstanding_minor: int
    status: LoanStatus = LoanStatus.ACTIVE
    paid: int = 0
    interest_minor: int = 0
    fees_minor: int = 0
    late_index: int = 0
    excused_index: int = 0
    on_time: int = 0
    late: int = 0
    short: int = 0
    expected: type[Event] | None = None

    @property
    def is_open(self) -> bool:
        """Whether instalments may still be collected."""
        return self.status in (LoanStatus.ACTIVE, LoanStatus.LATE)

    def due_at(self, index: int) -> int:
        """The due second of an instalment, UTC."""
        return self.funded_at + index * self.terms.period_days * DAY_S

    def grace_ends(self, index: int) -> int:
        """The last second in which an instalment is on time, UTC."""
        return self.due_at(index) + self.terms.grace_s

    def fee_due(self, index: int) -> int:
        """The late fee that stands on an instalment, in minor units."""
        return self.terms.late_fee_minor if self.late_index == index else 0

    def take_late(self, event: InstalmentLate) -> None:
        """An instalment missed its grace."""
        self.status, self.late_index = LoanStatus.LATE, event.index
        self.late += 1

    def take_short(self, event: CollectionShort) -> None:
        """Nothing was collected; what only the lender's side kept from being paid is excused."""
        self.short += 1
        could_pay = event.available_minor >= event.needed_minor
        if event.reason in EXCUSES and could_pay and self.late_index < event.index:
            self.excused_index = event.index

    def is_late(self, index: int, now_s: int) -> bool:
        """Whether an instalment paid at second `now_s` is late."""
        return now_s > self.grace_ends(index) and self.excused_index < index

    def take_collected(self, event: InstalmentCollected, timestamp_s: int) -> None:
        """An instalment was paid; says which event must follow."""
        self.paid = event.index
        self.outstanding_minor -= event.principal_minor
        self.interest_minor += event.interest_minor
        self.fees_minor += event.fee_minor
        self.on_time += event.on_time
        if event.index == self.terms.instalments:
            self.expected = LoanClosed
        elif self.status is LoanStatus.LATE and timestamp_s <= self.grace_ends(event.index + 1):
            self.expected = LoanRecovered

    def freeze(self) -> Loan:
        """The loan as it stands."""
        state = LoanState(
            self.status, self.paid, self.funded_at, self.outstanding_minor, self.interest_minor, self.fees_minor
        )
        return Loan(self.terms, state, self.on_time, self.late, self.short)


def open_loan(event: LoanFunded) -> tuple[LoanDraft, str | None]:
    """The loan just funded, and why its schedule cannot be computed, if it cannot."""
    terms, why = event.terms, None
    try:
        bills = schedule(
            InstalmentTerms(
                terms.principal_minor,
                terms.annual_rate_bps,
                terms.day_count_basis,
                terms.period_days,
                terms.instalments,
                Shape(terms.shape),
            )
        )
    except TermsError as error:
        bills, why = (), f"the schedule cannot be computed: {error}"
    return LoanDraft(event.loan_id, terms, event.funded_at, bills, terms.principal_minor), why


def check_collected(transaction: RecordedTransaction, loan: LoanDraft, event: InstalmentCollected) -> Iterator[Finding]:
    """An instalment was collected in its turn, not early, for what the terms say, on time or late as the clock says."""
    now_s, index = transaction.timestamp_s, event.index
    if index != loan.paid + 1 or now_s < loan.due_at(index):
        message = f"instalment {index} collected at second {now_s}, after {loan.paid} paid, due {loan.due_at(index)}"
        yield found("loan-order", transaction, loan.loan_id, message)
    bill = _bill(loan, index)
    if bill is not None and (event.interest_minor, event.principal_minor) != (
        bill.interest_minor,
        bill.principal_minor,
    ):
        message = f"instalment {index}: interest {event.interest_minor}, principal {event.principal_minor}; "
        message += f"the terms say {bill.interest_minor} and {bill.principal_minor}"
        yield found("loan-schedule", transaction, loan.loan_id, message)
    if event.outstanding_minor != loan.outstanding_minor - event.principal_minor:
        message = (
            f"{event.outstanding_minor} outstanding; billed leaves {loan.outstanding_minor - event.principal_minor}"
        )
        yield found("loan-outstanding", transaction, loan.loan_id, message)
    is_late = loan.is_late(index, now_s)
    if event.on_time == is_late or event.fee_minor != loan.fee_due(index) or (is_late and loan.late_index != index):
        message = f"instalment {index}: on time {event.on_time}, fee {event.fee_minor}; at second {now_s} of "
        message += f"{loan.grace_ends(index)} the fee is {loan.fee_due(index)}"
        yield found("loan-lateness", transaction, loan.loan_id, message)


def check_late(
    transaction: RecordedTransaction, loan: LoanDraft, event: InstalmentLate, excused: bool
) -> Iterator[Finding]:
    """An instalment is charged as late once, after its grace, with the agreed fee, while the lender could collect."""
    index = event.index
    stated = index, event.due_at, event.late_fee_minor
    agreed = loan.paid + 1, loan.due_at(index), loan.terms.late_fee_minor
    is_late = loan.is_late(index, transaction.timestamp_s) and not excused
    if stated != agreed or not is_late or loan.late_index >= index:
        message = f"index, due second and fee {stated} at second {transaction.timestamp_s}; the terms say {agreed}, "
        message += f"grace until {loan.grace_ends(index)}, last charged {loan.late_index}, "
        message += f"excused {loan.excused_index}, lender hindered {excused}"
        yield found("loan-lateness", transaction, loan.loan_id, message)


def check_short(
    transaction: RecordedTransaction, loan: LoanDraft, event: CollectionShort, available_minor: int, reason: ShortReason
) -> Iterator[Finding]:
    """Nothing was collected because of the lender's or the borrower's standing, a pause, a freeze or the balance."""
    if event.index != loan.paid + 1 or transaction.timestamp_s < loan.due_at(event.index):
        yield found("loan-order", transaction, loan.loan_id, f"instalment {event.index} was not the one due")
    bill = _bill(loan, event.index)
    needed_minor = bill.payment_minor + loan.fee_due(event.index) if bill else event.needed_minor
    stated = event.reason, event.available_minor, event.needed_minor
    by_amount = reason in (ShortReason.INSUFFICIENT_BALANCE, ShortReason.BORROWER_FROZEN)
    if stated != (reason, available_minor, needed_minor) or (by_amount and available_minor >= needed_minor):
        message = f"{event.reason.name}, had {event.available_minor} of {event.needed_minor}; "
        message += f"the books say {reason.name}, {available_minor} of {needed_minor}"
        yield found("loan-short", transaction, loan.loan_id, message)


def _bill(loan: LoanDraft, index: int) -> Instalment | None:
    """The instalment as the terms have it; None beyond the schedule, which the order of instalments finds."""
    return loan.schedule[index - 1] if 0 < index <= len(loan.schedule) else None

"""What time does to a loan: bills, resets of its rate, lateness.

Trusts `finance.schedules.instalments` for each bill, and the clock of the block for the rest.
Never makes a due date late twice, or one within its grace.
"""

from __future__ import annotations

from audit.loans.act import Act
from audit.loans.agreed import rate_on
from audit.loans.indices import IndicesDraft
from audit.loans.loan import DAY_S, LoanDraft
from chain.clients.events import InstalmentBilled, InstalmentLate, LoanRateReset, LoanStatusChanged
from chain.clients.types import LoanStatus
from finance.schedules.instalments import next_bill, reset

DUE_DATES_MAX = 24
"""Which one call bills, and over which it decides."""


def bill_due(act: Act, loan: LoanDraft, indices: IndicesDraft) -> None:
    """Bills every due date that has come, as far as one call goes."""
    for _ in range(DUE_DATES_MAX):
        if not loan.is_behind(act.now_s):
            return
        _bill_next(act, loan)
        if loan.next_due_at and loan.schedule.rate_index:
            _reset(act, loan, indices)


def judge(act: Act, loan: LoanDraft) -> None:
    """Decides for each due date whose grace is over whether it was missed."""
    for _ in range(DUE_DATES_MAX):
        if not loan.is_unjudged(act.now_s):
            return
        loan.judged += 1
        index, due_at = loan.judged, loan.due_at(loan.judged)
        if not 0 < loan.overdue_since <= due_at or index <= loan.excused:
            loan.tally.on_time += 1
            continue
        loan.tally.late += 1
        loan.fee_minor += loan.terms.late_fee_minor
        act.say(InstalmentLate(loan.loan_id, index, due_at, loan.terms.late_fee_minor))
        if loan.is_running:
            set_status(act, loan, LoanStatus.LATE)


def set_status(act: Act, loan: LoanDraft, status: LoanStatus) -> None:
    """The loan goes where its table of states leads."""
    if loan.status is not status:
        act.say(LoanStatusChanged(loan.loan_id, loan.status, status))
        loan.status = status


def settle_status(act: Act, loan: LoanDraft) -> None:
    """Once nothing is due: the loan is current again, or repaid. In default it waits for its lender."""
    if loan.due_minor or loan.status is LoanStatus.DEFAULTED:
        return
    loan.tally.on_time += loan.position.billed - loan.judged
    loan.overdue_since, loan.judged = 0, loan.position.billed
    if not loan.position.unbilled_ray:
        set_status(act, loan, LoanStatus.CLOSED)
    elif loan.status is LoanStatus.LATE:
        set_status(act, loan, LoanStatus.ACTIVE)


def _bill_next(act: Act, loan: LoanDraft) -> None:
    bill, loan.position = next_bill(loan.figures, loan.position)
    loan.last_due_at = loan.next_due_at
    loan.interest_minor += bill.interest_minor - bill.capitalised_minor
    loan.principal_minor += bill.principal_minor
    if bill.payment_minor and not loan.overdue_since:
        loan.overdue_since = loan.last_due_at
    loan.next_due_at = loan.due_at(bill.index + 1) if loan.position.unbilled_ray else 0
    loan.tally.billed += 1
    loan.tally.capitalised_minor += bill.capitalised_minor
    act.say(
        InstalmentBilled(
            loan.loan_id,
            bill.index,
            loan.last_due_at,
            bill.interest_minor,
            bill.principal_minor,
            bill.capitalised_minor,
            bill.outstanding_after_minor,
        )
    )


def _reset(act: Act, loan: LoanDraft, indices: IndicesDraft) -> None:
    rate_ppm = rate_on(indices, loan.terms.currency, loan.schedule, loan.last_due_at // DAY_S)
    if rate_ppm is not None:
        loan.position = reset(loan.figures, loan.position, rate_ppm)
    billed = loan.position.billed
    act.say(LoanRateReset(loan.loan_id, billed, loan.position.rate_ppm, rate_ppm is not None))

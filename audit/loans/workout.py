"""Loans that are not repaid as agreed: default, recovery, write-off, a new schedule.

Trusts the sender of the transaction to be who acts, and holds it to be the lender, active.
Never lets a lender call a loan in, or give it up, from a state that does not lead there.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy

from audit.loans.act import Act
from audit.loans.agreed import figures_of, rate_on, schedule_faults
from audit.loans.clock import set_status, settle_status
from audit.loans.loan import LoanDraft, Refused, day_number
from audit.loans.paying import advance
from audit.loans.servicing import call_in, current
from audit.loans.world import World
from chain.clients.events import LoanAccelerated, LoanRestructured, LoanWrittenOff
from chain.clients.types import LoanAct, LoanRefusal, LoanRestructuring, LoanStatus


class Workouts:
    """Carries a lender's acts out on the loans as rebuilt."""

    def __init__(self, world: World, loans: Mapping[bytes, LoanDraft]) -> None:
        self._world, self._loans = world, loans

    def declare_default(self, act: Act, loan_id: bytes) -> None:
        """A loan is overdue for so long."""
        loan = self._lent(act, loan_id)
        if loan is None:
            return
        if loan.is_running:
            advance(self._world, act, loan)
            settle_status(act, loan)
        if loan.status is not LoanStatus.LATE:
            raise Refused(LoanAct.DECLARE_DEFAULT, LoanRefusal.WRONG_STATUS)
        if act.now_s <= loan.overdue_since + loan.terms.default_after_s:
            raise Refused(LoanAct.DECLARE_DEFAULT, LoanRefusal.TOO_SOON)
        set_status(act, loan, LoanStatus.DEFAULTED)

    def recover(self, act: Act, loan_id: bytes) -> None:
        """Everything is due at once."""
        loan = self._lent(act, loan_id)
        if loan is None:
            return
        if loan.status is not LoanStatus.DEFAULTED:
            raise Refused(LoanAct.RECOVER, LoanRefusal.WRONG_STATUS)
        act.say(LoanAccelerated(loan_id, *call_in(loan, act.now_s)))
        set_status(act, loan, LoanStatus.RECOVERING)
        settle_status(act, loan)

    def write_off(self, act: Act, loan_id: bytes) -> None:
        """What is left is given up."""
        loan = self._lent(act, loan_id)
        if loan is None:
            return
        if loan.status is not LoanStatus.RECOVERING:
            raise Refused(LoanAct.WRITE_OFF, LoanRefusal.WRONG_STATUS)
        act.say(LoanWrittenOff(loan_id, loan.fee_minor, loan.interest_minor, loan.principal_minor))
        loan.tally.written_off_minor += loan.principal_minor
        loan.fee_minor = loan.interest_minor = loan.principal_minor = loan.overdue_since = 0
        set_status(act, loan, LoanStatus.WRITTEN_OFF)

    def restructure(self, act: Act, paper: LoanRestructuring, lender_signature: bytes, signature: bytes) -> None:
        """All that is owed goes on a new schedule."""
        loan = self._loans.get(paper.loan_id)
        if loan is None:
            act.object("loan-authority", paper.loan_id, "restructured, and nobody drew it down")
            return
        wallet = self._world.wallet_of(loan)
        if act.sender not in (loan.lender, wallet) or not self._world.is_lender(loan.lender, loan.terms.currency):
            act.object("loan-authority", paper.loan_id, f"restructured by {act.sender}, lent by {loan.lender}")
        self._world.require_signed(act, paper.loan_id, paper, loan.lender, lender_signature)
        self._world.require_signed(act, paper.loan_id, paper, wallet, signature)
        if loan.status is not LoanStatus.DEFAULTED:
            current(self._world, act, loan, LoanAct.RESTRUCTURE)
        reason, rate_ppm = self._hindrance(act, loan, paper)
        if reason is not LoanRefusal.NONE:
            raise Refused(LoanAct.RESTRUCTURE, reason)
        self._begin_anew(act, loan, paper, rate_ppm)

    def _hindrance(self, act: Act, loan: LoanDraft, paper: LoanRestructuring) -> tuple[LoanRefusal, int]:
        """Why it may not be done now, and the rate from now on."""
        if paper.number != loan.restructurings:
            return LoanRefusal.USED, 0
        if act.now_s > paper.signed_until:
            return LoanRefusal.EXPIRED, 0
        rate_ppm = rate_on(self._world.indices, loan.terms.currency, paper.schedule, day_number(act.now_s))
        if rate_ppm is None:
            return LoanRefusal.RATE_MISSING, 0
        trial = copy(loan)
        call_in(trial, act.now_s)
        return LoanRefusal.ABOVE_DEBT if trial.due_minor > paper.debt_minor_max else LoanRefusal.NONE, rate_ppm

    def _begin_anew(self, act: Act, loan: LoanDraft, paper: LoanRestructuring, rate_ppm: int) -> None:
        call_in(loan, act.now_s)
        debt_minor, capitalised_minor = loan.due_minor, loan.fee_minor + loan.interest_minor
        faults = list(schedule_faults(paper.schedule, debt_minor, loan.terms.grace_s))
        if faults:
            act.object("loan-terms", paper.loan_id, "; ".join(faults))
            return
        loan.restructurings += 1
        loan.tally.capitalised_minor += capitalised_minor
        set_status(act, loan, LoanStatus.ACTIVE)
        said = paper.number, paper.schedule, capitalised_minor, debt_minor, rate_ppm
        act.say(LoanRestructured(paper.loan_id, *said))
        loan.begin(paper.schedule, figures_of(paper.schedule, debt_minor), rate_ppm, act.now_s)

    def _lent(self, act: Act, loan_id: bytes) -> LoanDraft | None:
        loan = self._loans.get(loan_id)
        is_lenders = loan is not None and act.sender == loan.lender
        if loan is None or not is_lenders or not self._world.is_lender(act.sender, loan.terms.currency):
            act.object("loan-authority", loan_id, f"an act of its lender by {act.sender}")
        return loan

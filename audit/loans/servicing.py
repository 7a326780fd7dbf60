"""What borrowers pay by hand: what is due, principal before it is due, or everything at once.

Trusts the sender of the transaction to be who pays, and holds it to be the borrower's key.
Never takes a wallet above its step-up by one key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from audit.loans.act import Act
from audit.loans.clock import settle_status
from audit.loans.loan import LoanDraft, Refused, day_of
from audit.loans.paying import advance, is_ready, move, pay, pay_by_hand, payable_minor, say_short
from audit.loans.routes import Route
from audit.loans.world import World
from chain.clients.events import LoanAccelerated, LoanPrepaid
from chain.clients.types import LoanAct, LoanRefusal, LoanStatus
from finance.schedules.instalments import called_in, prepaid

_REPAYABLE = (LoanStatus.DEFAULTED, LoanStatus.RECOVERING)


class Servicing:
    """Carries a borrower's payments out on the loans as rebuilt."""

    def __init__(self, world: World, loans: Mapping[bytes, LoanDraft]) -> None:
        self._world, self._loans = world, loans

    def repay(self, act: Act, loan_id: bytes, amount_minor: int) -> None:
        """What is due, up to an amount."""
        loan = self._borrowed(act, loan_id, amount_minor)
        if loan is None:
            return
        if not loan.is_running and loan.status not in _REPAYABLE:
            raise Refused(LoanAct.REPAY, LoanRefusal.WRONG_STATUS)
        if not loan.due_minor and not loan.is_behind(act.now_s):
            raise Refused(LoanAct.REPAY, LoanRefusal.NOTHING_DUE)
        route = advance(self._world, act, loan)
        self._world.require_below_step_up(act, loan_id, route.account, amount_minor)
        pay_by_hand(act, loan, route, amount_minor if is_ready(act, loan, route) else 0)

    def prepay(self, act: Act, loan_id: bytes, amount_minor: int) -> None:
        """Principal before it is due."""
        loan = self._borrowed(act, loan_id, amount_minor)
        if loan is None:
            return
        route = current(self._world, act, loan, LoanAct.PREPAY)
        if loan.due_minor:
            raise Refused(LoanAct.PREPAY, LoanRefusal.ARREARS_OPEN)
        if amount_minor >= loan.position.unbilled_minor:
            raise Refused(LoanAct.PREPAY, LoanRefusal.ABOVE_DEBT)
        self._world.require_below_step_up(act, loan_id, route.account, amount_minor)
        if payable_minor(act, loan, route, amount_minor, amount_minor) < amount_minor:
            say_short(act, loan, route, amount_minor)
            return
        loan.position = prepaid(loan.figures, loan.position, amount_minor, day_of(act.now_s))
        loan.principal_minor = amount_minor
        pay(act, loan, route, amount_minor)
        position = loan.position
        left = position.unbilled_minor, position.instalment_ray
        act.say(LoanPrepaid(loan_id, route.account.wallet, amount_minor, *left))
        settle_status(act, loan)
        move(act, loan, route, amount_minor)

    def close_early(self, act: Act, loan_id: bytes) -> None:
        """Everything, with interest up to today."""
        loan = self._borrowed(act, loan_id, 1)
        if loan is None:
            return
        route = current(self._world, act, loan, LoanAct.CLOSE_EARLY)
        interest_minor, principal_minor = called_in(loan.figures, loan.position, day_of(act.now_s))
        owed_minor = loan.due_minor + interest_minor + principal_minor
        self._world.require_below_step_up(act, loan_id, route.account, owed_minor)
        if payable_minor(act, loan, route, owed_minor, owed_minor) < owed_minor:
            say_short(act, loan, route, owed_minor)
            return
        call_in(loan, act.now_s)
        act.say(LoanAccelerated(loan_id, interest_minor, principal_minor))
        pay_by_hand(act, loan, route, owed_minor)

    def _borrowed(self, act: Act, loan_id: bytes, amount_minor: int) -> LoanDraft | None:
        loan = self._loans.get(loan_id)
        wallet = self._world.wallet_of(loan) if loan else None
        if act.sender != wallet or not amount_minor:
            act.object("loan-authority", loan_id, f"{amount_minor} paid by {act.sender}; it is the loan of {wallet}")
        return loan


def current(world: World, act: Act, loan: LoanDraft, kind: LoanAct) -> Route:
    """Brings a running loan up to now; Refused for another one, or where one call does not do."""
    if not loan.is_running:
        raise Refused(kind, LoanRefusal.WRONG_STATUS)
    route = advance(world, act, loan)
    settle_status(act, loan)
    if not loan.is_running:
        raise Refused(kind, LoanRefusal.WRONG_STATUS)
    if not is_ready(act, loan, route):
        raise Refused(kind, LoanRefusal.BEHIND_CLOCK)
    return route


def call_in(loan: LoanDraft, now_s: int) -> tuple[int, int]:
    """Everything is due from now on; the interest and the principal that become so."""
    interest_minor, principal_minor = called_in(loan.figures, loan.position, day_of(now_s))
    loan.interest_minor += interest_minor
    loan.principal_minor += principal_minor
    loan.position = replace(loan.position, unbilled_ray=0, accrued_ray=0, carry_ray=0)
    loan.next_due_at, loan.judged = 0, loan.position.billed
    return interest_minor, principal_minor

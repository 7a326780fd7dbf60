"""Collections by mandate, one by one and in batches, and what a lender pays the keeper for them.

Trusts the loans as they stand before the call.
Never lets a keeper be paid more than twice for a due date, or out of what the borrower owes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from audit.loans.act import Act
from audit.loans.clock import settle_status
from audit.loans.loan import LoanDraft
from audit.loans.paying import advance, is_ready, move, pay, payable_minor, say_short
from audit.loans.routes import Route
from audit.loans.world import World
from chain.abi import ZERO_ADDRESS, Address
from chain.clients.events import KeeperPaid, KeeperUnpaid, LoanActRefused
from chain.clients.types import LoanAct, LoanRefusal, LoanStatus

BATCH_MAX = 64
KEEPER_FEE = b"keeper-fee".ljust(32, b"\0")


@dataclass(slots=True)
class _Fee:
    """What one lender owes the keeper so far."""

    lender: Address = ZERO_ADDRESS
    currency: str = ""
    amount_minor: int = 0
    collections: int = 0


class Collections:
    """Carries collections out on the loans as rebuilt."""

    def __init__(self, world: World, loans: Mapping[bytes, LoanDraft]) -> None:
        self._world, self._loans = world, loans

    def collect(self, act: Act, loan_id: bytes) -> None:
        """One loan."""
        self.collect_batch(act, [loan_id])

    def collect_batch(self, act: Act, loan_ids: Sequence[bytes]) -> None:
        """Several; what stands in one's way stops no other."""
        if len(loan_ids) > BATCH_MAX:
            act.object("loan-collection", "batch", f"{len(loan_ids)} loans at once")
        fee = _Fee()
        for loan_id in loan_ids:
            fee = self._collect(act, loan_id, fee)
        self._pay_keeper(act, fee)

    def _collect(self, act: Act, loan_id: bytes, fee: _Fee) -> _Fee:
        loan = self._loans.get(loan_id)
        if loan is None or not (loan.is_running or loan.status is LoanStatus.RECOVERING):
            status = loan.status if loan else LoanStatus.NONE
            act.say(LoanActRefused(loan_id, LoanAct.COLLECT, status, LoanRefusal.WRONG_STATUS))
            return fee
        if not loan.due_minor and not loan.is_behind(act.now_s):
            act.say(LoanActRefused(loan_id, LoanAct.COLLECT, loan.status, LoanRefusal.NOTHING_DUE))
            return fee
        route = advance(self._world, act, loan)
        paid_minor = _pull(act, loan, route)
        settle_status(act, loan)
        if not paid_minor:
            return fee
        is_earned = loan.fee_index != loan.position.billed or not loan.due_minor
        loan.fee_index = loan.position.billed
        move(act, loan, route, paid_minor)
        return self._add_fee(act, loan, fee) if is_earned else fee

    def _add_fee(self, act: Act, loan: LoanDraft, fee: _Fee) -> _Fee:
        """Fees of one lender that follow each other are added up; those of another are paid before."""
        if (fee.lender, fee.currency) != (loan.lender, loan.terms.currency):
            self._pay_keeper(act, fee)
            fee = _Fee(loan.lender, loan.terms.currency)
        fee.amount_minor += loan.terms.keeper_fee_minor
        fee.collections += 1
        return fee

    def _pay_keeper(self, act: Act, fee: _Fee) -> None:
        if not fee.amount_minor or act.sender == fee.lender:
            return
        world, reserves = self._world, self._world.registry.money_of(fee.currency)
        account = world.account_of(act.sender, fee.currency)
        is_customer = account.bank != ZERO_ADDRESS
        if not is_customer and not world.may_hold(act.sender, fee.currency):
            return
        can_pay = account.bank == fee.lender or world.can_pay(act, fee.lender, fee.currency, fee.amount_minor)
        can_take = not is_customer or account.may_be_credited(act)
        said = fee.lender, act.sender, fee.amount_minor, fee.collections
        if not (world.may_hold(fee.lender, fee.currency) and can_take and can_pay):
            act.say(KeeperUnpaid(*said))
            return
        act.say(KeeperPaid(*said))
        if account.bank != fee.lender:
            act.transfer(reserves, fee.lender, account.bank if is_customer else act.sender, fee.amount_minor)
        if is_customer:
            act.credit(account.deposit, act.sender, fee.amount_minor, KEEPER_FEE)


def _pull(act: Act, loan: LoanDraft, route: Route) -> int:
    needed_minor = loan.due_minor
    if not needed_minor or not is_ready(act, loan, route):
        return 0
    limit_minor = loan.mandate.left_minor if act.now_s <= loan.mandate.ends_at else 0
    paid_minor = payable_minor(act, loan, route, needed_minor, limit_minor)
    if paid_minor < needed_minor:
        say_short(act, loan, route, needed_minor)
    if paid_minor:
        loan.mandate.left_minor -= paid_minor
        pay(act, loan, route, paid_minor)
    return paid_minor

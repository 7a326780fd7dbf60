"""How a loan, or a share of one, passes from bank to bank against central-bank money.

Trusts the signed bytes of the call for what the two banks agreed.
Never lets a bank pass on what it does not lend.
"""

from __future__ import annotations

from collections.abc import Mapping

from audit.loans.act import Act
from audit.loans.loan import ENDED, LoanDraft, Refused
from audit.loans.world import World
from chain.clients.events import LoanAssigned
from chain.clients.types import LoanAct, LoanAssignment, LoanRefusal


class Assignments:
    """Carries assignments out on the loans as rebuilt."""

    def __init__(self, world: World, loans: Mapping[bytes, LoanDraft]) -> None:
        self._world, self._loans = world, loans

    def assign(self, act: Act, paper: LoanAssignment, from_signature: bytes, to_signature: bytes) -> None:
        """Another bank lends from now on."""
        loan, world = self._loans.get(paper.loan_id), self._world
        if loan is None or paper.from_ not in loan.lenders:
            act.object("loan-authority", paper.loan_id, f"passed on by {paper.from_}, who does not lend")
            return
        currency = loan.terms.currency
        are_active = world.is_lender(paper.from_, currency) and world.is_lender(paper.to, currency)
        if act.sender not in (paper.from_, paper.to) or not are_active:
            act.object("loan-authority", paper.loan_id, f"passed on from {paper.from_} to {paper.to} by {act.sender}")
        world.require_signed(act, paper.loan_id, paper, paper.from_, from_signature)
        world.require_signed(act, paper.loan_id, paper, paper.to, to_signature)
        self._require_open(act, loan, paper)
        loan.assignments += 1
        place = 0 if loan.lender == paper.from_ else loan.lenders.index(paper.from_)
        if loan.members:
            loan.members[place].lender = paper.to
        if place == 0:
            loan.lender = paper.to
        act.say(LoanAssigned(paper.loan_id, paper.number, paper.from_, paper.to, paper.price_minor))
        if paper.price_minor:
            act.transfer(world.registry.money_of(currency), paper.to, paper.from_, paper.price_minor)

    def _require_open(self, act: Act, loan: LoanDraft, paper: LoanAssignment) -> None:
        if loan.status in ENDED:
            raise Refused(LoanAct.ASSIGN, LoanRefusal.WRONG_STATUS)
        if paper.number != loan.assignments:
            raise Refused(LoanAct.ASSIGN, LoanRefusal.USED)
        if act.now_s > paper.signed_until:
            raise Refused(LoanAct.ASSIGN, LoanRefusal.EXPIRED)
        if not self._world.can_pay(act, paper.to, loan.terms.currency, paper.price_minor):
            raise Refused(LoanAct.ASSIGN, LoanRefusal.CANNOT_PAY)

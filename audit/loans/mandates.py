"""Mandates under which loans collect themselves, from signature to revocation.

Trusts the signed bytes for what the borrower agreed to.
Never lets a mandate be used twice, or revoked without its notice.
"""

from __future__ import annotations

from collections.abc import Mapping

from audit.loans.act import Act
from audit.loans.loan import ENDED, LoanDraft, Mandate, Refused
from audit.loans.world import Account, World
from chain.abi import ZERO_ADDRESS
from chain.clients.events import MandateRevoked, MandateSet
from chain.clients.types import LoanAct, LoanMandate, LoanRefusal

NOTICE_S_MAX = 30 * 86_400
_SECONDS_MAX = 2**40 - 1


class Mandates:
    """Carries what borrowers say of their mandates out on the loans as rebuilt."""

    def __init__(self, world: World, loans: Mapping[bytes, LoanDraft]) -> None:
        self._world, self._loans = world, loans

    def set_mandate(self, act: Act, paper: LoanMandate, signature: bytes, step_up_signature: bytes) -> None:
        """Anyone brings a new mandate that the borrower signed."""
        loan = self._loans.get(paper.loan_id)
        if loan is None:
            act.object("loan-authority", paper.loan_id, "a mandate, and nobody drew the loan down")
            return
        account = self._world.account_of(self._world.wallet_of(loan), loan.terms.currency)
        self.check(act, paper.loan_id, paper, account, (signature, step_up_signature))
        if loan.status in ENDED:
            raise Refused(LoanAct.SET_MANDATE, LoanRefusal.WRONG_STATUS)
        if paper.number != loan.mandates:
            raise Refused(LoanAct.SET_MANDATE, LoanRefusal.USED)
        self.grant(act, loan, paper)

    def revoke(self, act: Act, loan_id: bytes) -> None:
        """The borrower takes it back."""
        loan = self._loans.get(loan_id)
        if loan is None or act.sender != self._world.wallet_of(loan):
            act.object("loan-authority", loan_id, f"its mandate revoked by {act.sender}")
        if loan is None:
            return
        mandate = loan.mandate
        if mandate.is_revoked or not mandate.left_minor or act.now_s > mandate.ends_at:
            raise Refused(LoanAct.REVOKE_MANDATE, LoanRefusal.NOT_IN_FORCE)
        mandate.ends_at, mandate.is_revoked = min(act.now_s + mandate.notice_s, mandate.ends_at), True
        act.say(MandateRevoked(loan_id, mandate.ends_at))

    def check(
        self, act: Act, loan_id: bytes, paper: LoanMandate, account: Account, signatures: tuple[bytes, bytes]
    ) -> None:
        """The borrower signed it, above its step-up its second key too, and it is one."""
        is_sound = paper.loan_id == loan_id and paper.ceiling_minor and paper.notice_s <= NOTICE_S_MAX
        if not is_sound or not act.now_s <= paper.expires_at <= _SECONDS_MAX:
            act.object("loan-mandate", loan_id, f"no mandate of this loan: {paper}")
        self._world.require_signed(act, loan_id, paper, account.wallet, signatures[0])
        if account.deposit == ZERO_ADDRESS:
            return
        step_up = self._world.step_up_of(act, account)
        if step_up.second_key == ZERO_ADDRESS or paper.ceiling_minor <= step_up.above_minor:
            return
        if not self._world.is_signed(paper, step_up.second_key, signatures[1]):
            message = f"a mandate of {paper.ceiling_minor}, above {step_up.above_minor}, without {step_up.second_key}"
            act.object("consent-step-up", loan_id, message)

    def grant(self, act: Act, loan: LoanDraft, paper: LoanMandate) -> None:
        """The loan may be collected from now on."""
        loan.mandate = Mandate(paper.ceiling_minor, paper.expires_at, paper.notice_s)
        loan.mandates += 1
        terms = paper.number, paper.ceiling_minor, paper.expires_at, paper.notice_s
        act.say(MandateSet(paper.loan_id, *terms))

"""How loans begin, keep their mandates and pass from bank to bank.

Trusts the signed bytes of the call for terms, shares, mandates and who signed them.
Never lets a loan begin that a lender, its borrower or a second key did not sign.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from audit.loans.act import Act
from audit.loans.agreed import figures_of, rate_on, syndicate_hash, term_faults
from audit.loans.loan import LoanDraft, Member, day_number, day_of, parts_of
from audit.loans.mandates import Mandates
from audit.loans.world import Account, World
from chain.abi import Address
from chain.clients.events import LoanActRefused, LoanDrawn, LoanStatusChanged, SyndicateFormed
from chain.clients.types import LoanAct, LoanMandate, LoanRefusal, LoanStatus, LoanTerms, Share
from chain.kept import Worked
from finance.schedules.instalments import drawn_down

MEMBERS_MAX = 16
_NO_SYNDICATE = bytes(32)


class Origination:
    """Carries drawdowns out and puts the loans among the others."""

    def __init__(self, world: World, loans: Worked[bytes, LoanDraft], mandates: Mandates) -> None:
        self._world, self._loans, self._mandates = world, loans, mandates

    def draw_down(
        self,
        act: Act,
        application_id: bytes,
        terms: LoanTerms,
        shares: Sequence[Share],
        lender_signatures: Sequence[bytes],
        borrower_signature: bytes,
        mandate: LoanMandate,
        mandate_signature: bytes,
        step_up_signature: bytes,
    ) -> None:
        """The principal is paid out, under the terms that were offered."""
        loan_id = self._world.digest_of(terms) or bytes(32)
        account = self._world.account_of(terms.borrower, terms.currency)
        self._check(act, loan_id, terms, shares, lender_signatures, borrower_signature)
        self._mandates.check(act, loan_id, mandate, account, (mandate_signature, step_up_signature))
        if any(rule == "loan-terms" for rule, _, _ in act.objections):
            return
        members = [Member(share.lender, share.weight) for share in shares]
        lending = members or [Member(terms.lender, 1)]
        parts = list(zip(lending, parts_of(lending, terms.principal_minor), strict=True))
        paid = [(member.lender, part) for member, part in parts if part and member.lender != account.bank]
        reason, rate_ppm = self._hindrance(act, loan_id, terms, account, [(m.lender, part) for m, part in parts])
        if reason is not LoanRefusal.NONE:
            before = self._loans.get(loan_id)
            status = before.status if before else LoanStatus.NONE
            act.say(LoanActRefused(loan_id, LoanAct.DRAW_DOWN, status, reason))
            return
        self._open(act, loan_id, terms, members, rate_ppm)
        act.say(LoanDrawn(loan_id, terms.lender, terms.borrower, application_id, terms, rate_ppm, act.now_s))
        if shares:
            act.say(SyndicateFormed(loan_id, tuple(shares)))
        act.say(LoanStatusChanged(loan_id, LoanStatus.NONE, LoanStatus.ACTIVE))
        self._mandates.grant(act, self._loans[loan_id], mandate)
        self._world.applications.take(act, application_id, loan_id, terms)
        for lender, part_minor in paid:
            act.transfer(account.reserves, lender, account.bank, part_minor)
        act.credit(account.deposit, terms.borrower, terms.principal_minor, loan_id)

    def _check(
        self,
        act: Act,
        loan_id: bytes,
        terms: LoanTerms,
        shares: Sequence[Share],
        lender_signatures: Sequence[bytes],
        borrower_signature: bytes,
    ) -> None:
        if act.sender not in (terms.lender, terms.borrower):
            act.object("loan-authority", loan_id, f"drawn down by {act.sender}")
        for fault in (*term_faults(terms), *_syndicate_faults(terms, shares)):
            act.object("loan-terms", loan_id, fault)
        lenders = [share.lender for share in shares] or [terms.lender]
        for lender, signature in zip_longest(lenders, lender_signatures, fillvalue=None):
            if lender is None or not self._world.is_lender(lender, terms.currency):
                act.object("loan-authority", loan_id, f"lent by {lender}, who is no active bank")
                continue
            self._world.require_signed(act, loan_id, terms, lender, signature or b"")
        self._world.require_signed(act, loan_id, terms, terms.borrower, borrower_signature)

    def _hindrance(
        self, act: Act, loan_id: bytes, terms: LoanTerms, account: Account, parts: Sequence[tuple[Address, int]]
    ) -> tuple[LoanRefusal, int]:
        """Why it may not be done now, and the rate of the first period."""
        if loan_id in self._loans:
            return LoanRefusal.USED, 0
        if act.now_s > terms.signed_until:
            return LoanRefusal.EXPIRED, 0
        rate_ppm = rate_on(self._world.indices, terms.currency, terms.schedule, day_number(act.now_s))
        if rate_ppm is None:
            return LoanRefusal.RATE_MISSING, 0
        can_pay = account.may_be_credited(act) and all(
            lender == account.bank or self._world.can_pay(act, lender, terms.currency, part_minor)
            for lender, part_minor in parts
        )
        return LoanRefusal.NONE if can_pay else LoanRefusal.CANNOT_PAY, rate_ppm

    def _open(self, act: Act, loan_id: bytes, terms: LoanTerms, members: list[Member], rate_ppm: int) -> None:
        figures = figures_of(terms.schedule, terms.principal_minor)
        position = drawn_down(figures, day_of(act.now_s), rate_ppm)
        loan = LoanDraft(loan_id, terms, terms.lender, members, terms.schedule, figures, position, act.now_s)
        loan.begin(terms.schedule, figures, rate_ppm, act.now_s)
        self._loans[loan_id] = loan


def _syndicate_faults(terms: LoanTerms, shares: Sequence[Share]) -> Iterator[str]:
    if terms.syndicate_hash == _NO_SYNDICATE:
        if shares:
            yield "shares of a loan of one lender"
        return
    if not 0 < len(shares) <= MEMBERS_MAX or not all(share.weight for share in shares):
        yield f"a syndicate of {len(shares)}, of which each has to have a weight"
    elif shares[0].lender != terms.lender or syndicate_hash(shares) != terms.syndicate_hash:
        yield "the shares are not those of the terms"

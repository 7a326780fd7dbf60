"""How a loan comes about: request, credit check, offer, both signatures, drawdown with the mandate.

Trusts the bank's policy, which the scenario states, and the wallet to sign only its own papers.
Never draws down what was not offered, and never puts more than a hash of the credit check on the chain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from chain.clients.events import LoanActRefused, LoanDrawn
from chain.clients.types import LoanMandate, LoanTerms, Share
from chain.commitments import commit
from chain.hashing import keccak
from chain.ledger import Outcome
from nodes.bank import Bank
from nodes.lending.history import LoanBookView
from nodes.lending.mandates import no_mandate, whole_mandate
from nodes.network import Network
from nodes.randomness import Stream
from nodes.scenario.loan_plans import Loan
from nodes.scenario.loan_terms import signed_schedule
from nodes.wallet import Wallet

PURPOSE = "LOAN"
_OFFER_VALIDITY_S = 86_400
_SYNDICATE_NONE = bytes(32)
_WORD = 32


@dataclass(frozen=True, slots=True, eq=False)
class Application:
    """One application on its way. bank: who lends; loan: what for; declined: why not, empty where it is offered;
    check: what the bank looked at; by_hand: the borrower will pay by itself; members: of a syndicate all who lend."""

    bank: Bank
    borrower: Wallet
    loan: Loan
    view: LoanBookView
    declined: str = ""
    check: tuple[tuple[str, str], ...] = ()
    by_hand: bool = False
    members: Sequence[Bank] = ()

    @property
    def network(self) -> Network:
        """What all nodes share."""
        return self.bank.network

    @property
    def id(self) -> bytes:
        """Under which the chain knows it: 32 bytes that nobody else can guess."""
        return Stream(self.network.seed, "loan-application", self.loan.id).bytes(32)

    def send(self) -> None:
        """The borrower asks; all else follows, a step a block."""
        loan = self.loan
        call = self.network.deployment.loan_applications.request_loan(
            self.id, self.bank.address, loan.lender.currency.code, loan.terms.principal_minor, PURPOSE
        )
        self.network.send(self.borrower.account, call, self._requested, may_revert=True)

    def _requested(self, outcome: Outcome) -> None:
        if self._has_failed(outcome):
            return
        applications = self.network.deployment.loan_applications
        if self.declined:
            call = applications.decline_loan(self.id, self.declined)
            self.bank.act(call, self._note)
            return
        terms = self._terms()
        loan_id = self.network.read(self.network.deployment.loan_book.hash_terms(terms))
        salt = Stream(self.network.seed, "credit-check", self.loan.id).bytes(32)
        checked = commit(salt, {"loan": self.loan.id, "borrower": self.borrower.client.id, **dict(self.check)})
        call = applications.offer_loan(self.id, loan_id, checked, terms.signed_until)
        self.bank.act(call, partial(self._offered, terms, loan_id))

    def _offered(self, terms: LoanTerms, loan_id: bytes, outcome: Outcome) -> None:
        if self._has_failed(outcome):
            return
        self.view.expected[loan_id] = self.loan
        mandate = self._mandate(loan_id)
        by_lenders = [lender.sign_paper(terms) for lender in self.members or [self.bank]]
        by_borrower, _ = self.borrower.sign_paper(terms)
        by_mandate, step_up = self.borrower.sign_paper(mandate)
        call = self.network.deployment.loan_book.draw_down(
            self.id, terms, self._shares(), by_lenders, by_borrower, mandate, by_mandate, step_up
        )
        self.bank.act(call, self._drawn)

    def _drawn(self, outcome: Outcome) -> None:
        if self._has_failed(outcome):
            return
        if refused := outcome.first(LoanActRefused):
            self.network.give_up(f"loan {self.loan.id}", refused.reason.name)
        elif outcome.first(LoanDrawn) and self.loan.is_withdrawn:
            what = f"withdrawal {self.loan.id}"
            heard = partial(self.network.note, what, is_planned=True)
            self.borrower.withdraw(self.loan.terms.principal_minor, self.loan.id, heard)

    def _has_failed(self, outcome: Outcome) -> bool:
        self._note(outcome)
        return outcome.error is not None

    def _note(self, outcome: Outcome) -> None:
        self.network.note(f"loan {self.loan.id}", outcome, is_planned=True)

    def _terms(self) -> LoanTerms:
        loan = self.loan
        return LoanTerms(
            lender=self.bank.address,
            borrower=self.borrower.address,
            currency=loan.lender.currency.code,
            principal_minor=loan.terms.principal_minor,
            schedule=signed_schedule(loan.terms, loan.agreed.rate_bps, loan.agreed.floating),
            grace_s=loan.grace_s,
            late_fee_minor=loan.late_fee_minor,
            default_after_s=loan.default_after_s,
            keeper_fee_minor=loan.keeper_fee_minor,
            signed_until=self.network.now_s + _OFFER_VALIDITY_S,
            syndicate_hash=syndicate_hash(self._shares()),
            salt=Stream(self.network.seed, "loan-salt", loan.id).bytes(32),
        )

    def _shares(self) -> list[Share]:
        weights = [share.weight for share in self.loan.shares]
        return [Share(bank.address, weight) for bank, weight in zip(self.members, weights, strict=True)]

    def _mandate(self, loan_id: bytes) -> LoanMandate:
        loan, now_s = self.loan, self.network.now_s
        if self.by_hand:
            return no_mandate(loan_id, now_s)
        return whole_mandate(loan_id, 0, loan.terms, loan.drawn_on, loan.late_fee_minor, now_s)


def syndicate_hash(shares: Sequence[Share]) -> bytes:
    """What the terms have of a syndicate: keccak-256 of the ABI encoding of its shares as one array; zero of none."""
    if not shares:
        return _SYNDICATE_NONE
    words = [_WORD, len(shares), *(word for share in shares for word in (int(share.lender, 16), share.weight))]
    return keccak(b"".join(word.to_bytes(_WORD, "big") for word in words))

"""What is done about a loan after its drawdown: sales from bank to bank, new schedules, early repayment.

Trusts the loan book's events for who lends and what is owed.
Never goes on where the chain refuses: that is noted, because the scenario spelled it out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from chain.clients.events import CollectionShort, LoanActRefused, LoanRestructured
from chain.clients.types import LoanAssignment, LoanRestructuring, LoanState
from chain.ledger import Outcome
from finance.rounding import RAY, div_up
from finance.schedules.instalments import InstalmentTerms, TermsError, days_between
from nodes.bank import Bank
from nodes.lending.history import LoanHistory, day_of
from nodes.lending.mandates import DAY_S, whole_mandate
from nodes.network import Listener, Network
from nodes.payment_record import NO_KEY
from nodes.scenario.loan_plans import Agreement, Assignment, Change, EarlyClosing, Prepayment, Restructuring
from nodes.scenario.loan_terms import signed_schedule
from nodes.wallet import Wallet

_PPM = 10**6


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """The desks that change loans. banks, wallets: by id; by_hand: whether a loan's borrower pays by itself."""

    network: Network
    banks: Mapping[str, Bank]
    wallets: Mapping[str, Wallet]
    by_hand: Callable[[LoanHistory], bool]

    def follow(self, history: LoanHistory) -> None:
        """Puts what is planned for a loan on the agenda."""
        for change in history.plan.changes:
            self.network.at(change.at_s, partial(self._make, history, change))

    def _make(self, history: LoanHistory, change: Change) -> None:
        wallet, name = self.wallets[history.plan.borrower.id], history.plan.id
        if isinstance(change, Assignment):
            self._assign(history, change)
        elif not wallet.has_key:
            self.network.give_up(f"change of loan {name}", NO_KEY)
        elif isinstance(change, Restructuring):
            self.restructure(history, change.agreed)
        elif isinstance(change, Prepayment):
            call = self.network.deployment.loan_book.prepay(history.loan_id, change.amount_minor)
            wallet.spend(call, change.amount_minor, self._heard(f"prepayment of {name}"))
        elif isinstance(change, EarlyClosing):
            call = self.network.deployment.loan_book.close_early(history.loan_id)
            wallet.spend(call, self._owed_minor(history), self._heard(f"early closing of {name}"))

    def _assign(self, history: LoanHistory, change: Assignment) -> None:
        seller, buyer = self.banks[change.seller.id], self.banks[change.buyer.id]
        parties = seller.address, buyer.address
        until_s = self.network.now_s + DAY_S
        paper = LoanAssignment(history.loan_id, history.assignments, *parties, change.price_minor, until_s)
        signed = seller.sign_paper(paper), buyer.sign_paper(paper)
        call = self.network.deployment.loan_book.assign(paper, *signed)
        seller.act(call, self._heard(f"assignment of {history.plan.id}"))

    def restructure(self, history: LoanHistory, agreed: Agreement) -> None:
        """Has both sides sign a new schedule over all that is owed, and the borrower a mandate for it."""
        what, owed_minor = f"restructuring of {history.plan.id}", self._owed_minor(history)
        wallet = self.wallets[history.plan.borrower.id]
        try:
            terms = replace(agreed.terms, principal_minor=owed_minor)
        except TermsError as error:  # an agreed payment of more than is owed
            self.network.give_up(what, str(error))
            return
        schedule = signed_schedule(terms, agreed.rate_bps, agreed.floating)
        until_s = self.network.now_s + DAY_S
        paper = LoanRestructuring(history.loan_id, history.restructurings, owed_minor, schedule, until_s)
        lender, (signature, _) = self.banks[history.lender.id], wallet.sign_paper(paper)
        call = self.network.deployment.loan_book.restructure(paper, lender.sign_paper(paper), signature)
        heard, history.offered = self._heard(what), agreed
        lender.act(call, partial(self._restructured, history, wallet, heard))

    def _restructured(self, history: LoanHistory, wallet: Wallet, heard: Listener, outcome: Outcome) -> None:
        """The borrower signs a mandate for what it owes now, unless it pays by itself."""
        heard(outcome)
        if outcome.first(LoanRestructured) is None:
            return
        if self.by_hand(history):
            return
        book, start, fee_minor = self.network.deployment.loan_book, day_of(outcome.timestamp_s), _late_fee(history)
        number = self.network.read(book.parties_of(history.loan_id)).mandates
        mandate = whole_mandate(history.loan_id, number, history.terms, start, fee_minor, self.network.now_s)
        call = book.set_mandate(mandate, *wallet.sign_paper(mandate))
        self.banks[history.lender.id].act(call, self._heard(f"mandate of {history.plan.id}"))

    def _owed_minor(self, history: LoanHistory) -> int:
        """The most that is owed today: the debt, what may be billed late, and the interest since the last due date."""
        state = self.network.read(self.network.deployment.loan_book.state_of(history.loan_id))
        billed_minor = state.fee_minor + state.interest_minor + state.principal_minor
        unjudged = sum(index not in history.late for index in history.open)
        interest_minor = _accrued_minor(history.terms, state, self.network.next_block_at_s, history)
        return billed_minor + unjudged * _late_fee(history) + state.unbilled_minor + interest_minor

    def _heard(self, what: str) -> Listener:
        def heard(outcome: Outcome) -> None:
            self.network.note(what, outcome, is_planned=True)
            if refused := outcome.first(LoanActRefused):
                self.network.give_up(what, refused.reason.name)
            elif short := outcome.first(CollectionShort):
                self.network.give_up(what, short.reason.name)

        return heard


def _late_fee(history: LoanHistory) -> int:
    return history.plan.late_fee_minor


def _accrued_minor(terms: InstalmentTerms, state: LoanState, now_s: int, history: LoanHistory) -> int:
    """Interest since the last due date, rounded up, and a unit that the rounding of bills may have left."""
    since = day_of(history.due_at_s(state.billed) if state.billed else state.start_at)
    days = days_between(terms.day_count, since, day_of(now_s))
    interest_ray = state.unbilled_ray * state.rate_ppm * days // (_PPM * terms.basis)
    return div_up(interest_ray + state.accrued_ray, RAY) + 1

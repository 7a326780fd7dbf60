"""Borrowers who run: they stop the direct debit, take out what is left when the money has gone on, and never pay.

Trusts the planted patterns for who runs, and with which payment the money goes on.
Never keeps a runner from its honest payments, and never touches what the account held before the loan.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from chain.clients.events import LoanDrawn, PaymentSettled
from chain.ledger import Outcome
from nodes.lending.history import LoanHistory
from nodes.network import Network
from nodes.scenario.loan_plans import Loan
from nodes.wallet import Wallet

if TYPE_CHECKING:
    from nodes.typologies.members import Pattern


@dataclass(frozen=True, slots=True, eq=False)
class Runners:
    """All of a run. wallets: by id; is_manual: borrowers pay by themselves, so that there is no mandate to stop; loans:
    by the reference of the payment by which their money goes on; drawn: those of them that were paid out, by id."""

    network: Network
    wallets: Mapping[str, Wallet]
    is_manual: bool
    loans: Mapping[str, Loan]
    drawn: set[str] = field(default_factory=set)

    @classmethod
    def of(
        cls, network: Network, wallets: Mapping[str, Wallet], is_manual: bool, patterns: Iterable[Pattern]
    ) -> Runners:
        """Those of the patterns that have a loan."""
        return cls(network, wallets, is_manual, {each.uetrs[0]: each.loan for each in patterns if each.loan})

    def open(self) -> None:
        """Follows the chain from now on; a run without runners follows nothing."""
        if self.loans:
            self.network.followers.append(self._watch)

    def has(self, loan: Loan) -> bool:
        """Whether its borrower will run."""
        return any(loan is planted for planted in self.loans.values())

    def is_by_hand(self, history: LoanHistory) -> bool:
        """Whether nothing is collected of a runner because nothing is of anybody."""
        return self.is_manual and self.has(history.plan)

    def hear(self, history: LoanHistory, event: Any) -> None:
        """Once it has the money, it revokes the mandate: nothing is pulled once the notice is over."""
        if not isinstance(event, LoanDrawn) or not self.has(history.plan):
            return
        self.drawn.add(history.plan.id)
        if not self.is_manual:
            call = self.network.deployment.loan_book.revoke_mandate(history.loan_id)
            self.network.attempt(self._wallet(history.plan).account, call, f"revocation of {history.plan.id}")

    def _watch(self, outcome: Outcome) -> None:
        """When the money has gone on, what was kept of it is taken out."""
        payment = outcome.first(PaymentSettled)
        loan = None if payment is None else self.loans.get(payment.uetr)
        if payment is None or loan is None or loan.id not in self.drawn:
            return
        left_minor = loan.terms.principal_minor - payment.cost_minor
        if left_minor > 0:
            heard = partial(self.network.note, f"withdrawal {loan.id}", is_planned=True)
            self._wallet(loan).withdraw(left_minor, loan.id, heard)

    def _wallet(self, loan: Loan) -> Wallet:
        return self.wallets[loan.borrower.id]

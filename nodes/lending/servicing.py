"""What a lender does with a loan that is late: notices, default, recovery, write-off; and the watch on loan money.

Trusts the loan book's events for what happened.
Never declares default before the terms allow it: the contract would refuse.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from chain.abi import ZERO_ADDRESS, Address
from chain.client import Call
from chain.clients.events import InstalmentLate, LoanStatusChanged, PaymentSettled
from chain.clients.types import LoanStatus
from chain.ledger import Outcome
from nodes.bank import Bank
from nodes.lending.collecting import Collecting
from nodes.lending.history import LoanBookView, LoanHistory
from nodes.lending.notices import Notice, NoticeKind
from nodes.network import Network
from nodes.wallet import Wallet

WATCHED_S = 86_400
"""For how long after its drawdown it is looked at where loan money goes."""
_ANOMALY_SHARE = 2


@dataclass(slots=True, eq=False)
class Servicing:
    """The lenders' desks. banks, wallets: by id; notices: so far; reminder_s: how long before a due date."""

    network: Network
    view: LoanBookView
    collecting: Collecting
    banks: Mapping[str, Bank]
    wallets: Mapping[str, Wallet]
    reminder_s: int
    notices: list[Notice] = field(default_factory=list)

    def open(self) -> None:
        """Follows loans and payments from now on."""
        self.view.subscribers.append(self._hear)
        self.network.followers.append(self._watch)

    def follow(self, history: LoanHistory) -> None:
        """Reminds the borrower before each due date of the schedule that the loan is on, from the first on."""
        for index in range(1, history.terms.instalments + 1):
            due_at_s = history.due_at_s(index)
            before_s = history.start_at_s if index == 1 else history.due_at_s(index - 1)
            # Of due dates that are close together half a period ahead.
            at_s = max(due_at_s - self.reminder_s, (before_s + due_at_s) // 2)
            self.network.at(at_s, partial(self._remind, history, due_at_s))

    def notify(self, kind: NoticeKind, history: LoanHistory, due_at_s: int | None, minor: int, why: str = "") -> None:
        """Writes a notice down, of now or of the block that gives cause to it."""
        plan, at_s = history.plan, max(self.network.now_s, self.network.ledger.timestamp_s)
        ids, code = (plan.id, history.lender.id, plan.borrower.id), plan.lender.currency.code
        self.notices.append(Notice(at_s, kind, *ids, due_at_s, code, minor, why))

    def _remind(self, history: LoanHistory, due_at_s: int) -> None:
        if history.next_due_at_s != due_at_s:
            return
        book = self.network.deployment.loan_book
        _, interest_minor, principal_minor = self.network.read(book.next_instalment(history.loan_id))
        self.notify(NoticeKind.REMINDER, history, due_at_s, history.due_minor + interest_minor + principal_minor)

    def _hear(self, history: LoanHistory, event: Any) -> None:
        if isinstance(event, InstalmentLate):
            self.notify(NoticeKind.LATE, history, event.due_at, history.due_minor)
            default_at_s = event.due_at + history.plan.default_after_s
            self.network.at(default_at_s, partial(self._declare_default, history, event.index, event.due_at))
        elif isinstance(event, LoanStatusChanged):
            self._go_on(history, event.to)

    def _go_on(self, history: LoanHistory, status: LoanStatus) -> None:
        plan, now_s = history.plan, self.network.ledger.timestamp_s
        if status is LoanStatus.DEFAULTED:
            self.notify(NoticeKind.DEFAULT, history, None, history.outstanding_minor)
            if plan.recover_after_s is not None:
                self.network.at(now_s + plan.recover_after_s, partial(self._recover, history))
        elif status is LoanStatus.RECOVERING:
            self.collecting.resume(history)
            if plan.write_off_after_s is not None:
                self.network.at(now_s + plan.write_off_after_s, partial(self._write_off, history))

    def _declare_default(self, history: LoanHistory, index: int, due_at_s: int) -> None:
        if history.status is LoanStatus.LATE and history.open.get(index) == due_at_s:
            self._act(history, self.network.deployment.loan_book.declare_default(history.loan_id), "default")

    def _recover(self, history: LoanHistory) -> None:
        if history.status is LoanStatus.DEFAULTED:
            self._act(history, self.network.deployment.loan_book.recover(history.loan_id), "recovery")

    def _write_off(self, history: LoanHistory) -> None:
        if history.status is LoanStatus.RECOVERING:
            self._act(history, self.network.deployment.loan_book.write_off(history.loan_id), "write-off")

    def _act(self, history: LoanHistory, call: Call[None], what: str) -> None:
        self.network.attempt(self.banks[history.lender.id].account, call, f"{what} of {history.plan.id}")

    def _watch(self, outcome: Outcome) -> None:
        """Whether a payment moves loan money on at once to somebody who is flagged."""
        if not self.view.histories:
            return
        payment = outcome.first(PaymentSettled)
        if payment is None:
            return
        for history in self.view:
            is_new = outcome.timestamp_s - history.drawn_at_s <= WATCHED_S
            is_most = payment.cost_minor * _ANOMALY_SHARE >= history.plan.terms.principal_minor
            if is_new and is_most and self.wallets[history.plan.borrower.id].address == payment.payer:
                self._look_at(history, payment)

    def _look_at(self, history: LoanHistory, payment: PaymentSettled) -> None:
        bank = self.banks[history.lender.id]
        if self._is_flagged(bank, payment.payee):
            why = f"payment {payment.uetr} to {self._name_of(payment.payee)}"
            self.notify(NoticeKind.ANOMALY, history, None, payment.cost_minor, why)

    def _is_flagged(self, bank: Bank, customer: Address) -> bool:
        if customer == ZERO_ADDRESS:
            return False
        return self.network.read(self.network.deployment.risks.is_flagged(bank.flag_of(customer)))

    def _name_of(self, address: Address) -> str:
        return next((name for name, wallet in self.wallets.items() if wallet.address == address), address)

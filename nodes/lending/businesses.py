"""Small businesses that borrow: what they take in, what befalls them, and how they pay by themselves.

Trusts the scenario for probabilities; every draw is of a sub-stream of the seed that names the business and the month.
Never holds money outside its deposit: what a business does not need there is spent elsewhere.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from chain.clients.events import InstalmentLate
from chain.clients.types import LoanStatus
from finance.rounding import mul_div_down
from finance.schedules.cycles import add_months
from nodes.bank import Bank
from nodes.lending.history import LoanHistory
from nodes.network import Network
from nodes.randomness import Stream
from nodes.scenario.lending import BPS_MAX, LendingTerms, ManualEntry
from nodes.scenario.loan_plans import Applicant
from nodes.scenario.portfolio import has_balloon
from nodes.wallet import Wallet

_RECEIPTS_AT_S = 12 * 3_600
_DAY_S = 86_400
_EPOCH = datetime.date(1970, 1, 1)


@dataclass(slots=True)
class _Fortune:
    """A business month by month. months_left: of a time without much business; left_bps: what is left of the income."""

    months_left: int = 0
    left_bps: int = BPS_MAX


@dataclass(slots=True, eq=False)
class Businesses:
    """Those of the portfolio. applicants: by the id of their loan; banks, wallets: by id; shocks: how many befell."""

    network: Network
    terms: LendingTerms
    applicants: Mapping[str, Applicant]
    banks: Mapping[str, Bank]
    wallets: Mapping[str, Wallet]
    shocks: int = 0
    forgotten: int = 0
    _fortunes: dict[str, _Fortune] = field(default_factory=dict)

    def begin(self, history: LoanHistory) -> None:
        """From its drawdown on it has receipts each month, and where nothing is collected it pays by itself."""
        applicant = self.applicants[history.plan.id]
        first = history.plan.drawn_on.replace(day=applicant.receipt_day)
        if first <= history.plan.drawn_on:
            first = add_months(first, 1)
        self._fortunes[history.plan.id] = _Fortune()
        self._await_receipts(history, first, 0)
        if self.terms.is_manual:
            self._await_due_date(history)

    def go_on(self, history: LoanHistory) -> None:
        """Pays by itself on the due dates of the schedule on which its loan is now."""
        self._await_due_date(history)

    def is_by_hand(self, history: LoanHistory) -> bool:
        """Whether the borrower pays by itself."""
        return self.terms.is_manual and history.plan.id in self.applicants

    def hear(self, history: LoanHistory, event: Any) -> None:
        """Its bank tells a borrower that it is late: it pays the next day, if it does not forget that too."""
        manual = self.terms.entry.manual
        if isinstance(event, InstalmentLate) and self.is_by_hand(history) and manual is not None:
            at_s = self.network.ledger.timestamp_s + _DAY_S
            self.network.at(at_s, partial(self._answer, history, event.index, event.due_at, 0, manual))

    def _await_receipts(self, history: LoanHistory, first: datetime.date, month: int) -> None:
        day = add_months(first, month)
        at_s = (day - _EPOCH).days * _DAY_S + _RECEIPTS_AT_S
        self.network.at(at_s, partial(self._receive, history, first, month))

    def _receive(self, history: LoanHistory, first: datetime.date, month: int) -> None:
        if history.is_over:
            return
        applicant = self.applicants[history.plan.id]
        income_minor = self._income_minor(applicant, month)
        wallet = self.wallets[applicant.loan.borrower.id]
        room_minor = self._kept_minor(applicant, history) - wallet.balance_minor()
        if room_minor > 0 and income_minor > 0:
            self.banks[wallet.client.bank.id].credit(wallet, min(income_minor, room_minor), "receipts")
        self._await_receipts(history, first, month + 1)

    def _income_minor(self, applicant: Applicant, month: int) -> int:
        """What the month leaves: the average, more or less, and little of it after a shock."""
        entry, fortune = self.terms.entry.businesses, self._fortunes[applicant.loan.id]
        stream = Stream(self.network.seed, "lending", "income", applicant.loan.id, month)
        swing_bps = stream.between(-entry.swing_bps, entry.swing_bps)
        shock, months, left = stream.below(BPS_MAX), entry.shock_months, entry.shock_left_bps
        if fortune.months_left == 0 and shock < entry.shock_bps:
            self.shocks += 1
            fortune.months_left = stream.between(months.least, months.most)
            fortune.left_bps = stream.between(left.least, left.most)
        income_minor = mul_div_down(applicant.income_minor, BPS_MAX + swing_bps, BPS_MAX)
        if fortune.months_left == 0:
            return income_minor
        fortune.months_left -= 1
        return mul_div_down(income_minor, fortune.left_bps, BPS_MAX)

    def _kept_minor(self, applicant: Applicant, history: LoanHistory) -> int:
        """What it leaves on its account: what is due and a buffer; all that is owed where the last payment is large."""
        if has_balloon(applicant.loan):
            # With the interest of the last period, which is less than a tenth of it.
            return history.due_minor + mul_div_down(history.unbilled_minor, BPS_MAX + BPS_MAX // 10, BPS_MAX)
        return history.due_minor + mul_div_down(applicant.peak_minor, self.terms.entry.businesses.buffer_bps, BPS_MAX)

    def _await_due_date(self, history: LoanHistory) -> None:
        for index in range(1, history.terms.instalments + 1):
            due_at_s = history.due_at_s(index)
            self.network.at(due_at_s - 1, partial(self._pay_due_date, history, index, due_at_s))

    def _pay_due_date(self, history: LoanHistory, index: int, due_at_s: int) -> None:
        manual = self.terms.entry.manual
        if manual is None or not history.is_running or history.due_at_s(index) != due_at_s:
            return
        if self._forgets(manual, history, index, 0):
            self.forgotten += 1
        else:
            self._repay(history)

    def _answer(self, history: LoanHistory, index: int, due_at_s: int, attempt: int, manual: ManualEntry) -> None:
        """To a reminder that it is late; its bank sends another one later."""
        if history.is_over or history.open.get(index) != due_at_s:
            return
        if not self._forgets(manual, history, index, attempt + 1) and history.status is not LoanStatus.DEFAULTED:
            self._repay(history)
        at_s = self.network.now_s + manual.reminder_every_days * _DAY_S
        self.network.at(at_s, partial(self._answer, history, index, due_at_s, attempt + 1, manual))

    def _forgets(self, manual: ManualEntry, history: LoanHistory, index: int, attempt: int) -> bool:
        number = history.before_billed + index
        stream = Stream(self.network.seed, "lending", "forgets", history.plan.id, number, attempt)
        return stream.below(BPS_MAX) < manual.forgets_bps

    def _repay(self, history: LoanHistory) -> None:
        """Pays what is due, or what it has of it."""
        wallet = self.wallets[history.plan.borrower.id]
        balance_minor = wallet.balance_minor()
        if balance_minor > 0:
            call = self.network.deployment.loan_book.repay(history.loan_id, balance_minor)
            self.network.attempt(wallet.account, call, f"repayment of {history.plan.id}")

"""Loans, rebuilt from the loan book's events and held against their terms, the schedule and the clock.

Trusts the terms that the borrower signed and `finance.schedules`, which computes every instalment for itself.
Never takes the loan book's word for what is due, late or outstanding.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from audit.books import Loan
from audit.consents import Consents
from audit.findings import Finding, found
from audit.legs import Legs, credit, debit
from audit.loan_checks import EXCUSES, LoanDraft, check_collected, check_late, check_short, open_loan
from audit.money import Money, Moneys
from audit.record import RecordedTransaction
from audit.registry import Registry
from chain.abi import Address
from chain.clients.events import (
    CollectionShort,
    InstalmentCollected,
    InstalmentLate,
    LoanClosed,
    LoanDefaulted,
    LoanFunded,
    LoanRecovered,
)
from chain.clients.types import LoanStatus, ShortReason, Status

Findings: TypeAlias = Iterator[Finding]
LoanEvent: TypeAlias = (
    InstalmentCollected | InstalmentLate | CollectionShort | LoanClosed | LoanRecovered | LoanDefaulted
)
LOAN_EVENTS = (
    LoanFunded,
    InstalmentCollected,
    InstalmentLate,
    CollectionShort,
    LoanClosed,
    LoanRecovered,
    LoanDefaulted,
)


class LoansDraft:
    """All loans after the transactions read so far."""

    def __init__(self, registry: Registry, moneys: Moneys, consents: Consents) -> None:
        self._registry, self._moneys, self._consents = registry, moneys, consents
        self._loans: dict[bytes, LoanDraft] = {}

    def read(self, transaction: RecordedTransaction, legs: Legs) -> Findings:
        """Takes the transaction's loan events over and their legs out of `legs`."""
        touched = []
        for logged in transaction.events:
            event = logged.event
            if isinstance(event, LoanFunded):
                yield from self._fund(transaction, legs, event)
            elif isinstance(event, LoanEvent):
                loan = self._loans.get(event.loan_id)
                if loan is None or not loan.is_open:
                    message = f"{type(event).__name__} of a loan that is {loan.status.name if loan else 'not funded'}"
                    yield found("loan-known", transaction, event.loan_id, message)
                    continue
                touched.append(loan)
                yield from self._apply(transaction, legs, loan, event)
        for loan in touched:
            if loan.expected is not None:
                yield found(
                    "loan-status", transaction, loan.loan_id, f"{loan.expected.__name__} should follow, and does not"
                )
                loan.expected = None

    def freeze(self) -> dict[bytes, Loan]:
        """The loans as they stand."""
        return {loan_id: loan.freeze() for loan_id, loan in self._loans.items()}

    def _fund(self, transaction: RecordedTransaction, legs: Legs, event: LoanFunded) -> Findings:
        terms = event.terms
        if event.loan_id in self._loans:
            yield found("loan-known", transaction, event.loan_id, "funded a second time")
        stated = event.lender, event.borrower, event.funded_at
        if stated != (terms.lender, terms.borrower, transaction.timestamp_s):
            message = f"lender, borrower and second {stated} are not those of terms and block"
            yield found("loan-known", transaction, event.loan_id, message)
        yield from self._consents.check_funded(transaction, event)
        loan, why = open_loan(event)
        if why is not None:
            yield found("loan-schedule", transaction, event.loan_id, why)
        self._loans[event.loan_id] = loan
        leg = credit(self._deposit(loan), terms.borrower, terms.principal_minor, event.loan_id)
        for missing in legs.missing([leg]):
            yield found("loan-legs", transaction, event.loan_id, f"not in its transaction: {missing}")

    def _apply(self, transaction: RecordedTransaction, legs: Legs, loan: LoanDraft, event: LoanEvent) -> Findings:
        match event:
            case InstalmentCollected():
                yield from check_collected(transaction, loan, event)
                yield from self._collect(transaction, legs, loan, event)
            case InstalmentLate():
                yield from check_late(transaction, loan, event, self._hindrance(loan) in EXCUSES)
                loan.take_late(event)
            case CollectionShort():
                yield from self._short(transaction, loan, event)
            case LoanClosed():
                yield from self._follow(transaction, loan, event, LoanStatus.CLOSED)
            case LoanRecovered():
                yield from self._follow(transaction, loan, event, LoanStatus.ACTIVE)
            case LoanDefaulted():
                yield from self._default(transaction, loan, event)

    def _collect(
        self, transaction: RecordedTransaction, legs: Legs, loan: LoanDraft, event: InstalmentCollected
    ) -> Findings:
        total_minor = event.fee_minor + event.interest_minor + event.principal_minor
        leg = debit(self._deposit(loan), self._wallet(loan), total_minor, loan.loan_id)
        for missing in legs.missing([leg] if total_minor else []):
            yield found("loan-legs", transaction, loan.loan_id, f"not in its transaction: {missing}")
        loan.take_collected(event, transaction.timestamp_s)

    def _follow(
        self, transaction: RecordedTransaction, loan: LoanDraft, event: LoanEvent, status: LoanStatus
    ) -> Findings:
        if loan.expected is not type(event):
            yield found("loan-status", transaction, loan.loan_id, f"{type(event).__name__} without a reason")
        if status is LoanStatus.CLOSED and loan.outstanding_minor != 0:
            message = f"closed with {loan.outstanding_minor} of the principal not billed"
            yield found("loan-outstanding", transaction, loan.loan_id, message)
        loan.status, loan.expected = status, None

    def _default(self, transaction: RecordedTransaction, loan: LoanDraft, event: LoanDefaulted) -> Findings:
        after_s = loan.due_at(loan.paid + 1) + loan.terms.default_after_s
        if transaction.timestamp_s <= after_s:
            message = f"default at second {transaction.timestamp_s}, possible only after {after_s}"
            yield found("loan-status", transaction, loan.loan_id, message)
        if event.outstanding_minor != loan.outstanding_minor:
            message = f"default with {event.outstanding_minor} outstanding; billed leaves {loan.outstanding_minor}"
            yield found("loan-outstanding", transaction, loan.loan_id, message)
        loan.status = LoanStatus.DEFAULTED

    def _deposit(self, loan: LoanDraft) -> Address:
        return self._registry.deposit_of(loan.terms.lender, loan.terms.currency)

    def _wallet(self, loan: LoanDraft) -> Address:
        """The borrower's key now, which may have replaced the one that signed."""
        return self._registry.current_wallet(loan.terms.borrower) or loan.terms.borrower

    def _money(self, loan: LoanDraft) -> Money:
        return self._moneys.get(self._deposit(loan)) or Money()

    def _short(self, transaction: RecordedTransaction, loan: LoanDraft, event: CollectionShort) -> Findings:
        money, wallet = self._money(loan), self._wallet(loan)
        reason = self._hindrance(loan)
        if reason is None:
            is_frozen = money.balance_minor(wallet) >= event.needed_minor
            reason = ShortReason.BORROWER_FROZEN if is_frozen else ShortReason.INSUFFICIENT_BALANCE
        yield from check_short(transaction, loan, event, money.available_minor(wallet), reason)
        loan.take_short(event)

    def _hindrance(self, loan: LoanDraft) -> ShortReason | None:
        """What but the balance keeps the loan from being collected, the lender's side first."""
        if not self._registry.is_active_bank(loan.terms.lender, loan.terms.currency):
            return ShortReason.LENDER_SUSPENDED
        if self._money(loan).paused:
            return ShortReason.MONEY_PAUSED
        borrower = self._registry.customers.get(self._wallet(loan))
        if borrower is None or borrower.status is not Status.ACTIVE:
            return ShortReason.BORROWER_SUSPENDED
        return None

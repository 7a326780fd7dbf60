"""Each loan's account, kept from what its contract said alone: a second hand beside the one that works it all out.

Trusts no figure of an event further than the others bear it out, and the published table of states.
Never asks a schedule, a balance or a clock: lent + capitalised − repaid − written off has to be outstanding by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audit.findings import Finding, found
from audit.record import RecordedTransaction
from chain.clients.events import (
    InstalmentBilled,
    InstalmentLate,
    LoanAccelerated,
    LoanDrawn,
    LoanPaid,
    LoanPrepaid,
    LoanRestructured,
    LoanStatusChanged,
    LoanWrittenOff,
)
from chain.clients.types import LoanStatus
from chain.events import Event
from chain.kept import Worked

EDGES = frozenset(
    {
        (LoanStatus.NONE, LoanStatus.ACTIVE),
        (LoanStatus.ACTIVE, LoanStatus.LATE),
        (LoanStatus.LATE, LoanStatus.ACTIVE),
        (LoanStatus.ACTIVE, LoanStatus.CLOSED),
        (LoanStatus.LATE, LoanStatus.CLOSED),
        (LoanStatus.LATE, LoanStatus.DEFAULTED),
        (LoanStatus.DEFAULTED, LoanStatus.ACTIVE),
        (LoanStatus.DEFAULTED, LoanStatus.RECOVERING),
        (LoanStatus.RECOVERING, LoanStatus.CLOSED),
        (LoanStatus.RECOVERING, LoanStatus.WRITTEN_OFF),
    }
)
"""The table of states; no other edge exists."""
_ENDED = (LoanStatus.CLOSED, LoanStatus.WRITTEN_OFF)
_MONEY = (LoanDrawn, InstalmentBilled, InstalmentLate, LoanPaid, LoanPrepaid, LoanAccelerated, LoanRestructured)


@dataclass(slots=True)
class _Account:
    """unbilled_minor: principal not billed; fee_minor, interest_minor, principal_minor: billed and unpaid; came_minor:
    lent + capitalised − repaid − written off."""

    status: LoanStatus = LoanStatus.NONE
    came_minor: int = 0
    unbilled_minor: int = 0
    fee_minor: int = 0
    interest_minor: int = 0
    principal_minor: int = 0

    @property
    def due_minor(self) -> int:
        return self.fee_minor + self.interest_minor + self.principal_minor

    @property
    def outstanding_minor(self) -> int:
        return self.unbilled_minor + self.principal_minor


class LoanAccounts:
    """The accounts of all loans after the transactions read so far."""

    def __init__(self) -> None:
        self._accounts: Worked[bytes, _Account] = Worked(_Account)

    def read(self, transaction: RecordedTransaction, said: Sequence[Event]) -> Iterator[Finding]:
        """Takes what the transaction said of loans over."""
        prepaid = {event.loan_id: event.principal_minor for event in said if isinstance(event, LoanPrepaid)}
        for event in said:
            if not isinstance(event, (*_MONEY, LoanWrittenOff, LoanStatusChanged)):
                continue
            if event.loan_id not in self._accounts:
                self._accounts[event.loan_id] = _Account()
            account = self._accounts[event.loan_id]
            if isinstance(event, LoanPaid) and event.loan_id in prepaid:
                moved_minor = prepaid[event.loan_id]
                account.unbilled_minor -= moved_minor
                account.principal_minor += moved_minor
            if isinstance(event, LoanStatusChanged):
                yield from self._change(transaction, account, event)
                continue
            if account.status in _ENDED:
                message = f"{type(event).__name__} of a loan that is {account.status.name}"
                yield found("loan-status", transaction, event.loan_id, message)
            for message in _entries(account, event):
                yield found("loan-outstanding", transaction, event.loan_id, f"{type(event).__name__}: {message}")
            if account.outstanding_minor != account.came_minor:
                message = f"lent + capitalised − repaid − written off is {account.came_minor}, outstanding "
                message += f"{account.outstanding_minor}"
                yield found("loan-outstanding", transaction, event.loan_id, message)
                account.came_minor = account.outstanding_minor
        self._accounts.end_step()

    def _change(
        self, transaction: RecordedTransaction, account: _Account, event: LoanStatusChanged
    ) -> Iterator[Finding]:
        if event.from_ is not account.status or (event.from_, event.to) not in EDGES:
            message = f"{account.status.name} goes from {event.from_.name} to {event.to.name}"
            yield found("loan-status", transaction, event.loan_id, message)
        if event.to in _ENDED and (account.due_minor or account.outstanding_minor):
            message = f"{event.to.name} with {account.due_minor} due and {account.unbilled_minor} not billed"
            yield found("loan-outstanding", transaction, event.loan_id, message)
        account.status = event.to


def _entries(account: _Account, event: Event) -> Iterator[str]:
    """Books an event and says what its figures do not bear out."""
    match event:
        case LoanDrawn(terms=terms):
            account.came_minor = account.unbilled_minor = terms.principal_minor
        case InstalmentBilled():
            yield from _bill(account, event)
        case InstalmentLate():
            account.fee_minor += event.late_fee_minor
        case LoanPaid():
            yield from _pay(account, event)
        case LoanPrepaid():
            if event.unbilled_minor != account.unbilled_minor:
                yield f"{event.unbilled_minor} not billed, but {account.unbilled_minor}"
        case LoanAccelerated():
            if event.principal_minor != account.unbilled_minor:
                yield f"{event.principal_minor} called in of {account.unbilled_minor}"
            account.interest_minor += event.interest_minor
            account.principal_minor += event.principal_minor
            account.unbilled_minor -= event.principal_minor
        case LoanRestructured():
            account.came_minor += event.capitalised_minor
            account.unbilled_minor = event.principal_minor
            account.fee_minor = account.interest_minor = account.principal_minor = 0
        case LoanWrittenOff():
            yield from _write_off(account, event)


def _bill(account: _Account, event: InstalmentBilled) -> Iterator[str]:
    left_minor = account.unbilled_minor - event.principal_minor + event.capitalised_minor
    if event.unbilled_minor != left_minor or min(left_minor, event.interest_minor - event.capitalised_minor) < 0:
        yield f"{event.unbilled_minor} not billed, but {left_minor}"
    account.came_minor += event.capitalised_minor
    account.unbilled_minor = event.unbilled_minor
    account.interest_minor += event.interest_minor - event.capitalised_minor
    account.principal_minor += event.principal_minor


def _pay(account: _Account, event: LoanPaid) -> Iterator[str]:
    """Fees come first, then interest, then principal; none more than is due."""
    paid = event.fee_minor, event.interest_minor, event.principal_minor
    owed = account.fee_minor, account.interest_minor, account.principal_minor
    left = [due - part for due, part in zip(owed, paid, strict=True)]
    is_ordered = not any(kept and sum(paid[place + 1 :]) for place, kept in enumerate(left))
    if min(left) < 0 or not is_ordered or event.left_minor != sum(left):
        yield f"paid fees, interest and principal {paid} of {owed}, left {event.left_minor}"
    account.fee_minor, account.interest_minor, account.principal_minor = left
    account.came_minor -= event.principal_minor


def _write_off(account: _Account, event: LoanWrittenOff) -> Iterator[str]:
    given_up = event.fee_minor, event.interest_minor, event.principal_minor
    owed = account.fee_minor, account.interest_minor, account.principal_minor
    if given_up != owed:
        yield f"given up {given_up} of {owed}"
    account.came_minor -= event.principal_minor
    account.fee_minor = account.interest_minor = account.principal_minor = 0

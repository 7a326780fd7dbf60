"""One loan while it is rebuilt: terms, schedule, arrears, mandate, lenders, and what it came to.

Trusts the acts beside it to keep it up to date.
Never holds a figure that a contract said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from audit.books import Loan, LoanTally
from chain.abi import Address
from chain.clients.types import (
    LoanAct,
    LoanParties,
    LoanRefusal,
    LoanState,
    LoanStatus,
    LoanTerms,
    Schedule,
    Share,
)
from finance.schedules.instalments import InstalmentTerms, Position, drawn_down, due_date

DAY_S = 86_400
RUNNING = (LoanStatus.ACTIVE, LoanStatus.LATE)
ENDED = (LoanStatus.CLOSED, LoanStatus.WRITTEN_OFF)
_EPOCH = date(1970, 1, 1)


@dataclass(slots=True)
class Member:
    """A lender of a syndicate. weight: of its share; paid_minor: what it got so far."""

    lender: Address
    weight: int
    paid_minor: int = 0


@dataclass(slots=True)
class Mandate:
    """What is left of the mandate in force. left_minor: that may still be pulled; ends_at: its last second, a
    revocation counted in."""

    left_minor: int = 0
    ends_at: int = 0
    notice_s: int = 0
    is_revoked: bool = False


@dataclass(slots=True)
class LoanDraft:
    """A loan after the transactions read so far.

    lender: the agent of a syndicate; members: of a syndicate, in their order; figures, position: of the schedule;
    start_at: the second from which due dates are counted; judged: up to which due date lateness is decided; excused: up
    to which none is the borrower's; fee_index: the due date for whose first collection a keeper was paid;
    overdue_since: the due second since which something has been unpaid, zero when nothing is; fee_minor,
    interest_minor, principal_minor: billed and unpaid.
    """

    loan_id: bytes
    terms: LoanTerms
    lender: Address
    members: list[Member]
    schedule: Schedule
    figures: InstalmentTerms
    position: Position
    start_at: int
    status: LoanStatus = LoanStatus.ACTIVE
    judged: int = 0
    excused: int = 0
    fee_index: int = 0
    last_due_at: int = 0
    next_due_at: int = 0
    overdue_since: int = 0
    fee_minor: int = 0
    interest_minor: int = 0
    principal_minor: int = 0
    mandate: Mandate = field(default_factory=Mandate)
    mandates: int = 0
    restructurings: int = 0
    assignments: int = 0
    tally: LoanTally = field(default_factory=LoanTally)

    @property
    def is_running(self) -> bool:
        """Whether due dates come."""
        return self.status in RUNNING

    @property
    def due_minor(self) -> int:
        """What is billed and unpaid."""
        return self.fee_minor + self.interest_minor + self.principal_minor

    @property
    def lenders(self) -> list[Address]:
        """Everybody who lends."""
        return [member.lender for member in self.members] or [self.lender]

    def due_at(self, index: int) -> int:
        """The second of a due date: that of the start on its day."""
        day = due_date(self.figures, self.position.start, index)
        return (day - _EPOCH).days * DAY_S + self.start_at % DAY_S

    def is_behind(self, now_s: int) -> bool:
        """Whether due dates have come that are not billed."""
        return self.is_running and 0 < self.next_due_at <= now_s

    def is_unjudged(self, now_s: int) -> bool:
        """Whether lateness is undecided of a due date whose grace is over."""
        if self.judged == self.position.billed:
            return False
        return now_s > self.due_at(self.judged + 1) + self.terms.grace_s

    def begin(self, schedule: Schedule, figures: InstalmentTerms, rate_ppm: int, now_s: int) -> None:
        """Puts the loan on a schedule, from this second on."""
        self.schedule, self.figures, self.start_at = schedule, figures, now_s
        self.position = drawn_down(figures, day_of(now_s), rate_ppm)
        self.judged = self.excused = self.fee_index = self.last_due_at = self.overdue_since = 0
        self.fee_minor = self.interest_minor = self.principal_minor = 0
        self.next_due_at = self.due_at(1)

    def state(self) -> LoanState:
        """As `LoanBook.stateOf` should tell it."""
        position = self.position
        return LoanState(
            status=self.status,
            billed=position.billed,
            instalments=self.schedule.instalments,
            start_at=self.start_at,
            next_due_at=self.next_due_at if self.is_running else 0,
            overdue_since=self.overdue_since,
            rate_ppm=position.rate_ppm,
            fee_minor=self.fee_minor,
            interest_minor=self.interest_minor,
            principal_minor=self.principal_minor,
            unbilled_minor=position.unbilled_minor,
            unbilled_ray=position.unbilled_ray,
            accrued_ray=position.accrued_ray,
        )

    def parties(self) -> LoanParties:
        """As `LoanBook.partiesOf` should tell them."""
        counts = self.mandates, self.restructurings, self.assignments
        mandate = self.mandate.left_minor, self.mandate.ends_at
        return LoanParties(self.lender, self.terms.borrower, *counts, *mandate)

    def shares(self) -> tuple[Share, ...]:
        """As `LoanBook.sharesOf` should tell them."""
        return tuple(Share(member.lender, member.weight) for member in self.members)

    def freeze(self) -> Loan:
        """The loan as it stands."""
        return Loan(self.terms, self.state(), self.parties(), self.tally.copy())


class Refused(Exception):
    """An act that the loan's state does not allow, so that it is refused and changes nothing more."""

    def __init__(self, act: LoanAct, reason: LoanRefusal) -> None:
        super().__init__(act, reason)
        self.act, self.reason = act, reason


def parts_of(members: Sequence[Member], amount_minor: int) -> list[int]:
    """What each member gets of an amount: what is missing of its share of all that was paid so far, rounded down; units
    that are left go to the first who have no more than that."""
    total_minor = amount_minor + sum(member.paid_minor for member in members)
    weights = sum(member.weight for member in members)
    shares = [total_minor * member.weight // weights for member in members]
    left_minor, parts = amount_minor, []
    for member, share_minor in zip(members, shares, strict=True):
        parts.append(min(max(share_minor - member.paid_minor, 0), left_minor))
        left_minor -= parts[-1]
    place = 0
    while left_minor:
        if members[place].paid_minor + parts[place] <= shares[place]:
            parts[place] += 1
            left_minor -= 1
        place = (place + 1) % len(members)
    return parts


def day_of(second: int) -> date:
    """The UTC day of a second."""
    return _EPOCH + timedelta(days=second // DAY_S)


def day_number(second: int) -> int:
    """The same, counted from 1970-01-01."""
    return second // DAY_S

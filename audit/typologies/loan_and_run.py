"""Loan-and-run: a borrower passed its loan on at once and never paid an instalment, and its lender declares default.

Trusts the loan book's events beside the payments that it is fed.
Never accuses a borrower before its lender has given it up: what a loan is for is to be spent.

Logic: from a drawdown on, the borrower's payments within ten days that each take a twentieth of the loan or more are
remembered, and followed through wallets that pass 88 % to 100 % of what came on within four days, each wallet once.
Whoever settles an instalment, prepays, or agrees on another schedule is forgotten. At default, a borrower of whose loan
80 % went so, the largest payments first, as far as the loan covers them, is alarmed, and so is everybody who got the
money. Thresholds: `LoanAndRunSettings`. Misses: who pays one instalment, takes the loan out in cash, waits, or splits
it small; and it comes when the money is long gone. Takes for one: a firm that fails between its supplier's bill and its
first due date, and that supplier.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from audit.typologies.transfer import DAY_S, Recent, Suspicion, Transfer, largest_within
from chain.abi import Address
from chain.clients.events import LoanDrawn, LoanPaid, LoanPrepaid, LoanRestructured, LoanStatusChanged
from chain.clients.types import LoanStatus
from chain.detection import Reason
from chain.events import Event
from finance.fx import BPS

_BASE, _MORE, _RECEIVER = 60, 10, -10


@dataclass(frozen=True, slots=True)
class LoanAndRunSettings:
    """within_s: of the drawdown, in which it goes; gone_bps_min: of the loan; part_bps_min: of it in one payment;
    passed_s, passed_bps_min: of what came, passed on; most_bps, fast_s: what counts more."""

    within_s: int = 10 * DAY_S
    gone_bps_min: int = 8_000
    part_bps_min: int = 500
    passed_s: int = 4 * DAY_S
    passed_bps_min: int = 8_800
    most_bps: int = 9_000
    fast_s: int = 5 * DAY_S


@dataclass(slots=True, eq=False)
class _Part:
    """A payment by which a loan may have left. passed_on: the payments by which its money went on; reached: to whom."""

    transfer: Transfer
    passed_on: list[Transfer] = field(default_factory=list)
    reached: set[Address] = field(default_factory=set)


@dataclass(slots=True, eq=False)
class _Loan:
    """A loan of which no instalment is settled yet. parts: in the order of the chain."""

    borrower: Address
    at_s: int
    principal_minor: int
    parts: list[_Part] = field(default_factory=list)

    def gone(self) -> list[_Part]:
        """By which of them it left: the largest first, as far as it covers them; in the order of the chain."""
        paid_minor = [part.transfer.paid_minor for part in self.parts]
        return [self.parts[place] for place in largest_within(paid_minor, self.principal_minor)]


@dataclass(frozen=True, slots=True)
class _Came:
    """Money of a loan that came to a wallet."""

    part: _Part
    received_minor: int


class LoanAndRun:
    """See the module. Score: 60; 10 more each where 90 % are gone, where that took five days at most, and where it was
    passed on; 10 less for those who got it."""

    name: ClassVar[str] = "loan_and_run"
    hears: ClassVar[frozenset[type[Event]]] = frozenset(
        (LoanDrawn, LoanPaid, LoanPrepaid, LoanRestructured, LoanStatusChanged)
    )

    def __init__(self, settings: LoanAndRunSettings | None = None) -> None:
        self._settings = settings or LoanAndRunSettings()
        self._loans: dict[bytes, _Loan] = {}
        self._fresh: Recent[Address, _Loan] = Recent(self._settings.within_s)
        self._came: Recent[Address, _Came] = Recent(self._settings.passed_s)

    def look(self, transfer: Transfer) -> Iterator[Suspicion]:
        """Remembers where the money of a loan goes; nothing is suspicious yet."""
        self._fresh.forget(transfer.at_s)
        self._came.forget(transfer.at_s)
        for loan in self._fresh.of(transfer.payer):
            if transfer.paid_minor * BPS >= loan.principal_minor * self._settings.part_bps_min:
                loan.parts.append(_Part(transfer))
                self._follow(transfer, loan.parts[-1])
        for came in self._came.of(transfer.payer):
            least_minor = came.received_minor * self._settings.passed_bps_min // BPS
            is_passed_on = least_minor <= transfer.paid_minor <= came.received_minor
            if is_passed_on and transfer.payee not in came.part.reached:
                came.part.passed_on.append(transfer)
                self._follow(transfer, came.part)
        yield from ()

    def _follow(self, transfer: Transfer, part: _Part) -> None:
        part.reached.add(transfer.payee)
        self._came.add(transfer.at_s, transfer.payee, _Came(part, transfer.received_minor))

    def hear(self, event: Event, at_s: int) -> Iterator[Suspicion]:
        """What the loan book says: a default is what makes a run of it."""
        match event:
            case LoanDrawn(loan_id, _, borrower, _, terms):
                self._loans[loan_id] = loan = _Loan(borrower, at_s, terms.principal_minor)
                self._fresh.forget(at_s)
                self._fresh.add(at_s, borrower, loan)
            case LoanStatusChanged(loan_id, _, LoanStatus.DEFAULTED):
                loan_given_up = self._loans.pop(loan_id, None)
                if loan_given_up is not None:
                    yield from self._suspicions(loan_given_up)
            case LoanRestructured(loan_id) | LoanPrepaid(loan_id) | LoanPaid(loan_id, left_minor=0):
                self._loans.pop(loan_id, None)

    def _suspicions(self, loan: _Loan) -> Iterator[Suspicion]:
        settings, gone = self._settings, loan.gone()
        gone_bps = sum(each.transfer.paid_minor for each in gone) * BPS // max(1, loan.principal_minor)
        if gone_bps < settings.gone_bps_min:
            return
        took_s = gone[-1].transfer.at_s - loan.at_s
        # Two parts may have gone on by one payment.
        passed_on = {each.uetr: each for part in gone for each in part.passed_on}
        counts = gone_bps >= settings.most_bps, took_s <= settings.fast_s, bool(passed_on)
        score = _BASE + _MORE * sum(counts)
        reasons = (
            Reason("principal_minor", loan.principal_minor),
            Reason("gone_bps", gone_bps),
            Reason("gone_after_s", took_s),
            Reason("passed_on_payments", len(passed_on)),
        )
        yield Suspicion(loan.borrower, score, reasons, tuple(each.transfer.uetr for each in gone))
        payments = {each.transfer.uetr: each.transfer for each in gone} | passed_on
        for account in dict.fromkeys(each.payee for each in payments.values() if each.payee != loan.borrower):
            own = [each for each in payments.values() if account in (each.payer, each.payee)]
            got = (Reason("came_minor", sum(each.received_minor for each in own if each.payee == account)),)
            yield Suspicion(account, score + _RECEIVER, got, tuple(each.uetr for each in own))

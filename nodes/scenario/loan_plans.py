"""Loans resolved: who lends what to whom on which terms, and what the file says will be done about it later.

Trusts the scenario's checks for banks that lend when they sell, and for days on which they work.
Never changes during a run: where a loan stands is on the chain.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from finance.money import parse_minor
from finance.schedules.instalments import InstalmentTerms
from nodes.scenario.acts import moment_s
from nodes.scenario.loan_terms import floating_of, rate_bps_of, terms_of

if TYPE_CHECKING:
    from nodes.scenario.lending import LendingTerms
    from nodes.scenario.loans import LoanEntry, LoanExpectation, MomentEntry
    from nodes.scenario.rate_indices import Floating
    from nodes.scenario.world import Bank, Client


@dataclass(frozen=True, slots=True)
class Share:
    """A bank's share of a syndicate: its weight by the sum of all."""

    bank: Bank
    weight: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """A schedule as the parties agree it. terms: when what is due; rate_bps: the fixed rate, or what a floating one
    adds to its index; floating: None for a fixed rate."""

    terms: InstalmentTerms
    rate_bps: int
    floating: Floating | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """A sale of the loan, or of a share of it. at_s: UTC; price_minor: in central-bank money."""

    at_s: int
    seller: Bank
    buyer: Bank
    price_minor: int


@dataclass(frozen=True, slots=True)
class Restructuring:
    """A new schedule. agreed: its terms, whose principal is not known before that second."""

    at_s: int
    agreed: Agreement


@dataclass(frozen=True, slots=True)
class Prepayment:
    """Principal that is repaid before it is due."""

    at_s: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class EarlyClosing:
    """All is repaid at once."""

    at_s: int


Change = Assignment | Restructuring | Prepayment | EarlyClosing


@dataclass(frozen=True, slots=True)
class Loan:
    """A bank's loan to a client."""

    id: str
    lender: Bank
    """Of a syndicate the agent."""
    borrower: Client
    """Of any bank of the lender's currency."""
    agreed: Agreement
    drawn_on: datetime.date
    grace_s: int
    late_fee_minor: int
    default_after_s: int
    recover_after_s: int | None
    """From default to the day on which the lender calls it in; `None`: never."""
    write_off_after_s: int | None
    """From there to the day on which the lender gives up what is left; `None`: never."""
    keeper_fee_minor: int
    is_withdrawn: bool
    """True where the borrower redeems the principal on the day it is drawn."""
    shares: tuple[Share, ...] = ()
    """Of a syndicate, the agent first; empty for one lender."""
    changes: tuple[Change, ...] = ()
    """What is done about it after the drawdown, in the order of time."""
    expect: LoanExpectation | None = None

    @property
    def terms(self) -> InstalmentTerms:
        """The schedule of the drawdown."""
        return self.agreed.terms


@dataclass(frozen=True, slots=True)
class Applicant:
    """A small business that asks for a loan."""

    loan: Loan
    """What it asks for, and gets where it is not declined."""
    years_in_business: int
    debt_service_minor: int
    """A month of the loan's payments, on average."""
    peak_minor: int
    """The most that a due date takes."""
    income_minor: int
    """What its business leaves it in a month before debt service, on average."""
    receipt_day: int
    """Day of the month on which that comes, 1 to 28."""
    score: int
    """By the bank's policy."""
    declined: str
    """Why the bank declines it; empty: it offers."""


@dataclass(frozen=True, slots=True)
class LendingPlan:
    """A generated portfolio. terms: as in the file; applicants: in the order of their numbers."""

    terms: LendingTerms
    applicants: tuple[Applicant, ...]


def resolve_loan(entry: LoanEntry, banks: Mapping[str, Bank], borrower: Client) -> Loan:
    """A loan that is written out, of a scenario that has passed its checks."""
    lender = banks[entry.lender]
    money = lender.currency
    principal_minor, payment_minor = (parse_minor(text, money) for text in (entry.principal, entry.payment or "0"))
    return Loan(
        id=entry.id,
        lender=lender,
        borrower=borrower,
        agreed=Agreement(terms_of(entry, principal_minor, payment_minor), rate_bps_of(entry), floating_of(entry)),
        drawn_on=entry.drawn_on,
        grace_s=entry.grace_s,
        late_fee_minor=parse_minor(entry.late_fee, money),
        default_after_s=entry.default_after_s,
        recover_after_s=entry.recover_after_s,
        write_off_after_s=entry.write_off_after_s,
        keeper_fee_minor=parse_minor(entry.keeper_fee, money),
        is_withdrawn=entry.use_of_proceeds == "withdraw",
        shares=_shares(entry, banks),
        changes=_changes(entry, banks, principal_minor),
        expect=entry.expect,
    )


def _shares(entry: LoanEntry, banks: Mapping[str, Bank]) -> tuple[Share, ...]:
    weights = entry.syndicate or {}
    names = sorted(weights, key=lambda name: name != entry.lender)
    return tuple(Share(banks[name], weights[name]) for name in names)


def _changes(entry: LoanEntry, banks: Mapping[str, Bank], principal_minor: int) -> tuple[Change, ...]:
    lender = banks[entry.lender]

    def minor(text: str) -> int:
        return parse_minor(text, lender.currency)

    def at_s(moment: MomentEntry) -> int:
        found = moment_s(moment.date, moment.time, lender.jurisdiction.opening)
        assert found is not None, "the checks refuse a time outside the lender's hours"
        return found

    changes: list[Change] = [
        Assignment(at_s(sale), banks[sale.seller], banks[sale.buyer], minor(sale.price)) for sale in entry.assignments
    ]
    for anew in entry.restructurings:
        terms = terms_of(anew, principal_minor, minor(anew.payment or "0"))
        changes.append(Restructuring(at_s(anew), Agreement(terms, rate_bps_of(anew), floating_of(anew))))
    changes += [Prepayment(at_s(early), minor(early.amount)) for early in entry.prepayments]
    changes += [EarlyClosing(at_s(entry.closes_early))] if entry.closes_early else []
    return tuple(sorted(changes, key=lambda change: change.at_s))

"""Loans for tests of their life: what a borrower has, where a loan stands, and how to bring one into any state.

Trusts the small network for the actors and `loan_papers` for the papers.
Never looks into storage: a state is what the contract answers.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from actors import BANGKOK_BANK, BANK_OF, BANK_OF_THAILAND, IMPORTER, KEEPER
from loan_papers import schedule
from small_network import DAY_S, Network, events_of

from chain.accounts import Account
from chain.client import Call
from chain.clients.events import LoanActRefused
from chain.clients.types import (
    LoanAct,
    LoanAssignment,
    LoanMandate,
    LoanRefusal,
    LoanRestructuring,
    LoanState,
    LoanStatus,
)
from chain.ledger import Outcome

LOAN_EVENTS = frozenset(
    {
        *("CollectionShort", "InstalmentBilled", "InstalmentLate", "KeeperPaid", "KeeperUnpaid", "LoanAccelerated"),
        *(
            "LoanActRefused",
            "LoanAssigned",
            "LoanDrawn",
            "LoanPaid",
            "LoanPrepaid",
            "LoanRateReset",
            "LoanRestructured",
        ),
        *("LoanStatusChanged", "LoanWrittenOff", "MandateRevoked", "MandateSet", "SyndicateFormed"),
    }
)
PLENTY_MINOR = 10**12
# The published table of states.
EDGES = frozenset(
    {
        (LoanStatus.NONE, LoanStatus.ACTIVE),
        (LoanStatus.ACTIVE, LoanStatus.LATE),
        (LoanStatus.ACTIVE, LoanStatus.CLOSED),
        (LoanStatus.LATE, LoanStatus.ACTIVE),
        (LoanStatus.LATE, LoanStatus.CLOSED),
        (LoanStatus.LATE, LoanStatus.DEFAULTED),
        (LoanStatus.DEFAULTED, LoanStatus.ACTIVE),
        (LoanStatus.DEFAULTED, LoanStatus.RECOVERING),
        (LoanStatus.RECOVERING, LoanStatus.CLOSED),
        (LoanStatus.RECOVERING, LoanStatus.WRITTEN_OFF),
    }
)


def kinds_of(outcome: Outcome) -> list[str]:
    """The names of the loan book's events in a transaction, in order."""
    names = [type(event).__name__ for event in events_of(outcome)]
    return [name for name in names if name in LOAN_EVENTS]


def state(network: Network, loan_id: bytes) -> LoanState:
    """Where the loan stands."""
    return network.read(network.loan_book.state_of(loan_id))


def owed_minor(network: Network, loan_id: bytes) -> int:
    """What is billed and unpaid."""
    now = state(network, loan_id)
    return now.fee_minor + now.interest_minor + now.principal_minor


def empty(network: Network, borrower: Account = IMPORTER) -> None:
    """The borrower spends all it has."""
    network.redeem_all(borrower, network.deposit(BANK_OF[borrower]))


def fill(network: Network, amount_minor: int = PLENTY_MINOR, borrower: Account = IMPORTER) -> None:
    """The borrower has so much more."""
    bank = BANK_OF[borrower]
    network.run(bank, network.deposit(bank).issue(borrower.address, amount_minor, b"fill"))


def collect_at(network: Network, loan_id: bytes, at_s: int, keeper: Account = KEEPER) -> Outcome:
    """A keeper collects in this second."""
    return network.run(keeper, network.loan_book.collect(loan_id), at_s)


def refused(act: LoanAct, status: LoanStatus, reason: LoanRefusal, loan_id: bytes) -> list[LoanActRefused]:
    """The only event of an act that is refused."""
    return [LoanActRefused(loan_id, act, status, reason)]


def mandated(network: Network, loan_id: bytes, number: int = 1, **changes: Any) -> Call[None]:
    """The call that gives a loan another mandate, signed by the importer."""
    whole = LoanMandate(loan_id, number, PLENTY_MINOR, network.now_s + 3_000 * DAY_S, DAY_S)
    mandate = replace(whole, **changes)
    return network.loan_book.set_mandate(mandate, network.sign_paper(mandate), b"")


def restructured(network: Network, loan_id: bytes, lender: Account = BANGKOK_BANK, **changes: Any) -> Call[None]:
    """The call that puts a loan on three monthly instalments, signed by both."""
    whole = LoanRestructuring(loan_id, 0, PLENTY_MINOR, schedule(instalments=3), network.now_s + 900 * DAY_S)
    paper = replace(whole, **changes)
    signatures = (network.sign_paper(paper, lender), network.sign_paper(paper, IMPORTER))
    return network.loan_book.restructure(paper, *signatures)


def assigned(
    network: Network, loan_id: bytes, to: Account, lender: Account = BANGKOK_BANK, **changes: Any
) -> Call[None]:
    """The call that passes a loan on for a million minor units, signed by both banks."""
    whole = LoanAssignment(loan_id, 0, lender.address, to.address, 1_000_000, network.now_s + 900 * DAY_S)
    paper = replace(whole, **changes)
    return network.loan_book.assign(paper, network.sign_paper(paper, lender), network.sign_paper(paper, to))


def reserves(network: Network, bank: Account, amount_minor: int = PLENTY_MINOR) -> None:
    """The central bank gives a bank so much more."""
    network.run(BANK_OF_THAILAND, network.money("THB").issue(bank.address, amount_minor, b"reserves"))


def loan_in(network: Network, status: LoanStatus, **changes: Any) -> bytes:
    """A loan of five weeks in this state, its borrower with plenty; zero bytes for none."""
    if status is LoanStatus.NONE:
        return b"\x01" * 32
    loan_id = network.fund(network.terms(**changes))
    if status is LoanStatus.ACTIVE:
        return loan_id
    if status is LoanStatus.CLOSED:
        network.run(IMPORTER, network.loan_book.close_early(loan_id))
        return loan_id
    empty(network)
    first_due_at_s = state(network, loan_id).next_due_at
    collect_at(network, loan_id, first_due_at_s + DAY_S + 1)
    if status is not LoanStatus.LATE:
        network.run(BANGKOK_BANK, network.loan_book.declare_default(loan_id), first_due_at_s + 10 * DAY_S + 1)
    if status in (LoanStatus.RECOVERING, LoanStatus.WRITTEN_OFF):
        network.run(BANGKOK_BANK, network.loan_book.recover(loan_id))
    if status is LoanStatus.WRITTEN_OFF:
        network.run(BANGKOK_BANK, network.loan_book.write_off(loan_id))
    fill(network)
    assert state(network, loan_id).status is status
    return loan_id

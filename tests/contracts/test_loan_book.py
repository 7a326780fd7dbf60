"""The life of a loan on its clock: on time, late, recovered, closed, in default, and what suspension does to it.

Trusts the amounts to test_loan_schedule and the errors to test_errors.
Never asks whether "about" the right second counts: each limit is tested on its last second and on the next.
"""

from __future__ import annotations

import pytest
from actors import BANGKOK_BANK, BANK_OF_THAILAND, IMPORTER, STRANGER
from small_network import DAY_S, LATE_FEE_MINOR, PRINCIPAL_MINOR, Network, events_of

from chain.abi import ZERO_ADDRESS
from chain.clients.errors import LoanNotOpen
from chain.clients.events import (
    CollectionShort,
    InstalmentCollected,
    InstalmentLate,
    Issued,
    LoanClosed,
    LoanDefaulted,
    LoanFunded,
    LoanRecovered,
    Redeemed,
    Transfer,
)
from chain.clients.types import InstalmentDue, LoanStatus, Shape, ShortReason, Status
from chain.ledger import Outcome

WEEK_S = 7 * DAY_S


def kinds_of(outcome: Outcome) -> list[str]:
    """The names of the loan book's events in a transaction, in order."""
    loan_events = (CollectionShort, InstalmentCollected, InstalmentLate, LoanClosed, LoanDefaulted, LoanRecovered)
    return [type(event).__name__ for event in events_of(outcome) if isinstance(event, loan_events)]


def due(network: Network, loan_id: bytes) -> InstalmentDue:
    """The oldest unpaid instalment."""
    return network.read(network.loan_book.next_instalment(loan_id))


def status(network: Network, loan_id: bytes) -> LoanStatus:
    """Where the loan stands."""
    return network.read(network.loan_book.state_of(loan_id)).status


def empty(network: Network) -> None:
    """The borrower spends all it has."""
    network.redeem_all(IMPORTER, network.deposit(BANGKOK_BANK))


def fill(network: Network, amount_minor: int) -> None:
    """The borrower has so much more."""
    network.run(BANGKOK_BANK, network.deposit(BANGKOK_BANK).issue(IMPORTER.address, amount_minor, b"fill"))


def needed(bill: InstalmentDue) -> int:
    """What an instalment takes."""
    return bill.fee_minor + bill.interest_minor + bill.principal_minor


def test_fund__signed_terms__pays_the_borrower_and_starts_the_clock(network: Network) -> None:
    terms = network.terms()
    loan_id = network.read(network.loan_book.hash_terms(terms))
    outcome = network.run(BANGKOK_BANK, network.funding(terms), terms.signed_until)
    assert events_of(outcome) == [
        LoanFunded(loan_id, BANGKOK_BANK.address, IMPORTER.address, terms, terms.signed_until),
        Issued(IMPORTER.address, PRINCIPAL_MINOR, loan_id),
        Transfer(ZERO_ADDRESS, IMPORTER.address, PRINCIPAL_MINOR),
    ]
    assert network.read(network.loan_book.terms_of(loan_id)) == terms
    state = network.read(network.loan_book.state_of(loan_id))
    assert (state.status, state.outstanding_minor) == (LoanStatus.ACTIVE, PRINCIPAL_MINOR)
    assert due(network, loan_id).due_at == terms.signed_until + WEEK_S


def test_collect__in_the_due_second_by_anyone__takes_fee_interest_and_principal_together(network: Network) -> None:
    loan_id = network.fund()
    bill = due(network, loan_id)
    outcome = network.run(STRANGER, network.loan_book.collect(loan_id), bill.due_at)
    left_minor = PRINCIPAL_MINOR - bill.principal_minor
    assert events_of(outcome) == [
        InstalmentCollected(loan_id, 1, 0, bill.interest_minor, bill.principal_minor, True, left_minor),
        Redeemed(IMPORTER.address, needed(bill), loan_id),
        Transfer(IMPORTER.address, ZERO_ADDRESS, needed(bill)),
    ]


def test_collect__last_second_of_grace__is_on_time(network: Network) -> None:
    loan_id = network.fund()
    outcome = network.collect(loan_id, due(network, loan_id).due_at + DAY_S)
    collected = outcome.first(InstalmentCollected)
    assert kinds_of(outcome) == ["InstalmentCollected"]
    assert collected is not None
    assert (collected.on_time, collected.fee_minor) == (True, 0)
    assert status(network, loan_id) is LoanStatus.ACTIVE


def test_collect__first_second_after_grace__is_late_with_its_fee_and_recovers(network: Network) -> None:
    loan_id = network.fund()
    bill = due(network, loan_id)
    outcome = network.collect(loan_id, bill.due_at + DAY_S + 1)
    assert kinds_of(outcome) == ["InstalmentLate", "InstalmentCollected", "LoanRecovered"]
    assert outcome.first(InstalmentLate) == InstalmentLate(loan_id, 1, bill.due_at, LATE_FEE_MINOR)
    collected = outcome.first(InstalmentCollected)
    assert collected is not None
    assert (collected.on_time, collected.fee_minor) == (False, LATE_FEE_MINOR)
    redeemed = outcome.first(Redeemed)
    assert redeemed is not None
    assert redeemed.amount_minor == needed(bill) + LATE_FEE_MINOR
    assert network.read(network.loan_book.state_of(loan_id)).fees_paid_minor == LATE_FEE_MINOR


def test_collect__exactly_enough_or_a_unit_less__takes_all_or_nothing(network: Network) -> None:
    loan_id = network.fund()
    empty(network)
    bill = due(network, loan_id)
    fill(network, needed(bill) - 1)
    short = CollectionShort(loan_id, 1, ShortReason.INSUFFICIENT_BALANCE, needed(bill) - 1, needed(bill))
    assert events_of(network.collect(loan_id)) == [short]
    assert network.read(network.deposit(BANGKOK_BANK).balance_of(IMPORTER.address)) == needed(bill) - 1
    fill(network, 1)
    assert kinds_of(network.collect(loan_id, network.now_s)) == ["InstalmentCollected"]
    assert network.read(network.deposit(BANGKOK_BANK).balance_of(IMPORTER.address)) == 0


def test_collect__tried_again_and_again_after_grace__charges_one_fee(network: Network) -> None:
    loan_id = network.fund()
    empty(network)
    grace_ends_s = due(network, loan_id).due_at + DAY_S
    assert kinds_of(network.collect(loan_id, grace_ends_s)) == ["CollectionShort"]
    assert kinds_of(network.collect(loan_id, grace_ends_s + 1)) == ["InstalmentLate", "CollectionShort"]
    assert status(network, loan_id) is LoanStatus.LATE
    for _ in range(3):
        assert kinds_of(network.collect(loan_id, network.now_s)) == ["CollectionShort"]
    bill = due(network, loan_id)
    assert bill.fee_minor == LATE_FEE_MINOR
    fill(network, needed(bill))
    assert kinds_of(network.collect(loan_id, network.now_s)) == ["InstalmentCollected", "LoanRecovered"]
    assert network.read(network.loan_book.state_of(loan_id)).fees_paid_minor == LATE_FEE_MINOR
    assert due(network, loan_id).fee_minor == 0


def test_collect__three_instalments_overdue__catches_up_one_by_one_and_recovers_with_the_last(network: Network) -> None:
    loan_id = network.fund()
    third_grace_ends_s = due(network, loan_id).due_at + 2 * WEEK_S + DAY_S
    late_one = ["InstalmentLate", "InstalmentCollected"]
    assert kinds_of(network.collect(loan_id, third_grace_ends_s + 1)) == late_one
    assert kinds_of(network.collect(loan_id, third_grace_ends_s + 2)) == late_one
    assert status(network, loan_id) is LoanStatus.LATE
    assert kinds_of(network.collect(loan_id, third_grace_ends_s + 3)) == [*late_one, "LoanRecovered"]
    state = network.read(network.loan_book.state_of(loan_id))
    assert (state.status, state.instalments_paid) == (LoanStatus.ACTIVE, 3)
    assert state.fees_paid_minor == 3 * LATE_FEE_MINOR


@pytest.mark.parametrize(("seconds", "recovers"), [(0, True), (1, False)])
def test_collect__late_while_the_next_is_due__recovers_within_the_nexts_grace(
    network: Network, seconds: int, recovers: bool
) -> None:
    loan_id = network.fund()
    outcome = network.collect(loan_id, due(network, loan_id).due_at + WEEK_S + DAY_S + seconds)
    assert (outcome.first(LoanRecovered) is not None) is recovers
    assert status(network, loan_id) is (LoanStatus.ACTIVE if recovers else LoanStatus.LATE)


def test_collect__last_instalment_late__closes_without_a_recovery(network: Network) -> None:
    loan_id = network.fund(network.terms(instalments=1))
    outcome = network.collect(loan_id, due(network, loan_id).due_at + DAY_S + 1)
    assert kinds_of(outcome) == ["InstalmentLate", "InstalmentCollected", "LoanClosed"]
    state = network.read(network.loan_book.state_of(loan_id))
    assert (state.status, state.outstanding_minor) == (LoanStatus.CLOSED, 0)
    assert due(network, loan_id) == InstalmentDue(0, 0, 0, 0, 0)


def test_collect__instalment_of_nothing__is_paid_without_a_debit(network: Network) -> None:
    loan_id = network.fund(network.terms(shape=Shape.BULLET, annual_rate_bps=0))
    empty(network)
    assert events_of(network.collect(loan_id)) == [InstalmentCollected(loan_id, 1, 0, 0, 0, True, PRINCIPAL_MINOR)]


@pytest.mark.parametrize("tried_before", [False, True], ids=["never tried", "tried and late"])
def test_declare_default__first_second_after_the_limit__ends_collection(network: Network, tried_before: bool) -> None:
    loan_id = network.fund()
    network.collect(loan_id)
    empty(network)
    bill = due(network, loan_id)
    if tried_before:
        network.collect(loan_id, bill.due_at + DAY_S + 1)
    outcome = network.run(BANGKOK_BANK, network.loan_book.declare_default(loan_id), bill.due_at + 10 * DAY_S + 1)
    left_minor = network.read(network.loan_book.state_of(loan_id)).outstanding_minor
    assert events_of(outcome) == [LoanDefaulted(loan_id, left_minor)]
    assert 0 < left_minor < PRINCIPAL_MINOR
    assert status(network, loan_id) is LoanStatus.DEFAULTED
    for call in (network.loan_book.collect(loan_id), network.loan_book.declare_default(loan_id)):
        error = network.attempt(BANGKOK_BANK, call).error
        assert isinstance(error, LoanNotOpen)
        assert error.status is LoanStatus.DEFAULTED


def test_collect__suspended_borrower__is_short_with_the_reason_and_late_after_grace(network: Network) -> None:
    loan_id = network.fund()
    network.set_customer(IMPORTER, Status.SUSPENDED)
    bill, outcome = due(network, loan_id), network.collect(loan_id)
    short = outcome.first(CollectionShort)
    assert short is not None
    assert (short.reason, short.needed_minor) == (ShortReason.BORROWER_SUSPENDED, needed(bill))
    assert kinds_of(network.collect(loan_id, bill.due_at + DAY_S + 1)) == ["InstalmentLate", "CollectionShort"]
    network.set_customer(IMPORTER, Status.ACTIVE)
    assert kinds_of(network.collect(loan_id, network.now_s)) == ["InstalmentCollected", "LoanRecovered"]


def test_collect__suspended_lender__is_not_its_clients_lateness(network: Network) -> None:
    loan_id = network.fund()
    network.set_participant(BANK_OF_THAILAND, BANGKOK_BANK, Status.SUSPENDED)
    bill = due(network, loan_id)
    for at_s in (bill.due_at, bill.due_at + DAY_S + 1):
        outcome = network.collect(loan_id, at_s)
        assert kinds_of(outcome) == ["CollectionShort"]
        short = outcome.first(CollectionShort)
        assert short is not None
        assert short.reason is ShortReason.LENDER_SUSPENDED
    assert status(network, loan_id) is LoanStatus.ACTIVE
    network.set_participant(BANK_OF_THAILAND, BANGKOK_BANK, Status.ACTIVE)
    collected = network.collect(loan_id, network.now_s).first(InstalmentCollected)
    assert collected is not None
    assert (collected.on_time, collected.fee_minor) == (True, 0)


def test_collect__suspended_lender_of_a_borrower_with_too_little__excuses_nothing(network: Network) -> None:
    loan_id = network.fund()
    empty(network)
    network.set_participant(BANK_OF_THAILAND, BANGKOK_BANK, Status.SUSPENDED)
    bill = due(network, loan_id)
    assert kinds_of(network.collect(loan_id, bill.due_at + DAY_S + 1)) == ["CollectionShort"]
    network.set_participant(BANK_OF_THAILAND, BANGKOK_BANK, Status.ACTIVE)
    assert kinds_of(network.collect(loan_id, network.now_s)) == ["InstalmentLate", "CollectionShort"]


def test_collect__late_before_the_lender_was_suspended__keeps_its_fee(network: Network) -> None:
    loan_id = network.fund()
    empty(network)
    network.collect(loan_id, due(network, loan_id).due_at + DAY_S + 1)
    fill(network, PRINCIPAL_MINOR)
    network.set_participant(BANK_OF_THAILAND, BANGKOK_BANK, Status.SUSPENDED)
    network.collect(loan_id, network.now_s)
    network.set_participant(BANK_OF_THAILAND, BANGKOK_BANK, Status.ACTIVE)
    collected = network.collect(loan_id, network.now_s).first(InstalmentCollected)
    assert collected is not None
    assert (collected.on_time, collected.fee_minor) == (False, LATE_FEE_MINOR)

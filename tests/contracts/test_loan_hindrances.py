"""What stands in a collection's way that is nobody's poverty: pauses and freezes, and whose fault the delay is.

Trusts the clock of loans to test_loan_book, replaced keys to test_lost_keys and revoked lenders to test_bank_standing.
Never charges a borrower for what its bank or its central bank kept unpaid.
"""

from __future__ import annotations

import pytest
from actors import BANGKOK_BANK, BANK_OF_THAILAND, IMPORTER
from holds import WHOLE, freeze, pause
from small_network import DAY_S, IMPORTER_MINOR, LATE_FEE_MINOR, PRINCIPAL_MINOR, Network, events_of

from chain.clients.errors import MoneyPaused
from chain.clients.events import CollectionShort, InstalmentCollected, InstalmentLate
from chain.clients.types import InstalmentDue, LoanStatus, ShortReason, Status


def due(network: Network, loan_id: bytes) -> InstalmentDue:
    """The oldest unpaid instalment."""
    return network.read(network.loan_book.next_instalment(loan_id))


def needed(bill: InstalmentDue) -> int:
    """What an instalment takes."""
    return bill.fee_minor + bill.interest_minor + bill.principal_minor


def fee_of_the_collection(network: Network, loan_id: bytes) -> int:
    """The late fee that the next collection takes, a block later."""
    collected = network.collect(loan_id, network.now_s).first(InstalmentCollected)
    assert collected is not None
    assert collected.on_time is (collected.fee_minor == 0)
    return collected.fee_minor


def test_collect__deposits_paused__is_short_for_the_pause_and_nobodys_lateness(network: Network) -> None:
    loan_id = network.fund()
    pause(network, network.deposit(BANGKOK_BANK))
    bill = due(network, loan_id)
    held_minor = IMPORTER_MINOR + PRINCIPAL_MINOR
    for at_s in (bill.due_at, bill.due_at + DAY_S + 1):
        short = CollectionShort(loan_id, 1, ShortReason.MONEY_PAUSED, held_minor, needed(bill))
        assert events_of(network.collect(loan_id, at_s)) == [short]
    assert network.read(network.loan_book.state_of(loan_id)).status is LoanStatus.ACTIVE
    pause(network, network.deposit(BANGKOK_BANK), paused=False)
    assert fee_of_the_collection(network, loan_id) == 0


def test_collect__paused_while_the_borrower_has_too_little__excuses_nothing(network: Network) -> None:
    deposit, loan_id = network.deposit(BANGKOK_BANK), network.fund()
    network.redeem_all(IMPORTER, deposit)
    pause(network, deposit)
    bill = due(network, loan_id)
    (short,) = events_of(network.collect(loan_id, bill.due_at + DAY_S + 1))
    assert isinstance(short, CollectionShort)
    assert short.reason is ShortReason.MONEY_PAUSED
    pause(network, deposit, paused=False)
    network.run(BANGKOK_BANK, deposit.issue(IMPORTER.address, PRINCIPAL_MINOR, b"x"))
    assert fee_of_the_collection(network, loan_id) == LATE_FEE_MINOR


def test_collect__lender_suspended_and_deposits_paused__names_the_suspension(network: Network) -> None:
    loan_id = network.fund()
    pause(network, network.deposit(BANGKOK_BANK))
    network.set_participant(BANK_OF_THAILAND, BANGKOK_BANK, Status.SUSPENDED)
    short = network.collect(loan_id).first(CollectionShort)
    assert short is not None
    assert short.reason is ShortReason.LENDER_SUSPENDED


def test_collect__reserves_paused__needs_none(network: Network) -> None:
    loan_id = network.fund()
    pause(network, network.money("THB"))
    assert network.collect(loan_id).first(InstalmentCollected) is not None


def test_fund__deposits_paused__pays_nothing_out(network: Network) -> None:
    pause(network, network.deposit(BANGKOK_BANK))
    error = network.attempt(BANGKOK_BANK, network.funding(network.terms())).error
    assert isinstance(error, MoneyPaused)


@pytest.mark.parametrize("frozen_minor", [IMPORTER_MINOR + PRINCIPAL_MINOR, WHOLE], ids=["all it has", "the whole"])
def test_collect__frozen_borrower__is_short_with_the_reason_and_late_after_grace(
    network: Network, frozen_minor: int
) -> None:
    deposit, loan_id = network.deposit(BANGKOK_BANK), network.fund()
    freeze(network, deposit, IMPORTER, frozen_minor)
    bill = due(network, loan_id)
    short = CollectionShort(loan_id, 1, ShortReason.BORROWER_FROZEN, 0, needed(bill))
    assert events_of(network.collect(loan_id)) == [short]
    late = network.collect(loan_id, bill.due_at + DAY_S + 1)
    assert late.first(InstalmentLate) == InstalmentLate(loan_id, 1, bill.due_at, LATE_FEE_MINOR)
    freeze(network, deposit, IMPORTER, 0)
    assert fee_of_the_collection(network, loan_id) == LATE_FEE_MINOR


def test_collect__exactly_enough_unfrozen__is_collected_and_a_unit_less_not(network: Network) -> None:
    deposit, loan_id = network.deposit(BANGKOK_BANK), network.fund()
    held_minor, bill = IMPORTER_MINOR + PRINCIPAL_MINOR, due(network, loan_id)
    freeze(network, deposit, IMPORTER, held_minor - needed(bill) + 1)
    (short,) = events_of(network.collect(loan_id))
    assert isinstance(short, CollectionShort)
    assert (short.reason, short.available_minor) == (ShortReason.BORROWER_FROZEN, needed(bill) - 1)
    freeze(network, deposit, IMPORTER, held_minor - needed(bill))
    assert network.collect(loan_id, network.now_s).first(InstalmentCollected) is not None


def test_collect__frozen_and_too_poor_anyway__is_too_poor(network: Network) -> None:
    deposit, loan_id = network.deposit(BANGKOK_BANK), network.fund()
    bill = due(network, loan_id)
    network.run(IMPORTER, deposit.redeem(IMPORTER_MINOR + PRINCIPAL_MINOR - needed(bill) + 1, b"x"))
    freeze(network, deposit, IMPORTER)
    (short,) = events_of(network.collect(loan_id))
    assert isinstance(short, CollectionShort)
    assert short.reason is ShortReason.INSUFFICIENT_BALANCE


def test_collect__frozen_borrower_who_is_suspended_too__is_suspended(network: Network) -> None:
    loan_id = network.fund()
    freeze(network, network.deposit(BANGKOK_BANK), IMPORTER)
    network.set_customer(IMPORTER, Status.SUSPENDED)
    (short,) = events_of(network.collect(loan_id))
    assert isinstance(short, CollectionShort)
    assert short.reason is ShortReason.BORROWER_SUSPENDED

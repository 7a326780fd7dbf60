"""Collections over many due dates, many loans and any balance: what is pulled and what a missed date costs.

Trusts `loan_stage` for what a borrower has, and test_loan_boundaries for the seconds that count.
Never lets one loan's trouble be another one's.
"""

from __future__ import annotations

import pytest
from actors import BANGKOK_BANK, CHIANGMAI_BANK, IMPORTER, KEEPER, MILLER, STRANGER
from forks import once_an_engine
from holds import WHOLE, freeze
from hypothesis import example, given, settings
from hypothesis import strategies as st
from loan_papers import LATE_FEE_MINOR
from loan_stage import collect_at, empty, fill, kinds_of, mandated, owed_minor, reserves, state
from small_network import DAY_S, Network, events_of, open_network

from chain.clients.events import CollectionShort, InstalmentBilled, InstalmentLate, LoanActRefused, LoanPaid
from chain.clients.types import LoanRefusal, LoanStatus, ShortReason, Status
from chain.ledger import Outcome

BATCH_MAX = 64
AMOUNTS = st.one_of(st.integers(0, 3), st.integers(0, 10**6), st.integers(0, 10**8))


@once_an_engine
def deployed() -> Network:
    """The network that every example goes on from."""
    network = open_network()
    reserves(network, CHIANGMAI_BANK)
    return network


def lates_of(outcomes: list[Outcome]) -> list[tuple[int, int]]:
    """Which due dates were said to be late, and what each cost."""
    events = [event for outcome in outcomes for event in events_of(outcome)]
    return [(event.index, event.late_fee_minor) for event in events if isinstance(event, InstalmentLate)]


def test_collect__every_due_date_missed__gives_each_one_late_event_and_one_late_fee(network: Network) -> None:
    loan_id = network.fund()
    empty(network)
    outcomes = []
    for _ in range(5):
        due_at_s = state(network, loan_id).next_due_at
        for second in (0, 1, DAY_S, DAY_S + 1, DAY_S + 2, 3 * DAY_S):
            outcomes.append(collect_at(network, loan_id, due_at_s + second))
    assert lates_of(outcomes) == [(index, LATE_FEE_MINOR) for index in range(1, 6)]
    assert state(network, loan_id).fee_minor == 5 * LATE_FEE_MINOR
    fill(network)
    paid = collect_at(network, loan_id, network.now_s + 90 * DAY_S).first(LoanPaid)
    assert paid is not None
    assert (paid.fee_minor, state(network, loan_id).status) == (5 * LATE_FEE_MINOR, LoanStatus.CLOSED)


def test_collect__missed_seen_by_nobody_until_the_end__costs_the_same(network: Network) -> None:
    loan_id = network.fund()
    empty(network)
    last_due_s = state(network, loan_id).next_due_at + 4 * 7 * DAY_S
    outcome = collect_at(network, loan_id, last_due_s + DAY_S + 1)
    assert lates_of([outcome]) == [(index, LATE_FEE_MINOR) for index in range(1, 6)]


def test_collect__one_missed_and_caught_up__leaves_the_next_its_own_grace(network: Network) -> None:
    loan_id = network.fund()
    empty(network)
    due_at_s = state(network, loan_id).next_due_at
    outcomes = [collect_at(network, loan_id, due_at_s + DAY_S + 1)]
    fill(network)
    outcomes += [collect_at(network, loan_id, due_at_s + 2 * DAY_S), collect_at(network, loan_id, due_at_s + 8 * DAY_S)]
    assert lates_of(outcomes) == [(1, LATE_FEE_MINOR)]
    assert state(network, loan_id).status is LoanStatus.ACTIVE


def test_declare_default__with_due_dates_missed__charges_each_once_too(network: Network) -> None:
    loan_id = network.fund()
    empty(network)
    due_at_s = state(network, loan_id).next_due_at
    call = network.loan_book.declare_default(loan_id)
    outcomes = [network.run(BANGKOK_BANK, call, due_at_s + days * DAY_S + 1) for days in (2, 9, 10, 30)]
    assert state(network, loan_id).status is LoanStatus.DEFAULTED
    assert lates_of(outcomes) == [(1, LATE_FEE_MINOR), (2, LATE_FEE_MINOR)]


@settings(max_examples=20)
@given(free_minor=AMOUNTS, ceiling_minor=AMOUNTS, periods=st.integers(1, 5), is_abroad=st.booleans())
@example(free_minor=10**9, ceiling_minor=10**9, periods=1, is_abroad=False)
@example(free_minor=0, ceiling_minor=10**9, periods=5, is_abroad=True)
@example(free_minor=10**9, ceiling_minor=1, periods=2, is_abroad=True)
def test_collect__any_balance_and_mandate__pulls_the_least_of_due_free_and_mandate(
    free_minor: int, ceiling_minor: int, periods: int, is_abroad: bool
) -> None:
    network = deployed().fork()
    lender = CHIANGMAI_BANK if is_abroad else BANGKOK_BANK
    loan_id, deposit = network.fund(network.terms(lender=lender.address), lender=lender), network.deposit(BANGKOK_BANK)
    fill(network)
    network.run(KEEPER, mandated(network, loan_id, ceiling_minor=max(ceiling_minor, 1)))
    held_minor = network.read(deposit.balance_of(IMPORTER.address))
    freeze(network, deposit, IMPORTER, max(held_minor - free_minor, 0))
    at_s = state(network, loan_id).next_due_at + (periods - 1) * 7 * DAY_S
    outcome = collect_at(network, loan_id, at_s, STRANGER)
    bills = [event for event in events_of(outcome) if isinstance(event, InstalmentBilled)]
    due_minor = sum(bill.interest_minor + bill.principal_minor for bill in bills)
    due_minor += sum(fee_minor for _, fee_minor in lates_of([outcome]))
    taken_minor = held_minor - network.read(deposit.balance_of(IMPORTER.address))
    assert (len(bills), len(lates_of([outcome]))) == (periods, periods - 1)
    assert taken_minor == min(due_minor, free_minor, max(ceiling_minor, 1))
    assert owed_minor(network, loan_id) == due_minor - taken_minor
    again = collect_at(network, loan_id, network.now_s, STRANGER).first(LoanPaid)
    assert again is None
    network.ledger.journal.close()


def test_collect_batch__bad_loans_of_every_kind__stop_none_of_the_rest(network: Network) -> None:
    good = [network.fund() for _ in range(3)]
    revoked, closed = network.fund(), network.fund()
    reserves(network, CHIANGMAI_BANK)
    elsewhere = network.fund(network.terms(lender=CHIANGMAI_BANK.address), lender=CHIANGMAI_BANK)
    frozen = network.fund(network.terms(borrower=MILLER.address), borrower=MILLER)
    network.redeem_all(BANGKOK_BANK, network.money("THB"))
    network.run(IMPORTER, network.loan_book.revoke_mandate(revoked))
    network.run(IMPORTER, network.loan_book.close_early(closed))
    freeze(network, network.deposit(BANGKOK_BANK), MILLER, WHOLE)
    due_at_s = max(state(network, loan_id).next_due_at for loan_id in [*good, frozen, elsewhere])
    batch = [b"\x09" * 32, good[0], revoked, frozen, good[1], good[1], closed, elsewhere, good[2]]
    outcome = network.run(KEEPER, network.loan_book.collect_batch(batch), due_at_s)
    events = events_of(outcome)
    assert [event.loan_id for event in events if isinstance(event, LoanPaid)] == good
    shorts = {event.loan_id: event.reason for event in events if isinstance(event, CollectionShort)}
    assert shorts == {
        revoked: ShortReason.MANDATE_ENDED,
        frozen: ShortReason.BORROWER_FROZEN,
        elsewhere: ShortReason.BANK_SHORT,
    }
    refusals = [(event.loan_id, event.reason) for event in events if isinstance(event, LoanActRefused)]
    wrong, nothing = LoanRefusal.WRONG_STATUS, LoanRefusal.NOTHING_DUE
    assert refusals == [(b"\x09" * 32, wrong), (good[1], nothing), (closed, wrong)]


@pytest.mark.parametrize("place", [0, BATCH_MAX // 2, BATCH_MAX - 1])
def test_collect_batch__one_good_loan_among_as_many_bad_ones_as_there_is_room_for__is_collected(
    network: Network, place: int
) -> None:
    loan_id = network.fund()
    batch = [number.to_bytes(32, "big") for number in range(1, BATCH_MAX)]
    batch.insert(place, loan_id)
    outcome = network.run(KEEPER, network.loan_book.collect_batch(batch), state(network, loan_id).next_due_at)
    kinds = kinds_of(outcome)
    assert (kinds.count("LoanPaid"), kinds.count("LoanActRefused")) == (1, BATCH_MAX - 1)


def test_collect_batch__several_in_one_block__collect_each_loan_once(network: Network) -> None:
    loans = [network.fund(network.terms(principal_minor=10_000, late_fee_minor=0)) for _ in range(9)]
    due_at_s = max(state(network, loan_id).next_due_at for loan_id in loans)
    network.run(IMPORTER, network.loan_book.revoke_mandate(loans[4]), due_at_s - DAY_S - 20)
    for first in (0, 3, 6):
        network.ledger.submit(KEEPER, network.loan_book.collect_batch([*loans[first : first + 3], loans[0]]))
    outcomes = network.ledger.seal(due_at_s)
    paid = [event.loan_id for outcome in outcomes for event in events_of(outcome) if isinstance(event, LoanPaid)]
    assert paid == [loan_id for loan_id in loans if loan_id != loans[4]]


def test_collect__borrower_suspended__pulls_nothing_and_charges_it(network: Network) -> None:
    loan_id = network.fund()
    due_at_s = state(network, loan_id).next_due_at
    network.set_customer(IMPORTER, Status.SUSPENDED)
    outcome = collect_at(network, loan_id, due_at_s + DAY_S + 1)
    assert kinds_of(outcome) == ["InstalmentBilled", "InstalmentLate", "LoanStatusChanged", "CollectionShort"]
    short = outcome.first(CollectionShort)
    assert short is not None
    assert (short.reason, short.party) == (ShortReason.BORROWER_SUSPENDED, IMPORTER.address)


def test_collect__two_due_dates_behind__charges_each_its_own_fee(network: Network) -> None:
    loan_id = network.fund()
    empty(network)
    second_due_s = state(network, loan_id).next_due_at + 7 * DAY_S
    outcome = collect_at(network, loan_id, second_due_s + DAY_S + 1)
    assert kinds_of(outcome) == [
        *("InstalmentBilled", "InstalmentBilled", "InstalmentLate", "LoanStatusChanged", "InstalmentLate"),
        "CollectionShort",
    ]
    assert state(network, loan_id).fee_minor == 2 * LATE_FEE_MINOR


def test_collect__dripping_partial_payments__earns_a_keeper_two_fees_at_most(network: Network) -> None:
    loan_id = network.fund(network.terms(keeper_fee_minor=1_000))
    empty(network)
    due_at_s = state(network, loan_id).next_due_at
    collect_at(network, loan_id, due_at_s, MILLER)
    paid = []
    for _ in range(4):
        fill(network, 10)
        paid.append("KeeperPaid" in kinds_of(collect_at(network, loan_id, network.now_s, MILLER)))
    fill(network)
    paid.append("KeeperPaid" in kinds_of(collect_at(network, loan_id, network.now_s, MILLER)))
    assert paid == [True, False, False, False, True]


def test_collect_batch__one_bad_loan__stops_no_other(network: Network) -> None:
    loans = [network.fund(), network.fund(), b"\x09" * 32, network.fund()]
    due_at_s = max(state(network, loan_id).next_due_at for loan_id in loans)
    network.run(IMPORTER, network.loan_book.revoke_mandate(loans[1]))
    outcome = network.run(KEEPER, network.loan_book.collect_batch(loans), due_at_s)
    kinds = kinds_of(outcome)
    assert kinds.count("LoanPaid") == 2
    assert (kinds.count("CollectionShort"), kinds.count("LoanActRefused")) == (1, 1)


def test_collect__a_year_behind__bills_twenty_four_due_dates_a_call(network: Network) -> None:
    loan_id = network.fund(network.terms(instalments=30, grace_s=3_600, period_length=1))
    last_due_s = state(network, loan_id).next_due_at + 29 * DAY_S
    first = collect_at(network, loan_id, last_due_s)
    assert sum(isinstance(each.event, InstalmentBilled) for each in first.events) == 24
    assert first.first(LoanPaid) is None
    second = collect_at(network, loan_id, network.now_s)
    assert state(network, loan_id).billed == 30
    lates = [each.event.index for each in [*first.events, *second.events] if isinstance(each.event, InstalmentLate)]
    assert lates == list(range(1, 30))

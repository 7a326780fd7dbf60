"""The limits of loans, by name: months that end early, holidays, the seconds that count, and who stands in the way.

Trusts `loan_stage` for what a borrower has, and test_loan_schedule for the amounts.
Never asks "about" the right second: each limit is tested on its last second and on the next.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from actors import BANGKOK_BANK, BANK_OF_THAILAND, CHIANGMAI_BANK, IMPORTER, KEEPER, MILLER, UNUSED_LEI, actor
from holds import WHOLE, freeze, pause
from loan_papers import LATE_FEE_MINOR
from loan_stage import collect_at, empty, fill, kinds_of, mandated, owed_minor, reserves, state
from small_network import DAY_S, Network

from chain.accounts import Account
from chain.clients.events import (
    CollectionShort,
    InstalmentLate,
    KeeperPaid,
    LoanActRefused,
    LoanPaid,
    LoanPrepaid,
    LoanRateReset,
)
from chain.clients.types import DayCount, LoanRefusal, LoanStatus, PeriodUnit, Role, Shape, ShortReason, Status

PUBLISHER = actor("rate-publisher", "publisher")
MONTHLY = {"period_unit": PeriodUnit.MONTHS, "period_length": 1, "instalments": 12}


def at(*civil: int) -> int:
    """A second of UTC."""
    return int(datetime(*civil, tzinfo=UTC).timestamp())


def drawn_at(network: Network, at_s: int, **changes: object) -> bytes:
    """A loan to the importer drawn down in this very second."""
    terms = network.terms(signed_until=at_s, **changes)
    network.ledger.seal(at_s - 10)
    network.run(BANGKOK_BANK, network.drawing(terms, network.apply(terms)), at_s)
    return network.read(network.loan_book.hash_terms(terms))


def due_seconds(network: Network, loan_id: bytes, count: int) -> list[int]:
    """The next due seconds, each collected in it."""
    found = []
    for _ in range(count):
        found.append(state(network, loan_id).next_due_at)
        assert kinds_of(network.collect(loan_id)) == ["InstalmentBilled", "LoanPaid"]
    return found


def test_due__at_month_end_in_february__is_its_last_day_and_the_month_after_keeps_its_own(network: Network) -> None:
    loan_id = drawn_at(network, at(2023, 1, 31, 9, 30), **MONTHLY)
    expected = [at(2023, 2, 28, 9, 30), at(2023, 3, 31, 9, 30), at(2023, 4, 30, 9, 30), at(2023, 5, 31, 9, 30)]
    assert due_seconds(network, loan_id, 4) == expected


@pytest.mark.parametrize(("end_of_month", "march"), [(False, 29), (True, 31)])
def test_due__drawn_on_a_leap_day__falls_on_the_last_of_february_in_other_years(
    network: Network, end_of_month: bool, march: int
) -> None:
    loan_id = drawn_at(network, at(2024, 2, 29, 12), end_of_month=end_of_month, **MONTHLY)
    dues = due_seconds(network, loan_id, 11)
    assert dues[0] == at(2024, 3, march, 12)
    assert state(network, loan_id).next_due_at == at(2025, 2, 28, 12)


def test_due__on_a_holiday__stands_because_the_ledger_settles_every_day(network: Network) -> None:
    loan_id = drawn_at(network, at(2022, 12, 1, 12), **MONTHLY)
    assert due_seconds(network, loan_id, 1) == [at(2023, 1, 1, 12)]  # New Year's Day, and a Sunday


def test_collect__payment_in_the_due_second__is_on_time(network: Network) -> None:
    loan_id = network.fund()
    due_at_s = state(network, loan_id).next_due_at
    early = collect_at(network, loan_id, due_at_s - 1).first(LoanActRefused)
    assert early is not None
    assert early.reason is LoanRefusal.NOTHING_DUE
    assert kinds_of(collect_at(network, loan_id, due_at_s)) == ["InstalmentBilled", "LoanPaid"]
    assert state(network, loan_id).status is LoanStatus.ACTIVE


def test_collect__last_second_of_grace__is_on_time(network: Network) -> None:
    loan_id = network.fund()
    due_at_s = state(network, loan_id).next_due_at
    assert kinds_of(collect_at(network, loan_id, due_at_s + DAY_S)) == ["InstalmentBilled", "LoanPaid"]


def test_collect__one_second_after_grace__is_late_once_with_one_fee(network: Network) -> None:
    loan_id = network.fund()
    due_at_s = state(network, loan_id).next_due_at
    empty(network)
    collect_at(network, loan_id, due_at_s)
    late = collect_at(network, loan_id, due_at_s + DAY_S + 1)
    assert late.first(InstalmentLate) == InstalmentLate(loan_id, 1, due_at_s, LATE_FEE_MINOR)
    assert kinds_of(collect_at(network, loan_id, due_at_s + DAY_S + 2)) == ["CollectionShort"]
    assert (state(network, loan_id).status, state(network, loan_id).fee_minor) == (LoanStatus.LATE, LATE_FEE_MINOR)
    fill(network)
    paid = collect_at(network, loan_id, network.now_s).first(LoanPaid)
    assert paid is not None
    assert (paid.fee_minor, paid.left_minor) == (LATE_FEE_MINOR, 0)
    assert state(network, loan_id).status is LoanStatus.ACTIVE


def test_collect__a_bullet_that_billed_nothing__is_not_late_for_what_came_later(network: Network) -> None:
    loan_id = network.fund(network.terms(shape=Shape.BULLET, rate_bps=0, instalments=2))
    empty(network)
    last_due_s = state(network, loan_id).next_due_at + 7 * DAY_S
    outcome = collect_at(network, loan_id, last_due_s + DAY_S + 1)
    assert [each.event.index for each in outcome.events if isinstance(each.event, InstalmentLate)] == [2]


def test_collect__deposit_too_short__pulls_what_is_there_in_the_order_fees_interest_principal(network: Network) -> None:
    loan_id = network.fund()
    empty(network)
    due_at_s = state(network, loan_id).next_due_at
    collect_at(network, loan_id, due_at_s + DAY_S + 1)
    owed = state(network, loan_id)
    fill(network, LATE_FEE_MINOR - 1)
    first = collect_at(network, loan_id, network.now_s)
    assert kinds_of(first) == ["CollectionShort", "LoanPaid"]
    fill(network, 1 + owed.interest_minor + 5)
    paid = collect_at(network, loan_id, network.now_s).first(LoanPaid)
    left_minor = owed.principal_minor - 5
    assert paid == LoanPaid(loan_id, IMPORTER.address, 1, owed.interest_minor, 5, left_minor)
    short = first.first(CollectionShort)
    assert short is not None
    assert (short.reason, short.party) == (ShortReason.INSUFFICIENT_BALANCE, IMPORTER.address)


def test_prepay__on_a_due_date__bills_it_first_and_wants_it_paid(network: Network) -> None:
    loan_id = network.fund()
    due_at_s = state(network, loan_id).next_due_at
    outcome = network.run(IMPORTER, network.loan_book.prepay(loan_id, 1_000), due_at_s)
    assert kinds_of(outcome) == ["InstalmentBilled", "LoanActRefused"]
    refusal = outcome.first(LoanActRefused)
    assert refusal is not None
    assert refusal.reason is LoanRefusal.ARREARS_OPEN
    collect_at(network, loan_id, network.now_s)
    prepaid = network.run(IMPORTER, network.loan_book.prepay(loan_id, 1_000)).first(LoanPrepaid)
    assert prepaid is not None
    assert state(network, loan_id).accrued_ray == 0


def floating(network: Network, rates: dict[int, int], **changes: object) -> bytes:
    """A loan that floats over an index; rates: days from now -> millionths."""
    index, publisher = network.deployment.rate_index, PUBLISHER
    network.admit(BANK_OF_THAILAND, publisher, Role.RATE_PUBLISHER, UNUSED_LEI, "TH")
    network.run(BANK_OF_THAILAND, index.license_index("THB", "THOR", publisher.address))
    today = network.now_s // DAY_S
    for days, rate_ppm in sorted(rates.items()):
        network.run(publisher, index.publish_index("THB", "THOR", rate_ppm, today + days))
    network.ledger.seal(network.now_s + DAY_S)
    terms = network.terms(rate_index="THOR", rate_bps=100, floor_bps=150, cap_bps=900, rate_age_days_max=30, **changes)
    return network.fund(terms)


def test_collect__rate_reset_on_the_due_date__takes_the_rate_of_that_day(network: Network) -> None:
    loan_id = floating(network, {1: 20_000, 7: 77_777, 8: 30_000, 9: 60_000})
    assert state(network, loan_id).rate_ppm == 30_000
    reset = collect_at(network, loan_id, state(network, loan_id).next_due_at + DAY_S // 2).first(LoanRateReset)
    assert reset == LoanRateReset(loan_id, 1, 40_000, True)


@pytest.mark.parametrize(("index_ppm", "rate_ppm"), [(-20_000, 15_000), (5_000, 15_000), (85_000, 90_000)])
def test_draw_down__index_beyond_floor_or_cap__is_held_by_them(network: Network, index_ppm: int, rate_ppm: int) -> None:
    assert state(network, floating(network, {1: index_ppm})).rate_ppm == rate_ppm


def test_collect__index_too_old_on_the_due_date__goes_on_at_the_rate_before(network: Network) -> None:
    loan_id = floating(network, {1: 20_000}, period_length=31)
    reset = network.collect(loan_id).first(LoanRateReset)
    assert reset == LoanRateReset(loan_id, 1, 30_000, False)


def test_collect__frozen_borrower__pulls_nothing_and_charges_it(network: Network) -> None:
    loan_id = network.fund()
    freeze(network, network.deposit(BANGKOK_BANK), IMPORTER, WHOLE)
    due_at_s = state(network, loan_id).next_due_at
    short = collect_at(network, loan_id, due_at_s + DAY_S + 1)
    assert kinds_of(short) == ["InstalmentBilled", "InstalmentLate", "LoanStatusChanged", "CollectionShort"]
    event = short.first(CollectionShort)
    assert event is not None
    assert (event.reason, event.available_minor) == (ShortReason.BORROWER_FROZEN, 0)


def test_collect__revoked_mandate__pulls_until_its_notice_is_over(network: Network) -> None:
    loan_id = network.fund()
    due_at_s = state(network, loan_id).next_due_at
    network.run(IMPORTER, network.loan_book.revoke_mandate(loan_id), due_at_s - DAY_S)
    outcome = collect_at(network, loan_id, due_at_s + 1)
    assert kinds_of(outcome) == ["InstalmentBilled", "CollectionShort"]
    short = outcome.first(CollectionShort)
    assert short is not None
    assert (short.reason, short.party) == (ShortReason.MANDATE_ENDED, IMPORTER.address)
    network.run(IMPORTER, network.loan_book.repay(loan_id, 10**12))
    assert owed_minor(network, loan_id) == 0
    network.run(KEEPER, mandated(network, loan_id))
    assert kinds_of(network.collect(loan_id)) == ["InstalmentBilled", "LoanPaid"]


def test_collect__last_second_of_the_notice__still_pulls(network: Network) -> None:
    loan_id = network.fund()
    due_at_s = state(network, loan_id).next_due_at
    network.run(IMPORTER, network.loan_book.revoke_mandate(loan_id), due_at_s - DAY_S)
    assert kinds_of(collect_at(network, loan_id, due_at_s)) == ["InstalmentBilled", "LoanPaid"]


def test_collect__ceiling_of_the_mandate__is_never_exceeded(network: Network) -> None:
    loan_id = network.fund()
    network.run(KEEPER, mandated(network, loan_id, ceiling_minor=100))
    outcome = network.collect(loan_id)
    paid = outcome.first(LoanPaid)
    assert paid is not None
    assert paid.fee_minor + paid.interest_minor + paid.principal_minor == 100
    assert "CollectionShort" in kinds_of(outcome)


@pytest.mark.parametrize("lender", [BANGKOK_BANK, CHIANGMAI_BANK], ids=lambda bank: bank.identity)
def test_collect__borrowers_bank_suspended__is_nobodys_lateness(network: Network, lender: Account) -> None:
    reserves(network, CHIANGMAI_BANK)
    loan_id = network.fund(network.terms(lender=lender.address), lender=lender)
    network.set_participant(BANK_OF_THAILAND, BANGKOK_BANK, Status.SUSPENDED)
    due_at_s = state(network, loan_id).next_due_at
    outcome = collect_at(network, loan_id, due_at_s + DAY_S + 1)
    assert kinds_of(outcome) == ["InstalmentBilled", "CollectionShort"]
    short = outcome.first(CollectionShort)
    assert short is not None
    own = lender is BANGKOK_BANK
    assert short.reason is (ShortReason.LENDER_SUSPENDED if own else ShortReason.BANK_SUSPENDED)
    network.set_participant(BANK_OF_THAILAND, BANGKOK_BANK, Status.ACTIVE)
    assert kinds_of(collect_at(network, loan_id, network.now_s)) == ["LoanPaid"]
    assert state(network, loan_id).fee_minor == 0


def test_collect__lender_elsewhere_and_bank_short_of_reserves__moves_nothing_and_names_the_bank(
    network: Network,
) -> None:
    reserves(network, CHIANGMAI_BANK)
    loan_id = network.fund(network.terms(lender=CHIANGMAI_BANK.address), lender=CHIANGMAI_BANK)
    network.redeem_all(BANGKOK_BANK, network.money("THB"))
    before = network.balances()
    outcome = collect_at(network, loan_id, state(network, loan_id).next_due_at + DAY_S + 1)
    short = outcome.first(CollectionShort)
    assert short is not None
    assert (short.reason, short.party) == (ShortReason.BANK_SHORT, BANGKOK_BANK.address)
    assert network.balances() == before
    reserves(network, BANGKOK_BANK)
    assert kinds_of(collect_at(network, loan_id, network.now_s)) == ["LoanPaid"]
    after = network.balances()
    paid_minor = before["bangkok-bank", IMPORTER.address] - after["bangkok-bank", IMPORTER.address]
    assert after["THB", CHIANGMAI_BANK.address] - before["THB", CHIANGMAI_BANK.address] == paid_minor > 0


def test_collect__paused_while_the_borrower_has_too_little__excuses_nothing(network: Network) -> None:
    deposit, loan_id = network.deposit(BANGKOK_BANK), network.fund()
    empty(network)
    pause(network, deposit)
    due_at_s = state(network, loan_id).next_due_at
    assert kinds_of(collect_at(network, loan_id, due_at_s + DAY_S + 1)) == ["InstalmentBilled", "CollectionShort"]
    pause(network, deposit, paused=False)
    assert "InstalmentLate" in kinds_of(collect_at(network, loan_id, network.now_s))


def test_collect__keeper_racing_a_keeper__pays_the_first_alone(network: Network) -> None:
    loan_id = network.fund(network.terms(keeper_fee_minor=1_000))
    call, due_at_s = network.loan_book.collect(loan_id), state(network, loan_id).next_due_at
    network.ledger.submit(MILLER, call)
    network.ledger.submit(KEEPER, call)
    first, second = network.ledger.seal(due_at_s)
    assert first.first(KeeperPaid) == KeeperPaid(BANGKOK_BANK.address, MILLER.address, 1_000, 1)
    assert kinds_of(second) == ["LoanActRefused"]
    assert network.read(network.deposit(BANGKOK_BANK).balance_of(MILLER.address)) == 1_000


def test_interest__before_drawdown_and_after_closing__is_none(network: Network) -> None:
    loan_id = network.fund(network.terms(shape=Shape.BULLET, instalments=1, day_count=DayCount.ACTUAL360))
    network.collect(loan_id)
    closed = state(network, loan_id)
    assert (closed.status, closed.next_due_at, owed_minor(network, loan_id)) == (LoanStatus.CLOSED, 0, 0)
    outcome = collect_at(network, loan_id, network.now_s + 900 * DAY_S)
    assert kinds_of(outcome) == ["LoanActRefused"]
    assert owed_minor(network, loan_id) == 0

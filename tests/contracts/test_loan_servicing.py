"""What is done with loans besides letting them run: default, recovery, new schedules, assignments, syndicates.

Trusts the table of states to test_loan_states and the amounts of bills to test_loan_schedule.
Never loses a unit: what was lent, capitalised, repaid and given up adds up after each story.
"""

from __future__ import annotations

import pytest
from actors import BANGKOK_BANK, CHIANGMAI_BANK, HONGKONG_BANK, IMPORTER, KEEPER, MILLER
from loan_papers import PRINCIPAL_MINOR, schedule
from loan_stage import assigned, empty, fill, kinds_of, loan_in, owed_minor, reserves, restructured, state
from loan_syndicates import LENDERS, SHARES, reserves_of, syndicate
from small_network import DAY_S, Network

from chain.accounts import Account
from chain.clients.events import (
    KeeperUnpaid,
    LoanAccelerated,
    LoanActRefused,
    LoanAssigned,
    LoanPaid,
    LoanRestructured,
    LoanWrittenOff,
)
from chain.clients.types import ApplicationState, LoanRefusal, LoanStatus


def test_recover__a_defaulted_loan__makes_everything_due_with_interest_up_to_today(network: Network) -> None:
    loan_id = loan_in(network, LoanStatus.DEFAULTED)
    before = state(network, loan_id)
    outcome = network.run(BANGKOK_BANK, network.loan_book.recover(loan_id))
    accelerated = outcome.first(LoanAccelerated)
    assert accelerated is not None
    assert accelerated.principal_minor == before.unbilled_minor
    after = state(network, loan_id)
    assert (after.unbilled_ray, after.next_due_at) == (0, 0)
    assert after.interest_minor == before.interest_minor + accelerated.interest_minor
    paid = network.run(KEEPER, network.loan_book.collect(loan_id), network.now_s + 900 * DAY_S).first(LoanPaid)
    assert paid == LoanPaid(loan_id, IMPORTER.address, after.fee_minor, after.interest_minor, after.principal_minor, 0)
    assert after.principal_minor == PRINCIPAL_MINOR
    assert state(network, loan_id).status is LoanStatus.CLOSED


def test_write_off__what_recovery_left__adds_up_with_what_was_repaid(network: Network) -> None:
    loan_id = loan_in(network, LoanStatus.RECOVERING)
    empty(network)
    fill(network, PRINCIPAL_MINOR // 2)
    paid = network.run(KEEPER, network.loan_book.collect(loan_id)).first(LoanPaid)
    written_off = network.run(BANGKOK_BANK, network.loan_book.write_off(loan_id)).first(LoanWrittenOff)
    assert paid is not None and written_off is not None
    assert paid.principal_minor + written_off.principal_minor == PRINCIPAL_MINOR
    assert (written_off.fee_minor, written_off.interest_minor) == (0, 0)
    assert owed_minor(network, loan_id) == 0


def test_declare_default__last_second_and_the_next__is_too_soon_and_then_not(network: Network) -> None:
    loan_id = network.fund()
    empty(network)
    due_at_s = state(network, loan_id).next_due_at
    call = network.loan_book.declare_default(loan_id)
    early = network.run(BANGKOK_BANK, call, due_at_s + 10 * DAY_S).first(LoanActRefused)
    assert early is not None
    assert early.reason is LoanRefusal.TOO_SOON
    network.run(BANGKOK_BANK, call, due_at_s + 10 * DAY_S + 1)
    assert state(network, loan_id).status is LoanStatus.DEFAULTED


def test_repay__in_default__is_taken_and_leaves_the_state_to_the_lender(network: Network) -> None:
    loan_id = loan_in(network, LoanStatus.DEFAULTED)
    network.run(IMPORTER, network.loan_book.repay(loan_id, 10**12))
    after = state(network, loan_id)
    assert (owed_minor(network, loan_id), after.status) == (0, LoanStatus.DEFAULTED)


@pytest.mark.parametrize("status", [LoanStatus.ACTIVE, LoanStatus.LATE, LoanStatus.DEFAULTED])
def test_restructure__all_that_is_owed__becomes_principal_on_the_new_schedule(
    network: Network, status: LoanStatus
) -> None:
    loan_id = loan_in(network, status)
    before = state(network, loan_id)
    event = network.run(BANGKOK_BANK, restructured(network, loan_id)).first(LoanRestructured)
    assert event is not None
    outstanding_minor = before.unbilled_minor + before.principal_minor
    assert event.principal_minor == outstanding_minor + event.capitalised_minor
    after = state(network, loan_id)
    assert (after.status, after.billed, after.instalments) == (LoanStatus.ACTIVE, 0, 3)
    assert (after.unbilled_minor, owed_minor(network, loan_id)) == (event.principal_minor, 0)
    for _ in range(3):
        network.collect(loan_id)
    assert state(network, loan_id).status is LoanStatus.CLOSED


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"number": 1}, LoanRefusal.USED),
        ({"signed_until": 1}, LoanRefusal.EXPIRED),
        ({"debt_minor_max": PRINCIPAL_MINOR - 1}, LoanRefusal.ABOVE_DEBT),
        (
            {"schedule": schedule(rate_index="NONE", rate_bps=0, cap_bps=900, rate_age_days_max=9)},
            LoanRefusal.RATE_MISSING,
        ),
    ],
)
def test_restructure__paper_that_does_not_fit__is_refused_and_changes_nothing(
    network: Network, changes: dict[str, object], reason: LoanRefusal
) -> None:
    loan_id = network.fund()
    call = restructured(network, loan_id, **changes)
    before = network.storage()
    refusal = network.run(IMPORTER, call).first(LoanActRefused)
    assert refusal is not None
    assert refusal.reason is reason
    assert network.storage() == before


def test_assign__to_another_bank__moves_the_price_and_then_every_collection(network: Network) -> None:
    reserves(network, CHIANGMAI_BANK)
    loan_id = network.fund()
    before = network.balances()
    outcome = network.run(BANGKOK_BANK, assigned(network, loan_id, CHIANGMAI_BANK))
    parties = (BANGKOK_BANK.address, CHIANGMAI_BANK.address)
    assert outcome.first(LoanAssigned) == LoanAssigned(loan_id, 0, *parties, 1_000_000)
    network.collect(loan_id)
    after = network.balances()
    paid_minor = before["bangkok-bank", IMPORTER.address] - after["bangkok-bank", IMPORTER.address]
    moved_minor = before["THB", CHIANGMAI_BANK.address] - after["THB", CHIANGMAI_BANK.address]
    assert moved_minor == 1_000_000 - paid_minor
    assert network.read(network.loan_book.parties_of(loan_id)).lender == CHIANGMAI_BANK.address


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"number": 1}, LoanRefusal.USED),
        ({"signed_until": 1}, LoanRefusal.EXPIRED),
        ({"price_minor": 10**13}, LoanRefusal.CANNOT_PAY),
    ],
)
def test_assign__paper_that_does_not_fit__is_refused_and_changes_nothing(
    network: Network, changes: dict[str, object], reason: LoanRefusal
) -> None:
    reserves(network, CHIANGMAI_BANK)
    loan_id = network.fund()
    call = assigned(network, loan_id, CHIANGMAI_BANK, **changes)
    before = network.storage()
    refusal = network.run(CHIANGMAI_BANK, call).first(LoanActRefused)
    assert refusal is not None
    assert refusal.reason is reason
    assert network.storage() == before


def test_syndicate__every_payment__is_split_to_the_unit(network: Network) -> None:
    loan_id, call = syndicate(network, principal_minor=1_000_003, instalments=11)
    start = {bank.address: reserves_of(network, bank) for bank in LENDERS}
    network.run(CHIANGMAI_BANK, call)
    lent = [start[bank.address] - reserves_of(network, bank) for bank in (CHIANGMAI_BANK, HONGKONG_BANK)]
    assert lent == [428_573, 285_715]  # 3/7 and 2/7 of it, the unit left over to the first
    assert network.read(network.loan_book.shares_of(loan_id)) == tuple(SHARES)
    paid_minor = 0
    before = {bank.address: reserves_of(network, bank) for bank in LENDERS}
    for _ in range(11):
        event = network.collect(loan_id).first(LoanPaid)
        assert event is not None
        paid_minor += event.fee_minor + event.interest_minor + event.principal_minor
        got = {bank: reserves_of(network, bank) - before[bank.address] for bank in (CHIANGMAI_BANK, HONGKONG_BANK)}
        assert abs(7 * got[CHIANGMAI_BANK] - 3 * paid_minor) <= 7
        assert abs(7 * got[HONGKONG_BANK] - 2 * paid_minor) <= 7
        own_minor = paid_minor - sum(got.values())
        assert before[BANGKOK_BANK.address] - reserves_of(network, BANGKOK_BANK) == sum(got.values())
        assert abs(7 * own_minor - 2 * paid_minor) <= 7
    assert state(network, loan_id).status is LoanStatus.CLOSED


def test_syndicate__payments_of_a_unit_each__leave_nobody_off_by_more_than_one(network: Network) -> None:
    loan_id, call = syndicate(network)
    network.run(IMPORTER, call)
    empty(network)
    network.collect(loan_id)
    before = {bank: reserves_of(network, bank) for bank in (CHIANGMAI_BANK, HONGKONG_BANK)}
    fill(network)
    for paid_minor in range(1, 30):
        network.run(IMPORTER, network.loan_book.repay(loan_id, 1))
        for bank, weight in ((CHIANGMAI_BANK, 3), (HONGKONG_BANK, 2)):
            assert abs(7 * (reserves_of(network, bank) - before[bank]) - weight * paid_minor) <= 7


def test_assign__share_of_a_syndicate__passes_its_place_on(network: Network) -> None:
    loan_id, call = syndicate(network)
    network.run(CHIANGMAI_BANK, call)
    network.run(HONGKONG_BANK, assigned(network, loan_id, BANGKOK_BANK, HONGKONG_BANK))
    lenders = [share.lender for share in network.read(network.loan_book.shares_of(loan_id))]
    assert lenders == [CHIANGMAI_BANK.address, BANGKOK_BANK.address, BANGKOK_BANK.address]
    assert "LoanPaid" in kinds_of(network.collect(loan_id))


def test_collect__lender_without_reserves__leaves_the_keeper_unpaid_and_collects(network: Network) -> None:
    reserves(network, CHIANGMAI_BANK, PRINCIPAL_MINOR)
    terms = network.terms(lender=CHIANGMAI_BANK.address, keeper_fee_minor=20_000_000)
    loan_id = network.fund(terms, lender=CHIANGMAI_BANK)
    due_at_s = state(network, loan_id).next_due_at
    outcome = network.run(MILLER, network.loan_book.collect(loan_id), due_at_s)
    expected = KeeperUnpaid(CHIANGMAI_BANK.address, MILLER.address, 20_000_000, 1)
    assert outcome.first(KeeperUnpaid) == expected
    assert outcome.first(LoanPaid) is not None


def test_application__offer_that_ran_out__is_expired_and_cannot_be_declined(network: Network) -> None:
    application = network.apply(network.terms())
    contract = network.deployment.loan_applications
    late_s = network.now_s + 2 * DAY_S
    assert network.read(contract.application_of(application), at_s=late_s).state is ApplicationState.EXPIRED
    outcome = network.run(IMPORTER, contract.decline_loan(application, "late"), late_s)
    assert [type(each.event).__name__ for each in outcome.events] == ["ApplicationRefused"]


@pytest.mark.parametrize("party", [IMPORTER, BANGKOK_BANK], ids=lambda party: party.identity)
def test_application__declined_by_either__is_never_offered_or_taken(network: Network, party: Account) -> None:
    application = network.apply(network.terms())
    contract = network.deployment.loan_applications
    network.run(party, contract.decline_loan(application, "rate"))
    again = contract.offer_loan(application, b"terms", b"check", network.now_s + DAY_S)
    assert [type(each.event).__name__ for each in network.run(BANGKOK_BANK, again).events] == ["ApplicationRefused"]
    assert network.read(contract.application_of(application)).state is ApplicationState.DECLINED


def test_request__under_an_id_in_use__is_refused(network: Network) -> None:
    application = network.apply(network.terms())
    contract = network.deployment.loan_applications
    again = contract.request_loan(application, BANGKOK_BANK.address, "THB", 1, "LOAN")
    assert [type(each.event).__name__ for each in network.run(MILLER, again).events] == ["ApplicationRefused"]

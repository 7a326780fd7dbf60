"""Obligations in the liquidity queue until they settle: queued, held, released, reprioritised, cancelled and expired.

Trusts `queue_stage` to queue; what settles them is in test_queue_settlement.
Never takes a revert for a refusal: what is refused is a successful transaction.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from actors import (
    BANGKOK_BANK,
    BANK_OF_THAILAND,
    CHIANGMAI_BANK,
    HKMA,
    HONGKONG_BANK,
    IMPORTER,
    KEEPER,
    MAKER,
)
from queue_stage import fresh_uetr, made_by, owe, queue_of, queueing, sources_contract, state_of
from rule_books import ask
from small_network import AMOUNT_MINOR, DAY_S, Network, events_of

from chain.abi import ZERO_ADDRESS
from chain.accounts import Account
from chain.clients import errors
from chain.clients.amount_limit import AmountLimit
from chain.clients.counterparty_exposure import CounterpartyExposure
from chain.clients.events import (
    ObligationCancelled,
    ObligationExists,
    ObligationExpired,
    ObligationHeld,
    ObligationQueued,
    ObligationRefused,
    ObligationReleased,
    ObligationReprioritised,
    QueueMemberEnrolled,
)
from chain.clients.risk_flag import RiskFlag
from chain.clients.types import (
    AmountLimits,
    Obligation,
    ObligationState,
    QueueMode,
    QueueOutcome,
    RefusalCode,
    Status,
)

NONE = Obligation(ZERO_ADDRESS, ZERO_ADDRESS, "", 0, 0, 0, ObligationState.NONE, 0, ZERO_ADDRESS)


def refusal(uetr: str, code: RefusalCode, rule: str, party: Account) -> list[ObligationRefused]:
    """The only event of a refusal."""
    return [ObligationRefused(uetr, code, rule, party.address)]


# --- Queueing


def test_queue__first_obligation__is_kept_with_all_its_fields_and_enrols_both(network: Network) -> None:
    uetr, expires_at_s = fresh_uetr(network), network.now_s + DAY_S
    call = queueing(network, uetr, CHIANGMAI_BANK, AMOUNT_MINOR, priority=7, expires_at_s=expires_at_s)
    assert network.read(call, BANGKOK_BANK) is QueueOutcome.QUEUED
    parties = (BANGKOK_BANK.address, CHIANGMAI_BANK.address)
    assert events_of(network.run(BANGKOK_BANK, call)) == [
        QueueMemberEnrolled("THB", BANGKOK_BANK.address, 1),
        QueueMemberEnrolled("THB", CHIANGMAI_BANK.address, 2),
        ObligationQueued(uetr, *parties, "THB", AMOUNT_MINOR, 7, expires_at_s, 0, ZERO_ADDRESS),
    ]
    kept = Obligation(*parties, "THB", AMOUNT_MINOR, 7, expires_at_s, ObligationState.QUEUED, 0, ZERO_ADDRESS)
    assert network.read(queue_of(network).obligation_of(uetr)) == kept
    assert network.read(queue_of(network).mode_of("THB")) is QueueMode.GROSS


def test_queue__largest_fields__come_back_as_they_were(network: Network) -> None:
    most = (2**96 - 1, 2**40 - 1)
    uetr = owe(network, MAKER, BANGKOK_BANK, most[0], priority=255, expires_at_s=most[1])
    kept = network.read(queue_of(network).obligation_of(uetr))
    assert (kept.payer, kept.payee) == (MAKER.address, BANGKOK_BANK.address)
    assert (kept.amount_minor, kept.expires_at, kept.priority) == (*most, 255)


def test_queue__second_of_the_same_parties__enrols_nobody(network: Network) -> None:
    owe(network, BANGKOK_BANK, CHIANGMAI_BANK, 1)
    outcome = network.run(CHIANGMAI_BANK, queueing(network, fresh_uetr(network), BANGKOK_BANK, 1))
    assert [type(event) for event in events_of(outcome)] == [ObligationQueued]


def test_queue__more_than_the_payer_has__waits(network: Network) -> None:
    uetr = owe(network, CHIANGMAI_BANK, BANGKOK_BANK, 10**12)
    assert state_of(network, uetr) is ObligationState.QUEUED


def test_obligation_of__unknown_uetr__is_all_zero(network: Network) -> None:
    assert network.read(queue_of(network).obligation_of(fresh_uetr(network))) == NONE


def test_queue__market_maker__is_a_member_where_it_is_admitted(network: Network) -> None:
    uetr = owe(network, MAKER, HONGKONG_BANK, 5, currency="HKD")
    assert network.read(queue_of(network).obligation_of(uetr)).currency == "HKD"


def test_queue__uetr_of_a_settled_customer_payment__is_the_queues_own(network: Network) -> None:
    order = network.domestic_order()
    network.settle(order)
    network.run(BANGKOK_BANK, queueing(network, order.uetr, CHIANGMAI_BANK, 1))
    assert state_of(network, order.uetr) is ObligationState.QUEUED


@pytest.mark.parametrize("act", ["nothing", "hold", "cancel", "settle"])
def test_queue__same_obligation_again__exists_whatever_became_of_it(network: Network, act: str) -> None:
    uetr, expires_at_s = fresh_uetr(network), network.now_s + DAY_S
    call = queueing(network, uetr, CHIANGMAI_BANK, 5, expires_at_s=expires_at_s)
    network.run(BANGKOK_BANK, call)
    if act != "nothing":
        network.run(BANGKOK_BANK, getattr(queue_of(network), act)(uetr))
    before = network.storage()
    again = queueing(network, uetr, CHIANGMAI_BANK, 5, priority=9, expires_at_s=expires_at_s)
    assert network.read(again, BANGKOK_BANK) is QueueOutcome.EXISTS
    assert events_of(network.run(BANGKOK_BANK, again)) == [ObligationExists(uetr, BANGKOK_BANK.address)]
    assert network.storage() == before


@pytest.mark.parametrize("change", ["payer", "payee", "currency", "amount", "expiry", "source"])
def test_queue__other_obligation_under_the_uetr__is_refused(network: Network, change: str) -> None:
    uetr, expires_at_s = fresh_uetr(network), network.now_s + DAY_S
    first = queueing(network, uetr, CHIANGMAI_BANK, 5, expires_at_s=expires_at_s)
    network.run(BANGKOK_BANK, first)
    payer, payee, currency, amount_minor = BANGKOK_BANK, CHIANGMAI_BANK, "THB", 5
    if change == "payer":
        payer = MAKER
    elif change == "payee":
        payee = MAKER
    elif change == "currency":
        payer, payee, currency = MAKER, HONGKONG_BANK, "HKD"
    elif change == "amount":
        amount_minor = 6
    elif change == "expiry":
        expires_at_s += 1
    call = queueing(network, uetr, payee, amount_minor, currency=currency, expires_at_s=expires_at_s)
    if change == "source":
        again = queue_of(network).queue_for(payer.address, uetr, payee.address, currency, amount_minor, 0, expires_at_s)
        outcome = made_by(network, sources_contract(network), again).require()
    else:
        outcome = network.run(payer, call)
    assert events_of(outcome) == refusal(uetr, RefusalCode.UETR_REUSED, "uetr", payer)


# --- Refused


def test_queue__after_its_last_second__is_refused(network: Network) -> None:
    uetr, now_s = fresh_uetr(network), network.now_s
    outcome = network.run(BANGKOK_BANK, queueing(network, uetr, CHIANGMAI_BANK, 1, expires_at_s=now_s - 1))
    assert events_of(outcome) == refusal(uetr, RefusalCode.ORDER_EXPIRED, "order-expiry", BANGKOK_BANK)
    at_last_s = network.now_s
    network.run(BANGKOK_BANK, queueing(network, uetr, CHIANGMAI_BANK, 1, expires_at_s=at_last_s))
    assert state_of(network, uetr, at_s=at_last_s) is ObligationState.QUEUED


def test_queue__suspended_payer__is_refused_once_it_is_a_member(network: Network) -> None:
    owe(network, BANGKOK_BANK, CHIANGMAI_BANK, 1)
    network.set_participant(BANK_OF_THAILAND, BANGKOK_BANK, Status.SUSPENDED)
    uetr = fresh_uetr(network)
    outcome = network.run(BANGKOK_BANK, queueing(network, uetr, CHIANGMAI_BANK, 1))
    expected = refusal(uetr, RefusalCode.PAYER_BANK_SUSPENDED, "payer-bank-standing", BANGKOK_BANK)
    assert events_of(outcome) == expected


@pytest.mark.parametrize("payee", [CHIANGMAI_BANK, IMPORTER, HONGKONG_BANK, KEEPER])
def test_queue__payee_that_may_not_hold_the_money__is_refused_and_enrols_nobody(
    network: Network, payee: Account
) -> None:
    network.set_participant(BANK_OF_THAILAND, CHIANGMAI_BANK, Status.SUSPENDED)
    uetr, before = fresh_uetr(network), network.storage()
    outcome = network.run(BANGKOK_BANK, queueing(network, uetr, payee, 1))
    assert events_of(outcome) == refusal(uetr, RefusalCode.PAYEE_BANK_SUSPENDED, "payee-bank-standing", payee)
    assert network.storage() == before


def test_queue__paused_money__is_refused(network: Network) -> None:
    network.run(BANK_OF_THAILAND, network.money("THB").set_paused(True, "test"))
    uetr = fresh_uetr(network)
    outcome = network.run(BANGKOK_BANK, queueing(network, uetr, CHIANGMAI_BANK, 1))
    expected = refusal(uetr, RefusalCode.PAYER_MONEY_PAUSED, "payer-money-paused", BANK_OF_THAILAND)
    assert events_of(outcome) == expected


def test_queue__rule_book_of_the_money__decides_before_it_waits(network: Network) -> None:
    network.run(BANK_OF_THAILAND, network.deployment.rule(AmountLimit).set_limits("THB", AmountLimits(1, 100)))
    ask(network, network.money("THB"), AmountLimit)
    uetr = fresh_uetr(network)
    outcome = network.run(BANGKOK_BANK, queueing(network, uetr, CHIANGMAI_BANK, 101))
    assert events_of(outcome) == refusal(uetr, RefusalCode.PAYER_AMOUNT_LIMIT, "amount-limit", BANGKOK_BANK)
    network.run(BANGKOK_BANK, queueing(network, uetr, CHIANGMAI_BANK, 100))
    assert state_of(network, uetr) is ObligationState.QUEUED


def test_queue__rule_of_the_payees_side__comes_after_the_payees_standing(network: Network) -> None:
    risks, maker = network.deployment.risks, int(MAKER.address, 16)
    ask(network, network.money("THB"), RiskFlag)
    identifier = network.read(risks.identifier_of(maker))
    network.run(BANGKOK_BANK, risks.flag(identifier, "suspicion", network.now_s + DAY_S))
    uetr = fresh_uetr(network)
    outcome = network.run(CHIANGMAI_BANK, queueing(network, uetr, MAKER, 1))
    assert events_of(outcome) == refusal(uetr, RefusalCode.PAYEE_FLAGGED, "risk-flag", MAKER)
    network.set_participant(BANK_OF_THAILAND, MAKER, Status.SUSPENDED)
    outcome = network.run(CHIANGMAI_BANK, queueing(network, uetr, MAKER, 1))
    assert events_of(outcome) == refusal(uetr, RefusalCode.PAYEE_BANK_SUSPENDED, "payee-bank-standing", MAKER)


def test_queue__rule_that_counts__counts_what_is_queued_and_keeps_it_when_it_is_cancelled(network: Network) -> None:
    exposure = network.deployment.rule(CounterpartyExposure)
    book = ask(network, network.money("THB"), CounterpartyExposure)
    network.run(BANK_OF_THAILAND, exposure.set_default_limit("THB", 100))
    uetr = owe(network, BANGKOK_BANK, CHIANGMAI_BANK, 60)
    network.run(BANGKOK_BANK, queue_of(network).cancel(uetr))
    pair = (BANGKOK_BANK.address, CHIANGMAI_BANK.address)
    assert network.read(exposure.position_minor("THB", book.address, *pair)) == 60
    outcome = network.run(BANGKOK_BANK, queueing(network, fresh_uetr(network), CHIANGMAI_BANK, 41))
    refused = outcome.first(ObligationRefused)
    assert refused is not None
    assert (refused.code, refused.party) == (RefusalCode.PAYER_BANK_EXPOSURE, BANGKOK_BANK.address)


# --- What the payer does with it


def test_hold_and_release__payer__puts_it_aside_and_takes_it_up_again(network: Network) -> None:
    queue, uetr = queue_of(network), owe(network, BANGKOK_BANK, CHIANGMAI_BANK, 1)
    assert events_of(network.run(BANGKOK_BANK, queue.hold(uetr))) == [ObligationHeld(uetr)]
    assert state_of(network, uetr) is ObligationState.HELD
    assert events_of(network.run(BANGKOK_BANK, queue.release(uetr))) == [ObligationReleased(uetr)]
    assert state_of(network, uetr) is ObligationState.QUEUED


@pytest.mark.parametrize("is_held", [False, True])
def test_reprioritise_and_cancel__queued_or_held__are_done(network: Network, is_held: bool) -> None:
    queue, uetr = queue_of(network), owe(network, BANGKOK_BANK, CHIANGMAI_BANK, 1, priority=3)
    kept = network.read(queue.obligation_of(uetr))
    if is_held:
        network.run(BANGKOK_BANK, queue.hold(uetr))
    outcome = network.run(BANGKOK_BANK, queue.reprioritise(uetr, 200))
    assert events_of(outcome) == [ObligationReprioritised(uetr, 200)]
    waiting = ObligationState.HELD if is_held else ObligationState.QUEUED
    assert network.read(queue.obligation_of(uetr)) == replace(kept, priority=200, state=waiting)
    assert events_of(network.run(BANGKOK_BANK, queue.cancel(uetr))) == [ObligationCancelled(uetr)]
    assert state_of(network, uetr) is ObligationState.CANCELLED


@pytest.mark.parametrize("status", [Status.SUSPENDED, Status.REVOKED])
def test_cancel__payer_that_is_out__is_done(network: Network, status: Status) -> None:
    uetr = owe(network, BANGKOK_BANK, CHIANGMAI_BANK, 1)
    network.set_participant(BANK_OF_THAILAND, BANGKOK_BANK, status)
    network.run(BANGKOK_BANK, queue_of(network).cancel(uetr))
    assert state_of(network, uetr) is ObligationState.CANCELLED


def test_state_of__second_after_the_last__is_expired_and_nothing_brings_it_back(network: Network) -> None:
    queue, expires_at_s = queue_of(network), network.now_s + DAY_S
    uetr = owe(network, BANGKOK_BANK, CHIANGMAI_BANK, 1, expires_at_s=expires_at_s)
    assert state_of(network, uetr, at_s=expires_at_s) is ObligationState.QUEUED
    assert state_of(network, uetr, at_s=expires_at_s + 1) is ObligationState.EXPIRED
    acts = (queue.hold(uetr), queue.release(uetr), queue.cancel(uetr), queue.reprioritise(uetr, 1))
    for second, act in enumerate(acts, start=expires_at_s + 1):
        error = network.attempt(BANGKOK_BANK, act, second).error
        assert str(error) == str(errors.QueueStateIs(uetr, ObligationState.EXPIRED))
    outcome = network.run(HKMA, queue.expire(uetr))
    assert events_of(outcome) == [ObligationExpired(uetr)]
    error = network.attempt(HKMA, queue.expire(uetr)).error
    assert str(error) == str(errors.QueueStateIs(uetr, ObligationState.EXPIRED))


# --- Queued for the payer by a system contract


def test_queue_for__system_contract__queues_and_alone_cancels(network: Network) -> None:
    queue, contract, uetr = queue_of(network), sources_contract(network), fresh_uetr(network)
    call = queue.queue_for(BANGKOK_BANK.address, uetr, CHIANGMAI_BANK.address, "THB", 5, 1, network.now_s + DAY_S)
    queued = made_by(network, contract, call).require().first(ObligationQueued)
    assert queued is not None
    assert (queued.payer, queued.source) == (BANGKOK_BANK.address, contract.address)
    assert network.read(queue.obligation_of(uetr)).source == contract.address
    for act in (queue.hold(uetr), queue.release(uetr), queue.reprioritise(uetr, 9)):
        network.run(BANGKOK_BANK, act)
    error = network.attempt(BANGKOK_BANK, queue.cancel(uetr)).error
    assert str(error) == str(errors.QueueNotSource(BANGKOK_BANK.address, uetr))
    made_by(network, contract, queue.cancel(uetr)).require()
    assert state_of(network, uetr) is ObligationState.CANCELLED


def test_queue_for__same_again__exists(network: Network) -> None:
    queue, contract, uetr = queue_of(network), sources_contract(network), fresh_uetr(network)
    call = queue.queue_for(BANGKOK_BANK.address, uetr, CHIANGMAI_BANK.address, "THB", 5, 1, network.now_s + DAY_S)
    made_by(network, contract, call).require()
    assert events_of(made_by(network, contract, call).require()) == [ObligationExists(uetr, BANGKOK_BANK.address)]

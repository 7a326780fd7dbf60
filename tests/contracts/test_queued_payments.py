"""Customers' payments that wait in the liquidity queue: debited once, and credited or refunded exactly once.

Trusts `return_stage` to sign and relay, and the tests of the liquidity queue for what it does with an obligation.
Never settles an obligation in another way than the queue's own calls.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from actors import (
    BANGKOK_BANK,
    BANK_OF_THAILAND,
    CHIANGMAI_BANK,
    EXPORTER,
    FARMER,
    IMPORTER,
    MILLER,
    STRANGER,
)
from customers import NEW_KEY, replace_key
from hop_stage import is_let_pass
from queue_stage import queueing
from return_stage import (
    cancelling,
    credit,
    queue_payment,
    queued,
    queueing_payment,
    refund,
    settle_obligation,
)
from rule_books import ask
from small_network import BANGKOK_BANK_MINOR, COST_MINOR, DAY_S, IMPORTER_MINOR, Network, events_of

from chain.abi import ZERO_ADDRESS
from chain.accounts import Account
from chain.clients import errors
from chain.clients.amount_limit import AmountLimit
from chain.clients.events import (
    ObligationCancelled,
    ObligationQueued,
    PaymentCancelled,
    PaymentExists,
    PaymentQueued,
    PaymentRefunded,
    PaymentRefused,
    PaymentSettled,
    UetrBound,
)
from chain.clients.types import (
    AmountLimits,
    ObligationState,
    PaymentOrder,
    QueuedState,
    QueueMode,
    Refusal,
    RefusalCode,
    Status,
    StepUp,
)
from chain.clients.types import Outcome as Answer

BEFORE = {
    ("bangkok-bank", IMPORTER.address): IMPORTER_MINOR,
    ("THB", BANGKOK_BANK.address): BANGKOK_BANK_MINOR,
}


def thai(network: Network) -> dict[tuple[str, str], int]:
    """Balances in baht."""
    return {key: minor for key, minor in network.balances().items() if key[0] not in ("HKD", "hongkong-bank")}


def foreseen(network: Network, order: PaymentOrder) -> Refusal:
    """What `preflightQueued` says of it."""
    return network.read(network.deployment.queued_payments.preflight_queued(order))


def state(network: Network, order: PaymentOrder) -> QueuedState:
    """Where the queued payment is."""
    return network.read(network.deployment.queued_payments.queued_state_of(order.uetr))


def assert_refused(network: Network, order: PaymentOrder, expected: Refusal) -> None:
    """Foreseen, answered and recorded, and nothing else changes."""
    before = network.storage()
    assert foreseen(network, order) == expected
    assert network.read(queueing_payment(network, order), sender=BANGKOK_BANK) is Answer.REFUSED
    refused = PaymentRefused(order.uetr, expected.code, expected.rule, expected.party)
    assert events_of(queue_payment(network, order)) == [refused]
    assert network.storage() == before


def test_queue_payment__bank_without_money__debits_the_payer_and_owes(network: Network) -> None:
    network.redeem_all(BANGKOK_BANK, network.money("THB"))
    order = network.domestic_order()
    assert is_let_pass(foreseen(network, order))
    outcome = queue_payment(network, order)
    events, queue = events_of(outcome), network.deployment.queued_payments
    assert events[:2] == [
        PaymentQueued(
            *(order.uetr, IMPORTER.address, FARMER.address, BANGKOK_BANK.address, CHIANGMAI_BANK.address),
            *("THB", COST_MINOR, 0),
        ),
        UetrBound(order.uetr, queue.address, network.read(network.engine.hash_order(order))),
    ]
    assert outcome.first(ObligationQueued) == ObligationQueued(
        *(order.uetr, BANGKOK_BANK.address, CHIANGMAI_BANK.address, "THB", COST_MINOR, 0, order.expires_at, 0),
        queue.address,
    )
    assert thai(network) == {("bangkok-bank", IMPORTER.address): IMPORTER_MINOR - COST_MINOR}
    assert state(network, order) is QueuedState.QUEUED


def test_credit__obligation_settled__credits_the_payee_once(network: Network) -> None:
    order = queued(network)
    settle_obligation(network, order)
    assert network.read(network.deployment.queued_payments.credit_queued(order), sender=STRANGER) is Answer.SETTLED
    assert events_of(credit(network, order, STRANGER))[0] == PaymentSettled(
        *(order.uetr, IMPORTER.address, FARMER.address, BANGKOK_BANK.address, CHIANGMAI_BANK.address, ZERO_ADDRESS),
        *("THB", COST_MINOR, "THB", COST_MINOR, "GDDS"),
    )
    assert thai(network) == {
        ("bangkok-bank", IMPORTER.address): IMPORTER_MINOR - COST_MINOR,
        ("THB", BANGKOK_BANK.address): BANGKOK_BANK_MINOR - COST_MINOR,
        ("THB", CHIANGMAI_BANK.address): COST_MINOR,
        ("chiangmai-bank", FARMER.address): COST_MINOR,
    }
    for again in (credit, refund):
        with pytest.raises(errors.SettlementNotQueued) as raised:
            again(network, order)
        assert raised.value.state is QueuedState.CREDITED


@pytest.mark.parametrize("end", ["expired", "cancelled"])
def test_refund__obligation_at_its_end__gives_the_money_back_once(network: Network, end: str) -> None:
    order = queued(network)
    at_s = order.expires_at + 1 if end == "expired" else None
    if end == "cancelled":
        network.run(BANGKOK_BANK, cancelling(network, order))
    outcome = refund(network, order, STRANGER, at_s)
    assert events_of(outcome)[0] == PaymentRefunded(
        order.uetr, IMPORTER.address, BANGKOK_BANK.address, "THB", COST_MINOR
    )
    assert thai(network) == BEFORE
    for again in (credit, refund):
        with pytest.raises(errors.SettlementNotQueued) as raised:
            again(network, order)
        assert raised.value.state is QueuedState.REFUNDED
    answered = events_of(network.settle(order))
    assert answered == [PaymentExists(order.uetr, IMPORTER.address)]


def test_refund__while_it_waits__reverts_and_so_does_a_credit(network: Network) -> None:
    order = queued(network)
    for end in (credit, refund):
        with pytest.raises(errors.SettlementObligationIs) as raised:
            end(network, order)
        assert raised.value.state is ObligationState.QUEUED
    settle_obligation(network, order)
    with pytest.raises(errors.SettlementObligationIs) as raised:
        refund(network, order)
    assert raised.value.state is ObligationState.SETTLED


def test_refund__last_second__is_too_early(network: Network) -> None:
    order = queued(network)
    with pytest.raises(errors.SettlementObligationIs):
        refund(network, order, at_s=order.expires_at)
    assert refund(network, order, at_s=order.expires_at + 1).first(PaymentRefunded) is not None


def test_credit__order_with_another_payee__reverts(network: Network) -> None:
    order = queued(network)
    settle_obligation(network, order)
    with pytest.raises(errors.SettlementNotQueued):
        credit(network, replace(order, payee=MILLER.address))


def test_credit__payment_that_settled_at_once__reverts(network: Network) -> None:
    order = network.domestic_order()
    network.settle(order)
    with pytest.raises(errors.SettlementNotQueued):
        credit(network, order)


def test_queue_payment__again_or_settled__exists(network: Network) -> None:
    order = queued(network)
    before = network.storage()
    assert is_let_pass(foreseen(network, order))
    exists = [PaymentExists(order.uetr, IMPORTER.address)]
    assert events_of(queue_payment(network, order)) == exists
    assert events_of(network.settle(order)) == exists
    assert network.storage() == before
    settled = network.domestic_order()
    network.settle(settled)
    assert events_of(queue_payment(network, settled)) == [PaymentExists(settled.uetr, IMPORTER.address)]


def test_queue_payment__uetr_of_another_payment__is_refused(network: Network) -> None:
    order = network.domestic_order()
    network.settle(order)
    other = replace(order, amount_minor=1)
    assert_refused(network, other, Refusal(RefusalCode.UETR_REUSED, "uetr", BANGKOK_BANK.address))


def test_queue_payment__uetr_of_an_obligation_that_the_bank_queued_itself__is_refused(network: Network) -> None:
    """Its bank could cancel that behind the customer's back."""
    order = network.domestic_order()
    own = queueing(network, order.uetr, CHIANGMAI_BANK, COST_MINOR, expires_at_s=order.expires_at)
    network.run(BANGKOK_BANK, own)
    assert_refused(network, order, Refusal(RefusalCode.UETR_REUSED, "uetr", BANGKOK_BANK.address))


def test_queue_payment__what_refuses_any_payment__refuses_it(network: Network) -> None:
    order = network.domestic_order()
    network.set_customer(FARMER, Status.SUSPENDED)
    assert_refused(network, order, Refusal(RefusalCode.PAYEE_SUSPENDED, "payee-standing", FARMER.address))
    network.run(IMPORTER, network.deposit(BANGKOK_BANK).redeem(IMPORTER_MINOR - COST_MINOR + 1, b"x"))
    assert_refused(network, order, Refusal(RefusalCode.PAYER_INSUFFICIENT_BALANCE, "payer-balance", IMPORTER.address))
    network.run(BANK_OF_THAILAND, network.money("THB").set_paused(True, "test"))
    expected = Refusal(RefusalCode.PAYER_MONEY_PAUSED, "payer-money-paused", BANK_OF_THAILAND.address)
    assert_refused(network, order, expected)


def test_queue_payment__what_the_rules_of_the_central_bank_money_refuse__is_refused(network: Network) -> None:
    rule = network.deployment.rule(AmountLimit)
    network.run(BANK_OF_THAILAND, rule.set_limits("THB", AmountLimits(1, COST_MINOR - 1)))
    ask(network, network.money("THB"), AmountLimit)
    expected = Refusal(RefusalCode.PAYER_AMOUNT_LIMIT, "amount-limit", BANGKOK_BANK.address)
    assert_refused(network, network.domestic_order(), expected)


def test_queue_payment__beyond_a_senders_limit_in_a_cycle__is_refused(network: Network) -> None:
    queue = network.deployment.liquidity_queue
    network.run(BANK_OF_THAILAND, queue.set_mode("THB", QueueMode.DEFERRED))
    network.run(BANGKOK_BANK, queue.set_multilateral_limit("THB", COST_MINOR - 1))
    order = network.domestic_order(expires_at=network.now_s + 3 * DAY_S)
    expected = Refusal(RefusalCode.PAYER_MULTILATERAL_LIMIT, "multilateral-limit", BANGKOK_BANK.address)
    assert_refused(network, order, expected)


def test_queue_payment__cycle_that_is_closed__credits(network: Network) -> None:
    queue = network.deployment.liquidity_queue
    network.run(BANK_OF_THAILAND, queue.set_mode("THB", QueueMode.DEFERRED))
    order = queued(network, expires_at=network.now_s + 3 * DAY_S)
    with pytest.raises(errors.QueueInCycle):
        network.run(BANGKOK_BANK, cancelling(network, order))
    network.run(BANK_OF_THAILAND, queue.close_cycle("THB"))
    assert credit(network, order).first(PaymentSettled) is not None


def test_queue_payment__cycle_that_is_abandoned__refunds(network: Network) -> None:
    queue = network.deployment.liquidity_queue
    network.run(BANK_OF_THAILAND, queue.set_mode("THB", QueueMode.DEFERRED))
    order = queued(network, expires_at=network.now_s + 3 * DAY_S)
    network.run(BANK_OF_THAILAND, queue.abandon_cycle("THB"))
    assert refund(network, order).first(PaymentRefunded) is not None
    assert thai(network) == BEFORE


def test_queue_payment__two_currencies_or_one_bank__reverts(network: Network) -> None:
    with pytest.raises(errors.SettlementQuoteMissing):
        queue_payment(network, network.order())
    with pytest.raises(errors.SettlementNothingToQueue):
        queue_payment(network, network.domestic_order(payee=MILLER.address))
    with pytest.raises(errors.SettlementNothingToQueue):
        foreseen(network, network.domestic_order(payee=MILLER.address))


def test_queue_payment__by_another_bank_or_signed_by_another__reverts(network: Network) -> None:
    order = network.domestic_order()
    with pytest.raises(errors.SettlementNotPayersBank):
        network.run(CHIANGMAI_BANK, queueing_payment(network, order))
    with pytest.raises(errors.SettlementBadSignature):
        network.run(BANGKOK_BANK, queueing_payment(network, order, STRANGER))


def test_queue_payment__above_the_threshold__needs_the_second_key(network: Network) -> None:
    network.run(IMPORTER, network.deposit(BANGKOK_BANK).set_step_up(StepUp(STRANGER.address, COST_MINOR - 1), b""))
    order = network.domestic_order()
    with pytest.raises(errors.SettlementStepUpMissing):
        queue_payment(network, order)
    call = queueing_payment(network, order, step_up=network.sign_order(order, STRANGER))
    assert network.run(BANGKOK_BANK, call).first(PaymentQueued) is not None


def test_queue__payers_bank_alone__holds_and_releases_but_does_not_cancel(network: Network) -> None:
    order, queue = queued(network), network.deployment.liquidity_queue
    network.run(BANGKOK_BANK, queue.hold(order.uetr))
    network.run(BANGKOK_BANK, queue.reprioritise(order.uetr, 9))
    network.run(BANGKOK_BANK, queue.release(order.uetr))
    with pytest.raises(errors.QueueNotSource):
        network.run(BANGKOK_BANK, queue.cancel(order.uetr))


def test_cancel__payer_and_its_bank_together__call_it_off(network: Network) -> None:
    order = queued(network)
    assert events_of(network.run(BANGKOK_BANK, cancelling(network, order))) == [
        PaymentCancelled(order.uetr, IMPORTER.address),
        ObligationCancelled(order.uetr),
    ]


@pytest.mark.parametrize("caller", [IMPORTER, CHIANGMAI_BANK, BANK_OF_THAILAND], ids=["payer", "payee's", "central"])
def test_cancel__not_the_payers_bank__reverts(network: Network, caller: Account) -> None:
    order = queued(network)
    with pytest.raises(errors.SettlementNotPayersBank):
        network.run(caller, cancelling(network, order))


def test_cancel__without_the_payers_signature__reverts(network: Network) -> None:
    order = queued(network)
    for signer in (BANGKOK_BANK, EXPORTER):
        with pytest.raises(errors.SettlementBadSignature):
            network.run(BANGKOK_BANK, cancelling(network, order, signer))
    other = network.domestic_order()
    call = cancelling(network, other)
    with pytest.raises(errors.SettlementNotQueued):
        network.run(BANGKOK_BANK, call)


def test_cancel__settled_or_expired__reverts(network: Network) -> None:
    settled, expired = queued(network), queued(network)
    settle_obligation(network, settled)
    with pytest.raises(errors.QueueStateIs):
        network.run(BANGKOK_BANK, cancelling(network, settled))
    with pytest.raises(errors.QueueStateIs):
        network.run(BANGKOK_BANK, cancelling(network, expired), expired.expires_at + 1)


def test_cancel__key_was_replaced__is_the_new_keys(network: Network) -> None:
    order = queued(network, expires_at=network.now_s + 9 * DAY_S)
    replace_key(network, IMPORTER, NEW_KEY)
    with pytest.raises(errors.SettlementBadSignature):
        network.run(BANGKOK_BANK, cancelling(network, order))
    network.run(BANGKOK_BANK, cancelling(network, order, NEW_KEY))
    refund(network, order)
    assert network.read(network.deposit(BANGKOK_BANK).balance_of(NEW_KEY.address)) == COST_MINOR


def test_credit__payees_key_was_replaced__is_the_new_keys(network: Network) -> None:
    order = queued(network, expires_at=network.now_s + 9 * DAY_S)
    settle_obligation(network, order)
    replace_key(network, FARMER, NEW_KEY)
    settled = credit(network, order).first(PaymentSettled)
    assert settled is not None
    assert settled.payee == NEW_KEY.address
    assert network.read(network.deposit(CHIANGMAI_BANK).balance_of(NEW_KEY.address)) == COST_MINOR


def test_credit__payee_can_not_be_credited__waits_and_says_why(network: Network) -> None:
    order = queued(network)
    settle_obligation(network, order)
    registry = network.registry
    money = network.deposit(CHIANGMAI_BANK)
    obstacles = [
        (BANK_OF_THAILAND, money.set_paused, (RefusalCode.PAYEE_MONEY_PAUSED, "payee-money-paused", BANK_OF_THAILAND)),
    ]
    network.set_customer(FARMER, Status.SUSPENDED)
    assert_waits(network, order, RefusalCode.PAYEE_SUSPENDED, "payee-standing", FARMER)
    network.set_customer(FARMER, Status.ACTIVE)
    network.set_participant(BANK_OF_THAILAND, CHIANGMAI_BANK, Status.SUSPENDED)
    assert_waits(network, order, RefusalCode.PAYEE_BANK_SUSPENDED, "payee-bank-standing", CHIANGMAI_BANK)
    network.run(BANK_OF_THAILAND, registry.set_participant_status(CHIANGMAI_BANK.address, Status.ACTIVE, "test"))
    for central_bank, pause, (code, rule, party) in obstacles:
        network.run(central_bank, pause(True, "test"))
        assert_waits(network, order, code, rule, party)
        network.run(central_bank, pause(False, "test"))
    assert credit(network, order).first(PaymentSettled) is not None


def assert_waits(network: Network, order: PaymentOrder, code: RefusalCode, rule: str, party: Account) -> None:
    """Refused for that, and nothing else changes."""
    before = network.storage()
    assert events_of(credit(network, order)) == [PaymentRefused(order.uetr, code, rule, party.address)]
    assert network.storage() == before


def test_credit__payee_left_the_bank_that_has_the_money__waits(network: Network) -> None:
    order = queued(network)
    settle_obligation(network, order)
    network.set_participant(BANK_OF_THAILAND, CHIANGMAI_BANK, Status.REVOKED)
    network.run(BANGKOK_BANK, network.registration(BANGKOK_BANK, FARMER))
    assert_waits(network, order, RefusalCode.PAYEE_BANK_SUSPENDED, "payee-bank-standing", CHIANGMAI_BANK)


def test_refund__payer_can_not_be_credited__waits_and_says_why(network: Network) -> None:
    order = queued(network)
    network.set_customer(IMPORTER, Status.SUSPENDED)
    outcome = refund(network, order, at_s=order.expires_at + 1)
    assert events_of(outcome) == [
        PaymentRefused(order.uetr, RefusalCode.PAYEE_SUSPENDED, "payee-standing", IMPORTER.address)
    ]
    network.set_customer(IMPORTER, Status.ACTIVE)
    assert refund(network, order).first(PaymentRefunded) is not None


def test_bind_uetr__by_anybody_but_a_system_contract_of_both_currencies__reverts(network: Network) -> None:
    uetr = network.order().uetr
    for caller in (BANGKOK_BANK, BANK_OF_THAILAND, STRANGER):
        with pytest.raises(errors.SettlementNotSystemContract):
            network.run(caller, network.engine.bind_uetr(uetr, b"\1" * 32, "THB", "HKD"))

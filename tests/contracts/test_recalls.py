"""Recalls of settled payments: who asks, who answers, when, and that each is on record once.

Trusts `return_stage` to relay, and test_payment_returns for what a return moves.
Never moves money by a recall: storage of every money is compared.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from actors import BANGKOK_BANK, BANK_OF_THAILAND, CHIANGMAI_BANK, FARMER, IMPORTER, MILLER
from customers import NEW_KEY, replace_key
from return_stage import (
    RECALL_REASON,
    REJECTION,
    credit,
    give_back,
    paid,
    queued,
    recall,
    reject,
    return_of,
    settle_obligation,
)
from small_network import Network, events_of

from chain.clients import errors
from chain.clients.events import (
    PaymentReturned,
    RecallAccepted,
    RecallExists,
    RecallRefused,
    RecallRejected,
    RecallRequested,
)
from chain.clients.types import RecallOutcome, RecallState, RefusalCode, Status


def state(network: Network, uetr: str) -> RecallState:
    """Where the recall of a payment is."""
    return network.read(network.deployment.payment_returns.recall_of(uetr))


def test_request_recall__settled_payment__is_on_record_and_moves_nothing(network: Network) -> None:
    original = paid(network)
    before = network.balances()
    assert events_of(recall(network, original)) == [
        RecallRequested(original.uetr, BANGKOK_BANK.address, CHIANGMAI_BANK.address, RECALL_REASON)
    ]
    assert state(network, original.uetr) is RecallState.REQUESTED
    assert network.balances() == before


def test_request_recall__answer_to_the_bank__says_what_became_of_it(network: Network) -> None:
    original, returns = paid(network), network.deployment.payment_returns
    call = returns.request_recall(original, RECALL_REASON)
    assert network.read(call, sender=BANGKOK_BANK) is RecallOutcome.REQUESTED
    recall(network, original)
    assert network.read(call, sender=BANGKOK_BANK) is RecallOutcome.EXISTS
    unknown = returns.request_recall(network.domestic_order(), RECALL_REASON)
    assert network.read(unknown, sender=BANGKOK_BANK) is RecallOutcome.REFUSED


@pytest.mark.parametrize("answer", ["none", "rejected"])
def test_request_recall__again__exists_and_changes_nothing(network: Network, answer: str) -> None:
    original = paid(network)
    recall(network, original)
    if answer == "rejected":
        reject(network, original)
    before = network.storage()
    assert events_of(recall(network, original, reason="FRAD")) == [RecallExists(original.uetr, BANGKOK_BANK.address)]
    assert network.storage() == before


def test_request_recall__unknown_or_returned_original__is_refused(network: Network) -> None:
    unknown, original = network.domestic_order(), paid(network)
    give_back(network, return_of(network, original), original)
    for order, code in ((unknown, RefusalCode.ORIGINAL_UNKNOWN), (original, RefusalCode.ALREADY_RETURNED)):
        before = network.storage()
        assert events_of(recall(network, order)) == [RecallRefused(order.uetr, code, "original", BANGKOK_BANK.address)]
        assert network.storage() == before


def test_request_recall__queued_payment__is_refused_until_its_payee_is_credited(network: Network) -> None:
    original = queued(network)
    refused = recall(network, original).first(RecallRefused)
    assert refused is not None
    assert refused.code is RefusalCode.ORIGINAL_UNKNOWN
    settle_obligation(network, original)
    credit(network, original)
    assert recall(network, original).first(RecallRequested) is not None


def test_request_recall__suspended_bank__may_ask_and_answer(network: Network) -> None:
    original = paid(network)
    for bank in (BANGKOK_BANK, CHIANGMAI_BANK):
        network.set_participant(BANK_OF_THAILAND, bank, Status.SUSPENDED)
    assert recall(network, original).first(RecallRequested) is not None
    assert reject(network, original).first(RecallRejected) is not None


def test_request_recall__keys_were_replaced__concerns_the_banks_of_the_new_ones(network: Network) -> None:
    original = paid(network)
    replace_key(network, FARMER, NEW_KEY)
    requested = recall(network, original).first(RecallRequested)
    assert requested is not None
    assert requested.payee_bank == CHIANGMAI_BANK.address
    assert reject(network, original).first(RecallRejected) is not None


def test_request_recall__by_another_bank__reverts(network: Network) -> None:
    original = paid(network)
    call = network.deployment.payment_returns.request_recall(original, RECALL_REASON)
    for caller in (CHIANGMAI_BANK, IMPORTER, BANK_OF_THAILAND):
        with pytest.raises(errors.RecallNotPayersBank):
            network.run(caller, call)


def test_recall__without_a_reason__reverts(network: Network) -> None:
    original = paid(network)
    with pytest.raises(errors.ReturnReasonMissing):
        recall(network, original, reason="")
    recall(network, original)
    with pytest.raises(errors.ReturnReasonMissing):
        reject(network, original, reason="")


def test_reject_recall__open__is_final(network: Network) -> None:
    original = paid(network)
    recall(network, original)
    assert events_of(reject(network, original)) == [RecallRejected(original.uetr, CHIANGMAI_BANK.address, REJECTION)]
    assert state(network, original.uetr) is RecallState.REJECTED
    with pytest.raises(errors.RecallNotOpen):
        reject(network, original)


def test_reject_recall__none_open__reverts(network: Network) -> None:
    with pytest.raises(errors.RecallNotOpen):
        reject(network, paid(network))


def test_reject_recall__by_another_bank__reverts(network: Network) -> None:
    original = paid(network)
    recall(network, original)
    call = network.deployment.payment_returns.reject_recall(original, REJECTION)
    for caller in (BANGKOK_BANK, FARMER, BANK_OF_THAILAND):
        with pytest.raises(errors.RecallNotPayeesBank):
            network.run(caller, call)


def test_reject_recall__by_the_bank_of_another_orders_payee__reverts(network: Network) -> None:
    """Who names another payee under the same UETR has no say in the recall."""
    original = paid(network)
    recall(network, original)
    forged = replace(original, payee=MILLER.address)
    call = network.deployment.payment_returns.reject_recall(forged, REJECTION)
    with pytest.raises(errors.RecallNotOpen):
        network.run(BANGKOK_BANK, call)


def test_return__while_a_recall_is_open__closes_it(network: Network) -> None:
    original = paid(network)
    recall(network, original)
    order = return_of(network, original, "FOCR")
    events = events_of(give_back(network, order, original))
    assert events[:2] == [
        PaymentReturned(order.payment.uetr, original.uetr, "FOCR", "THB", original.amount_minor),
        RecallAccepted(original.uetr, order.payment.uetr),
    ]
    assert state(network, original.uetr) is RecallState.ACCEPTED
    with pytest.raises(errors.RecallNotOpen):
        reject(network, original)


def test_return__after_a_rejection__is_possible_and_leaves_that_on_record(network: Network) -> None:
    original = paid(network)
    recall(network, original)
    reject(network, original)
    outcome = give_back(network, return_of(network, original), original)
    assert outcome.first(PaymentReturned) is not None
    assert outcome.first(RecallAccepted) is None
    assert state(network, original.uetr) is RecallState.REJECTED

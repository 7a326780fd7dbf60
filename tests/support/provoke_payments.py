"""Provocations of the errors of payments through hops, of returns, recalls and queued payments.

Trusts `hop_stage` and `return_stage` to sign and relay as those concerned would.
Never provokes a refusal: those are successful transactions, and tested as such.
"""

from __future__ import annotations

from actors import BANGKOK_BANK, BANK_OF_THAILAND, CHIANGMAI_BANK, HKMA, IMPORTER, MAKER, MILLER, STRANGER
from hop_stage import Hop, paying
from provocation import Provocation, forwarder, provokes
from return_stage import RECALL_REASON, REJECTION, paid, queued, queueing_payment, return_of, returning
from small_network import Network

from chain.clients import errors
from chain.clients.types import ObligationState, QueuedState, RecallState

DIGEST = b"order".ljust(32, b"\0")


@provokes(errors.SettlementHopsInvalid)
def payment_through_three_hops(network: Network) -> Provocation:
    order = network.order()
    call = paying(network, order, [Hop(network.quote(), MAKER)] * 3)
    return Provocation(BANGKOK_BANK, call, errors.SettlementHopsInvalid(order.uetr, 3))


@provokes(errors.SettlementHopsInvalid)
def payment_through_no_hop(network: Network) -> Provocation:
    order = network.order()
    return Provocation(BANGKOK_BANK, paying(network, order, []), errors.SettlementHopsInvalid(order.uetr, 0))


@provokes(errors.SettlementNotSystemContract)
def bank_binds_a_uetr(network: Network) -> Provocation:
    call = network.engine.bind_uetr(network.order().uetr, DIGEST, "THB", "HKD")
    expected = errors.SettlementNotSystemContract(BANGKOK_BANK.address, "THB", "HKD")
    return Provocation(BANGKOK_BANK, call, expected)


@provokes(errors.SettlementNotSystemContract)
def system_contract_of_one_currency_binds_a_uetr_of_two(network: Network) -> Provocation:
    call = forwarder(network, network.engine.bind_uetr(network.order().uetr, DIGEST, "THB", "HKD"), [BANK_OF_THAILAND])
    return Provocation(STRANGER, call, errors.SettlementNotSystemContract(call.to, "THB", "HKD"))


@provokes(errors.SettlementUetrBound)
def system_contract_binds_the_uetr_of_a_payment(network: Network) -> Provocation:
    order = paid(network)
    call = forwarder(network, network.engine.bind_uetr(order.uetr, DIGEST, "THB", "HKD"), [HKMA, BANK_OF_THAILAND])
    return Provocation(STRANGER, call, errors.SettlementUetrBound(order.uetr))


@provokes(errors.SettlementNothingToQueue)
def payment_within_one_bank_is_queued(network: Network) -> Provocation:
    order = network.domestic_order(payee=MILLER.address)
    expected = errors.SettlementNothingToQueue(order.uetr)
    return Provocation(BANGKOK_BANK, queueing_payment(network, order), expected)


@provokes(errors.SettlementNotQueued)
def payment_that_settled_is_credited_again(network: Network) -> Provocation:
    order = paid(network)
    call = network.deployment.queued_payments.credit_queued(order)
    return Provocation(STRANGER, call, errors.SettlementNotQueued(order.uetr, QueuedState.NONE))


@provokes(errors.SettlementObligationIs)
def payment_is_credited_before_its_bank_paid(network: Network) -> Provocation:
    order = queued(network)
    call = network.deployment.queued_payments.credit_queued(order)
    return Provocation(STRANGER, call, errors.SettlementObligationIs(order.uetr, ObligationState.QUEUED))


@provokes(errors.SettlementObligationIs)
def payment_is_refunded_while_its_bank_may_still_pay(network: Network) -> Provocation:
    order = queued(network)
    call = network.deployment.queued_payments.refund_queued(order)
    return Provocation(STRANGER, call, errors.SettlementObligationIs(order.uetr, ObligationState.QUEUED))


@provokes(errors.ReturnNotReverse)
def return_to_somebody_else(network: Network) -> Provocation:
    original = paid(network)
    order = return_of(network, original, payee=MILLER.address)
    expected = errors.ReturnNotReverse(order.payment.uetr, original.uetr)
    return Provocation(CHIANGMAI_BANK, returning(network, order, original), expected)


@provokes(errors.ReturnReasonMissing)
def return_without_a_reason(network: Network) -> Provocation:
    original = paid(network)
    call = returning(network, return_of(network, original, ""), original)
    return Provocation(CHIANGMAI_BANK, call, errors.ReturnReasonMissing(original.uetr))


@provokes(errors.RecallNotPayersBank)
def payer_recalls_itself(network: Network) -> Provocation:
    original = paid(network)
    call = network.deployment.payment_returns.request_recall(original, RECALL_REASON)
    return Provocation(IMPORTER, call, errors.RecallNotPayersBank(IMPORTER.address, IMPORTER.address))


@provokes(errors.RecallNotPayeesBank)
def payers_bank_rejects(network: Network) -> Provocation:
    original = paid(network)
    call = network.deployment.payment_returns.reject_recall(original, REJECTION)
    return Provocation(BANGKOK_BANK, call, errors.RecallNotPayeesBank(BANGKOK_BANK.address, original.payee))


@provokes(errors.RecallNotOpen)
def recall_that_nobody_requested_is_rejected(network: Network) -> Provocation:
    original = paid(network)
    call = network.deployment.payment_returns.reject_recall(original, REJECTION)
    return Provocation(CHIANGMAI_BANK, call, errors.RecallNotOpen(original.uetr, RecallState.NONE))

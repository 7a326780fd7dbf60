"""Role calls of PaymentReturns and QueuedPayments, and of what SettlementEngine does for both.

Trusts `role_payments` for a payment that is where each call needs it.
Never lets a payment be refused: its bank's call has to do what it says.
"""

from __future__ import annotations

from typing import Any

from actors import BANGKOK_BANK, CHIANGMAI_BANK, MAKER
from hop_stage import Hop, paying
from return_stage import RECALL_REASON, REJECTION, cancelling, queueing_payment, return_of, returning
from role_calls import EVERYBODY, role_call
from role_payments import CALLED_OFF, OWED, PAID, RECALLED, UNQUEUED, WAITING
from role_stage import SYSTEM_CONTRACTS, Stage

from chain.abi import Address
from chain.client import Call
from chain.clients import errors
from chain.clients.types import Outcome, RecallOutcome


@role_call(
    "SettlementEngine.settleThrough", {"bank": [BANGKOK_BANK]}, errors.SettlementNotPayersBank, answer=Outcome.SETTLED
)
def settle_through(stage: Stage, caller: Address) -> Call[Any]:
    network = stage.network
    return paying(network, network.order(), [Hop(network.quote(), MAKER)])


@role_call("SettlementEngine.bindUetr", {"system-contract": SYSTEM_CONTRACTS}, errors.SettlementNotSystemContract)
def bind_uetr(stage: Stage, caller: Address) -> Call[Any]:
    return stage.network.engine.bind_uetr(stage.network.order().uetr, b"order".ljust(32, b"\0"), "THB", "HKD")


@role_call(
    "PaymentReturns.returnPayment", {"bank": [CHIANGMAI_BANK]}, errors.SettlementNotPayersBank, answer=Outcome.SETTLED
)
def return_payment(stage: Stage, caller: Address) -> Call[Any]:
    return returning(stage.network, return_of(stage.network, PAID), PAID)


@role_call(
    "PaymentReturns.requestRecall",
    {"bank": [BANGKOK_BANK]},
    errors.RecallNotPayersBank,
    answer=RecallOutcome.REQUESTED,
)
def request_recall(stage: Stage, caller: Address) -> Call[Any]:
    return stage.network.deployment.payment_returns.request_recall(PAID, RECALL_REASON)


@role_call("PaymentReturns.rejectRecall", {"bank": [CHIANGMAI_BANK]}, errors.RecallNotPayeesBank)
def reject_recall(stage: Stage, caller: Address) -> Call[Any]:
    return stage.network.deployment.payment_returns.reject_recall(RECALLED, REJECTION)


@role_call(
    "QueuedPayments.queuePayment", {"bank": [BANGKOK_BANK]}, errors.SettlementNotPayersBank, answer=Outcome.QUEUED
)
def queue_payment(stage: Stage, caller: Address) -> Call[Any]:
    return queueing_payment(stage.network, UNQUEUED)


@role_call("QueuedPayments.creditQueued", {"anyone": EVERYBODY}, answer=Outcome.SETTLED)
def credit_queued(stage: Stage, caller: Address) -> Call[Any]:
    return stage.network.deployment.queued_payments.credit_queued(OWED)


@role_call("QueuedPayments.refundQueued", {"anyone": EVERYBODY}, answer=Outcome.REFUNDED)
def refund_queued(stage: Stage, caller: Address) -> Call[Any]:
    return stage.network.deployment.queued_payments.refund_queued(CALLED_OFF)


@role_call("QueuedPayments.cancelQueued", {"bank": [BANGKOK_BANK]}, errors.SettlementNotPayersBank)
def cancel_queued(stage: Stage, caller: Address) -> Call[Any]:
    return cancelling(stage.network, WAITING)

"""Returns and recalls of the small network's payments, and payments that it queues: the calls, in one line each.

Trusts the small network for the payments themselves.
Never relays for another bank than the one whose customer pays: a test that wants that says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from actors import BANK_OF, BANK_OF_THAILAND, CHIANGMAI_BANK, FARMER, IMPORTER
from hop_stage import Hop, quotes_of, signatures_of
from small_network import DAY_S, Network

from chain.accounts import Account
from chain.client import Call
from chain.clients.types import PaymentOrder, Refusal, ReturnOrder
from chain.consents import PaymentCancellation
from chain.ledger import Outcome

REASON = "AC04"  # ExternalReturnReason1Code: ClosedAccountNumber
RECALL_REASON = "DUPL"  # ExternalCancellationReason1Code: DuplicatePayment
REJECTION = "CUST"  # ExternalPaymentCancellationRejection1Code: CustomerDecision


def paid(network: Network, **changes: Any) -> PaymentOrder:
    """An order that the importer paid the farmer at home by."""
    order = network.domestic_order(**changes)
    network.settle(order)
    return order


def paid_abroad(network: Network, **changes: Any) -> PaymentOrder:
    """An order that the importer paid the exporter by, across currencies."""
    order = network.order(**changes)
    network.settle(order, network.quote())
    return order


def return_of(network: Network, original: PaymentOrder, reason: str = REASON, **changes: Any) -> ReturnOrder:
    """All of it back, for a day; `changes` replace fields of the payment back."""
    back = replace(
        original,
        uetr=f"00000000-0000-4000-9000-{next(network.counter):012d}",
        payer=original.payee,
        payee=original.payer,
        payer_currency=original.payee_currency,
        payee_currency=original.payer_currency,
        cost_minor_max=original.amount_minor,
        expires_at=network.now_s + DAY_S,
    )
    return ReturnOrder(replace(back, **changes), original.uetr, reason)


def sign_return(network: Network, order: ReturnOrder, signer: Account) -> bytes:
    """EIP-712 signature of a return."""
    return signer.sign_struct(order, network.ledger.domain(network.deployment.payment_returns))


def returning(
    network: Network,
    order: ReturnOrder,
    original: PaymentOrder,
    hops: Sequence[Hop] = (),
    signer: Account = FARMER,
    step_up: bytes = b"",
) -> Call[Any]:
    """The call that returns a payment, signed by who gives it back."""
    signature, signatures = sign_return(network, order, signer), signatures_of(network, hops)
    returns = network.deployment.payment_returns
    return returns.return_payment(order, original, signature, step_up, quotes_of(hops), signatures)


def give_back(
    network: Network,
    order: ReturnOrder,
    original: PaymentOrder,
    hops: Sequence[Hop] = (),
    signer: Account = FARMER,
) -> Outcome:
    """The bank of who gives it back relays it."""
    return network.run(BANK_OF[signer], returning(network, order, original, hops, signer))


def foreseen_return(network: Network, order: ReturnOrder, original: PaymentOrder, hops: Sequence[Hop] = ()) -> Refusal:
    """What `preflightReturn` says of it."""
    return network.read(network.deployment.payment_returns.preflight_return(order, original, quotes_of(hops)))


def recall(network: Network, original: PaymentOrder, payer: Account = IMPORTER, reason: str = RECALL_REASON) -> Outcome:
    """The payer's bank asks for it back."""
    return network.run(BANK_OF[payer], network.deployment.payment_returns.request_recall(original, reason))


def reject(network: Network, original: PaymentOrder, payee: Account = FARMER, reason: str = REJECTION) -> Outcome:
    """The payee's bank gives nothing back."""
    return network.run(BANK_OF[payee], network.deployment.payment_returns.reject_recall(original, reason))


def queueing_payment(
    network: Network, order: PaymentOrder, signer: Account = IMPORTER, priority: int = 0, step_up: bytes = b""
) -> Call[Any]:
    """The call that queues a payment."""
    signature = network.sign_order(order, signer)
    return network.deployment.queued_payments.queue_payment(order, signature, step_up, priority)


def queue_payment(
    network: Network, order: PaymentOrder, signer: Account = IMPORTER, at_s: int | None = None
) -> Outcome:
    """The payer's bank relays it."""
    return network.run(BANK_OF[signer], queueing_payment(network, order, signer), at_s)


def queued(network: Network, **changes: Any) -> PaymentOrder:
    """An order of the importer to the farmer that is queued."""
    order = network.domestic_order(**changes)
    queue_payment(network, order)
    return order


def settle_obligation(network: Network, order: PaymentOrder) -> Outcome:
    """The central bank settles what the payer's bank owes for it."""
    return network.run(BANK_OF_THAILAND, network.deployment.liquidity_queue.settle(order.uetr))


def credit(network: Network, order: PaymentOrder, caller: Account = CHIANGMAI_BANK, at_s: int | None = None) -> Outcome:
    """Somebody has the payee credited."""
    return network.run(caller, network.deployment.queued_payments.credit_queued(order), at_s)


def refund(network: Network, order: PaymentOrder, caller: Account = CHIANGMAI_BANK, at_s: int | None = None) -> Outcome:
    """Somebody has the payer given its money back."""
    return network.run(caller, network.deployment.queued_payments.refund_queued(order), at_s)


def cancelling(network: Network, order: PaymentOrder, signer: Account = IMPORTER) -> Call[None]:
    """The call that calls a queued payment off, signed by its payer."""
    queued_payments = network.deployment.queued_payments
    consent = PaymentCancellation(network.read(network.engine.hash_order(order)))
    return queued_payments.cancel_queued(order, network.sign_consent(signer, consent, queued_payments))

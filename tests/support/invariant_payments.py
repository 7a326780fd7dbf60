"""Invariants of what comes after an order: returns linked, once and within what was received, and queues that end once.

Trusts nothing of the contracts but their addresses: what ought to happen is worked out here.
Never raises for a broken invariant: an empty list means that it held.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from actors import BANGKOK_BANK, BANK_OF_THAILAND, CHIANGMAI_BANK, FARMER, IMPORTER
from invariant_tools import events_of
from return_stage import cancelling, paid, queued, queueing_payment, return_of, returning
from small_network import COST_MINOR, IMPORTER_MINOR, Network

from chain.accounts import Account
from chain.client import Call
from chain.clients.events import PaymentRefunded, PaymentReturned, PaymentSettled
from chain.clients.types import PaymentOrder, ReturnOrder
from chain.ledger import Outcome


def returned_once(network: Network) -> list[str]:
    """AC: a return is linked to a payment that settled, one to each at most, and gives back no more than it brought."""
    originals = [paid(network), paid(network, amount_minor=COST_MINOR // 2)]
    _fund_payee(network)
    forged = replace(originals[0], amount_minor=COST_MINOR * 3)
    outcomes = []
    for original in (network.domestic_order(), forged, *originals):
        above = original.amount_minor + 1
        outcomes += [
            _try_return(network, return_of(network, original, amount_minor=above, cost_minor_max=above), original),
            _try_return(network, return_of(network, original, amount_minor=original.amount_minor // 2), original),
            _try_return(network, return_of(network, original), original),
        ]
    received = {order.uetr: order.amount_minor for order in originals}
    found, seen = [], Counter[str]()
    for event in events_of(outcomes, PaymentReturned):
        seen[event.original_uetr] += 1
        if event.returned_minor > received.get(event.original_uetr, 0):
            found.append(f"{event.returned_minor} returned of {event.original_uetr}, which had brought less")
    return found + [f"{uetr} returned {times} times" for uetr, times in seen.items() if times > 1]


def queued_once(network: Network) -> list[str]:
    """AD: a queued customer payment is credited to its payee once its bank paid, or refunded to its payer once it can't
    pay any more: exactly one of them, once."""
    orders = [queued(network) for _ in range(4)]
    settled, cancelled, expired, waiting = orders
    waiting_call = network.deployment.queued_payments.credit_queued(waiting)
    queue = network.deployment.liquidity_queue
    outcomes = [network.run(BANK_OF_THAILAND, queue.settle(settled.uetr))]
    outcomes.append(network.run(BANGKOK_BANK, cancelling(network, cancelled)))
    outcomes += _end_all(network, orders)
    found = [] if not _ends(outcomes, waiting) else [f"{waiting.uetr} ended while it waited"]
    outcomes.append(network.attempt(CHIANGMAI_BANK, waiting_call))
    network.ledger.seal(expired.expires_at + 1)
    outcomes += _end_all(network, orders) + _end_all(network, orders)
    outcomes += [network.attempt(BANGKOK_BANK, queueing_payment(network, order)) for order in orders]
    for order in orders:
        ends, due = _ends(outcomes, order), "credited" if order is settled else "refunded"
        found += [] if ends == [due] else [f"{order.uetr} was {' and '.join(ends) or 'left'}, not {due}"]
    held = network.read(network.deposit(BANGKOK_BANK).balance_of(IMPORTER.address))
    kept = IMPORTER_MINOR - COST_MINOR
    return found + ([] if held == kept else [f"the payer holds {held}, not {kept}"])


def _fund_payee(network: Network) -> None:
    """So that its balance keeps the payee from nothing that it ought not to do."""
    network.run(CHIANGMAI_BANK, network.deposit(CHIANGMAI_BANK).issue(FARMER.address, 10 * COST_MINOR, b"own"))
    network.run(BANK_OF_THAILAND, network.money("THB").issue(CHIANGMAI_BANK.address, 10 * COST_MINOR, b"own"))


def _try_return(network: Network, order: ReturnOrder, original: PaymentOrder) -> Outcome:
    return network.attempt(CHIANGMAI_BANK, returning(network, order, original))


def _end_all(network: Network, orders: Sequence[PaymentOrder]) -> list[Outcome]:
    """Somebody tries to have each credited and refunded."""
    queued_payments = network.deployment.queued_payments
    calls: list[tuple[Account, Call[object]]] = []
    for order in orders:
        calls += [(CHIANGMAI_BANK, queued_payments.credit_queued(order))]
        calls += [(BANGKOK_BANK, queued_payments.refund_queued(order))]
    return [network.attempt(caller, call) for caller, call in calls]


def _ends(outcomes: Sequence[Outcome], order: PaymentOrder) -> list[str]:
    """What became of a payment, each time that something did."""
    credited = [event for event in events_of(outcomes, PaymentSettled) if event.uetr == order.uetr]
    refunded = [event for event in events_of(outcomes, PaymentRefunded) if event.uetr == order.uetr]
    return ["credited"] * len(credited) + ["refunded"] * len(refunded)

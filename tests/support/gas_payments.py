"""What payments through hops, returns, recalls, queued payments and travel-rule records cost in gas, each on a copy of
the network.

Trusts `hop_stage`, `pools` and `return_stage` for the calls; no rule is asked.
Never measures a refused payment as if it had settled: the outcome of each is looked at.
"""

from __future__ import annotations

from actors import BANGKOK_BANK, BANK_OF_THAILAND, CHIANGMAI_BANK, MAKER
from hop_stage import Hop, open_vehicle, pay, through_pool, two_hops
from pools import open_filled
from return_stage import (
    cancelling,
    credit,
    give_back,
    paid,
    queue_payment,
    recall,
    refund,
    reject,
    return_of,
    settle_obligation,
)
from small_network import Network
from travel_records import PERIOD_S, acknowledging, sending, travel_rule

from chain.clients.events import PaymentRefused
from chain.clients.types import Curve
from chain.ledger import Outcome

SMALL_MINOR = 10_000  # little beside what a pool has
FIRST_SECOND = ("first", "second")


def _gas(outcome: Outcome) -> int:
    assert outcome.first(PaymentRefused) is None
    return outcome.require().receipt.gas_used


def hops(network: Network) -> dict[str, int]:
    """One quote, a pool on each curve, and two makers with a vehicle currency between them."""
    figures: dict[str, int] = {}
    copy = network.fork()
    hop = Hop(copy.quote(), MAKER)
    for name in FIRST_SECOND:
        figures[f"settle through a quote, {name}"] = _gas(pay(copy, copy.order(amount_minor=SMALL_MINOR), [hop]))
    for curve in Curve:
        copy = network.fork()
        hop = through_pool(open_filled(copy, curve).pool.address)
        kind = curve.name.lower().replace("_", " ")
        for name in FIRST_SECOND:
            outcome = pay(copy, copy.order(amount_minor=SMALL_MINOR), [hop])
            figures[f"settle through a {kind} pool, {name}"] = _gas(outcome)
    copy = open_vehicle(network.fork())
    both = two_hops(copy)
    for name in FIRST_SECOND:
        figures[f"settle through a vehicle currency, {name}"] = _gas(pay(copy, copy.order(), both))
    return figures


def afterwards(network: Network) -> dict[str, int]:
    """Returns and recalls of payments between two banks."""
    network = network.fork()
    originals = [paid(network) for _ in range(4)]
    figures = {
        f"return between banks, {name}": _gas(give_back(network, return_of(network, original), original))
        for name, original in zip(FIRST_SECOND, originals[:2], strict=True)
    }
    figures["recall a payment"] = _gas(recall(network, originals[2]))
    figures["reject a recall"] = _gas(reject(network, originals[2]))
    return figures


def travel_records(network: Network) -> dict[str, int]:
    """A record sent against a deadline, and acknowledged: the second one opens as many slots as the first."""
    network = network.fork()
    network.run(BANK_OF_THAILAND, travel_rule(network).set_acknowledgement_period("THB", PERIOD_S))
    return {
        "send a travel-rule record": _gas(network.run(BANGKOK_BANK, sending(network))),
        "acknowledge a travel-rule record": _gas(network.run(CHIANGMAI_BANK, acknowledging(network))),
    }


def queued_payments(network: Network) -> dict[str, int]:
    """Payments that wait in the queue, to either end."""
    network = network.fork()
    orders = [network.domestic_order() for _ in range(3)]
    figures = {
        f"queue a payment, {name}": _gas(queue_payment(network, order))
        for name, order in zip(("first", "second", "third"), orders, strict=True)
    }
    for name, order in zip(FIRST_SECOND, orders[:2], strict=True):
        settle_obligation(network, order)
        figures[f"credit a queued payment, {name}"] = _gas(credit(network, order))
    figures["call off a queued payment"] = _gas(network.run(BANGKOK_BANK, cancelling(network, orders[2])))
    figures["refund a queued payment"] = _gas(refund(network, orders[2]))
    return figures

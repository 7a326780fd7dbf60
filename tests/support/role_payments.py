"""Payments on the stage of the role calls: one for each thing that may become of a payment later on, and a travel-rule
record.

Trusts `return_stage` for the calls that bring each to where it is.
Never settles what a call is to settle: each order here is for one call alone.
"""

from __future__ import annotations

from actors import BANGKOK_BANK, FARMER, IMPORTER
from return_stage import cancelling, queue_payment, recall, settle_obligation
from small_network import TIER_EXPIRES_AT_S, Network
from travel_records import sending

from chain.clients.types import PaymentOrder

SMALL_MINOR = 100


def _order(number: int) -> PaymentOrder:
    uetr = f"00000000-0000-4000-a000-{number:012d}"
    parties = (IMPORTER.address, FARMER.address, "THB", "THB")
    return PaymentOrder(uetr, *parties, SMALL_MINOR, SMALL_MINOR, "GDDS", bytes(32), TIER_EXPIRES_AT_S)


PAID, RECALLED, WAITING, OWED, CALLED_OFF, UNQUEUED = (_order(number) for number in range(1, 7))


def prepare_payments(network: Network) -> None:
    """One settled, one recalled, one queued, one whose obligation settled, one whose obligation is cancelled; and a
    record that waits for its acknowledgement."""
    network.run(BANGKOK_BANK, sending(network))
    for order in (PAID, RECALLED):
        network.settle(order)
    recall(network, RECALLED)
    for order in (WAITING, OWED, CALLED_OFF):
        queue_payment(network, order)
    settle_obligation(network, OWED)
    network.run(BANGKOK_BANK, cancelling(network, CALLED_OFF))

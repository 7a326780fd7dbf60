"""What obligations between banks cost in gas, alone, in a netted batch and in a cycle, on a copy of the network.

Trusts the engine's gas meter; two rules are asked of the central-bank money.
Never measures a batch by its cheapest part: what one costs is the whole by the number, rounded up.
"""

from __future__ import annotations

from actors import BANK_OF_THAILAND
from queue_stage import admit_banks, ask_two_rules, fresh_uetr, queue_many, queue_of, queueing
from small_network import Network

from chain.clients.types import QueueMode
from chain.ledger import Outcome

FIRST_SECOND = ("first", "second")


def _gas(outcome: Outcome) -> int:
    return outcome.require().receipt.gas_used


def queueing_and_netting(network: Network) -> dict[str, int]:
    """Obligations between ten banks, two rules in the book of the central-bank money, on a copy of the network."""
    network = network.fork()
    banks, queue = admit_banks(network, 10, 10**9), queue_of(network)
    ask_two_rules(network)
    uetrs = [fresh_uetr(network) for _ in FIRST_SECOND]
    figures = {
        f"queue an obligation, two rules, {name}": _gas(network.run(banks[0], queueing(network, uetr, banks[1], 5_000)))
        for name, uetr in zip(FIRST_SECOND, uetrs, strict=True)
    }
    for name, uetr in zip(FIRST_SECOND, uetrs, strict=True):
        figures[f"settle an obligation alone, {name}"] = _gas(network.run(banks[0], queue.settle(uetr)))
    for name in FIRST_SECOND:
        batch = queue.settle_batch("THB", [owed.uetr for owed in queue_many(network, banks, 100)])
        # Rounded up, so that the whole is never above a hundred times the part.
        figures[f"settle each of a netted batch of 100, {name}"] = -(-_gas(network.run(banks[2], batch)) // 100)
    largest = queue.settle_batch("THB", [owed.uetr for owed in queue_many(network, banks, 256)])
    figures["settle each of a netted batch of 256"] = -(-_gas(network.run(banks[2], largest)) // 256)
    network.run(BANK_OF_THAILAND, queue.set_mode("THB", QueueMode.DEFERRED))
    for name, uetr in zip(FIRST_SECOND, (fresh_uetr(network), fresh_uetr(network)), strict=True):
        call = queueing(network, uetr, banks[1], 5_000)
        figures[f"queue into a cycle, two rules, {name}"] = _gas(network.run(banks[0], call))
    queue_many(network, banks, 100)
    closing = _gas(network.run(BANK_OF_THAILAND, queue.close_cycle("THB")))
    figures["close a cycle, each of 10 banks"] = -(-closing // 10)
    return figures

"""Travel-rule records that banks of the small network send each other: the hashes alone, as the chain sees them.

Trusts the deployment for the rule's address.
Never makes a record: what is sealed is nothing to a contract.
"""

from __future__ import annotations

from actors import BANGKOK_BANK, CHIANGMAI_BANK
from small_network import Network

from chain.accounts import Account
from chain.client import Call
from chain.clients.travel_rule import TravelRule

UETR, OTHER_UETR = (f"00000000-0000-4000-b000-{number:012d}" for number in (1, 2))
COMMITMENT = b"commitment".ljust(32, b"\0")
SEALED, ALTERED = b"sealed".ljust(32, b"\0"), b"altered".ljust(32, b"\0")
PERIOD_S = 3_600


def travel_rule(network: Network) -> TravelRule:
    """The network's one."""
    return network.deployment.rule(TravelRule)


def sending(
    network: Network,
    *,
    uetr: str = UETR,
    receiver: Account = CHIANGMAI_BANK,
    currency: str = "THB",
    commitment: bytes = COMMITMENT,
    ciphertext_hash: bytes = SEALED,
) -> Call[None]:
    """That the caller has sent a record."""
    return travel_rule(network).send_record(uetr, receiver.address, currency, commitment, ciphertext_hash)


def acknowledging(
    network: Network, *, sender: Account = BANGKOK_BANK, uetr: str = UETR, ciphertext_hash: bytes = SEALED
) -> Call[None]:
    """That the caller has it."""
    return travel_rule(network).acknowledge_record(sender.address, uetr, ciphertext_hash)

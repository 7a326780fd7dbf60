"""A bank whose deposit money calls back into the network in the middle of a settlement.

Trusts the contract ReentrantDeposit to make exactly the call it was prepared with.
Never takes part unless a test admits it.
"""

from __future__ import annotations

from dataclasses import dataclass

from actors import BANK_OF_THAILAND, actor, lei
from small_network import Network

from chain.accounts import Account
from chain.clients.reentrant_deposit import ReentrantDeposit
from chain.clients.types import Role


@dataclass(frozen=True, slots=True)
class ReentrantBank:
    """A Thai bank whose deposit money calls back. bank, client: who they are; token: the money, prepared by anyone."""

    bank: Account
    client: Account
    token: ReentrantDeposit


def open_reentrant_bank(network: Network) -> ReentrantBank:
    """Admits a bank, lists its re-entrant deposit money and registers a client, who has as much as it likes."""
    bank, client = actor("bank", "reentrant-bank"), actor("client", "reentrant-client")
    network.admit(BANK_OF_THAILAND, bank, Role.COMMERCIAL_BANK, lei(98), "TH")
    token = ReentrantDeposit(network.create(ReentrantDeposit.creation(bank.address, "THB")))
    network.run(BANK_OF_THAILAND, network.registry.list_deposit_token(token.address))
    network.run(bank, network.registration(bank, client))
    return ReentrantBank(bank, client, token)

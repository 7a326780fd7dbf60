"""How a bank takes on a client: consent, identity, tier, alias, opening balance and second factor, in this order.

Trusts the wallet to sign only for its own client.
Never registers a wallet without the wallet's signature, and never puts more than hashes of a person on the chain.
"""

from __future__ import annotations

from functools import partial

from chain.clients.types import Tier
from chain.commitments import hash_alias
from chain.ledger import Outcome
from nodes.bank import Bank
from nodes.identity import identity_commitment, network_salt
from nodes.scenario.world import Client
from nodes.wallet import Wallet

_CONSENT_VALIDITY_S = 86_400


def onboard(bank: Bank, wallet: Wallet) -> None:
    """Opens a client's account and credits its opening balance, in the next block; the wallet itself sets its second
    factor in the one after it, because only then the ledger knows it."""
    client = wallet.client
    _register(bank, wallet, client)
    if client.alias is not None:
        _publish(bank, wallet, client.alias)
    bank.credit(wallet, client.opening_balance_minor, "opening balance", is_planned=True)


def _register(bank: Bank, wallet: Wallet, client: Client) -> None:
    commitment = identity_commitment(bank.network.seed, client)
    consent = wallet.consent_to(bank.address)
    tier = Tier[client.tier.name]
    registry = bank.network.deployment.registry
    call = registry.register_customer(wallet.address, commitment, tier, client.tier_expires_at_s, consent)
    bank.network.send(bank.account, call, partial(_registered, wallet), may_revert=True)


def _registered(wallet: Wallet, outcome: Outcome) -> None:
    wallet.network.note(f"account of {wallet.client.id}", outcome, is_planned=True)
    if outcome.error is None:
        wallet.set_step_up()


def _publish(bank: Bank, wallet: Wallet, alias: str) -> None:
    alias_hash = hash_alias(network_salt(bank.network.seed), alias)
    deadline_s = bank.network.now_s + _CONSENT_VALIDITY_S
    consent = wallet.consent_to_alias(alias_hash, deadline_s)
    call = bank.network.deployment.aliases.set_alias(alias_hash, wallet.address, deadline_s, consent)
    what = f"alias of {wallet.client.id}"
    bank.network.attempt(bank.account, call, what, is_planned=True)

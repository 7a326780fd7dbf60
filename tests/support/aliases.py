"""Aliases of wallets: the consent that leads one to a wallet, and the call that its bank makes with it.

Trusts the contract for how often a wallet has consented.
Never puts a phone number on the chain: the alias is a salted hash already.
"""

from __future__ import annotations

from actors import BANGKOK_BANK, IMPORTER
from small_network import DAY_S, Network

from chain.accounts import Account
from chain.client import Call
from chain.commitments import hash_alias
from chain.consents import AliasConsent
from chain.ledger import Outcome

SALT = b"salt"
ALIAS = hash_alias(SALT, "+66 2 283 5353")
OTHER_ALIAS = hash_alias(SALT, "+66 2 283 5354")


def setting(
    network: Network,
    wallet: Account = IMPORTER,
    signer: Account | None = None,
    alias: bytes = ALIAS,
    deadline_s: int | None = None,
) -> Call[None]:
    """The call that lets an alias lead to a wallet under its consent; under that of `signer` where one is named."""
    directory = network.deployment.aliases
    used = network.read(directory.consents_used(wallet.address))
    until_s = network.now_s + DAY_S if deadline_s is None else deadline_s
    message = AliasConsent(alias, wallet.address, used, until_s)
    signature = network.sign_consent(wallet if signer is None else signer, message, directory)
    return directory.set_alias(alias, wallet.address, until_s, signature)


def set_alias(network: Network, wallet: Account = IMPORTER, bank: Account = BANGKOK_BANK) -> Outcome:
    """The wallet's bank lets the alias lead to it."""
    return network.run(bank, setting(network, wallet))

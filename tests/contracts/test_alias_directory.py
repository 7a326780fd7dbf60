"""Aliases: with the wallet's consent alone they lead to a wallet, and go where its customer goes.

Trusts the small network's banks; every error is provoked in test_errors.
Never sees a phone number: what is on chain is a salted hash.
"""

from __future__ import annotations

import pytest
from actors import BANGKOK_BANK, BANK_OF_THAILAND, IMPORTER, MILLER
from aliases import ALIAS, OTHER_ALIAS, SALT, set_alias, setting
from customers import NEW_KEY, WALLET_OWNER, register_contract_wallet, replace_key
from eth_utils import keccak
from small_network import DAY_S, Network, events_of

from chain.abi import ZERO_ADDRESS
from chain.accounts import Account
from chain.clients.errors import AliasBadConsent
from chain.clients.events import AliasRemoved, AliasSet, PaymentSettled
from chain.clients.types import Status
from chain.consents import AliasConsent
from chain.typed_data import signing_digest


def wallet_of(network: Network, alias: bytes = ALIAS) -> str:
    """Where an alias leads."""
    return network.read(network.deployment.aliases.wallet_of(alias))


def test_alias__salted__is_the_hash_of_salt_and_alias() -> None:
    assert keccak(SALT + b"+66 2 283 5353") == ALIAS


def test_set_alias__with_consent__leads_to_the_wallet(network: Network) -> None:
    assert wallet_of(network) == ZERO_ADDRESS
    outcome = set_alias(network)
    assert events_of(outcome) == [AliasSet(ALIAS, IMPORTER.address)]
    assert wallet_of(network) == IMPORTER.address
    assert network.read(network.deployment.aliases.consents_used(IMPORTER.address)) == 1
    assert wallet_of(network, OTHER_ALIAS) == ZERO_ADDRESS


def test_set_alias__looked_up__is_enough_to_pay(network: Network) -> None:
    set_alias(network, MILLER)
    order = network.domestic_order(payee=wallet_of(network))
    assert network.settle(order).first(PaymentSettled) is not None


@pytest.mark.parametrize(("seconds", "is_set"), [(0, True), (1, False)])
def test_set_alias__in_the_deadlines_second__is_set_and_a_second_later_not(
    network: Network, seconds: int, is_set: bool
) -> None:
    deadline_s = network.now_s + DAY_S
    outcome = network.attempt(BANGKOK_BANK, setting(network, deadline_s=deadline_s), deadline_s + seconds)
    assert (outcome.error is None) is is_set


def test_set_alias__two_for_one_wallet__both_lead_to_it(network: Network) -> None:
    for alias in (ALIAS, OTHER_ALIAS):
        network.run(BANGKOK_BANK, setting(network, alias=alias))
    assert wallet_of(network) == wallet_of(network, OTHER_ALIAS) == IMPORTER.address


def test_set_alias__again_for_the_same_wallet__needs_a_new_consent(network: Network) -> None:
    set_alias(network)
    set_alias(network)
    assert network.read(network.deployment.aliases.consents_used(IMPORTER.address)) == 2


@pytest.mark.parametrize("remover", [IMPORTER, BANGKOK_BANK], ids=lambda account: account.identity)
def test_remove_alias__by_the_wallet_or_its_bank__frees_it_for_another(network: Network, remover: Account) -> None:
    set_alias(network)
    outcome = network.run(remover, network.deployment.aliases.remove_alias(ALIAS))
    assert events_of(outcome) == [AliasRemoved(ALIAS, IMPORTER.address)]
    assert wallet_of(network) == ZERO_ADDRESS
    set_alias(network, MILLER)
    assert wallet_of(network) == MILLER.address


def test_remove_alias__suspended_wallet__may_still_leave(network: Network) -> None:
    set_alias(network)
    network.set_customer(IMPORTER, Status.SUSPENDED)
    network.run(IMPORTER, network.deployment.aliases.remove_alias(ALIAS))


def test_alias__of_a_replaced_key__follows_the_customer(network: Network) -> None:
    aliases = network.deployment.aliases
    set_alias(network)
    replace_key(network, IMPORTER, NEW_KEY)
    assert wallet_of(network) == NEW_KEY.address
    # The new key has consents of its own; its first one renews what the old one set.
    network.run(BANGKOK_BANK, setting(network, NEW_KEY))
    assert network.read(aliases.consents_used(NEW_KEY.address)) == 1
    outcome = network.run(NEW_KEY, aliases.remove_alias(ALIAS))
    assert events_of(outcome) == [AliasRemoved(ALIAS, NEW_KEY.address)]


def test_alias__of_a_contract_wallet__takes_its_word(network: Network) -> None:
    wallet, aliases = register_contract_wallet(network, BANGKOK_BANK), network.deployment.aliases
    until_s = network.now_s + DAY_S
    consent = network.sign_consent(WALLET_OWNER, AliasConsent(ALIAS, wallet.address, 0, until_s), aliases)
    network.run(BANGKOK_BANK, aliases.set_alias(ALIAS, wallet.address, until_s, consent))
    assert wallet_of(network) == wallet.address


def test_consent__for_another_alias_wallet_or_deadline__is_none(network: Network) -> None:
    aliases, until_s = network.deployment.aliases, network.now_s + DAY_S
    signature = network.sign_consent(IMPORTER, AliasConsent(ALIAS, IMPORTER.address, 0, until_s), aliases)
    for alias, wallet, deadline_s in [
        (OTHER_ALIAS, IMPORTER, until_s),
        (ALIAS, MILLER, until_s),
        (ALIAS, IMPORTER, until_s + 1),
    ]:
        call = aliases.set_alias(alias, wallet.address, deadline_s, signature)
        assert isinstance(network.attempt(BANGKOK_BANK, call).error, AliasBadConsent)
    network.run(BANGKOK_BANK, aliases.set_alias(ALIAS, IMPORTER.address, until_s, signature))


def test_hash_consent__any__is_what_a_wallet_signs(network: Network) -> None:
    aliases, until_s = network.deployment.aliases, network.now_s
    for used in range(2):
        message = AliasConsent(ALIAS, IMPORTER.address, used, until_s)
        digest = signing_digest(message, network.ledger.domain(aliases))
        assert network.read(aliases.hash_consent(ALIAS, IMPORTER.address, until_s)) == digest
        set_alias(network)


def test_alias__bank_suspended__still_leads_to_the_wallet(network: Network) -> None:
    set_alias(network)
    network.set_participant(BANK_OF_THAILAND, BANGKOK_BANK, Status.SUSPENDED)
    assert wallet_of(network) == IMPORTER.address

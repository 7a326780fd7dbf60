"""Provocations of every error of the AliasDirectory.

Trusts the small network for which bank keeps which wallet.
Never uses a consent for an alias that its wallet did not name.
"""

from __future__ import annotations

from actors import BANGKOK_BANK, BANK_OF_THAILAND, CHIANGMAI_BANK, HONGKONG_BANK, IMPORTER, MILLER, STRANGER
from aliases import ALIAS, setting
from customers import NEW_KEY, replace_key
from provocation import Provocation, provokes
from small_network import Network

from chain.clients import errors
from chain.clients.types import Status


@provokes(errors.AliasNotWalletsBank)
def another_bank_sets_an_alias(network: Network) -> Provocation:
    expected = errors.AliasNotWalletsBank(CHIANGMAI_BANK.address, IMPORTER.address)
    return Provocation(CHIANGMAI_BANK, setting(network), expected)


@provokes(errors.AliasNotWalletsBank)
def wallet_sets_its_own_alias(network: Network) -> Provocation:
    return Provocation(IMPORTER, setting(network), errors.AliasNotWalletsBank(IMPORTER.address, IMPORTER.address))


@provokes(errors.AliasNotWalletsBank)
def suspended_bank_sets_an_alias(network: Network) -> Provocation:
    network.set_participant(BANK_OF_THAILAND, BANGKOK_BANK, Status.SUSPENDED)
    expected = errors.AliasNotWalletsBank(BANGKOK_BANK.address, IMPORTER.address)
    return Provocation(BANGKOK_BANK, setting(network), expected)


@provokes(errors.AliasNotWalletsBank)
def alias_of_a_replaced_key(network: Network) -> Provocation:
    replace_key(network, IMPORTER, NEW_KEY)
    expected = errors.AliasNotWalletsBank(BANGKOK_BANK.address, IMPORTER.address)
    return Provocation(BANGKOK_BANK, setting(network), expected)


@provokes(errors.AliasConsentExpired)
def consent_brought_a_second_too_late(network: Network) -> Provocation:
    deadline_s = network.now_s
    call = setting(network, deadline_s=deadline_s)
    return Provocation(BANGKOK_BANK, call, errors.AliasConsentExpired(ALIAS, deadline_s), at_s=deadline_s + 1)


@provokes(errors.AliasBadConsent)
def consent_signed_by_the_bank(network: Network) -> Provocation:
    call = setting(network, signer=BANGKOK_BANK)
    return Provocation(BANGKOK_BANK, call, errors.AliasBadConsent(ALIAS, IMPORTER.address))


@provokes(errors.AliasBadConsent)
def consent_used_twice(network: Network) -> Provocation:
    call = setting(network)
    network.run(BANGKOK_BANK, call)
    network.run(IMPORTER, network.deployment.aliases.remove_alias(ALIAS))
    return Provocation(BANGKOK_BANK, call, errors.AliasBadConsent(ALIAS, IMPORTER.address))


@provokes(errors.AliasTaken)
def alias_of_another_wallet(network: Network) -> Provocation:
    network.run(BANGKOK_BANK, setting(network))
    call = setting(network, wallet=MILLER)
    return Provocation(BANGKOK_BANK, call, errors.AliasTaken(ALIAS, IMPORTER.address))


@provokes(errors.AliasUnknown)
def unknown_alias_removed(network: Network) -> Provocation:
    call = network.deployment.aliases.remove_alias(ALIAS)
    return Provocation(IMPORTER, call, errors.AliasUnknown(ALIAS))


@provokes(errors.AliasNotItsOwner)
def alias_removed_by_a_stranger(network: Network) -> Provocation:
    network.run(BANGKOK_BANK, setting(network))
    call = network.deployment.aliases.remove_alias(ALIAS)
    return Provocation(STRANGER, call, errors.AliasNotItsOwner(STRANGER.address, ALIAS))


@provokes(errors.AliasNotItsOwner)
def alias_removed_by_another_bank(network: Network) -> Provocation:
    network.run(BANGKOK_BANK, setting(network))
    call = network.deployment.aliases.remove_alias(ALIAS)
    return Provocation(HONGKONG_BANK, call, errors.AliasNotItsOwner(HONGKONG_BANK.address, ALIAS))


@provokes(errors.AliasNotItsOwner)
def alias_removed_by_the_replaced_key(network: Network) -> Provocation:
    network.run(BANGKOK_BANK, setting(network))
    replace_key(network, IMPORTER, NEW_KEY)
    call = network.deployment.aliases.remove_alias(ALIAS)
    return Provocation(IMPORTER, call, errors.AliasNotItsOwner(IMPORTER.address, ALIAS))

"""Provocations of the errors around lost keys: who may replace one, when, by which, and what is left of the old one.

Trusts the helpers in `customers` to go through the procedure as a bank does.
Never replaces a key on its way to an error, unless the error is that it is replaced.
"""

from __future__ import annotations

from actors import BANGKOK_BANK, BANK_OF_THAILAND, CHIANGMAI_BANK, HONGKONG_BANK, IMPORTER, MILLER, STRANGER
from customers import (
    CASE_ID,
    NEW_KEY,
    THIRD_KEY,
    commitment_of,
    open_replacement,
    opening,
    replace_key,
    sign_customer_consent,
)
from provocation import Provocation, provokes
from provoke_customers import not_authority, suspension
from small_network import TIER_EXPIRES_AT_S, Network

from chain.clients import errors
from chain.clients.types import Status, Tier


@provokes(errors.RegistryNotCustomersAuthority)
def another_bank_replaces_a_key(network: Network) -> Provocation:
    consent = sign_customer_consent(network, NEW_KEY, CHIANGMAI_BANK, commitment_of(IMPORTER))
    call = network.registry.open_key_replacement(IMPORTER.address, NEW_KEY.address, CASE_ID, consent)
    return not_authority(network, CHIANGMAI_BANK, call)


@provokes(errors.RegistryNotCustomersAuthority)
def another_bank_completes_a_replacement(network: Network) -> Provocation:
    open_replacement(network, IMPORTER, NEW_KEY)
    return not_authority(network, CHIANGMAI_BANK, network.registry.complete_key_replacement(IMPORTER.address))


@provokes(errors.RegistryNotCustomersAuthority)
def stranger_stops_a_replacement(network: Network) -> Provocation:
    open_replacement(network, IMPORTER, NEW_KEY)
    return not_authority(network, STRANGER, network.registry.stop_key_replacement(IMPORTER.address))


@provokes(errors.RegistryNotCustomersAuthority)
def suspended_key_stops_its_replacement(network: Network) -> Provocation:
    network.set_customer(IMPORTER, Status.SUSPENDED)
    open_replacement(network, IMPORTER, NEW_KEY)
    return not_authority(network, IMPORTER, network.registry.stop_key_replacement(IMPORTER.address))


@provokes(errors.RegistryWalletTaken)
def key_replaced_by_another_customers(network: Network) -> Provocation:
    return Provocation(BANGKOK_BANK, opening(network, IMPORTER, MILLER), errors.RegistryWalletTaken(MILLER.address))


@provokes(errors.RegistryWalletTaken)
def new_key_taken_while_it_waited(network: Network) -> Provocation:
    ready_at_s = open_replacement(network, IMPORTER, NEW_KEY)
    network.run(CHIANGMAI_BANK, network.registration(CHIANGMAI_BANK, NEW_KEY))
    call = network.registry.complete_key_replacement(IMPORTER.address)
    return Provocation(BANGKOK_BANK, call, errors.RegistryWalletTaken(NEW_KEY.address), at_s=ready_at_s)


@provokes(errors.RegistryUnknownCustomer)
def replacement_of_an_unknown_key_stopped(network: Network) -> Provocation:
    call = network.registry.stop_key_replacement(STRANGER.address)
    return Provocation(HONGKONG_BANK, call, errors.RegistryUnknownCustomer(STRANGER.address))


@provokes(errors.RegistryCustomerRevoked)
def replaced_key_reinstated(network: Network) -> Provocation:
    replace_key(network, IMPORTER, NEW_KEY)
    call = suspension(network, IMPORTER, Status.ACTIVE)
    return Provocation(BANK_OF_THAILAND, call, errors.RegistryCustomerRevoked(IMPORTER.address))


@provokes(errors.RegistryCustomerRevoked)
def tier_of_a_replaced_key(network: Network) -> Provocation:
    replace_key(network, IMPORTER, NEW_KEY)
    call = network.registry.set_customer_tier(IMPORTER.address, Tier.FULL, TIER_EXPIRES_AT_S)
    return Provocation(BANGKOK_BANK, call, errors.RegistryCustomerRevoked(IMPORTER.address))


@provokes(errors.RegistryCustomerRevoked)
def key_replaced_twice(network: Network) -> Provocation:
    replace_key(network, IMPORTER, NEW_KEY)
    call = opening(network, IMPORTER, THIRD_KEY)
    return Provocation(BANGKOK_BANK, call, errors.RegistryCustomerRevoked(IMPORTER.address))


@provokes(errors.RegistryCustomerRevoked)
def replaced_key_taken_over(network: Network) -> Provocation:
    replace_key(network, IMPORTER, NEW_KEY)
    network.set_participant(BANK_OF_THAILAND, BANGKOK_BANK, Status.REVOKED)
    call = network.registration(CHIANGMAI_BANK, IMPORTER)
    return Provocation(CHIANGMAI_BANK, call, errors.RegistryCustomerRevoked(IMPORTER.address))


@provokes(errors.RegistryBadConsent)
def replacement_signed_by_the_lost_key(network: Network) -> Provocation:
    consent = sign_customer_consent(network, IMPORTER, BANGKOK_BANK, commitment_of(IMPORTER), NEW_KEY.address)
    call = network.registry.open_key_replacement(IMPORTER.address, NEW_KEY.address, CASE_ID, consent)
    return Provocation(BANGKOK_BANK, call, errors.RegistryBadConsent(NEW_KEY.address))


@provokes(errors.RegistryReplacementMissing)
def replacement_stopped_that_nobody_opened(network: Network) -> Provocation:
    call = network.registry.stop_key_replacement(IMPORTER.address)
    return Provocation(IMPORTER, call, errors.RegistryReplacementMissing(IMPORTER.address))


@provokes(errors.RegistryReplacementMissing)
def replacement_completed_after_the_old_key_stopped_it(network: Network) -> Provocation:
    ready_at_s = open_replacement(network, IMPORTER, NEW_KEY)
    network.run(IMPORTER, network.registry.stop_key_replacement(IMPORTER.address))
    call = network.registry.complete_key_replacement(IMPORTER.address)
    return Provocation(BANGKOK_BANK, call, errors.RegistryReplacementMissing(IMPORTER.address), at_s=ready_at_s)


@provokes(errors.RegistryReplacementOpen)
def replacement_opened_twice(network: Network) -> Provocation:
    open_replacement(network, IMPORTER, NEW_KEY)
    expected = errors.RegistryReplacementOpen(IMPORTER.address, NEW_KEY.address)
    return Provocation(BANGKOK_BANK, opening(network, IMPORTER, THIRD_KEY), expected)


@provokes(errors.RegistryReplacementOpen)
def one_new_key_for_two_lost_ones(network: Network) -> Provocation:
    open_replacement(network, IMPORTER, NEW_KEY)
    expected = errors.RegistryReplacementOpen(IMPORTER.address, NEW_KEY.address)
    return Provocation(BANGKOK_BANK, opening(network, MILLER, NEW_KEY), expected)


@provokes(errors.RegistryReplacementTooEarly)
def replacement_completed_a_second_too_early(network: Network) -> Provocation:
    ready_at_s = open_replacement(network, IMPORTER, NEW_KEY)
    call = network.registry.complete_key_replacement(IMPORTER.address)
    expected = errors.RegistryReplacementTooEarly(IMPORTER.address, ready_at_s)
    return Provocation(BANGKOK_BANK, call, expected, at_s=ready_at_s - 1)

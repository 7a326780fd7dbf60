"""Provocations of the errors around offices: admissions that wait for a yes, and hand-overs.

Trusts the small network for who holds which office.
Never leaves an office without anybody: what is provoked changes nothing.
"""

from __future__ import annotations

from actors import (
    BANGKOK_BANK,
    BANK_OF_THAILAND,
    HKMA,
    HONGKONG_BANK,
    HONGKONG_SUPERVISOR,
    IMPORTER,
    LEIS,
    OPERATOR,
    STRANGER,
    SUPERVISOR,
    UNUSED_LEI,
)
from provocation import Provocation, provokes
from small_network import Network

from chain.abi import ZERO_ADDRESS
from chain.accounts import Account
from chain.clients import errors
from chain.clients.types import Role, Status


@provokes(errors.RegistryNotPending)
def nobody_accepts(network: Network) -> Provocation:
    call = network.registry.accept_admission("HK")
    return Provocation(STRANGER, call, errors.RegistryNotPending(STRANGER.address, "HK"))


@provokes(errors.RegistryNotPending)
def accepted_twice(network: Network) -> Provocation:
    call = network.registry.accept_admission("TH")
    return Provocation(BANGKOK_BANK, call, errors.RegistryNotPending(BANGKOK_BANK.address, "TH"))


@provokes(errors.RegistryNotPending)
def accepted_after_revocation(network: Network) -> Provocation:
    network.run(HKMA, network.registry.admit(STRANGER.address, Role.KEEPER, UNUSED_LEI, "", "HK"))
    network.set_participant(HKMA, STRANGER, Status.REVOKED)
    return nobody_accepts(network)


@provokes(errors.RegistryStatusInvalid)
def pending_participant_made_active(network: Network) -> Provocation:
    network.run(HKMA, network.registry.admit(STRANGER.address, Role.KEEPER, UNUSED_LEI, "", "HK"))
    call = network.registry.set_participant_status(STRANGER.address, Status.ACTIVE, "test")
    return Provocation(HKMA, call, errors.RegistryStatusInvalid(Status.ACTIVE))


@provokes(errors.RegistryStatusInvalid)
def active_participant_made_pending(network: Network) -> Provocation:
    call = network.registry.set_participant_status(HONGKONG_BANK.address, Status.PENDING, "test")
    return Provocation(HKMA, call, errors.RegistryStatusInvalid(Status.PENDING))


@provokes(errors.RegistryNotAdmitted)
def stranger_states_a_sealing_key(network: Network) -> Provocation:
    call = network.registry.set_sealing_key(b"k" * 32)
    return Provocation(STRANGER, call, errors.RegistryNotAdmitted(STRANGER.address, ""))


@provokes(errors.RegistryHandoverNotOffered)
def handover_accepted_unasked(network: Network) -> Provocation:
    call = network.registry.accept_handover(HKMA.address)
    return Provocation(STRANGER, call, errors.RegistryHandoverNotOffered(HKMA.address, STRANGER.address))


@provokes(errors.RegistryHandoverNotOffered)
def handover_accepted_by_another(network: Network) -> Provocation:
    network.run(HKMA, network.registry.offer_handover(STRANGER.address))
    call = network.registry.accept_handover(HKMA.address)
    return Provocation(OPERATOR, call, errors.RegistryHandoverNotOffered(HKMA.address, OPERATOR.address))


@provokes(errors.RegistryHandoverNotOffered)
def handover_accepted_after_it_was_taken_back(network: Network) -> Provocation:
    network.run(HKMA, network.registry.offer_handover(STRANGER.address))
    network.run(HKMA, network.registry.offer_handover(ZERO_ADDRESS))
    return handover_accepted_unasked(network)


@provokes(errors.RegistryNotHandedOver)
def bank_hands_itself_over(network: Network) -> Provocation:
    call = network.registry.offer_handover(STRANGER.address)
    expected = errors.RegistryNotHandedOver(BANGKOK_BANK.address, Role.COMMERCIAL_BANK)
    return Provocation(BANGKOK_BANK, call, expected)


@provokes(errors.RegistryNotHandedOver)
def supervisor_suspended_after_its_offer(network: Network) -> Provocation:
    network.run(SUPERVISOR, network.registry.offer_handover(STRANGER.address))
    network.set_participant(BANK_OF_THAILAND, SUPERVISOR, Status.SUSPENDED)
    call = network.registry.accept_handover(SUPERVISOR.address)
    return Provocation(STRANGER, call, errors.RegistryNotHandedOver(SUPERVISOR.address, Role.SUPERVISOR))


@provokes(errors.RegistryNotHandedOver)
def supervisor_of_two_jurisdictions(network: Network) -> Provocation:
    identifier = LEIS[HONGKONG_SUPERVISOR.address]
    network.run(
        BANK_OF_THAILAND,
        network.registry.admit(HONGKONG_SUPERVISOR.address, Role.SUPERVISOR, identifier, "", "HK"),
    )
    call = network.registry.offer_handover(STRANGER.address)
    expected = errors.RegistryNotHandedOver(HONGKONG_SUPERVISOR.address, Role.SUPERVISOR)
    return Provocation(HONGKONG_SUPERVISOR, call, expected)


def taken_over_by(network: Network, taker: Account) -> Provocation:
    """The Thai central bank offers itself to somebody who is something already."""
    network.run(BANK_OF_THAILAND, network.registry.offer_handover(taker.address))
    call = network.registry.accept_handover(BANK_OF_THAILAND.address)
    return Provocation(taker, call, errors.RegistryAccountTaken(taker.address))


@provokes(errors.RegistryAccountTaken)
def bank_takes_over(network: Network) -> Provocation:
    return taken_over_by(network, BANGKOK_BANK)


@provokes(errors.RegistryAccountTaken)
def customer_takes_over(network: Network) -> Provocation:
    return taken_over_by(network, IMPORTER)


@provokes(errors.RegistryAccountTaken)
def other_central_bank_takes_over(network: Network) -> Provocation:
    return taken_over_by(network, HKMA)

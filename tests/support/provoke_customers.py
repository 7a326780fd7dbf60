"""Provocations of the errors that customers meet in the ParticipantRegistry: registration, standing and tier.

Trusts the small network for whose customer is who.
Never uses an error class for two different causes without an entry for each.
"""

from __future__ import annotations

from actors import (
    BANGKOK_BANK,
    BANK_OF_THAILAND,
    CHIANGMAI_BANK,
    EXPORTER,
    FARMER,
    HKMA,
    HONGKONG_BANK,
    IMPORTER,
    MAKER,
    STRANGER,
)
from customers import (
    NEW_KEY,
    operator_creates_wallet,
    sign_customer_consent,
    unsigned_registration,
)
from provocation import Provocation, provokes
from small_network import TIER_EXPIRES_AT_S, Network

from chain.abi import ZERO_ADDRESS
from chain.accounts import Account
from chain.client import Call
from chain.clients import errors
from chain.clients.types import Status, Tier, Trouble


def suspension(network: Network, wallet: Account, status: Status = Status.SUSPENDED) -> Call[None]:
    """The call that sets a customer's standing."""
    return network.registry.set_customer_status(wallet.address, status, "test")


def not_authority(network: Network, sender: Account, call: Call[None], wallet: Account = IMPORTER) -> Provocation:
    """A call of somebody who has no say over the wallet."""
    return Provocation(sender, call, errors.RegistryNotCustomersAuthority(sender.address, wallet.address))


@provokes(errors.RegistryNotActiveBank)
def market_maker_registers_customer(network: Network) -> Provocation:
    call = unsigned_registration(network, STRANGER.address)
    return Provocation(MAKER, call, errors.RegistryNotActiveBank(MAKER.address))


@provokes(errors.RegistryNotActiveBank)
def suspended_bank_registers_customer(network: Network) -> Provocation:
    network.set_participant(BANK_OF_THAILAND, BANGKOK_BANK, Status.SUSPENDED)
    call = unsigned_registration(network, STRANGER.address)
    return Provocation(BANGKOK_BANK, call, errors.RegistryNotActiveBank(BANGKOK_BANK.address))


@provokes(errors.RegistryNotCustomersAuthority)
def foreign_central_bank_suspends_customer(network: Network) -> Provocation:
    return not_authority(network, HKMA, suspension(network, IMPORTER))


@provokes(errors.RegistryNotCustomersAuthority)
def another_bank_suspends_customer(network: Network) -> Provocation:
    return not_authority(network, CHIANGMAI_BANK, suspension(network, IMPORTER))


@provokes(errors.RegistryNotCustomersAuthority)
def suspended_bank_suspends_customer(network: Network) -> Provocation:
    network.set_participant(BANK_OF_THAILAND, BANGKOK_BANK, Status.SUSPENDED)
    return not_authority(network, BANGKOK_BANK, suspension(network, IMPORTER))


@provokes(errors.RegistryNotCustomersAuthority)
def central_bank_states_a_tier(network: Network) -> Provocation:
    call = network.registry.set_customer_tier(IMPORTER.address, Tier.FULL, TIER_EXPIRES_AT_S)
    return not_authority(network, BANK_OF_THAILAND, call)


@provokes(errors.RegistryWalletTaken)
def customer_of_another_bank(network: Network) -> Provocation:
    call = unsigned_registration(network, IMPORTER.address)
    return Provocation(HONGKONG_BANK, call, errors.RegistryWalletTaken(IMPORTER.address))


@provokes(errors.RegistryWalletTaken)
def customer_of_a_suspended_bank(network: Network) -> Provocation:
    network.set_participant(BANK_OF_THAILAND, BANGKOK_BANK, Status.SUSPENDED)
    call = network.registration(CHIANGMAI_BANK, IMPORTER)
    return Provocation(CHIANGMAI_BANK, call, errors.RegistryWalletTaken(IMPORTER.address))


@provokes(errors.RegistryWalletTaken)
def participant_as_customer(network: Network) -> Provocation:
    call = unsigned_registration(network, MAKER.address)
    return Provocation(HONGKONG_BANK, call, errors.RegistryWalletTaken(MAKER.address))


@provokes(errors.RegistryWalletTaken)
def system_contract_as_customer(network: Network) -> Provocation:
    call = unsigned_registration(network, network.engine.address)
    return Provocation(HONGKONG_BANK, call, errors.RegistryWalletTaken(network.engine.address))


@provokes(errors.RegistryWalletTaken)
def nobody_as_customer(network: Network) -> Provocation:
    call = unsigned_registration(network, ZERO_ADDRESS)
    return Provocation(HONGKONG_BANK, call, errors.RegistryWalletTaken(ZERO_ADDRESS))


@provokes(errors.RegistryUnknownCustomer)
def unknown_customer_suspended(network: Network) -> Provocation:
    call = suspension(network, STRANGER)
    return Provocation(HONGKONG_BANK, call, errors.RegistryUnknownCustomer(STRANGER.address))


@provokes(errors.RegistryUnknownCustomer)
def tier_of_an_unknown_customer(network: Network) -> Provocation:
    call = network.registry.set_customer_tier(STRANGER.address, Tier.BASIC, TIER_EXPIRES_AT_S)
    return Provocation(HONGKONG_BANK, call, errors.RegistryUnknownCustomer(STRANGER.address))


@provokes(errors.RegistrySuspendedByCentralBank)
def bank_lifts_what_the_central_bank_imposed(network: Network) -> Provocation:
    network.run(BANK_OF_THAILAND, suspension(network, IMPORTER))
    call = suspension(network, IMPORTER, Status.ACTIVE)
    return Provocation(BANGKOK_BANK, call, errors.RegistrySuspendedByCentralBank(IMPORTER.address))


@provokes(errors.RegistrySuspendedByCentralBank)
def bank_suspends_whom_the_central_bank_has(network: Network) -> Provocation:
    network.set_customer(IMPORTER, Status.SUSPENDED)
    network.run(BANK_OF_THAILAND, suspension(network, IMPORTER))
    call = suspension(network, IMPORTER)
    return Provocation(BANGKOK_BANK, call, errors.RegistrySuspendedByCentralBank(IMPORTER.address))


@provokes(errors.RegistryStatusUnchanged)
def active_customer_reinstated(network: Network) -> Provocation:
    call = suspension(network, EXPORTER, Status.ACTIVE)
    return Provocation(HKMA, call, errors.RegistryStatusUnchanged(EXPORTER.address, Status.ACTIVE))


@provokes(errors.RegistryStatusUnchanged)
def customer_suspended_twice_by_the_central_bank(network: Network) -> Provocation:
    network.run(HKMA, suspension(network, EXPORTER))
    expected = errors.RegistryStatusUnchanged(EXPORTER.address, Status.SUSPENDED)
    return Provocation(HKMA, suspension(network, EXPORTER), expected)


@provokes(errors.RegistryStatusInvalid)
def customer_revoked_by_hand(network: Network) -> Provocation:
    call = suspension(network, EXPORTER, Status.REVOKED)
    return Provocation(HONGKONG_BANK, call, errors.RegistryStatusInvalid(Status.REVOKED))


@provokes(errors.RegistryStatusInvalid)
def customer_made_pending(network: Network) -> Provocation:
    call = suspension(network, EXPORTER, Status.PENDING)
    return Provocation(HKMA, call, errors.RegistryStatusInvalid(Status.PENDING))


def badly_registered(network: Network, consent: bytes, wallet: str = STRANGER.address) -> Provocation:
    """A registration at Hong Kong Bank under bytes that are not the wallet's consent to it."""
    call = unsigned_registration(network, wallet, consent)
    return Provocation(HONGKONG_BANK, call, errors.RegistryBadConsent(wallet))


@provokes(errors.RegistryBadConsent)
def registered_without_consent(network: Network) -> Provocation:
    return badly_registered(network, b"")


@provokes(errors.RegistryBadConsent)
def registered_with_another_keys_consent(network: Network) -> Provocation:
    commitment = b"x".ljust(32, b"\0")
    consent = sign_customer_consent(network, NEW_KEY, HONGKONG_BANK, commitment, STRANGER.address)
    return badly_registered(network, consent)


@provokes(errors.RegistryBadConsent)
def registered_with_consent_to_another_bank(network: Network) -> Provocation:
    return badly_registered(network, sign_customer_consent(network, STRANGER, BANGKOK_BANK, b"x".ljust(32, b"\0")))


@provokes(errors.RegistryBadConsent)
def registered_with_consent_to_another_identity(network: Network) -> Provocation:
    return badly_registered(network, sign_customer_consent(network, STRANGER, HONGKONG_BANK, b"y".ljust(32, b"\0")))


@provokes(errors.RegistryBadConsent)
def contract_wallet_says_no(network: Network) -> Provocation:
    wallet = operator_creates_wallet(network)
    network.run(STRANGER, wallet.prepare(Trouble.REFUSE, wallet.address, b""))
    return badly_registered(network, b"", wallet.address)


@provokes(errors.RegistryBadConsent)
def contract_without_signatures_registered(network: Network) -> Provocation:
    return badly_registered(network, b"", network.fx_board.address)


@provokes(errors.RegistryTierExpiryPast)
def registered_with_a_tier_that_is_over(network: Network) -> Provocation:
    call = network.registry.register_customer(STRANGER.address, b"x", Tier.FULL, network.now_s - 1, b"")
    return Provocation(HONGKONG_BANK, call, errors.RegistryTierExpiryPast(network.now_s - 1))


@provokes(errors.RegistryTierExpiryPast)
def tier_that_ended_a_second_ago(network: Network) -> Provocation:
    expires_at_s = network.now_s
    call = network.registry.set_customer_tier(FARMER.address, Tier.BASIC, expires_at_s)
    return Provocation(CHIANGMAI_BANK, call, errors.RegistryTierExpiryPast(expires_at_s), at_s=expires_at_s + 1)

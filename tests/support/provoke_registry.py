"""Provocations of the errors that participants and moneys meet in the ParticipantRegistry.

Trusts the small network for who is who.
Never uses an error class for two different causes without an entry for each.
"""

from __future__ import annotations

from actors import (
    BANGKOK_BANK,
    BANK_OF_THAILAND,
    EXPORTER,
    HKMA,
    HONGKONG_BANK,
    LEIS,
    MAKER,
    OPERATOR,
    STRANGER,
    UNUSED_LEI,
    actor,
    lei,
)
from provocation import Provocation, provokes
from small_network import Network

from chain.clients import errors
from chain.clients.deposit_token import DepositToken
from chain.clients.participant_registry import ParticipantRegistry
from chain.clients.types import JurisdictionSpec, Role, Status


def new_registry(network: Network) -> ParticipantRegistry:
    """A registry with the same two jurisdictions and nobody else in it."""
    specs = [
        JurisdictionSpec("HK", "HKD", HKMA.address, lei(1)),
        JurisdictionSpec("TH", "THB", BANK_OF_THAILAND.address, lei(2)),
    ]
    return ParticipantRegistry(network.create(ParticipantRegistry.creation(specs)))


@provokes(errors.RegistryNotCentralBank)
def stranger_admits(network: Network) -> Provocation:
    call = network.registry.admit(STRANGER.address, Role.COMMERCIAL_BANK, UNUSED_LEI, "", "HK")
    return Provocation(STRANGER, call, errors.RegistryNotCentralBank(STRANGER.address))


@provokes(errors.RegistryNotCentralBank)
def bank_suspends_itself(network: Network) -> Provocation:
    call = network.registry.set_participant_status(BANGKOK_BANK.address, Status.SUSPENDED, "test")
    return Provocation(BANGKOK_BANK, call, errors.RegistryNotCentralBank(BANGKOK_BANK.address))


@provokes(errors.RegistryNotCentralBank)
def operator_lists_central_bank_money(network: Network) -> Provocation:
    call = network.registry.list_central_bank_money(network.money("THB").address)
    return Provocation(OPERATOR, call, errors.RegistryNotCentralBank(OPERATOR.address))


@provokes(errors.RegistryNotCentralBank)
def bank_lists_deposit_token(network: Network) -> Provocation:
    call = network.registry.list_deposit_token(network.deposit(BANGKOK_BANK).address)
    return Provocation(BANGKOK_BANK, call, errors.RegistryNotCentralBank(BANGKOK_BANK.address))


@provokes(errors.RegistryNotActiveBank)
def deposit_token_of_bank_not_admitted_here(network: Network) -> Provocation:
    token = network.create(DepositToken.creation(network.registry.address, BANGKOK_BANK.address, "HKD", 2, "x", "x"))
    call = network.registry.list_deposit_token(token)
    return Provocation(HKMA, call, errors.RegistryNotActiveBank(BANGKOK_BANK.address))


@provokes(errors.RegistryLeiInvalid)
def lei_with_wrong_check_digits(network: Network) -> Provocation:
    wrong = UNUSED_LEI[:18] + ("02" if UNUSED_LEI[18:] != "02" else "03")
    call = network.registry.admit(STRANGER.address, Role.KEEPER, wrong, "", "HK")
    return Provocation(HKMA, call, errors.RegistryLeiInvalid(wrong))


@provokes(errors.RegistryLeiTaken)
def lei_of_somebody_else(network: Network) -> Provocation:
    taken = LEIS[MAKER.address]
    call = network.registry.admit(STRANGER.address, Role.KEEPER, taken, "", "HK")
    return Provocation(HKMA, call, errors.RegistryLeiTaken(taken, MAKER.address))


@provokes(errors.RegistryRoleNotGrantable)
def no_role(network: Network) -> Provocation:
    call = network.registry.admit(STRANGER.address, Role.NONE, UNUSED_LEI, "", "HK")
    return Provocation(HKMA, call, errors.RegistryRoleNotGrantable(Role.NONE))


@provokes(errors.RegistryRoleNotGrantable)
def second_central_bank(network: Network) -> Provocation:
    call = network.registry.admit(STRANGER.address, Role.CENTRAL_BANK, UNUSED_LEI, "", "HK")
    return Provocation(HKMA, call, errors.RegistryRoleNotGrantable(Role.CENTRAL_BANK))


@provokes(errors.RegistryNotContract)
def system_contract_without_code(network: Network) -> Provocation:
    call = network.registry.admit(STRANGER.address, Role.SYSTEM_CONTRACT, "", "", "")
    return Provocation(HKMA, call, errors.RegistryNotContract(STRANGER.address))


@provokes(errors.RegistryAlreadyAdmitted)
def admitted_twice(network: Network) -> Provocation:
    call = network.registry.admit(BANGKOK_BANK.address, Role.COMMERCIAL_BANK, LEIS[BANGKOK_BANK.address], "", "TH")
    return Provocation(BANK_OF_THAILAND, call, errors.RegistryAlreadyAdmitted(BANGKOK_BANK.address, "TH"))


@provokes(errors.RegistryAlreadyAdmitted)
def admitted_again_after_revocation(network: Network) -> Provocation:
    network.set_participant(BANK_OF_THAILAND, BANGKOK_BANK, Status.REVOKED)
    return admitted_twice(network)


def admitted_abroad(network: Network, role: Role, identifier: str, home: str) -> Provocation:
    """Hong Kong admits a bank whose home has not admitted it so."""
    call = network.registry.admit(BANGKOK_BANK.address, role, identifier, "", home)
    return Provocation(HKMA, call, errors.RegistryNotAdmittedAtHome(BANGKOK_BANK.address, home))


@provokes(errors.RegistryNotAdmittedAtHome)
def admitted_abroad_in_another_role(network: Network) -> Provocation:
    return admitted_abroad(network, Role.MARKET_MAKER, LEIS[BANGKOK_BANK.address], "TH")


@provokes(errors.RegistryNotAdmittedAtHome)
def admitted_abroad_under_another_lei(network: Network) -> Provocation:
    return admitted_abroad(network, Role.COMMERCIAL_BANK, UNUSED_LEI, "TH")


@provokes(errors.RegistryNotAdmittedAtHome)
def admitted_abroad_while_suspended_at_home(network: Network) -> Provocation:
    network.set_participant(BANK_OF_THAILAND, BANGKOK_BANK, Status.SUSPENDED)
    return admitted_abroad(network, Role.COMMERCIAL_BANK, LEIS[BANGKOK_BANK.address], "TH")


@provokes(errors.RegistryNotAdmittedAtHome)
def admitted_with_a_second_home(network: Network) -> Provocation:
    return admitted_abroad(network, Role.COMMERCIAL_BANK, UNUSED_LEI, "HK")


@provokes(errors.RegistryNotAdmitted)
def foreign_bank_suspended(network: Network) -> Provocation:
    call = network.registry.set_participant_status(BANGKOK_BANK.address, Status.SUSPENDED, "test")
    return Provocation(HKMA, call, errors.RegistryNotAdmitted(BANGKOK_BANK.address, "HK"))


@provokes(errors.RegistryNotAdmitted)
def central_bank_suspends_itself(network: Network) -> Provocation:
    call = network.registry.set_participant_status(HKMA.address, Status.SUSPENDED, "test")
    return Provocation(HKMA, call, errors.RegistryNotAdmitted(HKMA.address, "HK"))


@provokes(errors.RegistryStatusUnchanged)
def active_participant_reinstated(network: Network) -> Provocation:
    call = network.registry.set_participant_status(HONGKONG_BANK.address, Status.ACTIVE, "test")
    return Provocation(HKMA, call, errors.RegistryStatusUnchanged(HONGKONG_BANK.address, Status.ACTIVE))


@provokes(errors.RegistryRevokedIsFinal)
def revoked_participant_reinstated(network: Network) -> Provocation:
    network.set_participant(HKMA, HONGKONG_BANK, Status.REVOKED)
    call = network.registry.set_participant_status(HONGKONG_BANK.address, Status.ACTIVE, "test")
    return Provocation(HKMA, call, errors.RegistryRevokedIsFinal(HONGKONG_BANK.address))


@provokes(errors.RegistryStatusInvalid)
def participant_without_status(network: Network) -> Provocation:
    call = network.registry.set_participant_status(HONGKONG_BANK.address, Status.NONE, "test")
    return Provocation(HKMA, call, errors.RegistryStatusInvalid(Status.NONE))


@provokes(errors.RegistryWalletTaken)
def customer_as_participant(network: Network) -> Provocation:
    call = network.registry.admit(EXPORTER.address, Role.MARKET_MAKER, UNUSED_LEI, "", "HK")
    return Provocation(HKMA, call, errors.RegistryWalletTaken(EXPORTER.address))


@provokes(errors.RegistryMoneyAlreadyListed)
def second_central_bank_money(network: Network) -> Provocation:
    listed = network.money("THB").address
    call = network.registry.list_central_bank_money(listed)
    return Provocation(BANK_OF_THAILAND, call, errors.RegistryMoneyAlreadyListed("THB", listed))


@provokes(errors.RegistryMoneyAlreadyListed)
def second_deposit_token(network: Network) -> Provocation:
    listed = network.deposit(BANGKOK_BANK).address
    call = network.registry.list_deposit_token(listed)
    return Provocation(BANK_OF_THAILAND, call, errors.RegistryMoneyAlreadyListed("THB", listed))


@provokes(errors.RegistryMoneyForeign)
def central_bank_money_of_another_currency(network: Network) -> Provocation:
    registry, token = new_registry(network), network.money("THB").address
    return Provocation(HKMA, registry.list_central_bank_money(token), errors.RegistryMoneyForeign(token, "HKD"))


@provokes(errors.RegistryMoneyForeign)
def central_bank_money_of_another_issuer(network: Network) -> Provocation:
    # A deposit token in the right currency names its bank as the issuer.
    registry, token = new_registry(network), network.deposit(HONGKONG_BANK).address
    return Provocation(HKMA, registry.list_central_bank_money(token), errors.RegistryMoneyForeign(token, "HKD"))


@provokes(errors.RegistryMoneyForeign)
def deposit_token_of_another_currency(network: Network) -> Provocation:
    token = network.deposit(BANGKOK_BANK).address
    call = network.registry.list_deposit_token(token)
    return Provocation(HKMA, call, errors.RegistryMoneyForeign(token, "HKD"))


@provokes(errors.RegistryMoneyNotListed)
def deposit_token_before_central_bank_money(network: Network) -> Provocation:
    registry, token = new_registry(network), network.deposit(BANGKOK_BANK).address
    return Provocation(BANK_OF_THAILAND, registry.list_deposit_token(token), errors.RegistryMoneyNotListed("THB"))


@provokes(errors.RegistryBicInvalid)
def bic_with_a_digit_for_its_country(network: Network) -> Provocation:
    call = network.registry.admit(STRANGER.address, Role.KEEPER, UNUSED_LEI, "BKKBT1BK", "HK")
    return Provocation(HKMA, call, errors.RegistryBicInvalid("BKKBT1BK"))


@provokes(errors.RegistryBicTaken)
def bic_of_somebody_else(network: Network) -> Provocation:
    admitted = actor("bank", "bank-with-a-bic")
    network.admit(HKMA, admitted, Role.COMMERCIAL_BANK, lei(90), "HK", bic="HSBCHKHH")
    call = network.registry.admit(STRANGER.address, Role.KEEPER, UNUSED_LEI, "HSBCHKHH", "HK")
    return Provocation(HKMA, call, errors.RegistryBicTaken("HSBCHKHH", admitted.address))


@provokes(errors.RegistryNotAdmittedAtHome)
def admitted_abroad_under_another_bic(network: Network) -> Provocation:
    call = network.registry.admit(
        BANGKOK_BANK.address, Role.COMMERCIAL_BANK, LEIS[BANGKOK_BANK.address], "BKKBTHBK", "TH"
    )
    return Provocation(HKMA, call, errors.RegistryNotAdmittedAtHome(BANGKOK_BANK.address, "TH"))


@provokes(errors.RegistryNotAdmittedAtHome)
def admitted_abroad_while_pending_at_home(network: Network) -> Provocation:
    admit = network.registry.admit(STRANGER.address, Role.KEEPER, UNUSED_LEI, "", "TH")
    network.run(BANK_OF_THAILAND, admit)
    return Provocation(HKMA, admit, errors.RegistryNotAdmittedAtHome(STRANGER.address, "TH"))

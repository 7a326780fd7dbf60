"""Provocations of the errors around acts of the whole network: jurisdictions, validators, approvals.

Trusts the small network's two central banks, and registries with central banks of their own.
Never carries an act out on its way to an error.
"""

from __future__ import annotations

from actors import BANGKOK_BANK, BANK_OF_THAILAND, HKMA, IMPORTER, LEIS, OPERATOR, STRANGER, UNUSED_LEI, actor, lei
from central_banks import (
    APPROVAL_LIFE_S,
    FOUNDER,
    act_id,
    approve,
    central_bank,
    open_registry,
    open_validators,
    spec,
    validator_key,
)
from provocation import Provocation, provokes
from small_network import Network

from chain.abi import ZERO_ADDRESS
from chain.accounts import Account
from chain.clients import errors
from chain.clients.participant_registry import ParticipantRegistry
from chain.clients.types import JurisdictionSpec, Role, Status, Validator
from chain.clients.validator_registry import ValidatorRegistry

JURISDICTIONS_MAX = 128
VALIDATORS_MAX = 64
NEWCOMER = actor("central-bank", "newcomer")
OPERATED = actor("validator", "newcomer").address


def newcomer(**changes: str) -> JurisdictionSpec:
    """China, which the two central banks might let in."""
    fields = {"id": "CN", "currency": "CNY", "central_bank": NEWCOMER.address, "lei": UNUSED_LEI}
    return JurisdictionSpec(**(fields | changes))


def opened_twice(second: JurisdictionSpec) -> Provocation:
    """A registry whose second jurisdiction clashes with the first."""
    first = JurisdictionSpec("HK", "HKD", HKMA.address, lei(1))
    expected = errors.RegistryJurisdictionTwice(second.id, second.currency, second.central_bank)
    return Provocation(OPERATOR, ParticipantRegistry.creation([first, second]), expected)


@provokes(errors.RegistryJurisdictionTwice)
def same_jurisdiction_twice(_: Network) -> Provocation:
    return opened_twice(JurisdictionSpec("HK", "THB", BANK_OF_THAILAND.address, lei(2)))


@provokes(errors.RegistryJurisdictionTwice)
def same_currency_twice(_: Network) -> Provocation:
    return opened_twice(JurisdictionSpec("TH", "HKD", BANK_OF_THAILAND.address, lei(2)))


@provokes(errors.RegistryJurisdictionTwice)
def same_central_bank_twice(_: Network) -> Provocation:
    return opened_twice(JurisdictionSpec("TH", "THB", HKMA.address, lei(2)))


@provokes(errors.RegistryJurisdictionTwice)
def jurisdiction_that_takes_part_already(network: Network) -> Provocation:
    call = network.registry.open_jurisdiction(newcomer(id="TH"))
    return Provocation(HKMA, call, errors.RegistryJurisdictionTwice("TH", "CNY", NEWCOMER.address))


@provokes(errors.RegistryJurisdictionInvalid)
def jurisdiction_without_a_code(network: Network) -> Provocation:
    call = network.registry.open_jurisdiction(newcomer(id=""))
    return Provocation(HKMA, call, errors.RegistryJurisdictionInvalid("", "CNY"))


@provokes(errors.RegistryJurisdictionInvalid)
def jurisdiction_without_a_currency(network: Network) -> Provocation:
    call = network.registry.open_jurisdiction(newcomer(currency=""))
    return Provocation(HKMA, call, errors.RegistryJurisdictionInvalid("CN", ""))


@provokes(errors.RegistryAccountTaken)
def customer_as_central_bank(network: Network) -> Provocation:
    call = network.registry.open_jurisdiction(newcomer(central_bank=IMPORTER.address))
    return Provocation(HKMA, call, errors.RegistryAccountTaken(IMPORTER.address))


@provokes(errors.RegistryAccountTaken)
def nobody_as_central_bank(network: Network) -> Provocation:
    call = network.registry.open_jurisdiction(newcomer(central_bank=ZERO_ADDRESS))
    return Provocation(HKMA, call, errors.RegistryAccountTaken(ZERO_ADDRESS))


@provokes(errors.RegistryLeiTaken)
def central_bank_with_a_banks_lei(network: Network) -> Provocation:
    taken = LEIS[BANGKOK_BANK.address]
    call = network.registry.open_jurisdiction(newcomer(lei=taken))
    return Provocation(HKMA, call, errors.RegistryLeiTaken(taken, BANGKOK_BANK.address))


@provokes(errors.RegistryTooManyJurisdictions)
def one_jurisdiction_too_many(network: Network) -> Provocation:
    registry = open_registry(network, JURISDICTIONS_MAX)
    call = registry.open_jurisdiction(spec(JURISDICTIONS_MAX))
    return Provocation(central_bank(0), call, errors.RegistryTooManyJurisdictions(JURISDICTIONS_MAX))


@provokes(errors.QuorumNotCentralBank)
def bank_approves_a_jurisdiction(network: Network) -> Provocation:
    call = network.registry.open_jurisdiction(newcomer())
    return Provocation(BANGKOK_BANK, call, errors.QuorumNotCentralBank(BANGKOK_BANK.address))


@provokes(errors.QuorumNotCentralBank)
def stranger_withdraws_an_approval(network: Network) -> Provocation:
    call = network.registry.withdraw_approval(b"\x01" * 32)
    return Provocation(STRANGER, call, errors.QuorumNotCentralBank(STRANGER.address))


@provokes(errors.QuorumNotCentralBank)
def central_bank_of_another_network_adds_a_validator(network: Network) -> Provocation:
    call = network.deployment.validators.add_validator(Validator(OPERATED, HKMA.address))
    return Provocation(central_bank(0), call, errors.QuorumNotCentralBank(central_bank(0).address))


@provokes(errors.QuorumApprovedBefore)
def one_central_bank_approves_twice(network: Network) -> Provocation:
    call = network.registry.open_jurisdiction(newcomer())
    network.run(HKMA, call)
    return Provocation(HKMA, call, errors.QuorumApprovedBefore(act_id(call), "HK"))


@provokes(errors.QuorumApprovedBefore)
def approved_again_after_a_handover(network: Network) -> Provocation:
    call = network.registry.open_jurisdiction(newcomer())
    network.run(HKMA, call)
    network.run(HKMA, network.registry.offer_handover(STRANGER.address))
    network.run(STRANGER, network.registry.accept_handover(HKMA.address))
    return Provocation(STRANGER, call, errors.QuorumApprovedBefore(act_id(call), "HK"))


@provokes(errors.QuorumNotApproved)
def approval_withdrawn_that_was_never_given(network: Network) -> Provocation:
    call = network.registry.open_jurisdiction(newcomer())
    network.run(HKMA, call)
    act = act_id(call)
    withdrawal = network.registry.withdraw_approval(act)
    return Provocation(BANK_OF_THAILAND, withdrawal, errors.QuorumNotApproved(act, "TH"))


@provokes(errors.QuorumNotApproved)
def approval_withdrawn_after_it_ran_out(network: Network) -> Provocation:
    call = network.registry.open_jurisdiction(newcomer())
    approved_at_s = network.run(HKMA, call).timestamp_s
    act = act_id(call)
    withdrawal = network.registry.withdraw_approval(act)
    expected = errors.QuorumNotApproved(act, "HK")
    return Provocation(HKMA, withdrawal, expected, at_s=approved_at_s + APPROVAL_LIFE_S + 1)


@provokes(errors.QuorumNotApproved)
def approval_withdrawn_of_an_act_that_was_carried(network: Network) -> Provocation:
    call = network.registry.open_jurisdiction(newcomer())
    approve(network, call, [HKMA, BANK_OF_THAILAND])
    act = act_id(call)
    return Provocation(HKMA, network.registry.withdraw_approval(act), errors.QuorumNotApproved(act, "HK"))


def validator_added(network: Network, key: str, operator: Account, error: errors.ContractError) -> Provocation:
    """The first of the central banks approves of a validator that can't be added."""
    return Provocation(HKMA, network.deployment.validators.add_validator(Validator(key, operator.address)), error)


@provokes(errors.ValidatorKeyTaken)
def validator_key_that_seals_already(network: Network) -> Provocation:
    key = actor("validator", "hkma").address
    return validator_added(network, key, HKMA, errors.ValidatorKeyTaken(key))


@provokes(errors.ValidatorKeyTaken)
def validator_with_nobodys_key(network: Network) -> Provocation:
    return validator_added(network, ZERO_ADDRESS, HKMA, errors.ValidatorKeyTaken(ZERO_ADDRESS))


@provokes(errors.ValidatorKeyTaken)
def validator_key_replaced_by_anothers(network: Network) -> Provocation:
    old, new = actor("validator", "hkma").address, actor("validator", "bank-of-thailand").address
    call = network.deployment.validators.replace_validator_key(old, new)
    return Provocation(HKMA, call, errors.ValidatorKeyTaken(new))


@provokes(errors.ValidatorOperatorNotActive)
def bank_as_validator_operator(network: Network) -> Provocation:
    return validator_added(network, OPERATED, BANGKOK_BANK, errors.ValidatorOperatorNotActive(BANGKOK_BANK.address))


@provokes(errors.ValidatorOperatorNotActive)
def suspended_validator_operator(network: Network) -> Provocation:
    network.admit(HKMA, STRANGER, Role.VALIDATOR_OPERATOR, UNUSED_LEI, "HK")
    network.set_participant(HKMA, STRANGER, Status.SUSPENDED)
    return validator_added(network, OPERATED, STRANGER, errors.ValidatorOperatorNotActive(STRANGER.address))


@provokes(errors.ValidatorUnknown)
def unknown_validator_removed(network: Network) -> Provocation:
    call = network.deployment.validators.remove_validator(OPERATED)
    return Provocation(HKMA, call, errors.ValidatorUnknown(OPERATED))


@provokes(errors.ValidatorUnknown)
def unknown_validators_key_replaced(network: Network) -> Provocation:
    call = network.deployment.validators.replace_validator_key(OPERATED, STRANGER.address)
    return Provocation(HKMA, call, errors.ValidatorUnknown(OPERATED))


@provokes(errors.ValidatorTooFew)
def network_founded_without_validators(network: Network) -> Provocation:
    creation = ValidatorRegistry.creation(network.registry.address, [])
    return Provocation(OPERATOR, creation, errors.ValidatorTooFew(1))


@provokes(errors.ValidatorTooFew)
def last_validator_removed(network: Network) -> Provocation:
    validators = open_validators(network, open_registry(network, 2), 1)
    call = validators.remove_validator(validator_key(0))
    return Provocation(central_bank(1), call, errors.ValidatorTooFew(1))


@provokes(errors.ValidatorTooMany)
def one_validator_too_many(network: Network) -> Provocation:
    validators = open_validators(network, open_registry(network, 2), VALIDATORS_MAX)
    call = validators.add_validator(Validator(validator_key(VALIDATORS_MAX), central_bank(0).address))
    return Provocation(central_bank(0), call, errors.ValidatorTooMany(VALIDATORS_MAX))


@provokes(errors.ValidatorTooMany)
def network_founded_with_one_validator_too_many(network: Network) -> Provocation:
    registry = open_registry(network, 1)
    genesis = [Validator(validator_key(number), central_bank(0).address) for number in range(VALIDATORS_MAX + 1)]
    creation = ValidatorRegistry.creation(registry.address, genesis)
    return Provocation(FOUNDER, creation, errors.ValidatorTooMany(VALIDATORS_MAX))

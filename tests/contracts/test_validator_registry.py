"""Who seals the blocks: validators added, removed and given new keys by the central banks together.

Trusts the quorum to test_quorum; every error is provoked in test_errors.
Never loses the order: the rotation of those that stay is part of what is decided.
"""

from __future__ import annotations

from actors import BANK_OF_THAILAND, HKMA, STRANGER, UNUSED_LEI, actor
from central_banks import act_id, approve, central_bank, open_registry, open_validators, validator_key
from eth_abi.abi import encode
from eth_utils import keccak
from small_network import Network, events_of

from chain.clients.events import ActApproved, ValidatorAdded, ValidatorKeyReplaced, ValidatorRemoved
from chain.clients.types import Role, Status, Validator
from chain.clients.validator_registry import ValidatorRegistry

KEY = actor("validator", "newcomer").address
GENESIS = [actor("validator", "hkma").address, actor("validator", "bank-of-thailand").address]


def keys(network: Network, registry: ValidatorRegistry) -> list[str]:
    """The keys in the order of their rotation."""
    return [validator.key for validator in network.read(registry.validators())]


def assert_sealed_by(network: Network, registry: ValidatorRegistry, expected: list[str]) -> None:
    """These keys in this order, and their hash."""
    assert keys(network, registry) == expected
    assert network.read(registry.validator_set_hash()) == keccak(encode(["address[]"], [expected]))


def test_validators__at_genesis__are_those_of_the_central_banks(network: Network) -> None:
    registry = network.deployment.validators
    assert_sealed_by(network, registry, GENESIS)
    expected = (Validator(GENESIS[0], HKMA.address), Validator(GENESIS[1], BANK_OF_THAILAND.address))
    assert network.read(registry.validators()) == expected


def test_add_validator__of_a_central_bank__is_last_in_the_rotation(network: Network) -> None:
    registry = network.deployment.validators
    call = registry.add_validator(Validator(KEY, HKMA.address))
    first, second = approve(network, call, [HKMA, BANK_OF_THAILAND])
    assert events_of(first) == [ActApproved(act_id(call), "HK", 1, 2)]
    assert events_of(second) == [ActApproved(act_id(call), "TH", 2, 2), ValidatorAdded(KEY, HKMA.address)]
    assert_sealed_by(network, registry, [*GENESIS, KEY])


def test_add_validator__of_an_active_operator__is_run_by_it(network: Network) -> None:
    registry = network.deployment.validators
    network.admit(HKMA, STRANGER, Role.VALIDATOR_OPERATOR, UNUSED_LEI, "HK")
    approve(network, registry.add_validator(Validator(KEY, STRANGER.address)), [HKMA, BANK_OF_THAILAND])
    assert network.read(registry.validators())[-1] == Validator(KEY, STRANGER.address)


def test_add_validator__operator_suspended_meanwhile__is_not_carried(network: Network) -> None:
    registry = network.deployment.validators
    network.admit(HKMA, STRANGER, Role.VALIDATOR_OPERATOR, UNUSED_LEI, "HK")
    call = registry.add_validator(Validator(KEY, STRANGER.address))
    network.run(HKMA, call)
    network.set_participant(HKMA, STRANGER, Status.SUSPENDED)
    assert type(network.attempt(BANK_OF_THAILAND, call).error).__name__ == "ValidatorOperatorNotActive"
    network.set_participant(HKMA, STRANGER, Status.ACTIVE)
    network.run(BANK_OF_THAILAND, call)
    assert keys(network, registry) == [*GENESIS, KEY]


def test_remove_validator__in_the_middle__keeps_the_order_of_the_others(network: Network) -> None:
    registry = open_validators(network, open_registry(network, 2), 5)
    everybody = [central_bank(0), central_bank(1)]
    outcome = approve(network, registry.remove_validator(validator_key(1)), everybody)[1]
    assert outcome.first(ValidatorRemoved) == ValidatorRemoved(validator_key(1), central_bank(0).address)
    assert_sealed_by(network, registry, [validator_key(number) for number in (0, 2, 3, 4)])
    # Those that moved up can still be found.
    approve(network, registry.remove_validator(validator_key(3)), everybody)
    approve(network, registry.replace_validator_key(validator_key(4), validator_key(9)), everybody)
    assert_sealed_by(network, registry, [validator_key(number) for number in (0, 2, 9)])


def test_remove_validator__and_add_it_again__puts_it_last(network: Network) -> None:
    registry = open_validators(network, open_registry(network, 2), 3)
    everybody = [central_bank(0), central_bank(1)]
    approve(network, registry.remove_validator(validator_key(0)), everybody)
    approve(network, registry.add_validator(Validator(validator_key(0), central_bank(1).address)), everybody)
    assert_sealed_by(network, registry, [validator_key(number) for number in (1, 2, 0)])


def test_replace_validator_key__in_the_rotation__keeps_its_place_and_operator(network: Network) -> None:
    registry = network.deployment.validators
    call = registry.replace_validator_key(GENESIS[0], KEY)
    outcome = approve(network, call, [BANK_OF_THAILAND, HKMA])[1]
    assert outcome.first(ValidatorKeyReplaced) == ValidatorKeyReplaced(GENESIS[0], KEY, HKMA.address)
    assert_sealed_by(network, registry, [KEY, GENESIS[1]])
    # The old key is free for anybody, itself included.
    approve(network, registry.replace_validator_key(KEY, GENESIS[0]), [BANK_OF_THAILAND, HKMA])
    assert_sealed_by(network, registry, GENESIS)


def test_replace_validator_key__new_key_taken_meanwhile__is_not_carried(network: Network) -> None:
    registry = network.deployment.validators
    call = registry.replace_validator_key(GENESIS[0], KEY)
    network.run(HKMA, call)
    approve(network, registry.add_validator(Validator(KEY, HKMA.address)), [HKMA, BANK_OF_THAILAND])
    assert type(network.attempt(BANK_OF_THAILAND, call).error).__name__ == "ValidatorKeyTaken"

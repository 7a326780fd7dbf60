"""The validator set against the contract, and the follower against the registry's events on a real chain."""

from __future__ import annotations

import pytest
from actors import BANK_OF_THAILAND, HKMA
from central_banks import FOUNDER, approve, central_bank, open_registry, open_validators, validator_key
from consensus_cases import KEYS, validator_set
from hypothesis import given
from hypothesis import strategies as st
from small_network import Network

from chain.abi import Address
from chain.clients.events import ValidatorAdded, ValidatorKeyReplaced, ValidatorRemoved
from chain.clients.types import Validator
from chain.clients.validator_registry import ValidatorRegistry
from chain.consensus.validators import ValidatorFollower, ValidatorSet, is_valid_size
from chain.events import Event, LoggedEvent
from chain.ledger import Outcome

REGISTRY, ELSEWHERE = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359"
OPERATOR = HKMA.address


def block(
    *events: Event, address: Address = REGISTRY, height: int = 1, transaction: bytes = b"\1"
) -> list[LoggedEvent]:
    """The events of one transaction of one contract."""
    return [
        LoggedEvent(event, address, height, height, transaction.rjust(32, b"\0"), 0, index)
        for index, event in enumerate(events)
    ]


def added(*keys: Address) -> list[Event]:
    """What the registry says of new validators."""
    return [ValidatorAdded(key, OPERATOR) for key in keys]


def deploy(network: Network, count: int) -> tuple[ValidatorRegistry, ValidatorFollower]:
    """A registry with so many validators on the chain, and a follower of its genesis set who has seen its creation."""
    keys = tuple(validator_key(number) for number in range(count))
    genesis = [Validator(key, central_bank(0).address) for key in keys]
    participants = open_registry(network, 2)
    outcome = network.run(FOUNDER, ValidatorRegistry.creation(participants.address, genesis))
    assert outcome.receipt.created is not None
    follower = ValidatorFollower(ValidatorSet(keys))
    follow(follower, [outcome])
    return ValidatorRegistry(outcome.receipt.created), follower


def follow(follower: ValidatorFollower, outcomes: list[Outcome]) -> list[ValidatorSet]:
    """The effective set after each of these transactions, a block each."""
    found = []
    for outcome in outcomes:
        follower.observe(outcome.events)
        found.append(follower.effective)
    return found


@pytest.mark.parametrize("count", [1, 4, 5, 13])
def test_set__any_size__has_the_hash_that_the_contract_answers(network: Network, count: int) -> None:
    registry = open_validators(network, open_registry(network, 2), count)
    keys = tuple(validator_key(number) for number in range(count))
    assert ValidatorSet(keys).hash == network.read(registry.validator_set_hash())


@pytest.mark.parametrize("keys", [(), KEYS[:2], KEYS[:3], (*KEYS[:4], KEYS[0])])
def test_set__that_cannot_seal__is_none(keys: tuple[Address, ...]) -> None:
    with pytest.raises(ValueError, match="one or at least four different keys"):
        ValidatorSet(keys)


@given(st.sampled_from([1, 4, 5, 6, 7]), st.integers(1, 10_000), st.integers(0, 100))
def test_proposer__height_and_round__go_round_robin(count: int, height: int, round_: int) -> None:
    validators = validator_set(count)
    assert validators.proposer(height, round_) == validators.keys[(height + round_) % count]
    assert validators.proposer(height, round_ + 1) == validators.proposer(height + 1, round_)
    assert {validators.proposer(height + turn, round_) for turn in range(count)} == set(validators.keys)


def test_follower__registry_with_the_genesis_keys__does_not_count_them_twice(network: Network) -> None:
    registry, follower = deploy(network, 5)
    assert follower.registry == registry.address
    assert follower.effective.keys == tuple(validator_key(number) for number in range(5))


def test_follower__changes_on_a_chain__agrees_with_the_contract_after_each(network: Network) -> None:
    registry, follower = deploy(network, 5)
    everybody = [central_bank(0), central_bank(1)]
    acts = [
        registry.add_validator(Validator(validator_key(8), central_bank(1).address)),
        registry.remove_validator(validator_key(1)),
        registry.replace_validator_key(validator_key(4), validator_key(9)),
        registry.remove_validator(validator_key(0)),
    ]
    for act in acts:
        follow(follower, approve(network, act, everybody))
        assert follower.effective.keys == contract_keys(network, registry)
        assert follower.effective.hash == network.read(registry.validator_set_hash())
    assert follower.effective.keys == tuple(validator_key(number) for number in (2, 3, 9, 8))


def test_follower__set_of_two_or_three__waits_for_four(network: Network) -> None:
    """From one validator to four: the one goes on sealing alone until there are four."""
    registry, follower = deploy(network, 1)
    everybody = [central_bank(0), central_bank(1)]
    sizes = []
    for number in (1, 2, 3):
        act = registry.add_validator(Validator(validator_key(number), central_bank(1).address))
        sizes += [len(found) for found in follow(follower, approve(network, act, everybody))]
    assert sizes == [1, 1, 1, 1, 1, 4]
    (_, after) = follow(follower, approve(network, registry.remove_validator(validator_key(0)), everybody))
    assert after.keys == tuple(validator_key(number) for number in range(4))


def test_follower__registry_of_another_network__is_passed_over(network: Network) -> None:
    """The small network's own registry has two keys that are not the genesis set of this follower."""
    follower = ValidatorFollower(validator_set(4))
    key = validator_key(7)
    act = network.deployment.validators.add_validator(Validator(key, HKMA.address))
    follow(follower, approve(network, act, [HKMA, BANK_OF_THAILAND]))
    assert follower.registry is None
    assert follower.effective == validator_set(4)


def test_follower__contract_that_copies_the_registry__changes_nothing() -> None:
    follower = ValidatorFollower(validator_set(4))
    follower.observe(block(*added(*KEYS[:4])))
    follower.observe(block(*added(*KEYS[4:9]), address=ELSEWHERE, height=2))
    follower.observe(block(ValidatorKeyReplaced(KEYS[0], KEYS[9], OPERATOR), address=ELSEWHERE, height=3))
    assert (follower.registry, follower.effective) == (REGISTRY, validator_set(4))


@pytest.mark.parametrize(
    "keys",
    [KEYS[:3], KEYS[:5], (KEYS[1], KEYS[0], *KEYS[2:4]), KEYS[1:5]],
)
def test_follower__contract_with_other_keys__is_not_the_registry(keys: tuple[Address, ...]) -> None:
    follower = ValidatorFollower(validator_set(4))
    follower.observe(block(*added(*keys)))
    assert (follower.registry, follower.effective) == (None, validator_set(4))


def test_follower__two_contracts_of_half_the_keys__are_not_the_registry() -> None:
    follower = ValidatorFollower(validator_set(4))
    follower.observe([*block(*added(*KEYS[:2])), *block(*added(*KEYS[2:4]), address=ELSEWHERE)])
    follower.observe([*block(*added(*KEYS[:2])), *block(*added(*KEYS[2:4]), transaction=b"\2")])
    assert follower.registry is None


def test_follower__known_registry__is_followed_from_its_first_event() -> None:
    follower = ValidatorFollower(validator_set(4), REGISTRY)
    follower.observe(block(*added(*KEYS[:5])))
    assert follower.effective == validator_set(5)


def test_follower__constructor_and_change_in_one_block__takes_both() -> None:
    follower = ValidatorFollower(validator_set(4))
    change = block(ValidatorRemoved(KEYS[0], OPERATOR), *added(KEYS[6]), transaction=b"\2")
    follower.observe([*block(*added(*KEYS[:4])), *change])
    assert follower.effective.keys == (*KEYS[1:4], KEYS[6])


def test_follower__shrinking_to_three_in_a_block_that_ends_with_four__never_waits() -> None:
    follower = ValidatorFollower(validator_set(4), REGISTRY)
    follower.observe(block(*added(*KEYS[:4])))
    follower.observe(block(ValidatorRemoved(KEYS[3], OPERATOR), height=2))
    assert follower.effective == validator_set(4)
    follower.observe(block(*added(KEYS[8]), height=3))
    assert follower.effective.keys == (*KEYS[:3], KEYS[8])


@given(st.integers(0, 64))
def test_is_valid_size__any_number__is_one_or_at_least_four(count: int) -> None:
    assert is_valid_size(count) == (count not in (0, 2, 3))


def contract_keys(network: Network, registry: ValidatorRegistry) -> tuple[Address, ...]:
    """The keys as the contract has them now."""
    return tuple(validator.key for validator in network.read(registry.validators()))

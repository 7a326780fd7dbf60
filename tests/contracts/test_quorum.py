"""Acts of the whole network: how many central banks it takes, for how long an approval holds, and whose it is.

Trusts registries with central banks of their own where two are too few; errors are provoked in test_errors.
Never counts approvals by hand alone: the contract says how many there are and how many it takes.
"""

from __future__ import annotations

import pytest
from actors import BANK_OF_THAILAND, HKMA, STRANGER
from central_banks import APPROVAL_LIFE_S, act_id, approve, central_bank, hand_over, open_registry, spec
from provoke_quorum import newcomer
from small_network import Network, events_of

from chain.accounts import Account
from chain.client import Call
from chain.clients.errors import QuorumApprovedBefore, QuorumNotCentralBank, RegistryJurisdictionTwice
from chain.clients.events import ActApproved, ApprovalWithdrawn, JurisdictionOpened, ParticipantAdmitted
from chain.clients.participant_registry import ParticipantRegistry
from chain.clients.types import Role, Status

# Jurisdictions -> how many of their central banks are more than two thirds, and at least two.
NEEDED = {1: 2, 2: 2, 3: 3, 4: 3, 5: 4, 6: 5, 7: 5, 9: 7, 10: 7}


def opening(registry: ParticipantRegistry, number: int) -> Call[None]:
    """The call with which a central bank approves of jurisdiction `number`."""
    return registry.open_jurisdiction(spec(number))


def given(network: Network, registry: ParticipantRegistry, call: Call[None], at_s: int | None = None) -> int:
    """How many approvals an act has."""
    return network.read(registry.approvals_of(act_id(call)), at_s=at_s)


def is_open(network: Network, registry: ParticipantRegistry, number: int) -> bool:
    """Whether jurisdiction `number` takes part."""
    return network.read(registry.central_bank_of(spec(number).id)) == central_bank(number).address


@pytest.mark.parametrize(("count", "needed"), NEEDED.items())
def test_approvals_needed__any_number__is_more_than_two_thirds_and_at_least_two(
    network: Network, count: int, needed: int
) -> None:
    registry = open_registry(network, count)
    assert network.read(registry.approvals_needed()) == needed
    assert needed == max(2, next(n for n in range(count + 2) if 3 * n > 2 * count))


@pytest.mark.parametrize("count", [2, 3, 4, 7])
def test_open_jurisdiction__carried__with_the_last_approval_it_takes(network: Network, count: int) -> None:
    registry, call = open_registry(network, count), None
    call = opening(registry, count)
    needed = network.read(registry.approvals_needed())
    for number in range(needed - 1):
        outcome = network.run(central_bank(number), call)
        approved = ActApproved(act_id(call), spec(number).id, number + 1, needed)
        assert events_of(outcome) == [approved]
        assert given(network, registry, call) == number + 1
        assert not is_open(network, registry, count)
    new = spec(count)
    assert events_of(network.run(central_bank(needed - 1), call)) == [
        ActApproved(act_id(call), spec(needed - 1).id, needed, needed),
        JurisdictionOpened(new.id, new.currency, new.central_bank, new.lei),
        ParticipantAdmitted(new.central_bank, new.id, Role.CENTRAL_BANK, Status.ACTIVE, new.lei, "", new.id),
    ]
    assert is_open(network, registry, count)
    assert given(network, registry, call) == 0
    assert network.read(registry.jurisdiction_spoken_for(new.central_bank)) == (new.id, count)


def test_open_jurisdiction__one_of_one__can_change_nothing_alone(network: Network) -> None:
    registry = open_registry(network, 1)
    call = opening(registry, 1)
    network.run(central_bank(0), call)
    assert isinstance(network.attempt(central_bank(0), call).error, QuorumApprovedBefore)
    assert not is_open(network, registry, 1)


def test_open_jurisdiction__newcomer__approves_of_the_next(network: Network) -> None:
    registry = open_registry(network, 2)
    approve(network, opening(registry, 2), [central_bank(0), central_bank(1)])
    assert network.read(registry.approvals_needed()) == 3
    approve(network, opening(registry, 3), [central_bank(number) for number in range(3)])
    assert is_open(network, registry, 3)


def test_open_jurisdiction__other_arguments__are_another_act(network: Network) -> None:
    registry = network.registry
    network.run(HKMA, registry.open_jurisdiction(newcomer()))
    outcome = network.run(BANK_OF_THAILAND, registry.open_jurisdiction(newcomer(currency="CNH")))
    assert outcome.first(JurisdictionOpened) is None
    assert outcome.first(ActApproved).approvals == 1  # type: ignore[union-attr]


def test_open_jurisdiction__what_it_needs_taken_meanwhile__is_not_carried(network: Network) -> None:
    registry = network.registry
    network.run(HKMA, registry.open_jurisdiction(newcomer()))
    approve(network, registry.open_jurisdiction(newcomer(currency="CNH")), [HKMA, BANK_OF_THAILAND])
    error = network.attempt(BANK_OF_THAILAND, registry.open_jurisdiction(newcomer())).error
    assert isinstance(error, RegistryJurisdictionTwice)


@pytest.mark.parametrize(("seconds", "is_carried"), [(0, True), (1, False)])
def test_approval__thirty_days_after_the_first__still_counts_and_a_second_later_no_more(
    network: Network, seconds: int, is_carried: bool
) -> None:
    registry, call = network.registry, network.registry.open_jurisdiction(newcomer())
    first_at_s = network.run(HKMA, call).timestamp_s
    at_s = first_at_s + APPROVAL_LIFE_S + seconds
    assert given(network, registry, call, at_s) == (1 if is_carried else 0)
    outcome = network.run(BANK_OF_THAILAND, call, at_s)
    assert (outcome.first(JurisdictionOpened) is not None) is is_carried
    approved = outcome.first(ActApproved)
    assert approved is not None
    assert approved.approvals == (2 if is_carried else 1)


def test_approval__of_an_act_that_ran_out__begins_a_new_count_with_its_own_thirty_days(network: Network) -> None:
    registry = open_registry(network, 4)
    call = opening(registry, 4)
    first_at_s = network.run(central_bank(0), call).timestamp_s
    network.run(central_bank(1), call, first_at_s + APPROVAL_LIFE_S)
    again_at_s = network.run(central_bank(0), call, first_at_s + APPROVAL_LIFE_S + 1).timestamp_s
    assert given(network, registry, call) == 1
    network.run(central_bank(1), call, again_at_s + APPROVAL_LIFE_S)
    outcome = network.run(central_bank(2), call, again_at_s + APPROVAL_LIFE_S + 1)
    assert outcome.first(JurisdictionOpened) is None
    assert given(network, registry, call) == 1


def test_approval__withdrawn__counts_no_more_and_can_be_given_again(network: Network) -> None:
    registry = open_registry(network, 4)
    call = opening(registry, 4)
    approve(network, call, [central_bank(0), central_bank(1)])
    outcome = network.run(central_bank(0), registry.withdraw_approval(act_id(call)))
    assert events_of(outcome) == [ApprovalWithdrawn(act_id(call), spec(0).id)]
    assert given(network, registry, call) == 1
    network.run(central_bank(2), call)
    assert not is_open(network, registry, 4)
    network.run(central_bank(0), call)
    assert is_open(network, registry, 4)


def test_approval__last_one_withdrawn__starts_the_thirty_days_anew(network: Network) -> None:
    registry, call = network.registry, network.registry.open_jurisdiction(newcomer())
    first_at_s = network.run(HKMA, call).timestamp_s
    network.run(HKMA, registry.withdraw_approval(act_id(call)))
    again_at_s = network.run(HKMA, call, first_at_s + APPROVAL_LIFE_S).timestamp_s
    outcome = network.run(BANK_OF_THAILAND, call, again_at_s + APPROVAL_LIFE_S)
    assert outcome.first(JurisdictionOpened) is not None


def test_approval__across_a_handover__counts_for_the_jurisdiction_once(network: Network) -> None:
    registry = open_registry(network, 4)
    call = opening(registry, 4)
    network.run(central_bank(0), call)
    hand_over(network, registry, central_bank(0), STRANGER)
    assert given(network, registry, call) == 1
    assert refused(network, central_bank(0), call) is QuorumNotCentralBank
    assert refused(network, STRANGER, call) is QuorumApprovedBefore
    approve(network, call, [central_bank(1), central_bank(2)])
    assert is_open(network, registry, 4)


def test_approval__of_the_giver__can_be_withdrawn_by_the_taker(network: Network) -> None:
    registry = open_registry(network, 4)
    call = opening(registry, 4)
    network.run(central_bank(0), call)
    hand_over(network, registry, central_bank(0), STRANGER)
    network.run(STRANGER, registry.withdraw_approval(act_id(call)))
    assert given(network, registry, call) == 0


def test_approval__given_to_one_contract__is_none_in_another(network: Network) -> None:
    first, second = open_registry(network, 2), open_registry(network, 2)
    network.run(central_bank(0), opening(first, 2))
    outcome = network.run(central_bank(1), opening(second, 2))
    assert outcome.first(JurisdictionOpened) is None
    assert given(network, second, opening(second, 2)) == given(network, first, opening(first, 2)) == 1


def refused(network: Network, sender: Account, call: Call[None]) -> type:
    """What the call of `sender` runs into."""
    return type(network.attempt(sender, call).error)

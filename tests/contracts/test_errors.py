"""Provokes every custom error that an artifact declares, and finds the one that nobody provokes.

Trusts the ABIs of the committed artifacts for what can be thrown.
Never lets an error pass that comes with other operands, or that leaves anything behind.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import provoke_aliases
import provoke_atomic
import provoke_authorisations
import provoke_credit
import provoke_customers
import provoke_holds
import provoke_indices
import provoke_legal_orders
import provoke_lending
import provoke_locks
import provoke_lost_keys
import provoke_money
import provoke_offices
import provoke_payments
import provoke_pool
import provoke_queue
import provoke_quorum
import provoke_rates
import provoke_registry
import provoke_risks
import provoke_rules
import provoke_settlement
import provoke_travel_rule
import pytest
from provocation import PROVOKED, Provocation, Provoker
from small_network import Network

from chain.artifacts import artifact_names, load_artifact
from chain.errors import ContractError, Reverted

PROVOKERS = (
    *(provoke_aliases, provoke_atomic, provoke_authorisations, provoke_credit, provoke_customers, provoke_holds),
    *(
        provoke_indices,
        provoke_legal_orders,
        provoke_lending,
        provoke_locks,
        provoke_lost_keys,
        provoke_money,
        provoke_offices,
    ),
    *(provoke_payments, provoke_pool, provoke_queue, provoke_quorum, provoke_rates, provoke_registry),
    *(provoke_risks, provoke_rules, provoke_settlement, provoke_travel_rule),
)

UNREACHABLE = {
    "LegRefused": "met inside a call of a contract to itself, which makes an event of it",
    "InvalidShortString": "OpenZeppelin's EIP712 never reads a name or version that it did not write itself",
    "InvalidAccountNonce": "OpenZeppelin's ERC20Permit takes the next nonce and never compares one",
    "CheckpointUnorderedInsertion": "RateIndex takes a day only after the last one",
    "PoolValueFell": "a pool's second look at what it is about to book, which only forge's bent curve lets fail",
    "ERC7943CannotTransfer": "part of the interface: a transfer that is refused says by an error of its own why",
}


def declared_errors() -> set[str]:
    """Every error in every artifact's ABI."""
    entries: list[dict[str, Any]] = [entry for name in artifact_names() for entry in load_artifact(name).abi]
    return {entry["name"] for entry in entries if entry["type"] == "error"}


def operands(error: ContractError) -> dict[str, Any]:
    """What an error says, by the name of its parameters."""
    return {field.name: getattr(error, field.name) for field in fields(error)}  # type: ignore[arg-type]


def try_it(network: Network, provocation: Provocation) -> Reverted | None:
    """What the provoked action reverts with."""
    if provocation.sender is not None:
        return network.attempt(provocation.sender, provocation.action, provocation.at_s).error
    with pytest.raises(Reverted) as caught:
        network.read(provocation.action)  # type: ignore[arg-type]
    return caught.value


def cases() -> Iterator[Any]:
    """Every entry of the table."""
    for error, provokers in PROVOKED.items():
        for provoker in provokers:
            yield pytest.param(error, provoker, id=f"{error}-{provoker.__name__}")


def test_errors__every_one_in_an_abi__is_provoked_or_cannot_be_reached() -> None:
    assert declared_errors() - UNREACHABLE.keys() == PROVOKED.keys()
    assert UNREACHABLE.keys() <= declared_errors()


@pytest.mark.parametrize(("error", "provoke"), [*cases()])
def test_contracts__provoked__revert_with_exactly_that_error_and_change_nothing(
    network: Network, error: str, provoke: Provoker
) -> None:
    provocation = provoke(network)
    assert type(provocation.expected).__name__ == error
    before = network.storage()
    met = try_it(network, provocation)
    assert isinstance(met, ContractError), f"{met!r} instead of {provocation.expected}"
    assert type(met) is type(provocation.expected), f"{met} instead of {provocation.expected}"
    assert operands(met) == operands(provocation.expected)
    assert network.storage() == before

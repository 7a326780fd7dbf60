"""The validator set: in which order it proposes, what its hash is, and which set seals which height.

Trusts the ValidatorRegistry of the network, recognised by the genesis keys that it begins with, for changes.
Never follows a set that cannot seal: one of two or three validators waits until it has four.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from chain.abi import Address
from chain.clients.events import ValidatorAdded, ValidatorKeyReplaced, ValidatorRemoved
from chain.events import Event, LoggedEvent
from chain.hashing import keccak

VALIDATORS_MIN_BYZANTINE = 4
"""The fewest validators of which one may lie: n ≥ 3f + 1."""
VALIDATOR_EVENTS = (ValidatorAdded, ValidatorRemoved, ValidatorKeyReplaced)


def is_valid_size(count: int) -> bool:
    """Whether so many validators may seal: one, who is trusted, or at least four, of whom one need not be."""
    return count == 1 or count >= VALIDATORS_MIN_BYZANTINE


@dataclass(frozen=True)
class ValidatorSet:
    """The keys that seal, in the order of their rotation; ValueError for two, three or none, or the same one twice."""

    keys: tuple[Address, ...]

    def __post_init__(self) -> None:
        if not is_valid_size(len(self.keys)) or len(set(self.keys)) != len(self.keys):
            raise ValueError(f"a validator set has one or at least four different keys, not {list(self.keys)}")

    def __len__(self) -> int:
        """How many validators there are."""
        return len(self.keys)

    def __contains__(self, key: object) -> bool:
        """Whether `key` is one of them."""
        return key in self.keys

    @cached_property
    def hash(self) -> bytes:
        """keccak256(abi.encode(address[] keys)), as `ValidatorRegistry.validatorSetHash()` answers; 32 bytes."""
        words = [_word(32), _word(len(self.keys)), *(bytes(12) + bytes.fromhex(key[2:]) for key in self.keys)]
        return keccak(b"".join(words))

    def proposer(self, height: int, round_: int) -> Address:
        """Whose turn it is: keys[(height + round) mod n], so that a silent one costs its block a round and no more."""
        return self.keys[(height + round_) % len(self.keys)]


class ValidatorFollower:
    """Follows the registry block by block and knows the set that seals the next height.

    genesis: the set that seals from block 1 on; registry: the contract's address, where it is known. Where it is not,
    the registry is the first contract that adds exactly the genesis keys in one transaction, as its constructor does:
    before it stands, only the operator who deploys it can send anything.
    """

    def __init__(self, genesis: ValidatorSet, registry: Address | None = None) -> None:
        self.registry = registry
        # What the contract holds, from its constructor on: the genesis keys come to it as its first additions.
        self._registered: tuple[Address, ...] = ()
        self._effective = genesis

    @property
    def effective(self) -> ValidatorSet:
        """The set that seals the next height."""
        return self._effective

    def observe(self, events: Iterable[LoggedEvent]) -> None:
        """Takes in all events of one block, in order; what is not the registry's is passed over."""
        changes = [item for item in events if isinstance(item.event, VALIDATOR_EVENTS)]
        if changes and self.registry is None:
            self.registry = self._recognised(changes)
        for item in changes:
            if item.address == self.registry:
                self._registered = _changed(self._registered, item.event)
        if changes and is_valid_size(len(self._registered)):
            self._effective = ValidatorSet(self._registered)

    def _recognised(self, changes: Iterable[LoggedEvent]) -> Address | None:
        """The contract that adds the genesis keys, in order and nothing else, in one transaction."""
        added: dict[tuple[Address, bytes], tuple[Address, ...]] = {}
        for item in changes:
            place = (item.address, item.tx_hash)
            added[place] = _changed(added.get(place, ()), item.event)
        genesis = self._effective.keys
        return next((address for (address, _), keys in added.items() if keys == genesis), None)


def _changed(keys: tuple[Address, ...], event: Event) -> tuple[Address, ...]:
    """The keys after one event of the registry; those that stay keep their order."""
    match event:
        case ValidatorAdded(key=key):
            return (*keys, key)
        case ValidatorRemoved(key=key):
            return tuple(other for other in keys if other != key)
        case ValidatorKeyReplaced(old_key=old, new_key=new):
            return tuple(new if other == old else other for other in keys)
    return keys


def _word(value: int) -> bytes:
    return value.to_bytes(32, "big")

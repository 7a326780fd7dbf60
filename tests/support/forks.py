"""Engines for tests of contracts: which one they run on, chains that go on from another one, and marks of all storage.

Trusts what each engine holds inside: a fork copies it, so that no test waits for the network to be set up again.
Never forks a chain in the middle of a block.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, ParamSpec, TypeVar

from eth.db.atomic import AtomicDB
from eth.db.backends.memory import MemoryDB
from eth_utils.address import to_canonical_address

from chain.abi import Address
from chain.engines.base import ChainParameters
from chain.engines.pyevm import PyEvmEngine
from chain.engines.revm import RevmEngine
from chain.hashing import keccak

P = ParamSpec("P")
T = TypeVar("T")

ENGINES = ("revm", "pyevm")
_chosen = ["revm"]


class _Seen(list[Any]):
    """What takes back a block; when the block stands, its slots are remembered."""

    def __init__(self) -> None:
        super().__init__()
        self.slots: set[tuple[Address, int]] = set()

    def clear(self) -> None:
        self.slots.update((address, slot) for address, slot, _ in self if slot is not None)
        super().clear()


class ForkableRevm(RevmEngine):
    """The fast engine, with a memory of every slot that was ever written: the EVM itself cannot be asked for them."""

    def __init__(self, parameters: ChainParameters) -> None:
        super().__init__(parameters)
        self._machine.undo = self.seen = _Seen()

    def fork(self) -> ForkableRevm:
        """A second chain with the same state."""
        other, mine = ForkableRevm(self.parameters), self._machine
        for address in sorted(mine.nonces.keys() | mine.balances.keys() | mine.codes.keys()):
            known = (mine.nonces.get(address, 0), mine.balances.get(address, 0), mine.codes.get(address, b""))
            other._machine.put_account(address, *known)
        for address, slot in sorted(self.seen.slots):
            other._machine.put_slot(address, slot, 0, mine.storage(address, slot))
        other._machine.undo.clear()
        other._height, other._timestamp_s = self._height, self._timestamp_s
        return other

    def storage_mark(self, address: Address) -> bytes:
        """Equal before and after exactly when no slot of the account changed."""
        slots = sorted(slot for owner, slot in self.seen.slots if owner == address)
        return keccak(repr([(slot, value) for slot in slots if (value := self.storage(address, slot))]).encode())


class ForkablePyEvm(PyEvmEngine):
    """The reference engine."""

    def fork(self) -> ForkablePyEvm:
        """A second chain with the same state."""
        source, other = self.backend.chain, ForkablePyEvm(self.parameters)
        stored = AtomicDB(MemoryDB(dict(source.chaindb.db.wrapped_db.kv_store)))
        other.backend.chain = type(source)(stored, header=source.header)
        return other

    def storage_mark(self, address: Address) -> bytes:
        """The root of the account's storage."""
        accounts = self.backend.chain.get_vm().state._account_db
        return bytes(accounts._get_storage_root(to_canonical_address(address)))


Forkable = ForkableRevm | ForkablePyEvm


def chosen() -> str:
    """The engine that tests run on now."""
    return _chosen[-1]


def fresh(parameters: ChainParameters) -> Forkable:
    """A fresh chain on the engine that tests run on now."""
    return ForkableRevm(parameters) if chosen() == "revm" else ForkablePyEvm(parameters)


@contextmanager
def running_on(name: str) -> Iterator[None]:
    """Lets everything within run on the engine `name`."""
    _chosen.append(name)
    yield
    _chosen.pop()


def once_an_engine(make: Callable[P, T]) -> Callable[P, T]:
    """`functools.cache`, with a memory of its own for each engine."""

    @cache
    def remembered(name: str, *arguments: Any) -> T:
        return make(*arguments)  # type: ignore[call-arg]

    return lambda *arguments, **named: remembered(chosen(), *arguments, **named)

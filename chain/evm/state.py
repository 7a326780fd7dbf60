"""The states after each block of a chain: the present one in the machine, older ones by taking exact changes back.

Trusts the machine's list of changes to be complete.
Never copies the state: looking one block back costs what the block changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice

from chain.abi import Address
from chain.evm.encoding import encode_bytes, encode_integer, encode_list
from chain.evm.machine import Machine
from chain.evm.roots import keyed_root
from chain.evm.store import EMPTY_CODE_HASH
from chain.hashing import keccak

_WORD = 32


class States:
    """The states of a machine by height, 0 the genesis; changes of a block not yet sealed may follow the last."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._marks: list[int] = []
        self._slots: dict[Address, set[int]] = {}
        self._scanned = 0

    @property
    def height(self) -> int:
        """Of the last state that was sealed."""
        return len(self._marks) - 1

    def seal(self) -> None:
        """Makes the present state that of the next height."""
        self._marks.append(len(self._machine.undo))

    def discard(self) -> None:
        """Takes back what was done since the last height."""
        self._machine.rewind(self._marks[-1])
        self._scanned = min(self._scanned, self._marks[-1])

    def rewind(self, height: int) -> None:
        """Makes `height` the last one."""
        del self._marks[height + 1 :]
        self.discard()

    @contextmanager
    def at(self, height: int) -> Iterator[Machine]:
        """The machine in the state after the block at `height`; only to be read, or to view calls."""
        way_back = self._machine.look_back(self._marks[height])
        try:
            yield self._machine
        finally:
            self._machine.restore(way_back)

    def root(self, height: int) -> bytes:
        """Root of the state after the block at `height`, 32 bytes, from all accounts (Yellow Paper, section 4.1)."""
        with self.at(height) as machine:
            self._scan()
            addresses = {*machine.nonces, *machine.balances, *machine.codes}
            return keyed_root({bytes.fromhex(address[2:]): self._account(address) for address in addresses})

    def _account(self, address: Address) -> bytes:
        machine = self._machine
        code = machine.codes.get(address)
        fields = (
            encode_integer(machine.nonces.get(address, 0)),
            encode_integer(machine.balances.get(address, 0)),
            encode_bytes(self._storage_root(address)),
            encode_bytes(keccak(code) if code else EMPTY_CODE_HASH),
        )
        return encode_list(fields)

    def _storage_root(self, address: Address) -> bytes:
        values = ((slot, self._machine.storage(address, slot)) for slot in self._slots.get(address, ()))
        return keyed_root({slot.to_bytes(_WORD, "big"): encode_integer(value) for slot, value in values if value})

    def _scan(self) -> None:
        """Notes every slot that ever changed: the EVM does not tell which it holds."""
        for address, slot, _ in islice(self._machine.undo, self._scanned, None):
            if slot is not None:
                self._slots.setdefault(address, set()).add(slot)
        self._scanned = len(self._machine.undo)

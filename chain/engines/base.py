"""What an engine can do: execute a block of signed transactions, and answer reads.

Trusts nothing: an engine checks every signature, nonce and limit itself.
Never keeps a journal or decodes anything: that is the ledger's part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeAlias, runtime_checkable

from chain.abi import ZERO_ADDRESS, Address
from chain.errors import ChainFault

if TYPE_CHECKING:
    from chain.evm.envelope import Envelope
    from chain.evm.store import Undo


@dataclass(frozen=True, slots=True)
class ChainParameters:
    """What is fixed for the life of a chain and asserted at connect.

    chain_id: EIP-155; gas_limit, coinbase: of every block, the latter checksummed; hardfork: the rules;
    genesis_at_s: UTC second.
    """

    chain_id: int
    genesis_at_s: int
    gas_limit: int = 1_000_000_000
    coinbase: Address = ZERO_ADDRESS
    hardfork: str = "cancun"


# A named tuple instead of the frozen dataclass that it would be elsewhere: one is made for each event, three times as
# fast.
class Log(NamedTuple):
    """A raw log. address: who emitted it; topics: up to four words; data: ABI-encoded."""

    address: Address
    topics: tuple[bytes, ...]
    data: bytes


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one transaction.

    tx_hash: 32 bytes; status: 1 done, 0 reverted; gas_used; logs; revert_data: what it reverted with, else empty;
    created: address of the contract it created, else None.
    """

    tx_hash: bytes
    status: int
    gas_used: int
    logs: tuple[Log, ...]
    revert_data: bytes
    created: Address | None


def require_later(timestamp_s: int, last_s: int) -> None:
    """ChainFault when a block at `timestamp_s` would not come after the last one, at `last_s`."""
    if timestamp_s <= last_s:
        raise ChainFault(f"a block at second {timestamp_s} is not after the last one")


class Engine(Protocol):
    """An EVM with a chain in it.

    name: for people and for `summary.json`; controls_time: whether the caller sets each block's second.
    """

    name: str
    controls_time: bool

    @property
    def parameters(self) -> ChainParameters:
        """What the chain really runs with, read from it."""
        ...

    def execute_block(self, raw_transactions: Sequence[bytes], timestamp_s: int) -> tuple[Receipt, ...]:
        """Executes and seals one block, all or nothing.

        Raises TransactionRejected when one cannot enter the block (signature, nonce, chain id, gas), ChainFault when
        the second is not after the last block's; then no block exists.
        """
        ...

    def call(self, to: Address, data: bytes, *, sender: Address = ZERO_ADDRESS, at_s: int | None = None) -> bytes:
        """What the call returns on the state after the last block; raises `Reverted` and its kinds.

        at_s: the second that the call shall see as the block's, where the engine controls time; else one after the
        last block's.
        """
        ...

    def nonce(self, account: Address) -> int:
        """Transactions that `account` has sent."""
        ...

    def code(self, account: Address) -> bytes:
        """The contract code at `account`, empty where there is none."""
        ...


class RecordedBlock(Protocol):
    """A block as a durable record has it. height from 1; timestamp_s: UTC second; raw: signed bytes of each
    transaction; receipts: what became of each."""

    @property
    def height(self) -> int: ...
    @property
    def timestamp_s(self) -> int: ...
    @property
    def raw(self) -> tuple[bytes, ...]: ...
    @property
    def receipts(self) -> tuple[Receipt, ...]: ...


# From a height on, every block of the record in order.
Record: TypeAlias = Callable[[int], Iterable[RecordedBlock]]


@runtime_checkable
class Recovering(Protocol):
    """An engine whose chain may lose blocks that it had acknowledged, and that can bring them back."""

    def recover_from(self, record: Record) -> None:
        """Names the record from which lost blocks are sent again, before anything else is executed or read."""
        ...


@runtime_checkable
class TakesRecovered(Protocol):
    """An engine that takes transactions whose senders were recovered already, as in another process."""

    def execute_recovered(self, transactions: Sequence[Envelope], timestamp_s: int) -> tuple[Receipt, ...]:
        """`execute_block` of what `chain.evm.envelope.recover`, and nothing else, made of the signed bytes."""
        ...


Watch: TypeAlias = Callable[[Iterable[tuple[Address, int]]], object]
"""Told the slots that a block changed, some of them more than once."""


@runtime_checkable
class Restartable(Protocol):
    """An engine whose whole state can be read, and that can go on from one.

    library: what executes, with its version.
    """

    library: str

    def watch_slots(self, watch: Watch) -> None:
        """Has `watch` told which slots each block from now on changes: the EVM does not tell which it holds."""
        ...

    def take_over(self, height: int, timestamp_s: int, state: Iterable[Undo]) -> None:
        """Makes a fresh chain one that goes on after the block at `height`. state: every account and slot of it.

        Nothing here says whether that block led to it: who calls has to know. ChainFault where the chain is not fresh.
        """
        ...

    def storage(self, account: Address, slot: int) -> int:
        """The value of a slot of an account."""
        ...

    @property
    def accounts(self) -> tuple[dict[Address, int], dict[Address, int], dict[Address, bytes]]:
        """Nonces, balances and codes of the accounts that have any. Not to be changed."""
        ...

"""A chain of Ethereum's own rules over pyrevm: normal fees (EIP-1559), headers with real roots, every past state.

Trusts `chain.evm` to execute and to remember.
Never reads the wall clock and draws no randomness: a block comes a second after its parent unless told otherwise, and
PREVRANDAO is zero.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from chain.abi import Address
from chain.engines.base import Receipt
from chain.evm.blocks import EMPTY_UNCLES_HASH, FIRST_BASE_FEE, Block, EvmHeader, Withdrawal, next_base_fee
from chain.evm.envelope import AccessList, recover
from chain.evm.machine import BlockContext, Execution, Machine
from chain.evm.roots import EMPTY_ROOT, bloom_of, ordered_root, receipts_root, transactions_root
from chain.evm.self_check import require_sound
from chain.evm.state import States
from chain.hashing import checksum

_NO_ROOT = bytes(32)
_GWEI = 10**9


@dataclass(frozen=True, slots=True)
class GenesisAccount:
    """What an account begins with. balance: wei; storage: value by slot."""

    balance: int
    nonce: int
    code: bytes
    storage: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class GenesisHeader:
    """What may be chosen of the first header. coinbase: 20 bytes; timestamp: UTC second."""

    gas_limit: int
    timestamp: int
    coinbase: bytes = bytes(20)
    extra_data: bytes = b""
    mix_hash: bytes = bytes(32)
    nonce: bytes = bytes(8)
    difficulty: int = 0


@dataclass(frozen=True, slots=True)
class View:
    """A call that changes nothing. to: None for a creation; price: wei a unit of gas."""

    sender: Address
    to: Address | None
    data: bytes
    value: int = 0
    price: int = 0
    access_list: AccessList = ()


class RevmChain:
    """Sealed blocks and a pending one, in which a transaction is executed as soon as it comes.

    state_roots: whether headers shall hold the root of the state, which costs time for all accounts at each block; they
    hold 32 zero bytes otherwise, and `state_root` tells it on request.
    """

    def __init__(
        self, chain_id: int, header: GenesisHeader, accounts: Mapping[Address, GenesisAccount], *, state_roots: bool
    ) -> None:
        require_sound()
        self.chain_id, self._has_state_roots = chain_id, state_roots
        self._machine = Machine(chain_id, header.gas_limit)
        self._states = States(self._machine)
        for address, account in accounts.items():
            self._machine.put_account(address, account.nonce, account.balance, account.code)
            for slot, value in account.storage.items():
                self._machine.put_slot(address, slot, 0, value)
        self._states.seal()
        self.blocks = [Block(_first_header(header, self._root_after_block()))]
        self._where: dict[bytes, tuple[int, int]] = {}
        self._pending = self._next()

    @property
    def head(self) -> Block:
        """The last sealed block."""
        return self.blocks[-1]

    @property
    def pending(self) -> Block:
        """The block that is being filled, as if it were sealed now."""
        return replace(self._pending, header=self._header(self.head.header.state_root, self._pending.withdrawals))

    @property
    def timestamp_s(self) -> int:
        """The UTC second of the pending block."""
        return self._pending.header.timestamp

    def send(self, raw: bytes) -> bytes:
        """Executes a signed transaction in the pending block; its hash.

        Raises ValueError when it cannot enter the block.
        """
        transaction = recover(raw)
        if transaction.chain_id not in (None, self.chain_id):
            raise ValueError(f"signed for chain id {transaction.chain_id}, not {self.chain_id}")
        block = self._pending
        left = block.header.gas_limit - sum(receipt.gas_used for receipt in block.receipts)
        if transaction.gas > left:
            raise ValueError(f"gas of {transaction.gas}, the block has {left} left")
        self._enter(block.header)
        self._machine.require_executable(transaction)
        mark = len(self._machine.undo)
        try:
            done = self._machine.transact(transaction)
        except BaseException:
            self._machine.rewind(mark)
            raise
        self._where[transaction.tx_hash] = (block.header.number, len(block.raw))
        self._pending = replace(
            block,
            raw=(*block.raw, raw),
            transactions=(*block.transactions, transaction),
            receipts=(*block.receipts, _receipt(transaction.tx_hash, done)),
        )
        return transaction.tx_hash

    def mine(self, coinbase: bytes | None = None, withdrawals: Sequence[Withdrawal] = ()) -> bytes:
        """Seals the pending block and opens the next; the sealed one's hash.

        coinbase: 20 bytes, who gets the tips; what was executed for another one is executed again.
        """
        if coinbase is not None and coinbase != self._pending.header.coinbase:
            self._reopen(coinbase=coinbase)
        for withdrawal in withdrawals:
            self._machine.give(withdrawal.address, withdrawal.amount_gwei * _GWEI)
        self._states.seal()
        header = self._header(self._root_after_block(), tuple(withdrawals))
        self.blocks.append(replace(self._pending, header=header, withdrawals=tuple(withdrawals)))
        self._pending = self._next()
        return header.hash

    def travel(self, timestamp_s: int) -> None:
        """Gives the pending block another second, and executes again what is in it."""
        self._reopen(timestamp=timestamp_s)

    def rewind(self, height: int) -> None:
        """Makes the block at `height` the head; what came after it, and what waited, is gone."""
        self._states.rewind(height)
        del self.blocks[height + 1 :]
        self._where = {tx_hash: place for tx_hash, place in self._where.items() if place[0] <= height}
        self._pending = self._next()

    def find(self, tx_hash: bytes) -> tuple[Block, int] | None:
        """The block of a transaction, the pending one too, and the place in it."""
        place = self._where.get(tx_hash)
        if place is None:
            return None
        height, index = place
        return (self.blocks[height] if height < len(self.blocks) else self.pending), index

    def account(self, address: Address, height: int | None) -> tuple[int, int, bytes]:
        """Nonce, balance in wei and code of an account after the block at `height`, None for the pending one."""
        with self._at(height) as machine:
            return machine.nonces.get(address, 0), machine.balances.get(address, 0), machine.codes.get(address, b"")

    def storage(self, address: Address, slot: int, height: int | None) -> int:
        """The value of a slot after the block at `height`, None for the pending one."""
        with self._at(height) as machine:
            return machine.storage(address, slot)

    def state_root(self, height: int) -> bytes:
        """Root of the state after the block at `height`, 32 bytes."""
        return self._states.root(height)

    def view(self, call: View, gas: int, height: int | None) -> Execution:
        """What a call does on the state after the block at `height`, seeing that block as its own; None: the pending.

        Raises ChainFault when it cannot begin.
        """
        with self._at(height) as machine:
            self._enter(self._pending.header if height is None else self.blocks[height].header)
            return machine.view(
                call.sender,
                call.to,
                call.data,
                gas=gas,
                value=call.value,
                price=call.price,
                access_list=call.access_list,
            )

    @contextmanager
    def _at(self, height: int | None) -> Iterator[Machine]:
        if height is None:
            yield self._machine
        else:
            with self._states.at(height) as machine:
                yield machine

    def _enter(self, header: EvmHeader) -> None:
        coinbase = checksum(header.coinbase)
        self._machine.enter(BlockContext(header.number, header.timestamp, coinbase, header.base_fee, header.mix_hash))

    def _next(self) -> Block:
        """The block after the head, empty."""
        parent = self.head.header
        header = replace(
            parent,
            parent_hash=parent.hash,
            state_root=_NO_ROOT,
            number=parent.number + 1,
            gas_used=0,
            timestamp=parent.timestamp + 1,
            extra_data=b"",
            mix_hash=bytes(32),
            nonce=bytes(8),
            coinbase=self.blocks[0].header.coinbase,
            base_fee=next_base_fee(parent),
        )
        return Block(header)

    def _reopen(self, **changes: Any) -> None:
        """Executes the pending transactions again under a header with `changes`."""
        block = self._pending
        self._states.discard()
        self._pending = Block(replace(block.header, **changes))
        for raw in block.raw:
            self.send(raw)

    def _header(self, state_root: bytes, withdrawals: tuple[Withdrawal, ...]) -> EvmHeader:
        """The pending block's header with what follows from its content."""
        block = self._pending
        header: EvmHeader = replace(
            block.header,
            state_root=state_root,
            transactions_root=transactions_root(block.raw),
            receipts_root=receipts_root(block.raw, block.receipts),
            bloom=bloom_of([log for receipt in block.receipts for log in receipt.logs]),
            gas_used=sum(receipt.gas_used for receipt in block.receipts),
            withdrawals_root=ordered_root([item.encode() for item in withdrawals]),
        )
        return header

    def _root_after_block(self) -> bytes:
        return self._states.root(self._states.height) if self._has_state_roots else _NO_ROOT


def _first_header(chosen: GenesisHeader, state_root: bytes) -> EvmHeader:
    return EvmHeader(
        parent_hash=bytes(32),
        uncles_hash=EMPTY_UNCLES_HASH,
        coinbase=chosen.coinbase,
        state_root=state_root,
        transactions_root=EMPTY_ROOT,
        receipts_root=EMPTY_ROOT,
        bloom=bytes(256),
        difficulty=chosen.difficulty,
        number=0,
        gas_limit=chosen.gas_limit,
        gas_used=0,
        timestamp=chosen.timestamp,
        extra_data=chosen.extra_data,
        mix_hash=chosen.mix_hash,
        nonce=chosen.nonce,
        base_fee=FIRST_BASE_FEE,
    )


def _receipt(tx_hash: bytes, done: Execution) -> Receipt:
    revert_data = b"" if done.status else done.output
    return Receipt(tx_hash, done.status, done.gas_used, done.logs, revert_data, done.created)

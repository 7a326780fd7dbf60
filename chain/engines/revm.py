"""The fast engine: Corridor's fixed rules over pyrevm, equal to the reference engine in every receipt.

Trusts `chain.evm.machine`, whose self-check must pass before a chain is opened.
Never reads the wall clock, draws no randomness, and keeps no block: what is behind it, the journal keeps.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from chain.abi import ZERO_ADDRESS, Address
from chain.decoding import decode_error
from chain.engines.base import ChainParameters, Receipt, Watch, require_later
from chain.errors import ChainFault, TransactionRejected
from chain.evm.envelope import Envelope, recover
from chain.evm.machine import BlockContext, Execution, Machine
from chain.evm.self_check import require_sound
from chain.evm.store import SPECIFICATION, Undo

if TYPE_CHECKING:
    from chain.engines.revm_backend import RevmBackend

__all__ = ["RevmBackend", "RevmEngine"]


def __getattr__(name: str) -> Any:
    # eth-tester and py-evm, which the backend needs, take longer to import than a short run takes.
    if name == "RevmBackend":
        from chain.engines.revm_backend import RevmBackend

        return RevmBackend
    raise AttributeError(name)


class RevmEngine:
    """An in-memory chain on pyrevm."""

    name = "revm"
    controls_time = True
    library = f"pyrevm {version('pyrevm')}"

    def __init__(self, parameters: ChainParameters) -> None:
        require_sound()
        self._chain_id, self._genesis_at_s = parameters.chain_id, parameters.genesis_at_s
        self._machine = Machine(parameters.chain_id, parameters.gas_limit)
        self._height, self._timestamp_s = 0, parameters.genesis_at_s
        self._coinbase = parameters.coinbase
        self._watch: Watch | None = None
        self._enter(parameters.genesis_at_s + 1)
        if self.parameters != parameters:
            raise ChainFault(f"the chain runs with {self.parameters}, not with {parameters}")

    @property
    def parameters(self) -> ChainParameters:
        """Read from the EVM's own environment."""
        environment = self._machine.environment
        return ChainParameters(
            chain_id=environment.cfg.chain_id,
            genesis_at_s=self._genesis_at_s,
            gas_limit=environment.block.gas_limit,
            coinbase=environment.block.coinbase,
            hardfork=SPECIFICATION.lower(),
        )

    @property
    def height(self) -> int:
        """Of the last block, 0 before the first."""
        return self._height

    @property
    def timestamp_s(self) -> int:
        """The UTC second of the last block, at first the genesis."""
        return self._timestamp_s

    def execute_block(self, raw_transactions: Sequence[bytes], timestamp_s: int) -> tuple[Receipt, ...]:
        """See `Engine.execute_block`."""
        return self._execute(map(recover, raw_transactions), timestamp_s)

    def execute_recovered(self, transactions: Sequence[Envelope], timestamp_s: int) -> tuple[Receipt, ...]:
        """`execute_block` of what `chain.evm.envelope.recover` made of the signed bytes, as in a worker process.

        Nothing here looks at the signatures again: an envelope from anywhere else would let anybody send for anybody.
        """
        return self._execute(transactions, timestamp_s)

    def call(self, to: Address, data: bytes, *, sender: Address = ZERO_ADDRESS, at_s: int | None = None) -> bytes:
        """See `Engine.call`."""
        self._enter(self._timestamp_s + 1 if at_s is None else at_s)
        done = self._machine.view(sender, to, data, gas=self._machine.gas_limit)
        if not done.status:
            raise decode_error(done.output)
        return done.output

    def nonce(self, account: Address) -> int:
        """See `Engine.nonce`."""
        return self._machine.nonces.get(account, 0)

    def code(self, account: Address) -> bytes:
        """See `Engine.code`."""
        return self._machine.codes.get(account, b"")

    def storage(self, account: Address, slot: int) -> int:
        """The value of a slot of an account."""
        return self._machine.storage(account, slot)

    @property
    def accounts(self) -> tuple[dict[Address, int], dict[Address, int], dict[Address, bytes]]:
        """Nonces, balances and codes of the accounts that have any. Not to be changed."""
        return self._machine.nonces, self._machine.balances, self._machine.codes

    def watch_slots(self, watch: Watch) -> None:
        """See `Restartable.watch_slots`."""
        self._watch = watch

    def take_over(self, height: int, timestamp_s: int, state: Iterable[Undo]) -> None:
        """See `Restartable.take_over`."""
        if self._height:
            raise ChainFault(f"the chain has {self._height} blocks of its own")
        self._machine.take_over(state)
        self._height, self._timestamp_s = height, timestamp_s

    def _enter(self, timestamp_s: int) -> None:
        self._machine.enter(BlockContext(self._height + 1, timestamp_s, self._coinbase))

    def _execute(self, transactions: Iterable[Envelope], timestamp_s: int) -> tuple[Receipt, ...]:
        require_later(timestamp_s, self._timestamp_s)
        self._enter(timestamp_s)
        try:
            receipts = self._receipts(transactions)
        except BaseException:
            self._machine.rewind(0)
            raise
        self._height, self._timestamp_s = self._height + 1, timestamp_s
        if self._watch is not None:
            self._watch((address, slot) for address, slot, _ in self._machine.undo if slot is not None)
        self._machine.undo.clear()
        return receipts

    def _receipts(self, transactions: Iterable[Envelope]) -> tuple[Receipt, ...]:
        machine, gas_left = self._machine, self._machine.gas_limit
        receipts: list[Receipt] = []
        try:
            for transaction in transactions:
                if transaction.chain_id != self._chain_id:
                    raise ValueError(f"signed for chain id {transaction.chain_id}, not {self._chain_id}")
                if transaction.gas > gas_left:
                    raise ValueError(f"gas of {transaction.gas}, the block has {gas_left} left")
                machine.require_executable(transaction)
                done = machine.transact(transaction)
                gas_left -= done.gas_used
                receipts.append(_receipt(transaction, done))
        except ValueError as error:
            raise TransactionRejected(len(receipts), str(error)) from error
        return tuple(receipts)


def _receipt(transaction: Envelope, done: Execution) -> Receipt:
    revert_data = b"" if done.status else done.output
    return Receipt(transaction.tx_hash, done.status, done.gas_used, done.logs, revert_data, done.created)

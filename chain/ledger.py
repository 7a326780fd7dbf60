"""The way onto the chain: signs, journals, executes and decodes, in that order.

Trusts its engine to execute and its journal to keep.
Never tells of a block that is not durable, and never sends what is not signed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from chain.abi import ZERO_ADDRESS, Address
from chain.accounts import TRANSACTION_GAS_MAX, Account
from chain.client import Call, Client, Creation
from chain.decoding import decode_error, decode_log
from chain.digest import genesis_digest, next_digest
from chain.engines.base import ChainParameters, Engine, Receipt
from chain.errors import ChainFault, Reverted, TransactionRejected
from chain.events import Event, LoggedEvent
from chain.journal import Journal, JournalBlock
from chain.typed_data import TypedDomain

T = TypeVar("T")
E = TypeVar("E", bound=Event)


@dataclass(frozen=True, slots=True)
class Submitted:
    """A transaction that waits for its block. sender: who signed; action: what it does; raw: signed bytes."""

    sender: Account
    action: Call[Any] | Creation
    raw: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a submitted transaction.

    submitted: what was sent; receipt: as the engine gave it; height, timestamp_s: its block; events: its decoded logs
    in order; error: what it reverted with, or None.
    """

    submitted: Submitted
    receipt: Receipt
    height: int
    timestamp_s: int
    events: tuple[LoggedEvent, ...]
    error: Reverted | None

    def require(self) -> Outcome:
        """Itself; raises the decoded error when the transaction was reverted."""
        if self.error is not None:
            raise self.error
        return self

    def first(self, kind: type[E]) -> E | None:
        """The first event of `kind`, or None."""
        return next((logged.event for logged in self.events if isinstance(logged.event, kind)), None)


class Ledger:
    """One chain as its nodes see it.

    Begins with a fresh engine and an empty journal of the same parameters; ChainFault when they do not fit together.
    """

    def __init__(self, engine: Engine, journal: Journal) -> None:
        self.engine, self.journal = engine, journal
        self.parameters = engine.parameters
        _require_same_chain(journal, self.parameters)
        if self.block_transactions_max == 0:
            limit = self.parameters.gas_limit
            raise ChainFault(f"a block of {limit} gas holds no transaction of {TRANSACTION_GAS_MAX}")
        self.height = 0
        self.timestamp_s = self.parameters.genesis_at_s
        self.digest = genesis_digest(self.parameters)
        self._pending: list[Submitted] = []
        self._nonces: dict[Address, int] = {}

    @property
    def block_transactions_max(self) -> int:
        """How many transactions fit into a block whatever they do."""
        return self.parameters.gas_limit // TRANSACTION_GAS_MAX

    @property
    def pending(self) -> int:
        """How many transactions wait."""
        return len(self._pending)

    def submit(self, sender: Account, action: Call[Any] | Creation) -> Submitted:
        """Signs `action` as the sender's next transaction and queues it for the next block."""
        nonce = self.next_nonce(sender.address)
        raw = sender.sign_transaction(action, nonce, self.parameters.chain_id)
        self._nonces[sender.address] = nonce + 1
        self._pending.append(Submitted(sender, action, raw))
        return self._pending[-1]

    def next_nonce(self, account: Address) -> int:
        """The nonce of the account's next transaction, those that wait included."""
        if account not in self._nonces:
            self._nonces[account] = self.engine.nonce(account)
        return self._nonces[account]

    def seal(self, timestamp_s: int) -> tuple[Outcome, ...]:
        """Executes what waits, as one block at `timestamp_s`; what does not fit waits on.

        Raises ChainFault when the time does not rise, TransactionRejected when the engine refuses a transaction: then
        nothing was executed and nothing waits any more, since what waited was signed to come after it.
        """
        if timestamp_s <= self.timestamp_s:
            raise ChainFault(f"block {self.height + 1} at second {timestamp_s} is not after {self.timestamp_s}")
        limit = self.block_transactions_max
        batch, self._pending = self._pending[:limit], self._pending[limit:]
        height = self.height + 1
        receipts = self._execute(height, [item.raw for item in batch], timestamp_s)
        digest = next_digest(self.digest, height, timestamp_s, receipts)
        self.journal.append_block(height, timestamp_s, digest, receipts)
        self.height, self.timestamp_s, self.digest = height, timestamp_s, digest
        pairs = enumerate(zip(batch, receipts, strict=True))
        return tuple(self._outcome(position, item, receipt) for position, (item, receipt) in pairs)

    def read(self, call: Call[T], *, sender: Address = ZERO_ADDRESS, at_s: int | None = None) -> T:
        """The typed result of a call on the state after the last block; raises the decoded error when it reverts.

        ChainFault when the answer is not the function's, as where no contract stands at the address.
        """
        answer = self.engine.call(call.to, call.data, sender=sender, at_s=at_s)
        try:
            return call.decode(answer)
        except ValueError as error:
            raise ChainFault(f"{call.function} at {call.to} answers with something else: {error}") from error

    def domain(self, client: Client, name: str = "") -> TypedDomain:
        """The EIP-712 domain of a contract on this chain; a money's has the money's own `name`."""
        return TypedDomain(client.ARTIFACT, self.parameters.chain_id, client.address, name)

    def _outcome(self, position: int, item: Submitted, receipt: Receipt) -> Outcome:
        events = logged(receipt, self.height, self.timestamp_s, position)
        return Outcome(item, receipt, self.height, self.timestamp_s, events, _error(receipt))

    def _execute(self, height: int, raw: Sequence[bytes], timestamp_s: int) -> tuple[Receipt, ...]:
        self.journal.append_transactions(height, raw)
        try:
            return self.engine.execute_block(raw, timestamp_s)
        except TransactionRejected:
            self.journal.discard_transactions(height)
            self._pending.clear()
            self._nonces.clear()
            raise


def logged(receipt: Receipt, height: int, timestamp_s: int, position: int) -> tuple[LoggedEvent, ...]:
    """The decoded events of a receipt; a log that no contract of ours declares is left out."""
    decoded = ((index, log, decode_log(log)) for index, log in enumerate(receipt.logs))
    return tuple(
        LoggedEvent(event, log.address, height, timestamp_s, receipt.tx_hash, position, index)
        for index, log, event in decoded
        if event is not None
    )


def replay(journal: Journal, engine: Engine) -> Iterator[JournalBlock]:
    """Executes a journal again on a fresh `engine` and yields each block that came out the same.

    Raises ChainFault that names the first block that is refused, or whose receipts or digest differ from the record.
    """
    _require_same_chain(journal, engine.parameters)
    digest = genesis_digest(engine.parameters)
    for block in journal.blocks():
        place = f"{journal.path}: block {block.height}"
        try:
            receipts = engine.execute_block(block.raw, block.timestamp_s)
        except ChainFault as error:
            raise ChainFault(f"{place} cannot be executed again: {error}") from error
        digest = next_digest(digest, block.height, block.timestamp_s, receipts)
        if receipts != block.receipts or digest != block.digest:
            raise ChainFault(f"{place} does not come out as recorded when it is executed again")
        yield block


def _require_same_chain(journal: Journal, parameters: ChainParameters) -> None:
    if journal.parameters != parameters:
        raise ChainFault(f"{journal.path}: a journal of {journal.parameters}, not of {parameters}")


def _error(receipt: Receipt) -> Reverted | None:
    return None if receipt.status == 1 else decode_error(receipt.revert_data)

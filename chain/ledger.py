"""The way onto the chain: signs, journals, executes and decodes, in that order.

Trusts its engine to execute and its journal to keep.
Never tells of a block that is not durable, and never sends what is not signed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, TypeVar

from chain.abi import ZERO_ADDRESS, Address
from chain.accounts import TRANSACTION_GAS_MAX, Account, derive_key
from chain.client import Call, Client, Creation
from chain.consensus.admission import ADMISSION_EVENTS, Admission
from chain.consensus.consensus import Consensus
from chain.consensus.header import CorridorHeader, genesis_hash
from chain.consensus.qbft import Decision
from chain.consensus.validators import VALIDATOR_EVENTS
from chain.decoding import decode_error, decode_log, topic_of
from chain.digest import genesis_digest, next_digest
from chain.engines.base import ChainParameters, Engine, Receipt, Recovering, TakesRecovered
from chain.errors import ChainFault, Reverted, TransactionRejected
from chain.events import Event, LoggedEvent
from chain.evm.envelope import Envelope
from chain.evm.roots import receipts_root, transactions_root
from chain.journal import Journal, JournalBlock
from chain.recovery import Recovery
from chain.typed_data import TypedDomain

T = TypeVar("T")
E = TypeVar("E", bound=Event)


@dataclass(frozen=True, slots=True)
class Submitted:
    """A transaction that waits for its block. raw: signed bytes; action: what it does, None where only the signed bytes
    were handed in."""

    raw: bytes
    action: Call[Any] | Creation | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of a submitted transaction.

    submitted: what was sent; receipt: as the engine gave it; header: of its block; position: in the block; final_at_ms:
    milliseconds since 1970 UTC at which the block was final.
    """

    submitted: Submitted
    receipt: Receipt
    header: CorridorHeader
    position: int
    final_at_ms: int

    @property
    def height(self) -> int:
        """Of its block."""
        return self.header.height

    @property
    def timestamp_s(self) -> int:
        """UTC second of its block."""
        return self.header.timestamp_s

    @cached_property
    def events(self) -> tuple[LoggedEvent, ...]:
        """Its decoded logs in order; a log that no contract of ours declares is left out."""
        return logged(self.receipt, self.height, self.timestamp_s, self.position)

    @cached_property
    def error(self) -> Reverted | None:
        """What it reverted with, or None."""
        return None if self.receipt.status == 1 else decode_error(self.receipt.revert_data)

    def require(self) -> Outcome:
        """Itself; raises the decoded error when the transaction was reverted."""
        if self.error is not None:
            raise self.error
        return self

    def first(self, kind: type[E]) -> E | None:
        """The first event of `kind`, or None; the only log that is decoded for it."""
        topic = topic_of(kind)
        candidates = (decode_log(log) for log in self.receipt.logs if log.topics[:1] == (topic,))
        return next((event for event in candidates if isinstance(event, kind)), None)


class Ledger:
    """One chain as its nodes see it.

    Begins with a fresh engine and an empty journal of the same parameters; ChainFault when they do not fit together.
    """

    def __init__(
        self,
        engine: Engine,
        journal: Journal,
        consensus: Consensus | None = None,
        door: Admission | None = None,
        recovery: Recovery | None = None,
    ) -> None:
        self.engine, self.journal = engine, journal
        self._recovery = Recovery() if recovery is None else recovery
        self.parameters = engine.parameters
        self.consensus = consensus if consensus is not None else Consensus.single(_own_key(self.parameters))
        self.door = door
        _require_same_chain(journal, self.parameters)
        if isinstance(engine, Recovering):
            engine.recover_from(journal.blocks)
        journal.note("validators", ",".join(self.consensus.genesis.keys))
        if door is not None:
            journal.note("operator", door.operator)
        if self.block_transactions_max == 0:
            limit = self.parameters.gas_limit
            raise ChainFault(f"a block of {limit} gas holds no transaction of {TRANSACTION_GAS_MAX}")
        self.height = 0
        self.timestamp_s = self.parameters.genesis_at_s
        self.digest = genesis_digest(self.parameters)
        self.parent_hash = genesis_hash(self.parameters, self.consensus.genesis.hash)
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
        return self._queue(Submitted(raw, action))

    def submit_signed(self, raw: Iterable[bytes]) -> list[Submitted]:
        """Queues transactions that were signed elsewhere, in their order; whoever signed them counts its own nonces."""
        return [self._queue(Submitted(data)) for data in raw]

    def next_nonce(self, account: Address) -> int:
        """The nonce of the account's next transaction, those that wait included."""
        if account not in self._nonces:
            self._nonces[account] = self.engine.nonce(account)
        return self._nonces[account]

    def seal(self, earliest_s: int) -> tuple[Outcome, ...]:
        """Executes what waits, as one block that is proposed at `earliest_s` or later; what does not fit waits on.

        Raises ChainFault when the time does not rise, TransactionRejected when the door or the engine refuses a
        transaction: then nothing was executed and nothing waits any more, as what waited was signed to come after it.
        """
        height = self.height + 1
        if earliest_s <= self.timestamp_s:
            raise ChainFault(f"block {height} at second {earliest_s} is not after {self.timestamp_s}")
        batch = self._pending[: self.block_transactions_max]
        envelopes = self._recovery.take(len(batch))
        self._require_admitted(envelopes)
        decision = self.consensus.decide(height, earliest_s)
        raw = tuple(item.raw for item in batch)
        receipts = self._execute(height, raw, envelopes, decision.timestamp_s)
        del self._pending[: len(batch)]
        header = self._header(decision, raw, receipts)
        self.journal.append_block(JournalBlock(header, self.consensus.seal(header), raw, receipts))
        self._follow(header, receipts)
        final_ms = decision.final_at_ms
        pairs = enumerate(zip(batch, receipts, strict=True))
        return tuple(Outcome(item, receipt, header, place, final_ms) for place, (item, receipt) in pairs)

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

    def _queue(self, item: Submitted) -> Submitted:
        self._pending.append(item)
        self._recovery.add(item.raw)
        return item

    def _execute(
        self, height: int, raw: tuple[bytes, ...], envelopes: Sequence[Envelope | None], timestamp_s: int
    ) -> tuple[Receipt, ...]:
        self.journal.append_transactions(height, raw)
        known = [envelope for envelope in envelopes if envelope is not None]
        try:
            if isinstance(self.engine, TakesRecovered) and len(known) == len(raw):
                return self.engine.execute_recovered(known, timestamp_s)
            return self.engine.execute_block(raw, timestamp_s)
        except TransactionRejected:
            self.journal.discard_transactions(height)
            self._forget_pending()
            raise

    def _require_admitted(self, envelopes: Sequence[Envelope | None]) -> None:
        """At the door: only who takes part may send. The contracts ask again."""
        if self.door is None:
            return
        for position, envelope in enumerate(envelopes):
            if envelope is not None and not self.door.may_send(envelope.sender):
                self._forget_pending()
                why = f"{envelope.sender} may not send: {self.door.refusal(envelope.sender)}"
                raise TransactionRejected(position, why)

    def _forget_pending(self) -> None:
        self._pending.clear()
        self._nonces.clear()
        self._recovery.forget()

    def _header(self, decision: Decision, raw: tuple[bytes, ...], receipts: tuple[Receipt, ...]) -> CorridorHeader:
        return CorridorHeader(
            chain_id=self.parameters.chain_id,
            height=decision.height,
            parent_hash=self.parent_hash,
            timestamp_s=decision.timestamp_s,
            proposer=decision.proposer,
            round=decision.round,
            tx_root=transactions_root(raw),
            receipts_root=receipts_root(raw, receipts),
            validator_set_hash=self.consensus.validators.hash,
            digest=next_digest(self.digest, decision.height, decision.timestamp_s, receipts),
        )

    def _follow(self, header: CorridorHeader, receipts: tuple[Receipt, ...]) -> None:
        """Takes in a block that is durable: the next one stands on it, and is sealed and sent by whom it names."""
        self.height, self.timestamp_s, self.digest = header.height, header.timestamp_s, header.digest
        self.parent_hash = header.hash
        standing = standing_events(header, receipts)
        if standing:
            self.consensus.observe(standing)
            if self.door is not None:
                self.door.observe(standing)


def logged(receipt: Receipt, height: int, timestamp_s: int, position: int) -> tuple[LoggedEvent, ...]:
    """The decoded events of a receipt; a log that no contract of ours declares is left out."""
    decoded = ((index, log, decode_log(log)) for index, log in enumerate(receipt.logs))
    return tuple(
        LoggedEvent(event, log.address, height, timestamp_s, receipt.tx_hash, position, index)
        for index, log, event in decoded
        if event is not None
    )


def standing_events(header: CorridorHeader, receipts: Sequence[Receipt]) -> list[LoggedEvent]:
    """The events of a block on which it depends who seals and who may send, in order."""
    topics = _standing_topics()
    return [
        item
        for position, receipt in enumerate(receipts)
        if any(log.topics and log.topics[0] in topics for log in receipt.logs)
        for item in logged(receipt, header.height, header.timestamp_s, position)
    ]


@cache
def _standing_topics() -> frozenset[bytes]:
    return frozenset(topic_of(kind) for kind in (*VALIDATOR_EVENTS, *ADMISSION_EVENTS))


def _require_same_chain(journal: Journal, parameters: ChainParameters) -> None:
    if journal.parameters != parameters:
        raise ChainFault(f"{journal.path}: a journal of {journal.parameters}, not of {parameters}")


def _own_key(parameters: ChainParameters) -> bytes:
    """The one validator of a ledger that is part of no network."""
    return derive_key(parameters.chain_id, "validator", "single")

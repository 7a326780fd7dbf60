"""The record as an auditor reads it: the journal's blocks, the logs of our contracts in them decoded.

Trusts the deployment only to say which addresses are ours; a later check holds the addresses to their code.
Never reads ahead or keeps a block once the next is asked for, and never drops a log of ours without a finding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Protocol

from audit.findings import Finding, Spot, found, found_at
from audit.wording import hex_text
from chain.abi import Address
from chain.artifacts import load_artifact
from chain.clients.events import EVENTS
from chain.decoding import decode_log
from chain.deployment import Deployment
from chain.digest import genesis_digest, next_digest
from chain.engines.base import ChainParameters, Log, Receipt
from chain.errors import ChainFault
from chain.events import Event, LoggedEvent
from chain.transactions import envelope_of


@dataclass(frozen=True, slots=True)
class RecordedTransaction:
    """One transaction of the record.

    height, timestamp_s: its block and that block's UTC second; position: in the block; tx_hash: 32 bytes; raw: signed
    bytes; status: 1 done, 0 reverted; created: address of the contract that it created, else None; events: what our
    contracts said, in order; stranger_logs: how many logs it has that are not ours.
    """

    height: int
    timestamp_s: int
    position: int
    tx_hash: bytes
    raw: bytes
    status: int
    created: Address | None
    events: tuple[LoggedEvent, ...]
    stranger_logs: int

    @property
    def sender(self) -> Address | None:
        """Who signed it; None where the bytes are no transaction."""
        envelope = envelope_of(self.raw)
        return envelope and envelope.sender

    @property
    def called(self) -> Address | None:
        """The contract that it calls; None for a creation, or where the bytes are no transaction."""
        envelope = envelope_of(self.raw)
        return envelope and envelope.to


@dataclass(frozen=True, slots=True)
class RecordedBlock:
    """One block of the record. digest: as recorded, 32 bytes; findings: what does not hold in the block itself."""

    height: int
    timestamp_s: int
    digest: bytes
    transactions: tuple[RecordedTransaction, ...]
    findings: tuple[Finding, ...]


class Block(Protocol):
    """What is read of a block: of a journal's, or of one that a node tells. digest: over the record up to it."""

    @property
    def height(self) -> int: ...

    @property
    def timestamp_s(self) -> int: ...

    @property
    def digest(self) -> bytes: ...

    @property
    def raw(self) -> tuple[bytes, ...]: ...

    @property
    def receipts(self) -> tuple[Receipt, ...]: ...


class Blocks(Protocol):
    """Where blocks come from: `chain.journal.Journal`, and `audit.rpc_record.RpcJournal`."""

    @property
    def parameters(self) -> ChainParameters: ...

    def blocks(self, first: int = 1, last: int | None = None) -> Iterator[Block]:
        """The blocks in order; raises ChainFault where one is missing or cannot be read."""
        ...


@dataclass(frozen=True, slots=True)
class Record:
    """Blocks with the deployment that says whose logs are in them. height_max: the last block to read, or None;
    is_late: whether it begins after the deployment, so that who and what there was is not told in it."""

    journal: Blocks
    deployment: Deployment
    height_max: int | None = None
    is_late: bool = False

    def blocks(self) -> Iterator[RecordedBlock]:
        """Every block with its findings. Where the journal is damaged, an empty block that repeats the last says so."""
        kinds = contract_kinds(self.deployment)
        parameters = self.journal.parameters
        height, timestamp_s, digest = 0, parameters.genesis_at_s, genesis_digest(parameters)
        try:
            for block in self._journalled():
                yield _recorded(block, kinds, digest, timestamp_s)
                height, timestamp_s, digest = block.height, block.timestamp_s, block.digest
        except ChainFault as error:
            damage = found_at("journal-damaged", height + 1, "journal", str(error))
            yield RecordedBlock(height, timestamp_s, digest, (), (damage,))

    def transactions(self, only: frozenset[Address] | None = None) -> Iterator[RecordedTransaction]:
        """Every transaction of every readable block, without findings. only: the contracts whose events are wanted."""
        kinds = contract_kinds(self.deployment)
        wanted = {address: kind for address, kind in kinds.items() if only is None or address in only}
        for block in self._journalled():
            for position in range(len(block.receipts)):
                yield _transaction(block, position, wanted, _ignore)

    def transactions_at(self, places: Iterable[tuple[int, int]]) -> Iterator[RecordedTransaction]:
        """The transactions at these heights and positions, which come in order; no other block is read. Raises
        ChainFault where there is none at a place, or it cannot be read."""
        kinds = contract_kinds(self.deployment)
        for height, group in groupby(places, key=itemgetter(0)):
            block = next(iter(self.journal.blocks(height, height)), None)
            for _, position in group:
                if block is None or position >= len(block.receipts):
                    raise ChainFault(f"block {height} has no transaction {position}")
                yield _transaction(block, position, kinds, _ignore)

    def _journalled(self) -> Iterator[Block]:
        for block in self.journal.blocks():
            if self.height_max is not None and block.height > self.height_max:
                return
            yield block


def contract_kinds(deployment: Deployment) -> dict[Address, str]:
    """Contract address -> name of its artifact, of every contract of the network."""
    return {
        **{address: name for name, address in deployment.contracts.items()},
        **dict.fromkeys(deployment.central_bank_money.values(), "CentralBankMoney"),
        **dict.fromkeys(deployment.deposits.values(), "DepositToken"),
        **dict.fromkeys(deployment.pools.values(), "FxPool"),
        **dict.fromkeys(deployment.rule_books.values(), "RuleBook"),
    }


Sink = Callable[[Finding], object]


def _ignore(_: Finding) -> None:
    """For readers who want the events alone; `Record.blocks` is where the findings are kept."""


def _recorded(block: Block, kinds: dict[Address, str], before: bytes, before_s: int) -> RecordedBlock:
    findings: list[Finding] = []
    if block.timestamp_s <= before_s:
        message = f"second {block.timestamp_s} is not after {before_s}"
        findings.append(found_at("journal-time", block.height, "block", message))
    if _digest(block, before) != block.digest:
        message = f"recorded as {hex_text(block.digest)}, but that is not what its receipts add up to"
        findings.append(found_at("journal-digest", block.height, "block", message))
    transactions = tuple(
        _transaction(block, position, kinds, findings.append) for position in range(len(block.receipts))
    )
    return RecordedBlock(block.height, block.timestamp_s, block.digest, transactions, tuple(findings))


def _digest(block: Block, before: bytes) -> bytes | None:
    """What the digest should be; None where a figure in the block has no encoding."""
    try:
        return next_digest(before, block.height, block.timestamp_s, block.receipts)
    except (ValueError, OverflowError):
        return None


def _transaction(block: Block, position: int, kinds: dict[Address, str], sink: Sink) -> RecordedTransaction:
    receipt = block.receipts[position]
    if receipt.logs and receipt.status != 1:
        spot = Spot(block.height, receipt.tx_hash)
        sink(found("log-reverted", spot, "transaction", f"reverted, with {len(receipt.logs)} logs"))
    place = block.height, block.timestamp_s, receipt.tx_hash, position
    events: list[LoggedEvent] = []
    strangers = 0
    for index, log in enumerate(receipt.logs):
        kind = kinds.get(log.address)
        if kind is None:
            strangers += 1
        elif (event := _decode(log, kind, block.height, receipt, sink)) is not None:
            events.append(LoggedEvent(event, log.address, *place, index))
    return RecordedTransaction(
        block.height,
        block.timestamp_s,
        position,
        receipt.tx_hash,
        block.raw[position],
        receipt.status,
        receipt.created,
        tuple(events),
        strangers,
    )


def _decode(log: Log, kind: str, height: int, receipt: Receipt, sink: Sink) -> Event | None:
    event = decode_log(log)
    if event is None:
        topic = hex_text(log.topics[0]) if log.topics else "none"
        message = f"no event of {kind}, topic {topic}"
        sink(found("log-decodes", Spot(height, receipt.tx_hash), log.address, message))
    elif type(event) not in _declared(kind):
        message = f"{kind} has no event {type(event).__name__}"
        sink(found("log-emitter", Spot(height, receipt.tx_hash), log.address, message))
        return None
    return event


@cache
def _declared(kind: str) -> frozenset[type[Event]]:
    """The events that a contract declares."""
    names = {entry["name"] for entry in load_artifact(kind).abi if entry["type"] == "event"}
    return frozenset(event for event in EVENTS if event.__name__ in names)

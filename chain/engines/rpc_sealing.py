"""How signed bytes become a block on a node: one that seals at our word, or one that seals in its own time.

Trusts no acknowledgement: what counts is the block that the node shows afterwards, and the receipts in it.
Never signs anything anew: whatever is sent again is the same bytes, and so the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Protocol

from eth_account import Account as EthAccount

from chain.engines.base import Receipt
from chain.engines.rpc_node import SEND_BATCH, Node, NodeBlock, NodeReceipt
from chain.errors import ChainFault, TransactionRejected
from chain.hashing import keccak

_POLL_S = 0.2
# A transaction whose receipt does not come is handed in again after so many looks: the node may have dropped it.
_LOOKS_BEFORE_RESENDING = 10


class BlockLost(Exception):
    """The chain is no longer the one on which this was to be built."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a block of ours ends on the node: number, hash and UTC second of the node's block."""

    number: int
    hash: bytes
    timestamp_s: int

    @classmethod
    def of(cls, block: NodeBlock) -> Anchor:
        """The anchor at a block of the node."""
        return cls(block.number, block.hash, block.timestamp_s)


class Sealing(Protocol):
    """One way to get a block."""

    def seal(self, after: Anchor, raw: Sequence[bytes], timestamp_s: int) -> tuple[Anchor, tuple[Receipt, ...]]:
        """Seals one block on top of `after`; raises BlockLost when `after` is gone, TransactionRejected, ChainFault."""
        ...

    def cut_back(self, last: Anchor) -> None:
        """Makes `last` the end of the chain, so that what was lost after it can be sent again."""
        ...


class SealingToOrder:
    """Seals on a node that takes orders (anvil): a block of exactly these bytes at exactly this second, or none."""

    def __init__(self, node: Node) -> None:
        self._node = node

    def seal(self, after: Anchor, raw: Sequence[bytes], timestamp_s: int) -> tuple[Anchor, tuple[Receipt, ...]]:
        """See `Sealing.seal`."""
        hashes = tuple(keccak(data) for data in raw)
        block = self._found(after, hashes, timestamp_s) or self._sealed(after, raw, hashes, timestamp_s)
        receipts = self._node.receipts(hashes)
        if not _stand_in(receipts, block):
            raise BlockLost
        return Anchor.of(block), tuple(found.receipt for found in receipts if found)

    def cut_back(self, last: Anchor) -> None:
        """See `Sealing.cut_back`."""
        self._node.stop_sealing()
        self._node.go_back_to(last.number)

    def _found(self, after: Anchor, hashes: Sequence[bytes], timestamp_s: int) -> NodeBlock | None:
        """The block if the node has it already: its answer was lost, or this run goes on where one was cut short."""
        above = self._above(after)
        if above and not _is_wanted(above, hashes, timestamp_s):
            # A request to seal that was given up and yet arrived leaves another block of the same second.
            if above.timestamp_s != after.timestamp_s:
                url, number = self._node.client.url, above.number
                raise ChainFault(f"{url}: block {number} there is not this run's; a run needs a chain of its own")
            self._node.go_back_to(after.number)
            return None
        return above

    def _sealed(self, after: Anchor, raw: Sequence[bytes], hashes: Sequence[bytes], timestamp_s: int) -> NodeBlock:
        """The new block. Where the node left something out or changed the order: all back, and again one by one."""
        why, above = "", None
        for batch in (SEND_BATCH, 1, 1):
            self._node.stop_sealing()
            rejected = self._node.send(raw, hashes, batch)
            if rejected is None:
                why = self._node.seal(timestamp_s)
                above = self._above(after)
                if above and _is_wanted(above, hashes, timestamp_s):
                    return above
            elif self._above(after) is None:
                self._node.go_back_to(after.number)
                raise TransactionRejected(*rejected)
            self._node.go_back_to(after.number)
        url, number = self._node.client.url, after.number + 1
        if why or above is None:
            raise ChainFault(f"{url} seals no block {number}: {why or 'without a word'}")
        if not set(above.transactions) <= set(hashes):
            raise ChainFault(f"{url} seals transactions of somebody else in block {number}")
        raise TransactionRejected(_first_difference(above.transactions, hashes), "the node leaves it out of the block")

    def _above(self, after: Anchor) -> NodeBlock | None:
        base, above = self._node.blocks(after.number, after.number + 1)
        if base is None or base.hash != after.hash:
            raise BlockLost
        return above


class SealingInItsOwnTime:
    """Seals on a node whose blocks come when they come: sends, waits, and takes the receipts wherever they stand.

    looks: how often the receipts of a group are looked for, a fifth of a second apart, before that is a fault.
    """

    def __init__(self, node: Node, looks: int) -> None:
        self._node, self._looks = node, looks

    def seal(self, after: Anchor, raw: Sequence[bytes], timestamp_s: int) -> tuple[Anchor, tuple[Receipt, ...]]:
        """See `Sealing.seal`; the second is the node's to choose."""
        (base,) = self._node.blocks(after.number)
        if base is None or base.hash != after.hash:
            raise BlockLost
        found: list[NodeReceipt] = []
        # Only a sender's own nonces keep its transactions in order, so each group waits for the one before.
        for group in _by_sender(raw):
            found += self._confirmed(group, len(found))
        return self._last(after, found), tuple(one.receipt for one in found)

    def cut_back(self, last: Anchor) -> None:
        """See `Sealing.cut_back`: nothing to do, the network has gone on from there by itself."""

    def _confirmed(self, raw: Sequence[bytes], before: int) -> list[NodeReceipt]:
        hashes = [keccak(data) for data in raw]
        for look in range(self._looks):
            found = self._node.receipts(hashes)
            if all(found):
                return [one for one in found if one]
            if look % _LOOKS_BEFORE_RESENDING == 0:
                self._hand_in(raw, hashes, found, before)
            self._node.client.pause(_POLL_S)
        raise ChainFault(f"{self._node.client.url} has no receipt of 0x{hashes[found.index(None)].hex()}")

    def _hand_in(
        self, raw: Sequence[bytes], hashes: Sequence[bytes], found: Sequence[NodeReceipt | None], before: int
    ) -> None:
        """Sends what has no receipt; ChainFault instead of a rejection once something of the block has been sealed."""
        missing = [place for place, one in enumerate(found) if one is None]
        rejected = self._node.send([raw[place] for place in missing], [hashes[place] for place in missing])
        if rejected is None:
            return
        place, why = rejected
        position = before + missing[place]
        if position == 0:
            raise TransactionRejected(position, why)
        url = self._node.client.url
        raise ChainFault(f"{url} rejects transaction {position} of a block that has begun to be sealed: {why}")

    def _last(self, after: Anchor, found: Sequence[NodeReceipt]) -> Anchor:
        """The anchor at the last block that holds one of the receipts."""
        if not found:
            return after
        last = max(found, key=lambda one: one.number)
        (block,) = self._node.blocks(last.number)
        if block is None or block.hash != last.block_hash:
            raise BlockLost
        return Anchor.of(block)


def _is_wanted(block: NodeBlock, hashes: Sequence[bytes], timestamp_s: int) -> bool:
    return block.transactions == tuple(hashes) and block.timestamp_s == timestamp_s


def _stand_in(receipts: Sequence[NodeReceipt | None], block: NodeBlock) -> bool:
    return all(found and found.block_hash == block.hash for found in receipts)


def _first_difference(found: Sequence[bytes], wanted: Sequence[bytes]) -> int:
    """The first place at which a block does not hold what it should."""
    return next((place for place, h in enumerate(wanted) if place >= len(found) or found[place] != h), 0)


def _by_sender(raw: Sequence[bytes]) -> Iterator[list[bytes]]:
    """The signed bytes in runs of one sender; TransactionRejected for what nobody signed."""
    placed: list[tuple[Any, bytes]] = []
    for position, data in enumerate(raw):
        try:
            placed.append((EthAccount.recover_transaction(data), data))
        except Exception as error:  # eth_account lets through whatever its parts raise
            raise TransactionRejected(position, str(error)) from error
    for _, group in groupby(placed, key=lambda pair: pair[0]):
        yield [data for _, data in group]

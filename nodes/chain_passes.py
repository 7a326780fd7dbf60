"""Reads the events of some contracts from the run's record, block by block.

Trusts the journal: it is what the nodes lived through.
Never decodes what other contracts said, and never holds more than a block.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from chain.abi import Address
from chain.decoding import decode_log
from chain.events import Event
from chain.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Said:
    """An event of a block. position: of its transaction; address: of the contract that said it."""

    position: int
    address: Address
    event: Event


@dataclass(frozen=True, slots=True)
class BlockSaid:
    """What contracts said in a block, in order. at_s: its second; transactions: how many it has, whoever they
    called; gas_used: by all of them."""

    height: int
    at_s: int
    transactions: int
    gas_used: int
    said: tuple[Said, ...]


def blocks_said(ledger: Ledger, addresses: Collection[Address]) -> Iterator[BlockSaid]:
    """Every block of the run with what these contracts said in it."""
    wanted = frozenset(addresses)
    for block in ledger.journal.blocks():
        said = [
            Said(position, log.address, event)
            for position, receipt in enumerate(block.receipts)
            for log in receipt.logs
            if log.address in wanted and (event := decode_log(log)) is not None
        ]
        gas_used = sum(receipt.gas_used for receipt in block.receipts)
        yield BlockSaid(block.height, block.timestamp_s, len(block.receipts), gas_used, tuple(said))

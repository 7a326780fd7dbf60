"""Executes a journal again on a fresh engine, so that storage is what the signed transactions make it.

Trusts the signed bytes alone; every receipt in the journal is compared with what really comes out.
Never stops at a receipt that differs: the rest of the record is executed too, and every difference is a finding.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from typing import TypeAlias

from audit.findings import Finding, Spot, found, found_at
from chain.digest import genesis_digest, next_digest
from chain.engines.base import ChainParameters, Engine, Receipt
from chain.errors import ChainFault
from chain.journal import Journal, JournalBlock

Progress: TypeAlias = Callable[[int, int], None]
"""Told how many blocks are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """How far the journal could be executed again.

    height: the last block that the engine holds; findings: what came out differently, or not at all.
    """

    height: int
    findings: tuple[Finding, ...]


class Past:
    """What a journal says from its first block up to one, in 64 bytes: all that its replay depends on.

    height, timestamp_s: of that block; digest: the run digest after it, worked out from the receipts.
    """

    def __init__(self, parameters: ChainParameters) -> None:
        self.height, self.timestamp_s = 0, parameters.genesis_at_s
        self.digest = genesis_digest(parameters)
        self._beside = hashlib.sha256()

    @property
    def beside(self) -> str:
        """SHA-256 of what the digest leaves out, hex: each transaction's signed bytes, and what it created."""
        return self._beside.hexdigest()

    def add(self, block: JournalBlock, receipts: tuple[Receipt, ...]) -> None:
        """The next block, and what became of its transactions. ValueError or OverflowError where it has no encoding."""
        self.height, self.timestamp_s = block.height, block.timestamp_s
        self.digest = next_digest(self.digest, block.height, block.timestamp_s, receipts)
        for raw, receipt in zip(block.raw, receipts, strict=True):
            for part in (raw, (receipt.created or "").encode()):
                self._beside.update(len(part).to_bytes(8, "big") + part)


def replay_journal(
    journal: Journal, engine: Engine, progress: Progress | None = None, past: Past | None = None
) -> Replayed:
    """Executes every block of the journal on `engine`, which must be fresh, or hold the state after `past`.

    A block that cannot be read, or that the engine rejects, ends it: what follows has no state to stand on. past: is
    taken on, by what really comes out.
    """
    findings: list[Finding] = []
    done = Past(journal.parameters) if past is None else past
    try:
        total = journal.height()
        for block in journal.blocks(done.height + 1):
            receipts = engine.execute_block(block.raw, block.timestamp_s)
            findings += _differences(block, receipts)
            done.add(block, receipts)
            if progress is not None:
                progress(done.height, total)
    except ChainFault as error:
        findings.append(found_at("replay-executes", done.height + 1, "journal", str(error)))
    return Replayed(done.height, tuple(findings))


def _differences(block: JournalBlock, receipts: tuple[Receipt, ...]) -> Iterator[Finding]:
    for recorded, real in zip(block.receipts, receipts, strict=True):
        names = [f.name for f in fields(Receipt) if getattr(recorded, f.name) != getattr(real, f.name)]
        if names:
            message = f"recorded otherwise than it comes out when it is executed again: {', '.join(names)}"
            yield found("replay-receipt", Spot(block.height, recorded.tx_hash), "receipt", message)

"""Executes a journal again on a fresh engine, so that storage is what the signed transactions make it.

Trusts the signed bytes alone; every receipt in the journal is compared with what really comes out.
Never stops at a receipt that differs: the rest of the record is executed too, and every difference is a finding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from typing import TypeAlias

from audit.findings import Finding, Spot, found, found_at
from chain.engines.base import Engine, Receipt
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


def replay_journal(journal: Journal, engine: Engine, progress: Progress | None = None) -> Replayed:
    """Executes every block of the journal on `engine`, which must be fresh.

    A block that cannot be read, or that the engine rejects, ends it: what follows has no state to stand on.
    """
    findings: list[Finding] = []
    height = 0
    try:
        total = journal.height()
        for block in journal.blocks():
            findings += _differences(block, engine.execute_block(block.raw, block.timestamp_s))
            height = block.height
            if progress is not None:
                progress(height, total)
    except ChainFault as error:
        findings.append(found_at("replay-executes", height + 1, "journal", str(error)))
    return Replayed(height, tuple(findings))


def _differences(block: JournalBlock, receipts: tuple[Receipt, ...]) -> Iterator[Finding]:
    for recorded, real in zip(block.receipts, receipts, strict=True):
        names = [f.name for f in fields(Receipt) if getattr(recorded, f.name) != getattr(real, f.name)]
        if names:
            message = f"recorded otherwise than it comes out when it is executed again: {', '.join(names)}"
            yield found("replay-receipt", Spot(block.height, recorded.tx_hash), "receipt", message)

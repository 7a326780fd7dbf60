"""A chain without any contract of ours whose blocks are recorded: what a replay needs, and no seal or root.

Trusts the engine for what becomes of a transaction.
Never seals a block: the headers are made up but for height, second and digest.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from bare_chain import COUNT, Bench, number

from chain.accounts import Account
from chain.consensus.header import CorridorHeader
from chain.digest import genesis_digest, next_digest
from chain.engines.base import ChainParameters, Engine, Receipt
from chain.engines.revm import RevmEngine
from chain.journal import Journal, JournalBlock

PARAMETERS = ChainParameters(7, 1_000)


class RecordedBench(Bench):
    """A bench whose journal is at `path`. counter: a contract that counts its calls."""

    def __init__(self, path: Path, parameters: ChainParameters = PARAMETERS, seed: int = 1) -> None:
        super().__init__(RevmEngine(parameters), Account.derived(seed, "bank", "one"))
        self.path, self._journal = path, Journal.create(path, parameters)
        self._digest = genesis_digest(parameters)
        self.counter = self.create(COUNT)

    def seal(self, *raw: bytes) -> tuple[Receipt, ...]:
        """See `Bench.seal`."""
        height, at_s = self.engine.height + 1, self.next_s
        receipts = self.engine.execute_block(raw, at_s)
        self._digest = next_digest(self._digest, height, at_s, receipts)
        zero, nobody = bytes(32), "0x" + "00" * 20
        header = CorridorHeader(
            self.engine.parameters.chain_id, height, zero, at_s, nobody, 0, zero, zero, zero, self._digest
        )
        self._journal.append_transactions(height, raw)
        self._journal.append_block(JournalBlock(header, (), raw, receipts))
        return receipts

    def count(self, times: int) -> None:
        """So many blocks, of a call of the counter each."""
        for _ in range(times):
            self.send(to=self.counter)

    def read(self) -> Journal:
        """The journal, for reading."""
        return Journal.open(self.path)

    def spoil(self, statement: str) -> None:
        """Changes the journal behind everybody's back."""
        with closing(sqlite3.connect(self.path, isolation_level=None)) as database:
            assert database.execute(statement).rowcount > 0


def counted(engine: Engine, counter: str) -> int:
    """How often the counter was called, this time included."""
    return number(engine.call(counter, b""))

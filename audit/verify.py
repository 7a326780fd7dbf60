"""Verifies a record without executing it: the chain of headers, every seal, every signature, both roots, every file.

Trusts libsecp256k1, Keccak and SHA-256; which validators there were at first, the record says itself.
Never says that a transaction did what its receipt says: `audit.replay` does, on whichever EVM did not run it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from typing import TypeAlias

from audit.findings import Finding, found_at
from audit.manifest import manifest_findings
from audit.replay import replay_journal
from audit.run_folder import DEPLOYMENT, RunFolder, parameter_findings
from audit.verify_blocks import CheckedBlock, Stretch, check_stretch
from audit.wording import hex_text
from chain.consensus.admission import Admission
from chain.consensus.header import genesis_hash
from chain.consensus.seals import check_sealers
from chain.consensus.validators import ValidatorFollower, ValidatorSet
from chain.digest import genesis_digest
from chain.engines import open_engine
from chain.errors import ChainFault
from chain.journal import Journal

Progress: TypeAlias = Callable[[int, int], None]
"""Told how many blocks are done, and of how many."""

# Few enough that the processes come to their end at about the same time.
_STRETCH_BLOCKS = 32
# Below, starting other processes takes longer than the work.
_WORKERS_FROM_TRANSACTIONS = 4_000


@dataclass(frozen=True, slots=True)
class Verification:
    """What a verification came to. blocks, transactions, seals: how many were checked; genesis: digest of the genesis,
    by which the network is known to whoever checks evidence of it; digest: of the last block; replayed_on: the engine
    on which everything was executed again, or None; findings: in order of height; block_hash: of the last block of a
    chain that others run, which has no seals and no genesis of Corridor's; empty of a results folder."""

    blocks: int
    transactions: int
    seals: int
    genesis: bytes
    digest: bytes
    replayed_on: str | None
    findings: tuple[Finding, ...]
    block_hash: bytes = b""

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


class _Chain:
    """The chain of headers as far as it was followed. trusts the genesis validators that the journal names."""

    def __init__(self, journal: Journal) -> None:
        self.parameters = journal.parameters
        genesis = ValidatorSet(tuple(journal.meta("validators").split(",")))
        self.validators = ValidatorFollower(genesis)
        operator = journal.find("operator")
        self.door = None if operator is None else Admission(operator)
        self.height, self.timestamp_s = 0, self.parameters.genesis_at_s
        self.parent_hash = self.genesis = genesis_hash(self.parameters, genesis.hash)
        self.digest = genesis_digest(self.parameters)
        self.transactions = self.seals = 0

    def follow(self, block: CheckedBlock) -> Iterator[Finding]:
        """What does not hold of the block at this place of the chain; then it is the last one."""
        header = block.header
        yield from (found_at("block-header", self.height + 1, "header", why) for why in self._wrong_links(block))
        for problem in check_sealers(header, block.sealers, self.validators.effective):
            yield found_at("block-seals", header.height, problem.fault, problem.what)
        if self.door is not None:
            for sender in block.senders:
                if not self.door.may_send(sender):
                    yield found_at("block-sender", header.height, sender, f"{self.door.refusal(sender)}")
            self.door.observe(block.standing)
        yield from block.findings
        self.validators.observe(block.standing)
        self.height, self.timestamp_s, self.digest = header.height, header.timestamp_s, header.digest
        self.parent_hash = header.hash
        self.transactions += block.transactions
        self.seals += len(block.sealers)

    def _wrong_links(self, block: CheckedBlock) -> Iterator[str]:
        header = block.header
        if header.chain_id != self.parameters.chain_id:
            yield f"of chain {header.chain_id}, not {self.parameters.chain_id}"
        if header.height != self.height + 1:
            yield f"of height {header.height}, not {self.height + 1}"
        if header.parent_hash != self.parent_hash:
            yield f"its parent is {hex_text(header.parent_hash)}, the block before it {hex_text(self.parent_hash)}"
        if header.timestamp_s <= self.timestamp_s:
            yield f"second {header.timestamp_s} is not after {self.timestamp_s}"


def verify_folder(
    folder: RunFolder, *, replay: bool = False, workers: int = 1, progress: Progress | None = None
) -> Verification:
    """Verifies the record of a run and, where the run is finished, its files.

    replay: also execute everything again, on the EVM that did not run it; workers: processes that check blocks.
    """
    journal = folder.journal
    findings = list(manifest_findings(folder.path)) if folder.complete else []
    if (folder.path / DEPLOYMENT).is_file():
        findings += parameter_findings(journal, folder.deployment())
    try:
        chain = _Chain(journal)
    except (ChainFault, ValueError) as error:
        return Verification(
            0, 0, 0, bytes(32), bytes(32), None, (*findings, found_at("journal-damaged", 0, "meta", str(error)))
        )
    findings += _chain_findings(chain, journal, workers, progress)
    if tail := journal.tail():
        message = f"{len(tail)} transactions of block {chain.height + 1} were never executed: the run was cut short"
        findings.append(found_at("journal-tail", chain.height + 1, "journal", message))
    other = other_engine(journal.find("engine")) if replay else None
    if other is not None:
        findings += replay_journal(journal, open_engine(other, journal.parameters), progress).findings
    ordered = tuple(sorted(findings, key=lambda item: item.height))
    return Verification(chain.height, chain.transactions, chain.seals, chain.genesis, chain.digest, other, ordered)


def other_engine(name: str | None) -> str:
    """The EVM that did not run it: py-evm when the run was on revm, revm when on anything else."""
    return "pyevm" if name == "revm" else "revm"


def _chain_findings(chain: _Chain, journal: Journal, workers: int, progress: Progress | None) -> Iterator[Finding]:
    total = journal.height()
    with _checker(workers if journal.transactions() >= _WORKERS_FROM_TRANSACTIONS else 1) as check:
        for blocks, damage in check(_stretches(journal, total)):
            for block in blocks:
                yield from chain.follow(block)
            if damage is not None:
                yield found_at("journal-damaged", chain.height + 1, "journal", damage)
                return
            if progress is not None:
                progress(chain.height, total)


_Check: TypeAlias = Callable[[Iterator[Stretch]], Iterator[tuple[list[CheckedBlock], str | None]]]


@contextmanager
def _checker(workers: int) -> Iterator[_Check]:
    if workers <= 1:
        yield lambda stretches: map(check_stretch, stretches)
        return
    # Nothing of this process is shared with the others: they open the journal themselves.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield lambda stretches: pool.map(check_stretch, stretches)


def _stretches(journal: Journal, total: int) -> Iterator[Stretch]:
    for first in range(1, total + 1, _STRETCH_BLOCKS):
        before = genesis_digest(journal.parameters) if first == 1 else journal.digest_at(first - 1)
        yield Stretch(journal.path, first, min(first + _STRETCH_BLOCKS - 1, total), before)

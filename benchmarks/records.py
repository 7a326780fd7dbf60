"""Row 4: how fast a record is verified, executed again on the other EVM, and resumed, in transactions a second.

Trusts the auditor and the simulation to do all of their work.
Never counts a verification that found something, or a resumed run that ends elsewhere.
"""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path

from audit.run_folder import JOURNAL, RunFolder
from audit.verify import verify_folder
from benchmarks.measuring import Measure, Section, Stopwatch, Target, Tell, Work, section
from benchmarks.runs import Shape, load, run
from chain.journal import Journal
from nodes.simulation import Simulation

LARGE, SMALL = Shape(10_000, banks=20, wallets=50), Shape(100, banks=4, wallets=5)


def measure(workers: int, tell: Tell) -> Section:
    """All rows. workers: processes that verify."""
    with tempfile.TemporaryDirectory() as large, tempfile.TemporaryDirectory() as small:
        tell(f"records of {LARGE.payments:,} and {SMALL.payments:,} payments")
        run(LARGE, Path(large))
        run(SMALL, Path(small))

        def verify(folder: str, count: int, *, replay: bool = False) -> Work:
            return lambda watch: _verify(watch, Path(folder), count, replay=replay)

        measures = (
            Measure(f"verify, {workers} processes", verify(large, workers), Target(10_000), works_here=False),
            Measure("verify, one process", verify(large, 1)),
            Measure("resume", lambda watch: _resume(watch, Path(large))),
            Measure(f"verify --replay on py-evm ({SMALL.payments} payments)", verify(small, 1, replay=True)),
        )
        return section("Records, transactions", measures, tell)


def _verify(watch: Stopwatch, path: Path, workers: int, *, replay: bool) -> int:
    folder = RunFolder.open(path)
    with closing(folder.journal), watch.running():
        done = verify_folder(folder, replay=replay, workers=workers)
    if not done.holds:
        raise RuntimeError(f"{done.findings[0]}")
    return done.transactions


def _resume(watch: Stopwatch, path: Path) -> int:
    """What `corridor resume` does of a run that was killed after its last block: all of it again, block by block
    compared with the journal."""
    scenario = load(LARGE, path)
    with closing(Journal.resume(path / JOURNAL)[0]) as journal:
        transactions, digest = journal.transactions(), journal.digest_at(journal.height())
        simulation = Simulation(scenario, "revm", journal)
        with watch.running():
            simulation.run()
    if simulation.network.ledger.digest != digest:
        raise RuntimeError("the resumed run ends elsewhere")
    return transactions

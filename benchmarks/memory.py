"""Row 7: how much memory a run takes over one network as its payments become more, each run in a process of its own.

Trusts the kernel for the most memory that a process held.
Never lets network, days or blocks differ between the sizes that are compared: they have one scenario but for its count.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from audit.report import audit_record
from benchmarks.measuring import Row, Section, Target, Tell
from benchmarks.runs import Shape, scenario_text
from chain.journal import Journal
from nodes.genesis import chain_parameters
from nodes.scenario import Scenario
from nodes.simulation import Simulation
from nodes.tables.writing import write_tables

SIZES = (10_000, 50_000, 100_000)
BANKS, WALLETS_A_BANK = 20, 50
_SAME = ("end=2024-06-14", "block_interval_s=30")
"""Ten business days of blocks that are far enough apart for all sizes to need about as many."""
_KIB_A_MIB = 1 << 10
_GROWTH = Target(1_000, is_most=True)


@dataclass(frozen=True, slots=True)
class Peaks:
    """The most memory held up to the end of each step, in KiB. loaded: before anything."""

    blocks: int
    loaded: int
    opened: int
    run: int
    audited: int
    written: int


def measure(tell: Tell, sizes: tuple[int, ...] = SIZES) -> Section:
    """Rows of each size, and what a payment more adds between the smallest and the largest."""
    peaks = {}
    for size in sizes:
        tell(f"memory of a run of {size:,} payments")
        peaks[size] = _in_own_process(size)
    return Section("Memory of runs among 20 banks and 1,000 wallets", tuple(_rows(peaks)), has_ratios=False)


def _rows(peaks: dict[int, Peaks]) -> Iterator[Row]:
    for size, found in peaks.items():
        yield Row(f"{size:,}: planned and opened", found.opened / _KIB_A_MIB, "MiB")
        yield Row(f"{size:,}: run", found.run / _KIB_A_MIB, "MiB")
        yield Row(f"{size:,}: audited", found.audited / _KIB_A_MIB, "MiB")
        yield Row(f"{size:,}: tables written", found.written / _KIB_A_MIB, "MiB")
    least, most = min(peaks), max(peaks)
    for step in ("opened", "run", "audited", "written"):
        more_kib = getattr(peaks[most], step) - getattr(peaks[least], step)
        yield Row(f"a payment more, up to {step}", more_kib * 1_024 / (most - least), "B", _GROWTH)


def _in_own_process(size: int) -> Peaks:
    command = [sys.executable, "-m", "benchmarks.memory", str(size)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return Peaks(**json.loads(done.stdout))


def run(size: int, folder: Path) -> Peaks:
    """Runs on revm with the journal in `folder`, audits, then writes the tables, whose peak would hide the audit."""
    path = folder / "scenario.yaml"
    path.write_text(scenario_text(Shape(size, BANKS, WALLETS_A_BANK)))
    scenario = Scenario.load(path, None, _SAME)
    peaks = [_peak_kib()]
    notes = {"seed": str(scenario.seed), "engine": "revm"}
    with closing(Journal.create(folder / "journal.sqlite", chain_parameters(scenario), notes)) as journal:
        simulation = Simulation(scenario, "revm", journal)
        simulation.prepare()
        peaks.append(_peak_kib())
        report = simulation.run()
        peaks.append(_peak_kib())
        network = simulation.network
        if audit_record(journal, network.deployment, network.ledger).findings:
            raise RuntimeError("the audit found something")
        peaks.append(_peak_kib())
        write_tables(simulation, report, folder)
        peaks.append(_peak_kib())
    if report["payments"]["settled"] != size:
        raise RuntimeError(f"{report['payments']['settled']} of {size} payments settled")
    return Peaks(report["blocks"], *peaks)


def _peak_kib() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        json.dump(asdict(run(int(sys.argv[1]), Path(place))), sys.stdout)

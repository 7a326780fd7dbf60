"""Row 3: whole runs of payments among 200 banks and 100,000 wallets, each in a process of its own.

Trusts the kernel for the process's CPU time and for its peak memory.
Never lets the number of wallets or the payments a second differ between the sizes that are compared.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path

from benchmarks.measuring import Row, Section, Target, Tell
from chain.journal import Journal
from nodes.genesis import chain_parameters
from nodes.scenario import Scenario
from nodes.simulation import Simulation

SIZES, MILLION = (10_000, 100_000), 1_000_000
BANKS, WALLETS_A_BANK = 200, 500
A_DAY = 100_000
"""The most payments a business day; more take more days, so that blocks are as full."""
_KIB_A_GIB = 1 << 20
_GROWTH = Target(1.1, is_most=True)
_BUSINESS_DAYS = ("2024-06-03", *(f"2024-06-{day:02}" for day in (4, 5, 6, 7, 10, 11, 12, 13, 14)))


@dataclass(frozen=True, slots=True)
class Shape:
    """What is run. payments; banks; wallets: a bank."""

    payments: int
    banks: int = BANKS
    wallets: int = WALLETS_A_BANK

    @property
    def block_interval_s(self) -> int:
        """Seconds between two blocks: with fewer payments a day they are longer, so that blocks are as full."""
        return 2 * max(1, A_DAY // self.payments)

    @property
    def last_day(self) -> str:
        """The business day on which it ends."""
        return _BUSINESS_DAYS[max(1, self.payments // A_DAY) - 1]


@dataclass(frozen=True, slots=True)
class Figures:
    """What a run came to. open_s, run_s: seconds to open the network and to run; open_cpu_s, run_cpu_s: of the
    processor; peak_kib: of memory; open_bytes, run_bytes: on disk; blocks: in which the payments stand."""

    settled: int
    open_s: float
    open_cpu_s: float
    run_s: float
    run_cpu_s: float
    peak_kib: int
    open_bytes: int
    run_bytes: int
    blocks: int
    day_cpu_s: list[float]


def measure(sizes: tuple[int, ...], tell: Tell) -> Section:
    """Rows of each size."""
    rows: list[Row] = []
    cpu_us: dict[int, float] = {}
    for size in sizes:
        tell(f"a run of {size:,} payments")
        figures = _in_own_process(Shape(size))
        if figures.settled != size:
            raise RuntimeError(f"{figures.settled} of {size} payments settled")
        cpu_us[size] = figures.run_cpu_s / size * 1e6
        rows += _rows(size, figures, cpu_us[size])
        if size > A_DAY:
            growth = figures.day_cpu_s[-1] / figures.day_cpu_s[0]
            rows.append(Row(f"{size:,}: CPU of the last {A_DAY:,} against the first", growth, "×", _GROWTH))
    if MILLION in cpu_us:
        growth = cpu_us[MILLION] / cpu_us[A_DAY]
        rows.append(Row("CPU per payment, 1,000,000 against 100,000", growth, "×", _GROWTH))
    return Section("Runs among 200 banks and 100,000 wallets", tuple(rows), has_ratios=False)


def _rows(size: int, figures: Figures, cpu_us: float) -> Iterator[Row]:
    yield Row(f"{size:,}: opening the network", figures.open_s, "s")
    yield Row(f"{size:,}: payments", figures.run_s, "s")
    yield Row(f"{size:,}: payments a second", size / figures.run_s, "/s")
    yield Row(f"{size:,}: CPU per payment", cpu_us, "µs")
    gib = figures.peak_kib / _KIB_A_GIB
    yield Row(f"{size:,}: peak memory", gib, "GiB", Target(2, is_most=True) if size == MILLION else None)
    yield Row(f"{size:,}: on disk per payment", (figures.run_bytes - figures.open_bytes) / size, "B")


def _in_own_process(shape: Shape) -> Figures:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.runs", str(shape.payments)], check=True, stdout=subprocess.PIPE, text=True
    )
    return Figures(**json.loads(done.stdout))


def scenario_text(shape: Shape) -> str:
    """The scenario of a run: two jurisdictions, one market maker, every payment drawn from the seed."""
    banks = "\n".join(_bank(place, number) for number in range(1, shape.banks // 2 + 1) for place in ("DE", "SG"))
    return f"""schema_version: 1
name: bench
title: {shape.payments} payments
sources: ["European Central Bank, euro foreign exchange reference rates: SGD against the euro"]
assumptions: ["Banks, clients, amounts, spreads and operating hours are invented."]
seed: 7
start: {_BUSINESS_DAYS[0]}
end: {shape.last_day}
block_interval_s: {min(shape.block_interval_s, 60)}
jurisdictions:
  - id: DE
    name: Germany
    currency: EUR
    central_bank: {{id: bundesbank, name: Deutsche Bundesbank}}
    calendar: {{country: DE}}
    time_zone: Europe/Berlin
    opens: "08:00"
    closes: "18:00"
  - id: SG
    name: Singapore
    currency: SGD
    central_bank: {{id: mas, name: Monetary Authority of Singapore}}
    calendar: {{country: SG}}
    time_zone: Asia/Singapore
    opens: "08:00"
    closes: "18:00"
banks:
{banks}
client_groups:
  - {{per_bank: {shape.wallets}, opening_balance: "10000000.00"}}
market_makers:
  - id: mm-one
    name: One Markets
    home: SG
    spread_bps: 5
    quote_validity_s: 600
    inventory: {{EUR: "900000000000.00", SGD: "900000000000.00"}}
payments:
  generated:
    count: {shape.payments}
    value_usd_min: "{shape.payments}000.00"
    purposes: [GDDS, SCVE]
expect:
  payments: {{settled: {shape.payments}}}
"""


def _bank(place: str, number: int) -> str:
    identity = f"{place.lower()}-bank-{number}"
    named = f"id: {identity}, name: Bank {place} {number}, jurisdiction: {place}"
    return f'  - {{{named}, opening_liquidity: "900000000000.00"}}'


def load(shape: Shape, folder: Path) -> Scenario:
    """The scenario of a run, from a file in `folder`."""
    path = folder / "scenario.yaml"
    path.write_text(scenario_text(shape))
    return Scenario.load(path)


def run(shape: Shape, folder: Path) -> Figures:
    """Runs on revm, with the journal in `folder`."""
    scenario, path = load(shape, folder), folder / "journal.sqlite"
    notes = {"seed": str(scenario.seed), "engine": "revm"}
    with closing(Journal.create(path, chain_parameters(scenario), notes)) as journal:
        days: list[float] = []
        simulation = Simulation(scenario, "revm", journal, lambda *_: days.append(time.process_time()))
        marks = [_mark(folder)]
        simulation.prepare()
        opened = simulation.network.ledger.height
        marks.append(_mark(folder))
        report = simulation.run()
        marks.append(_mark(folder))
    (began_s, began_cpu_s, _), (open_s, open_cpu_s, open_bytes), (end_s, end_cpu_s, end_bytes) = marks
    return Figures(
        settled=report["payments"]["settled"],
        open_s=open_s - began_s,
        open_cpu_s=open_cpu_s - began_cpu_s,
        run_s=end_s - open_s,
        run_cpu_s=end_cpu_s - open_cpu_s,
        peak_kib=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
        open_bytes=open_bytes,
        run_bytes=end_bytes,
        blocks=simulation.network.ledger.height - opened,
        day_cpu_s=[end - begin for begin, end in pairwise([open_cpu_s, *days])],
    )


def _mark(folder: Path) -> tuple[float, float, int]:
    """Seconds of the clock and of the processor, and bytes on disk."""
    return time.perf_counter(), time.process_time(), sum(file.stat().st_size for file in folder.iterdir())


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        json.dump(asdict(run(Shape(int(sys.argv[1])), Path(place))), sys.stdout)

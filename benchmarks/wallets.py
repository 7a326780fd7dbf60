"""Row 8: a hundred thousand wallets, from a group of the scenario and from files of rows, validated and resolved.

Trusts the monotonic clock.
Never counts the making of a file; opening their accounts on the chain is in `benchmarks.runs`.
"""

from __future__ import annotations

import csv
import tempfile
from dataclasses import replace
from pathlib import Path

import pyarrow
import pyarrow.parquet

from benchmarks.measuring import Row, Section, Stopwatch, Target, Tell, median_row
from benchmarks.runs import BANKS, WALLETS_A_BANK, Shape, scenario_text
from nodes.scenario import Scenario

COUNT = BANKS * WALLETS_A_BANK
ROUNDS = 3
_MOST = Target(10, is_most=True)
_GROUP = f'client_groups:\n  - {{per_bank: {WALLETS_A_BANK}, opening_balance: "10000000.00"}}\n'


def measure(tell: Tell) -> Section:
    """Seconds to load the scenario, check it and resolve who is who, by each way."""
    text = scenario_text(Shape(10_000))
    if _GROUP not in text:
        raise RuntimeError("the scenario has its wallets in another way")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        ways = {"a group": _GROUP, "CSV": "clients_file: clients.csv\n", "Parquet": "clients_file: clients.parquet\n"}
        _write_files(folder)
        rows = []
        for name, section in ways.items():
            path = folder / f"{name.replace(' ', '-')}.yaml"
            path.write_text(text.replace(_GROUP, section))
            tell(f"{COUNT:,} wallets from {name}")
            rows.append(_row(f"{COUNT:,} wallets from {name}", path))
    return Section("Wallets of a scenario, loaded, checked and resolved", tuple(rows), has_ratios=False)


def _row(name: str, path: Path) -> Row:
    figures = []
    for _ in range(ROUNDS):
        watch = Stopwatch()
        with watch.running():
            found = len(Scenario.load(path).world().clients)
        if found != COUNT:
            raise RuntimeError(f"{found} wallets of {COUNT}")
        figures.append(watch.seconds)
    return replace(median_row(name, figures, "s"), target=_MOST)


def _write_files(folder: Path) -> None:
    numbers = range(1, BANKS // 2 + 1)
    banks = [f"{place}-bank-{number}" for number in numbers for place in ("de", "sg")]
    rows = [
        {"id": f"{bank}-wallet-{n}", "name": f"Wallet {n}", "bank": bank, "opening_balance": "10000000.00"}
        for bank in banks
        for n in range(1, WALLETS_A_BANK + 1)
    ]
    with (folder / "clients.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), folder / "clients.parquet")

"""Runs of the gallery's files, each at most once in a process, for all tests that only read what a run came to.

Trusts the files in scenarios/ and their own seeds.
Never keeps more of a run than its summary, and never hands one to two tests that change it.
"""

from __future__ import annotations

import json
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from audit.report import audit_record
from chain.engines import DEFAULT
from nodes.scenario import Scenario
from nodes.simulation import Simulation
from scripts.cli import main
from scripts.detectors import detector_of
from scripts.run_scenario import join_summary

SCENARIOS = Path(__file__).parents[2] / "scenarios"
STRESS = SCENARIOS / "stress-1m.yaml"
LONG = frozenset({"aml", "aml-varied", "stress-1m"})
"""Files whose runs take minutes or an hour: tests of their own run them."""
SHIPPED = sorted(SCENARIOS.glob("*.yaml"), key=lambda path: path.stem)
"""Every file."""
FILES = [path for path in SHIPPED if path.stem not in LONG]
"""What is run by the usual tests."""


@cache
def scenario_of(stem: str) -> Scenario:
    """A file as it is shipped."""
    return Scenario.load(SCENARIOS / f"{stem}.yaml")


def run(name: str, seed: int | None = None, engine: str = DEFAULT) -> dict[str, Any]:
    """The summary of a run that leaves no folder; name: of the file, and of the way behind a slash."""
    stem, _, way = name.partition("/")
    scenario = Scenario.load(SCENARIOS / f"{stem}.yaml", seed)
    simulation = Simulation(scenario.variant(way) if way else scenario, engine, detector=detector_of(scenario))
    report = simulation.run()
    network = simulation.network
    return join_summary(report, audit_record(network.ledger.journal, network.deployment, network.ledger).as_json())


@cache
def summary_of(name: str) -> dict[str, Any]:
    """The same of its own seed on the default engine, run once."""
    return run(name)


@cache
def comparison_of(stem: str, designs: tuple[str, ...]) -> dict[str, Any]:
    """What `comparison.json` holds of a file in these designs, compared once."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        path = str(SCENARIOS / f"{stem}.yaml")
        assert main(["compare", path, "--designs", ",".join(designs), "--quiet", "--out", str(out)]) == 0
        comparison: dict[str, Any] = json.loads((out / "comparison.json").read_text())
        return comparison

"""The tiny scenario and variations of it, and a run with rules and acts, for tests of the nodes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from nodes.scenario import Scenario
from nodes.simulation import Simulation

DATA = Path(__file__).parents[1] / "data"
TINY = (DATA / "tiny.yaml").read_text()


@pytest.fixture(scope="session")
def ruled() -> Simulation:
    """A finished run with rules, every kind of act and every fault; nobody changes it."""
    simulation = Simulation(Scenario.load(DATA / "ruled.yaml"))
    simulation.run()
    return simulation


@pytest.fixture(scope="session")
def sealed() -> Simulation:
    """A finished run of banks that send each other travel-rule records; nobody changes it."""
    simulation = Simulation(Scenario.load(DATA / "sealed.yaml"))
    simulation.run()
    return simulation


@pytest.fixture
def tiny() -> Callable[..., Simulation]:
    """`tiny(("old text", "new text"), …, seed=N)`: a simulation of the tiny scenario with changes, not yet run."""

    def make(*changes: tuple[str, str], seed: int | None = None) -> Simulation:
        text = TINY
        for old, new in changes:
            assert text.count(old) == 1, f"{old!r} stands in the file {text.count(old)} times"
            text = text.replace(old, new)
        return Simulation(Scenario.parse(text, "tiny.yaml", seed))

    return make

"""The tiny scenario, and variations of it, for tests of the nodes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from nodes.scenario import Scenario
from nodes.simulation import Simulation

TINY = (Path(__file__).parents[1] / "data" / "tiny.yaml").read_text()


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

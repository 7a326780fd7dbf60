"""The small scenario of seven payments, and what every design of it is compared on, for tests of the designs.

Trusts `tests/data/designs.yaml`.
Never runs the same twice: tests read cases and worlds, and change none.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from nodes.correspondent.world import CorrespondentWorld
from nodes.designs.case import Case
from nodes.designs.old_world import run_world
from nodes.scenario import Scenario

FILE = Path(__file__).parents[1] / "data" / "designs.yaml"
TEXT = FILE.read_text(encoding="utf-8")


@cache
def case_of(*changes: tuple[str, str], more: str = "", seed: int | None = None) -> Case:
    """The case of the small scenario with some of its text replaced, and more at its end."""
    text = TEXT
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands in the file {text.count(old)} times"
        text = text.replace(old, new)
    return Case.of(Scenario.parse(text + more, "designs.yaml", seed))


@cache
def world_of(*changes: tuple[str, str], more: str = "", **figures: int) -> CorrespondentWorld:
    """Its payments through correspondents, with some figures of the plan replaced, run to the end."""
    case = case_of(*changes, more=more)
    plan = case.plan
    for name, value in figures.items():
        plan = plan.with_figure(name, value)
    return run_world(case, plan)

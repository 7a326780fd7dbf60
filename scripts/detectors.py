"""Hands the auditor's detectors to the supervisors of a run: the one place where both rooms meet.

Trusts the scenario for which detectors it wants.
Never hands in what the scenario does not name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chain.detection import Detector
    from nodes.scenario import Scenario


def detector_of(scenario: Scenario) -> Detector | None:
    """A fresh detector made of those that the scenario names; `None` where it names none."""
    from audit.typologies.panel import panel_of

    supervision = scenario.supervision
    return panel_of(supervision.detectors) if supervision is not None and supervision.detectors else None

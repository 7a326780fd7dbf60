"""The scenario language: what a person writes, read with its lines, checked whole, resolved to a world.

Trusts a file for what it wants to happen, never for being well-formed.
Never lets a run begin on a scenario that contradicts itself.
"""

from nodes.scenario.findings import ScenarioError
from nodes.scenario.scenario import SCHEMA_VERSION, SEED_MAX, Scenario

__all__ = ["SCHEMA_VERSION", "SEED_MAX", "Scenario", "ScenarioError"]

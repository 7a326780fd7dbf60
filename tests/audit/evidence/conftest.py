"""A run with changing validators, told once, and the evidence about both of its payments."""

from __future__ import annotations

from types import ModuleType

import pytest
from evidenced import World, load_verifier, tell

from audit.evidence.export import Evidence


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The run."""
    return tell(tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="session")
def late(world: World, tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    """Evidence about the payment after the validators changed."""
    return world.evidence(world.late, tmp_path_factory.mktemp("late") / "evidence")


@pytest.fixture(scope="session")
def verifier() -> ModuleType:
    """The verifier, with a fast Keccak."""
    return load_verifier()

"""Every test of a contract runs on both engines: what a contract does must not depend on which EVM executes it.

Trusts `forks` to open each network on the engine that is chosen. What takes the slow engine long is asked of it by
`make deep` alone: that both do the same, tests/chain/engines and the digests of the scenarios say every time.
Never lets one test see a network of the other engine.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from forks import ENGINES, running_on


@pytest.hookimpl(tryfirst=True)  # before `deep` is deselected
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is marked `deep_on_pyevm` is deep on that engine."""
    for item in items:
        if item.get_closest_marker("deep_on_pyevm") and "pyevm" in item.name:
            item.add_marker(pytest.mark.deep)


@pytest.fixture(scope="session", params=ENGINES, autouse=True)
def engine(request: pytest.FixtureRequest) -> Iterator[str]:
    """The engine of the test."""
    name: str = request.param
    with running_on(name):
        yield name

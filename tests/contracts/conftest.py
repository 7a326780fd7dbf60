"""Every test of a contract runs on both engines: what a contract does must not depend on which EVM executes it.

Trusts `forks` to open each network on the engine that is chosen.
Never lets one test see a network of the other engine.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from forks import ENGINES, running_on


@pytest.fixture(scope="session", params=ENGINES, autouse=True)
def engine(request: pytest.FixtureRequest) -> Iterator[str]:
    """The engine of the test."""
    name: str = request.param
    with running_on(name):
        yield name

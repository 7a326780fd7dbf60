"""Fixtures that tests of every room share: a small deployed network of two jurisdictions, driven block by block.

Trusts the reference engine and the committed artifacts.
Never shares a chain between tests: the network is deployed once, and each test goes on from there on a copy.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

# Helper modules can't live beside the tests: there is no package of tests that they could be imported from.
sys.path.insert(0, str(Path(__file__).parent / "support"))
pytest.register_assert_rewrite("small_network", "refusal_causes")

from forks import chosen  # noqa: E402
from small_network import Network, open_network  # noqa: E402


@pytest.fixture(scope="session", autouse=True)
def _state_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What an audit records of its own goes nowhere near the user's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        yield


@pytest.fixture(scope="session")
def engine() -> str:
    """The engine of the test; the tests of contracts run on both."""
    return chosen()


@pytest.fixture(scope="session")
def deployed(engine: str) -> Iterator[Network]:
    """The network on that engine as it is after set-up. Tests go on from `network`, a copy."""
    network = open_network()
    yield network
    network.ledger.journal.close()


@pytest.fixture
def new_network(deployed: Network) -> Iterator[Callable[[], Network]]:
    """Opens as many fresh networks as a test asks for, and closes their journals after it."""
    opened: list[Network] = []

    def new() -> Network:
        opened.append(deployed.fork())
        return opened[-1]

    yield new
    for network in opened:
        network.ledger.journal.close()


@pytest.fixture
def network(new_network: Callable[[], Network]) -> Network:
    """A fresh network with funded banks, clients and a market maker."""
    return new_network()

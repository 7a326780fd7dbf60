"""Chains for the tests of this room: bare ones, and a deployed one that they share.

Trusts the reference engine; the helper modules in tests/support say what is on a chain.
Never hands a chain that a test may spoil to another test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from bare_chain import Bench
from small_network import Network, open_network

from chain.accounts import Account
from chain.engines.base import ChainParameters
from chain.engines.pyevm import PyEvmEngine
from chain.engines.revm import RevmEngine
from chain.journal import Journal
from chain.ledger import Ledger

GENESIS_AT_S = 1_660_521_600


@pytest.fixture(scope="session")
def parameters() -> ChainParameters:
    """Of a chain that nothing else in the tests uses."""
    return ChainParameters(chain_id=4_242, genesis_at_s=GENESIS_AT_S, gas_limit=30_000_000)


@pytest.fixture(scope="session")
def account() -> Account:
    """Somebody with a key."""
    return Account.derived(1, "bank", "hongkong-bank")


@pytest.fixture(scope="session", params=[PyEvmEngine, RevmEngine], ids=["pyevm", "revm"])
def new_bench(request: pytest.FixtureRequest, account: Account) -> Callable[[ChainParameters], Bench]:
    """Opens a fresh chain of given parameters, on each embedded engine in turn."""
    return lambda parameters: Bench(request.param(parameters), account)


@pytest.fixture
def bench(new_bench: Callable[[ChainParameters], Bench], parameters: ChainParameters) -> Bench:
    """A fresh chain."""
    return new_bench(parameters)


@pytest.fixture
def bare_ledger(parameters: ChainParameters) -> Ledger:
    """A ledger over a fresh chain without contracts, its journal in memory."""
    return Ledger(PyEvmEngine(parameters), Journal.in_memory(parameters))


@pytest.fixture(scope="session")
def shared() -> Iterator[Network]:
    """One deployed network for the tests that only read it, or add what no other test looks at."""
    network = open_network()
    yield network
    network.ledger.journal.close()


@pytest.fixture
def fresh() -> Iterator[Network]:
    """A network of its own, whose journal holds every block since genesis."""
    network = open_network()
    yield network
    network.ledger.journal.close()

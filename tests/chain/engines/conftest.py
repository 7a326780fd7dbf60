"""Chains behind a JSON-RPC interface: an anvil a test, and a proxy before it that can be told to fail.

Trusts what `contracts/package.json` pins.
Never shares a node between tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from anvil import Anvil, RpcBench, anvil_options
from bare_chain import Bench
from faulty_proxy import FaultyProxy

from chain.accounts import Account
from chain.engines.base import ChainParameters
from chain.engines.pyevm import PyEvmEngine
from chain.engines.rpc import RpcEngine

Connect = Callable[..., RpcEngine]


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    """What must be ended with the test, the last first."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def reference(parameters: ChainParameters, account: Account) -> Bench:
    """A fresh chain on the reference engine, to compare with."""
    return Bench(PyEvmEngine(parameters), account)


@pytest.fixture
def new_anvil(stack: ExitStack, parameters: ChainParameters) -> Callable[..., Anvil]:
    """Starts an anvil of the tests' parameters; further options may be given."""

    def new(*options: str) -> Anvil:
        anvil = Anvil([*anvil_options(parameters), *options])
        stack.callback(anvil.kill)
        return anvil

    return new


@pytest.fixture
def anvil(new_anvil: Callable[..., Anvil]) -> Anvil:
    """A fresh chain."""
    return new_anvil()


@pytest.fixture
def proxy(anvil: Anvil, stack: ExitStack) -> FaultyProxy:
    """The way to `anvil` on which things go wrong."""
    return stack.enter_context(FaultyProxy(anvil.url))


@pytest.fixture
def connect(stack: ExitStack, parameters: ChainParameters) -> Connect:
    """Opens an engine at an address; it tries five times without rests."""

    def connect(url: str, **settings: object) -> RpcEngine:
        given = {"timeout_s": 20.0, "tries": 5, "pause": lambda _: None, **settings}
        engine = RpcEngine(url, parameters, **given)
        stack.callback(engine.close)
        return engine

    return connect


@pytest.fixture
def rpc(anvil: Anvil, connect: Connect, account: Account) -> RpcBench:
    """A fresh chain behind a good network."""
    return RpcBench(connect(anvil.url), account, anvil)


@pytest.fixture
def shaky(
    anvil: Anvil, proxy: FaultyProxy, connect: Connect, account: Account, request: pytest.FixtureRequest
) -> RpcBench:
    """A fresh chain behind `proxy`; the engine waits only half a second where the fault is an answer that is late."""
    timeout_s = 0.5 if "answer_late" in request.node.name else 20.0
    return RpcBench(connect(proxy.url, timeout_s=timeout_s), account, anvil)

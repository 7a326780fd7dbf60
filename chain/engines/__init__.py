"""The EVMs behind one interface.

Trusts each EVM to execute; what it may be asked stands in `base`.
Never lets a caller know which one runs.
"""

from __future__ import annotations

from collections.abc import Sequence

from chain.engines.base import ChainParameters, Engine
from chain.errors import InputError
from finance.suggestions import did_you_mean

ENGINES = ("revm", "pyevm")
DEFAULT = "revm"
RPC = "rpc"


def require_engine(name: str, names: Sequence[str] = ENGINES) -> None:
    """Raises InputError, with a did-you-mean, when `name` is none of `names`, the embedded engines without any."""
    if name not in names:
        raise InputError(
            what=f"no engine {name!r}",
            where="--engine",
            why=f"there are: {', '.join(names)}{did_you_mean(name, names)}",
            do="name one of them",
        )


def require_network(name: str, rpc_url: str | None) -> None:
    """Raises InputError unless a network with keys of the run's seed can be opened on the engine `name`.

    `rpc` takes an address, which must be on this machine; the embedded engines take none.
    """
    require_engine(name, (*ENGINES, RPC))
    if name == RPC and rpc_url is None:
        raise InputError(
            what="no network named", where="--rpc-url", why="engine rpc runs on one", do="add --rpc-url ADDRESS"
        )
    if name != RPC and rpc_url is not None:
        raise InputError(
            what=f"a network named for engine {name}", where="--rpc-url", why="it runs in here", do="add --engine rpc"
        )
    if rpc_url is None:
        return
    from chain.engines.rpc_transport import is_local

    if not is_local(rpc_url):
        raise InputError(
            what=f"{rpc_url} is not on this machine",
            where="--rpc-url",
            why="the keys are derived from the seed: on a network of others, whoever knows the seed could use them",
            do="name a network on this machine",
        )


def open_engine(name: str, parameters: ChainParameters, rpc_url: str | None = None) -> Engine:
    """A fresh chain of `parameters` on the engine `name`; ValueError when there is no such engine.

    rpc_url: where the network of engine `rpc` is; see `require_network`.
    """
    if name == RPC and rpc_url is not None:
        require_network(name, rpc_url)
        from chain.engines.rpc import RpcEngine

        return RpcEngine(rpc_url, parameters)
    if name not in ENGINES:
        raise ValueError(f"no engine {name!r}; there are: {', '.join(ENGINES)}")
    if name == "revm":
        return _open_revm(parameters)
    from chain.engines.pyevm import PyEvmEngine

    return PyEvmEngine(parameters)


def _open_revm(parameters: ChainParameters) -> Engine:
    try:
        from chain.engines.revm import RevmEngine
    except ModuleNotFoundError as error:
        if error.name != "pyrevm":
            raise
        raise InputError(
            what="engine revm cannot run here",
            where="--engine",
            why="pyrevm is not installed: it is made for Linux on x86-64 with Python 3.11 and 3.12",
            do="name the engine pyevm",
        ) from error
    return RevmEngine(parameters)

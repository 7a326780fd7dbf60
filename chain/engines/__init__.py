"""The EVMs behind one interface.

Trusts each EVM to execute; what it may be asked stands in `base`.
Never lets a caller know which one runs.
"""

from __future__ import annotations

from chain.engines.base import ChainParameters, Engine
from chain.errors import InputError
from finance.suggestions import did_you_mean

ENGINES = ("pyevm",)


def require_engine(name: str) -> None:
    """Raises InputError, with a did-you-mean, when there is no engine `name`."""
    if name not in ENGINES:
        raise InputError(
            what=f"no engine {name!r}",
            where="--engine",
            why=f"there are: {', '.join(ENGINES)}{did_you_mean(name, ENGINES)}",
            do="name one of them",
        )


def open_engine(name: str, parameters: ChainParameters) -> Engine:
    """A fresh chain of `parameters` on the engine `name`; ValueError when there is no such engine."""
    if name not in ENGINES:
        raise ValueError(f"no engine {name!r}; there are: {', '.join(ENGINES)}")
    from chain.engines.pyevm import PyEvmEngine

    return PyEvmEngine(parameters)

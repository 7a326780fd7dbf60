"""The EVMs behind one interface.

Trusts each EVM to execute; what it may be asked stands in `base`.
Never lets a caller know which one runs.
"""

from __future__ import annotations

from chain.engines.base import ChainParameters, Engine

ENGINES = ("pyevm",)


def open_engine(name: str, parameters: ChainParameters) -> Engine:
    """A fresh chain of `parameters` on the engine `name`; ValueError when there is no such engine."""
    if name not in ENGINES:
        raise ValueError(f"no engine {name!r}; there are: {', '.join(ENGINES)}")
    from chain.engines.pyevm import PyEvmEngine

    return PyEvmEngine(parameters)

"""What pyrevm does of the same calls when nothing is signed, sealed or kept: no ledger over it can do better.

Trusts pyrevm for the execution.
Never claims that a bare call is a transaction: every address and slot stays warm, so that its gas is wrong.
"""

from __future__ import annotations

from typing import Any

import pyrevm

from chain.engines.base import ChainParameters
from chain.evm.machine import BlockContext, Machine


def isolated(parameters: ChainParameters) -> Machine:
    """An empty chain on which each transaction begins cold and leaves its changes behind, as in our engine."""
    machine = Machine(parameters.chain_id, parameters.gas_limit)
    machine.enter(BlockContext(1, parameters.genesis_at_s + 1, parameters.coinbase))
    return machine


def bare(parameters: ChainParameters) -> Any:
    """An empty EVM of the same rules, time and chain id."""
    environment = pyrevm.Env(
        cfg=pyrevm.CfgEnv(chain_id=parameters.chain_id),
        block=pyrevm.BlockEnv(timestamp=parameters.genesis_at_s + 1),
    )
    fork = parameters.hardfork.capitalize()
    return pyrevm.EVM(spec_id=fork, gas_limit=parameters.gas_limit, env=environment)

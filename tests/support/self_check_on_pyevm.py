"""The transactions of the self-check, signed and executed on py-evm.

Trusts py-evm.
Never looks at what the self-check expects.
"""

from __future__ import annotations

from differential import SIGNERS, unsigned

from chain.engines.base import ChainParameters, Receipt
from chain.engines.pyevm import PyEvmEngine
from chain.evm.self_check import GAS, transactions


def receipts_of_the_known_transactions() -> list[Receipt]:
    """What becomes of them, each in a block of its own; the contract is where py-evm puts it."""
    parameters = ChainParameters(chain_id=1, genesis_at_s=1_000, gas_limit=30_000_000)
    engine, receipts = PyEvmEngine(parameters), []
    for nonce, known in enumerate(transactions()):
        to = receipts[0].created if known.to else None
        fields = {"chain_id": 1, "max_fee": 0, "tip": 0, "gas": GAS, "to": to, "data": known.data}
        raw = SIGNERS[0].sign(unsigned(nonce, **fields))
        receipts += engine.execute_block([raw], 1_001 + nonce)
    return receipts

"""A chain without any contract of ours, and the few bytes of EVM code that its tests need.

Trusts eth_account to sign whatever it is told, also what no ledger would sign.
Never uses the generated clients: what stands here speaks raw transactions and raw bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from eth_account import Account as EthAccount

from chain.accounts import Account
from chain.engines.base import Receipt
from chain.engines.pyevm import PyEvmEngine
from chain.engines.revm import RevmEngine

BLOCK_INTERVAL_S = 2

# Runtime code, in hex. Each operand stands before its operation, the topmost last.
RETURN_WORD = "5f5260205ff3"  # MSTORE at 0 what is on the stack, RETURN 32 bytes
LOG_WORD = "5f5260205fa000"  # MSTORE at 0 what is on the stack, LOG0 32 bytes, STOP
CALLER, COINBASE, TIMESTAMP, NUMBER = "33", "41", "42", "43"
PREVRANDAO, GASLIMIT, CHAINID, BASEFEE = "44", "45", "46", "48"
REVERT_CALLDATA = "365f5f37365ffd"  # CALLDATACOPY, REVERT
RETURN_CALLDATA = "365f5f37365ff3"  # CALLDATACOPY, RETURN
LOG2_CALLDATA = "365f5f37" + "60026001365fa200"  # CALLDATACOPY, LOG2 with the topics 1 and 2
COUNT = "5f5460010180" + "5f55" + RETURN_WORD  # SLOAD 0, add 1, DUP, SSTORE 0
GREEDY = "5f64010000000052"  # MSTORE at 2^32, for which no gas is ever enough
WASTEFUL = "5f620800005200"  # MSTORE at 2^19: over 570,000 gas


def word(value: int) -> bytes:
    """An integer as the EVM writes it."""
    return value.to_bytes(32, "big")


def number(output: bytes) -> int:
    """The integer in a word that a contract answered."""
    assert len(output) == 32
    return int.from_bytes(output, "big")


def creation_code(runtime: bytes) -> bytes:
    """Creation code that leaves `runtime` on chain: PUSH2 size, DUP1, PUSH1 10, PUSH0, CODECOPY, PUSH0, RETURN."""
    head = bytes.fromhex(f"61{len(runtime):04x}80600a5f395ff3")
    assert len(head) == 10
    return head + runtime


@dataclass(slots=True)
class Bench:
    """An engine and one account that sends to it."""

    engine: PyEvmEngine | RevmEngine
    account: Account

    @property
    def next_s(self) -> int:
        """The second of the next block."""
        return self.engine.timestamp_s + BLOCK_INTERVAL_S

    @property
    def nonce(self) -> int:
        """The account's next nonce."""
        return self.engine.nonce(self.account.address)

    def raw(self, **changes: Any) -> bytes:
        """Signed bytes of an empty type-2 call to nobody; `changes` replace fields, None takes one away."""
        fields = {
            "type": 2,
            "chainId": self.engine.parameters.chain_id,
            "nonce": self.nonce,
            "gas": 200_000,
            "maxFeePerGas": 0,
            "maxPriorityFeePerGas": 0,
            "value": 0,
            "data": b"",
            "to": "0x" + "11" * 20,
        }
        given = {name: value for name, value in (fields | changes).items() if value is not None}
        return bytes(EthAccount.sign_transaction(given, self.account.key).raw_transaction)

    def seal(self, *raw: bytes) -> tuple[Receipt, ...]:
        """Executes a block of signed transactions."""
        return self.engine.execute_block(raw, self.next_s)

    def send(self, **changes: Any) -> Receipt:
        """Executes a block of one transaction."""
        (receipt,) = self.seal(self.raw(**changes))
        return receipt

    def create(self, runtime: str) -> str:
        """Puts runtime code, in hex, on chain; answers its address."""
        receipt = self.send(to=None, data=creation_code(bytes.fromhex(runtime)))
        assert receipt.created is not None
        return receipt.created

    def answer(self, runtime: str, **call: Any) -> bytes:
        """What newly created code answers to a call."""
        return self.engine.call(self.create(runtime), b"", **call)

    def state(self) -> tuple[Any, ...]:
        """All that a block may change: height, second, the accounts or the root of the state, the account's nonce."""
        engine = self.engine
        if isinstance(engine, RevmEngine):
            accounts = [dict(table) for table in engine.accounts]
        else:
            accounts = [engine.backend.chain.get_canonical_head().hash, engine.backend.chain.header.as_dict()]
        return engine.height, engine.timestamp_s, accounts, self.nonce

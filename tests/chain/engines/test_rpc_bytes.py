"""Signed bytes put together from what a node tells of a transaction, of each type, against what was signed.

Trusts eth-account to sign as wallets do.
Never asks a node.
"""

from __future__ import annotations

from typing import Any

import pytest
from eth_account import Account as EthAccount

from chain.engines.rpc_bytes import signed_bytes
from chain.evm.envelope import recover

KEY = "0x" + "17" * 32
TO = "0x" + "22" * 20
LISTED = [{"address": TO, "storageKeys": ["0x" + "01" * 32]}]
COMMON: dict[str, Any] = {"nonce": 0, "gas": 100_000, "to": TO, "value": 3, "data": "0xbeef", "chainId": 7}
TRANSACTIONS: dict[str, dict[str, Any]] = {
    "legacy": {**COMMON, "gasPrice": 0},
    "listed": {**COMMON, "type": 1, "gasPrice": 9, "accessList": LISTED},
    "dynamic": {**COMMON, "type": 2, "maxFeePerGas": 9, "maxPriorityFeePerGas": 0, "nonce": 300},
    "creation": {**COMMON, "type": 2, "maxFeePerGas": 0, "maxPriorityFeePerGas": 0, "to": ""},
}


def told(raw: bytes) -> dict[str, Any]:
    """What a node tells of a transaction."""
    envelope = recover(raw)
    answer: dict[str, Any] = {
        "type": hex(envelope.kind),
        "nonce": hex(envelope.nonce),
        "gasPrice": hex(envelope.max_fee),
        "maxFeePerGas": hex(envelope.max_fee),
        "maxPriorityFeePerGas": hex(envelope.tip),
        "gas": hex(envelope.gas),
        "to": envelope.to,
        "value": hex(envelope.value),
        "input": f"0x{envelope.data.hex()}",
        "v": hex(envelope.v),
        "r": hex(envelope.r),
        "s": hex(envelope.s),
        "chainId": hex(envelope.chain_id or 0),
        "accessList": [
            {"address": address, "storageKeys": [f"0x{key:064x}" for key in keys]}
            for address, keys in envelope.access_list
        ],
    }
    return answer


@pytest.mark.parametrize("kind", TRANSACTIONS)
def test_signed_bytes__of_each_type__are_those_that_were_signed(kind: str) -> None:
    raw = bytes(EthAccount.sign_transaction(TRANSACTIONS[kind], KEY).raw_transaction)
    assert signed_bytes(told(raw)) == raw


def test_signed_bytes__type_that_is_not_known__are_empty() -> None:
    assert signed_bytes({"type": "0x3"}) == b""


def test_signed_bytes__field_that_is_no_number__is_refused() -> None:
    raw = bytes(EthAccount.sign_transaction(TRANSACTIONS["dynamic"], KEY).raw_transaction)
    with pytest.raises(ValueError, match="invalid literal"):
        signed_bytes(told(raw) | {"nonce": "0xzz"})

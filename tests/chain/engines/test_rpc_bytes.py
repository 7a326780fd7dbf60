"""Signed bytes put together from what a node tells of a transaction, of each type, against what was signed.

Trusts eth-account to sign as wallets do.
Never asks a node.
"""

from __future__ import annotations

from typing import Any

import pytest
from eth_account import Account as EthAccount

from chain.engines.rpc_bytes import header_bytes, signed_bytes
from chain.evm.envelope import recover
from chain.hashing import keccak

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


EMPTY_TRIE = "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421"
GENESIS = {
    "parentHash": "0x" + "00" * 32,
    "sha3Uncles": "0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347",
    "miner": "0x" + "00" * 20,
    "stateRoot": "0xd7f8974fb5ac78d9ac099b9ad5018bedc2ce0a72dad1827a1709da30580f0544",
    "transactionsRoot": EMPTY_TRIE,
    "receiptsRoot": EMPTY_TRIE,
    "logsBloom": "0x" + "00" * 256,
    "difficulty": "0x400000000",
    "number": "0x0",
    "gasLimit": "0x1388",
    "gasUsed": "0x0",
    "timestamp": "0x0",
    "extraData": "0x11bbe8db4e347b4e8c937c1c8370e4b5ed33adb3db69cbdb7a38e1e50b1b82fa",
    "mixHash": "0x" + "00" * 32,
    "nonce": "0x0000000000000042",
}
"""The first block of Ethereum's main network, as its nodes tell it."""


def test_header_bytes__first_block_of_ethereum__have_its_published_hash() -> None:
    published = "d4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3"
    assert keccak(header_bytes(GENESIS)).hex() == published
    later = header_bytes(GENESIS | {"baseFeePerGas": "0x0", "requestsHash": "0x" + "00" * 32})
    assert len(later) == len(header_bytes(GENESIS)) + 1 + 33


def test_header_bytes__field_that_every_header_has_is_missing__is_a_key_error() -> None:
    with pytest.raises(KeyError, match="receiptsRoot"):
        header_bytes({name: value for name, value in GENESIS.items() if name != "receiptsRoot"})

"""The headers of the reference engine, and its backend under eth-tester and web3."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from bare_chain import (
    BASEFEE,
    CHAINID,
    COUNT,
    RETURN_WORD,
    WASTEFUL,
    Bench,
    number,
)
from eth_tester import EthereumTester, PyEVMBackend
from eth_utils.address import to_canonical_address, to_checksum_address
from eth_utils.exceptions import ValidationError
from web3 import EthereumTesterProvider, Web3

from chain.accounts import Account
from chain.engines.base import ChainParameters
from chain.engines.pyevm import PyEvmEngine

PAYEE = to_checksum_address("0x" + "c0" * 20)


@pytest.fixture
def new_pyevm(account: Account) -> Callable[[ChainParameters], Bench]:
    """Opens a fresh chain of given parameters on the reference engine."""
    return lambda parameters: Bench(PyEvmEngine(parameters), account)


@pytest.fixture
def pyevm(new_pyevm: Callable[[ChainParameters], Bench], parameters: ChainParameters) -> Bench:
    """A fresh chain on the reference engine."""
    return new_pyevm(parameters)


def test_block__sealed_header__has_the_coinbase_gas_limit_and_no_randomness(
    new_pyevm: Callable[[ChainParameters], Bench], parameters: ChainParameters
) -> None:
    bench = new_pyevm(replace(parameters, coinbase=PAYEE))
    for _ in range(2):
        bench.send()
        header = bench.engine.backend.chain.get_canonical_head()
        assert header.coinbase == to_canonical_address(PAYEE)
        assert (header.gas_limit, header.base_fee_per_gas, header.mix_hash) == (30_000_000, 0, bytes(32))


def test_base_fee__blocks_full_beyond_half__stays_zero(
    new_pyevm: Callable[[ChainParameters], Bench], parameters: ChainParameters
) -> None:
    bench = new_pyevm(replace(parameters, gas_limit=1_000_000))
    wasteful = bench.create(WASTEFUL)
    for _ in range(4):
        receipt = bench.send(to=wasteful, gas=1_000_000)
        assert (receipt.status, receipt.gas_used > 570_000) == (1, True)
        assert bench.engine.backend.chain.get_canonical_head().base_fee_per_gas == 0
        assert bench.engine.backend.chain.header.base_fee_per_gas == 0
    assert number(bench.answer(BASEFEE + RETURN_WORD)) == 0
    assert bench.send(maxFeePerGas=0).status == 1


@pytest.mark.parametrize(
    "changes",
    [{"gas_limit": 30_000_001}, {"base_fee_per_gas": 1}, {"coinbase": to_canonical_address(PAYEE)}],
    ids=["gas limit", "base fee", "coinbase"],
)
def test_block__header_that_leaves_the_rules__is_not_sealed(pyevm: Bench, changes: dict[str, Any]) -> None:
    chain = pyevm.engine.backend.chain
    chain.header = chain.header.copy(**changes)
    with pytest.raises(ValidationError, match="block 1 has gas limit, coinbase and base fee"):
        pyevm.engine.execute_block([], pyevm.next_s)
    assert chain.get_canonical_head().block_number == 0


def test_backend__under_eth_tester_and_web3__answers_as_any_chain_does(pyevm: Bench) -> None:
    counter = pyevm.create(COUNT)
    tells_chain = pyevm.create(CHAINID + RETURN_WORD)
    receipt = pyevm.send(to=counter)
    assert isinstance(pyevm.engine.backend, PyEVMBackend)
    w3 = Web3(EthereumTesterProvider(EthereumTester(pyevm.engine.backend)))
    assert w3.eth.block_number == 3
    assert w3.eth.get_balance(pyevm.account.address) == 0
    assert w3.eth.get_transaction_count(pyevm.account.address) == 3
    assert w3.eth.get_code(counter) == bytes.fromhex(COUNT)
    assert (
        int.from_bytes(w3.eth.call({"to": tells_chain, "maxFeePerGas": 0, "maxPriorityFeePerGas": 0}), "big") == 4_242
    )
    block = w3.eth.get_block("latest")
    assert (block["baseFeePerGas"], block["gasLimit"], block["number"]) == (0, 30_000_000, 3)
    assert w3.eth.get_transaction_receipt(receipt.tx_hash)["gasUsed"] == receipt.gas_used


def test_backend__transaction_sent_through_web3__is_mined_by_our_rules(pyevm: Bench) -> None:
    counter = pyevm.create(COUNT)
    w3 = Web3(EthereumTesterProvider(EthereumTester(pyevm.engine.backend)))
    tx_hash = w3.eth.send_raw_transaction(pyevm.raw(to=counter))
    assert w3.eth.get_transaction_receipt(tx_hash)["status"] == 1
    assert w3.eth.get_block("latest")["timestamp"] == w3.eth.get_block(1)["timestamp"] + 1
    assert number(pyevm.engine.call(counter, b"")) == 2

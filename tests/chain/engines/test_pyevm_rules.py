"""The reference engine keeps its rules: Cancun, a base fee of zero, fixed parameters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from bare_chain import (
    BASEFEE,
    CHAINID,
    COINBASE,
    COUNT,
    GASLIMIT,
    LOG_WORD,
    PREVRANDAO,
    RETURN_WORD,
    WASTEFUL,
    Bench,
    number,
    word,
)
from eth_account import Account as EthAccount
from eth_tester import EthereumTester, PyEVMBackend
from eth_utils.address import to_canonical_address, to_checksum_address
from eth_utils.exceptions import ValidationError
from web3 import EthereumTesterProvider, Web3

from chain.abi import ZERO_ADDRESS
from chain.engines import ENGINES, open_engine
from chain.engines.base import ChainParameters
from chain.engines.pyevm import PyEvmEngine
from chain.errors import ChainFault, TransactionRejected

PAYEE = to_checksum_address("0x" + "c0" * 20)


def test_cancun__transient_storage_mcopy_and_push0__work(bench: Bench) -> None:
    # TSTORE 42 at 0; MSTORE at 0 the TLOAD of 0; MCOPY 32 bytes from 0 to 32; RETURN these
    assert number(bench.answer("602a5f5d" + "5f5c5f52" + "60205f60205e" + "60206020f3")) == 42


def test_cancun__transient_storage__is_empty_in_the_next_transaction_of_the_block(bench: Bench) -> None:
    # logs what TLOAD 0 gives, then TSTORE 7 at 0
    address = bench.create("5f5c5f5260205fa060075f5d00")
    first, second = bench.seal(bench.raw(to=address), bench.raw(to=address, nonce=bench.nonce + 1))
    assert (first.logs[0].data, second.logs[0].data) == (word(0), word(0))


def test_cancun__set_code_transaction_of_prague__is_refused(bench: Bench) -> None:
    authorization = EthAccount.sign_authorization(
        {"chainId": 4_242, "address": ZERO_ADDRESS, "nonce": 0}, bench.account.key
    )
    raw = bench.raw(type=4, authorizationList=[authorization])
    with pytest.raises(TransactionRejected, match="Unknown transaction type"):
        bench.seal(raw)


@pytest.mark.parametrize(
    ("operation", "value"),
    [
        (CHAINID, 4_242),
        (GASLIMIT, 30_000_000),
        (COINBASE, int(PAYEE, 16)),
        (BASEFEE, 0),
        (PREVRANDAO, 0),
    ],
)
def test_block__what_contracts_see_of_it__is_what_the_parameters_say(
    new_bench: Callable[[ChainParameters], Bench], parameters: ChainParameters, operation: str, value: int
) -> None:
    bench = new_bench(replace(parameters, coinbase=PAYEE))
    logging = bench.create(operation + LOG_WORD)
    for _ in range(2):
        assert number(bench.send(to=logging).logs[0].data) == value
    assert number(bench.answer(operation + RETURN_WORD)) == value


def test_block__sealed_header__has_the_coinbase_gas_limit_and_no_randomness(
    new_bench: Callable[[ChainParameters], Bench], parameters: ChainParameters
) -> None:
    bench = new_bench(replace(parameters, coinbase=PAYEE))
    for _ in range(2):
        bench.send()
        header = bench.engine.backend.chain.get_canonical_head()
        assert header.coinbase == to_canonical_address(PAYEE)
        assert (header.gas_limit, header.base_fee_per_gas, header.mix_hash) == (30_000_000, 0, bytes(32))


def test_base_fee__blocks_full_beyond_half__stays_zero(
    new_bench: Callable[[ChainParameters], Bench], parameters: ChainParameters
) -> None:
    bench = new_bench(replace(parameters, gas_limit=1_000_000))
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
def test_block__header_that_leaves_the_rules__is_not_sealed(bench: Bench, changes: dict[str, Any]) -> None:
    chain = bench.engine.backend.chain
    chain.header = chain.header.copy(**changes)
    with pytest.raises(ValidationError, match="block 1 has gas limit, coinbase and base fee"):
        bench.engine.execute_block([], bench.next_s)
    assert chain.get_canonical_head().block_number == 0


def test_parameters__fresh_engine__are_read_back_from_the_chain(parameters: ChainParameters) -> None:
    wanted = replace(parameters, coinbase=PAYEE)
    engine = PyEvmEngine(wanted)
    assert engine.parameters == wanted
    assert engine.parameters is not wanted


@pytest.mark.parametrize(
    "changes",
    [{"hardfork": "prague"}, {"hardfork": "shanghai"}, {"coinbase": PAYEE.lower()}],
    ids=["prague", "shanghai", "coinbase without checksum"],
)
def test_parameters__that_the_engine_cannot_keep__are_refused(
    parameters: ChainParameters, changes: dict[str, Any]
) -> None:
    with pytest.raises(ChainFault, match="the chain runs with"):
        PyEvmEngine(replace(parameters, **changes))


def test_parameters__two_chains_in_one_process__do_not_touch_each_other(
    new_bench: Callable[[ChainParameters], Bench], parameters: ChainParameters
) -> None:
    one, other = new_bench(parameters), new_bench(replace(parameters, chain_id=99, gas_limit=5_000_000))
    assert number(one.answer(CHAINID + RETURN_WORD)) == 4_242
    assert number(other.answer(CHAINID + RETURN_WORD)) == 99
    assert (one.engine.parameters.chain_id, other.engine.parameters.gas_limit) == (4_242, 5_000_000)


def test_open_engine__known_and_unknown_name__is_opened_or_refused(parameters: ChainParameters) -> None:
    for name in ENGINES:
        engine = open_engine(name, parameters)
        assert (engine.name, engine.parameters, engine.controls_time) == (name, parameters, True)
    with pytest.raises(ValueError, match="no engine 'anvil'; there are: pyevm"):
        open_engine("anvil", parameters)


def test_backend__under_eth_tester_and_web3__answers_as_any_chain_does(bench: Bench) -> None:
    counter = bench.create(COUNT)
    tells_chain = bench.create(CHAINID + RETURN_WORD)
    receipt = bench.send(to=counter)
    assert isinstance(bench.engine.backend, PyEVMBackend)
    w3 = Web3(EthereumTesterProvider(EthereumTester(bench.engine.backend)))
    assert w3.eth.block_number == 3
    assert w3.eth.get_balance(bench.account.address) == 0
    assert w3.eth.get_transaction_count(bench.account.address) == 3
    assert w3.eth.get_code(counter) == bytes.fromhex(COUNT)
    assert (
        int.from_bytes(w3.eth.call({"to": tells_chain, "maxFeePerGas": 0, "maxPriorityFeePerGas": 0}), "big") == 4_242
    )
    block = w3.eth.get_block("latest")
    assert (block["baseFeePerGas"], block["gasLimit"], block["number"]) == (0, 30_000_000, 3)
    assert w3.eth.get_transaction_receipt(receipt.tx_hash)["gasUsed"] == receipt.gas_used


def test_backend__transaction_sent_through_web3__is_mined_by_our_rules(bench: Bench) -> None:
    counter = bench.create(COUNT)
    w3 = Web3(EthereumTesterProvider(EthereumTester(bench.engine.backend)))
    tx_hash = w3.eth.send_raw_transaction(bench.raw(to=counter))
    assert w3.eth.get_transaction_receipt(tx_hash)["status"] == 1
    assert w3.eth.get_block("latest")["timestamp"] == w3.eth.get_block(1)["timestamp"] + 1
    assert number(bench.engine.call(counter, b"")) == 2

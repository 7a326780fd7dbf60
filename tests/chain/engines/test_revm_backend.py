"""The backend on pyrevm passes the suite that eth-tester publishes for backends, and what the suite leaves out."""

from __future__ import annotations

import pytest
from bare_chain import (
    COUNT,
    LOG2_CALLDATA,
    NUMBER,
    RETURN_WORD,
    REVERT_CALLDATA,
    TIMESTAMP,
    creation_code,
)
from eth.vm.forks.cancun import CancunVM
from eth_bloom import BloomFilter
from eth_tester import EthereumTester, PyEVMBackend
from eth_tester.exceptions import BlockNotFound, SnapshotNotFound, TransactionFailed, TransactionNotFound
from eth_tester.utils.backend_testing import BaseTestBackendDirect
from eth_utils import encode_hex
from eth_utils.exceptions import ValidationError as InvalidTransaction
from hexbytes import HexBytes
from web3 import EthereumTesterProvider, Web3

from chain.engines.revm import RevmBackend


@pytest.fixture
def eth_tester() -> EthereumTester:
    """What the suite runs on."""
    return EthereumTester(backend=RevmBackend())


class TestRevmBackend(BaseTestBackendDirect):
    """The suite, all of it."""


SUITE = [name for name in dir(BaseTestBackendDirect) if name.startswith("test_")]


def test_suite__as_published__is_run_whole() -> None:
    assert len(SUITE) >= 60
    overridden = [name for name in vars(TestRevmBackend) if name.startswith("test_")]
    assert overridden == []
    assert TestRevmBackend.supports_evm_execution is True


@pytest.fixture
def backend() -> RevmBackend:
    """A fresh chain with roots of its state in the headers."""
    return RevmBackend(state_roots=True)


def created(eth_tester: EthereumTester, runtime: str) -> str:
    """The address of a new contract with the runtime code."""
    sender = eth_tester.get_accounts()[0]
    data = encode_hex(creation_code(bytes.fromhex(runtime)))
    receipt = eth_tester.get_transaction_receipt(
        eth_tester.send_transaction({"from": sender, "data": data, "gas": 500_000})
    )
    return str(receipt["contract_address"])


def test_past__calls_balances_nonces_code_and_storage__are_those_of_their_block(eth_tester: EthereumTester) -> None:
    sender, payee = eth_tester.get_accounts()[:2]
    counter = created(eth_tester, COUNT)
    for _ in range(3):
        eth_tester.send_transaction({"from": sender, "to": counter, "gas": 100_000})
        eth_tester.send_transaction({"from": sender, "to": payee, "gas": 21_000, "value": 5})
    for height in (7, 1, 4, 2, 0, 3, 5, 6, 7):
        counted, paid = max(0, height // 2), max(0, (height - 1) // 2)
        answer = eth_tester.call({"from": sender, "to": counter}, height)
        assert int(answer, 16) == counted + 1 if height else answer == "0x"
        assert eth_tester.get_storage_at(counter, "0x0", height) == f"0x{counted:064x}"
        assert eth_tester.get_balance(payee, height) == 10**24 + 5 * paid
        assert eth_tester.get_nonce(sender, height) == height
        assert (eth_tester.get_code(counter, height) == "0x") == (height == 0)
    assert int(eth_tester.call({"from": sender, "to": counter}), 16) == 4


def test_past__what_a_call_sees__is_its_block(eth_tester: EthereumTester) -> None:
    tells = created(eth_tester, NUMBER + RETURN_WORD), created(eth_tester, TIMESTAMP + RETURN_WORD)
    eth_tester.mine_blocks(4)
    caller = {"from": eth_tester.get_accounts()[0]}
    for height in (3, 6, 4):
        number, second = (int(eth_tester.call({**caller, "to": address}, height), 16) for address in tells)
        assert (number, second) == (height, eth_tester.get_block_by_number(height)["timestamp"])


def test_snapshots__nested__bring_back_each_its_state(eth_tester: EthereumTester) -> None:
    sender = eth_tester.get_accounts()[0]
    counter = created(eth_tester, COUNT)
    snapshots = []
    for _ in range(3):
        snapshots.append(eth_tester.take_snapshot())
        sent = eth_tester.send_transaction({"from": sender, "to": counter, "gas": 100_000})
    for count, snapshot in reversed(list(enumerate(snapshots))):
        eth_tester.revert_to_snapshot(snapshot)
        assert int(eth_tester.call({"from": sender, "to": counter}), 16) == count + 1
        assert eth_tester.get_block_by_number("latest")["number"] == count + 1
        with pytest.raises(TransactionNotFound):
            eth_tester.get_transaction_by_hash(sent)
    with pytest.raises(SnapshotNotFound):
        eth_tester.revert_to_snapshot(snapshots[2])


def test_pending__block_and_state__show_what_waits_and_latest_does_not(backend: RevmBackend) -> None:
    sender, payee = backend.get_accounts()[:2]
    tx_hash = backend.send_transaction({"from": sender, "to": payee, "value": 7, "gas": 21_000})
    pending = backend.get_block_by_number("pending")
    assert [transaction["hash"] for transaction in pending["transactions"]] == [tx_hash]
    assert (pending["number"], pending["gas_used"]) == (1, 21_000)
    assert backend.get_balance(payee, "pending") - backend.get_balance(payee) == 7
    assert (backend.get_nonce(sender, "pending"), backend.get_nonce(sender)) == (1, 0)
    assert backend.get_transaction_receipt(tx_hash)["block_number"] is None
    (block_hash,) = backend.mine_blocks()
    sealed = backend.get_block_by_hash(block_hash)
    assert sealed["transactions_root"] == pending["transactions_root"]
    assert backend.get_transaction_receipt(tx_hash)["block_hash"] == block_hash
    assert backend.get_balance(payee) == backend.get_balance(payee, "pending")


def test_mining__for_another_coinbase__gives_it_the_tips(backend: RevmBackend) -> None:
    sender, payee, miner = *backend.get_accounts()[:2], b"\x77" * 20
    tx_hash = backend.send_transaction({"from": sender, "to": payee, "gas": 21_000})
    backend.mine_blocks(1, miner)
    block = backend.get_block_by_number(1)
    tip = backend.get_transaction_receipt(tx_hash)["effective_gas_price"] - block["base_fee_per_gas"]
    assert (block["coinbase"], backend.get_balance(miner)) == (miner, 21_000 * tip)
    assert tip > 0


def test_state_root__of_each_block__is_in_its_header_and_told_on_request(backend: RevmBackend) -> None:
    plain = RevmBackend()
    for chain in (backend, plain):
        sender, payee = chain.get_accounts()[:2]
        for _ in range(3):
            chain.send_transaction({"from": sender, "to": payee, "value": 1, "gas": 21_000})
            chain.mine_blocks()
    roots = [backend.get_block_by_number(height)["state_root"] for height in range(4)]
    assert len(set(roots)) == 4
    assert [backend.state_root(height) for height in range(4)] == roots
    assert [plain.state_root(height) for height in range(4)] == roots
    assert {plain.get_block_by_number(height)["state_root"] for height in range(4)} == {bytes(32)}
    with pytest.raises(BlockNotFound):
        plain.state_root("pending")


def test_withdrawals__of_a_block__are_paid_and_rooted_as_by_the_stock_backend(eth_tester: EthereumTester) -> None:
    payee = "0x" + "88" * 20
    withdrawals = [
        {"index": place, "validator_index": 9, "address": payee, "amount": 100 + place} for place in range(2)
    ]
    stock = EthereumTester(PyEVMBackend(vm_configuration=((0, CancunVM),)))
    for tester in (eth_tester, stock):
        tester.backend.apply_withdrawals(withdrawals)
        assert tester.get_balance(payee) == 201 * 10**9
    here, there = (tester.get_block_by_number(1) for tester in (eth_tester, stock))
    assert here["withdrawals_root"] == there["withdrawals_root"]
    assert here["withdrawals"] == there["withdrawals"]


def test_genesis__given__is_the_chains(backend: RevmBackend) -> None:
    contract, rich = b"\x55" * 20, b"\x66" * 20
    state = {
        contract: {"balance": 1, "nonce": 1, "code": bytes.fromhex(COUNT), "storage": {0: 41}},
        rich: {"balance": 10**30, "nonce": 3, "code": b"", "storage": {}},
    }
    chain = RevmBackend(RevmBackend.generate_genesis_params({"gas_limit": 5_000_000}), state, chain_id=77)
    assert int.from_bytes(chain.call({"from": rich, "to": contract}), "big") == 42
    assert (chain.get_nonce(rich), chain.get_balance(rich), chain.get_storage(contract, 0)) == (3, 10**30, 41)
    assert chain.get_block_by_number(0)["gas_limit"] == 5_000_000
    chain.mine_blocks(3)
    chain.reset_to_genesis()
    assert chain.get_storage(contract, 0) == 41
    assert chain.get_block_by_number("latest")["number"] == 0


def test_mnemonic__given__has_the_stock_backends_accounts() -> None:
    words = "test test test test test test test test test test test junk"
    chain = RevmBackend.from_mnemonic(words, {"balance": 5}, num_accounts=3)
    stock = PyEVMBackend.from_mnemonic(words, {"balance": 5}, num_accounts=3)
    assert chain.get_accounts() == stock.get_accounts()
    assert [chain.get_balance(account) for account in chain.get_accounts()] == [5, 5, 5]


@pytest.mark.parametrize("changes", [{"nonce": 5}, {"value": 10**30}, {"chain_id": 5}, {"gas": 20_999}], ids=str)
def test_transaction__that_cannot_enter__is_refused_and_leaves_nothing(
    backend: RevmBackend, changes: dict[str, int]
) -> None:
    sender, payee = backend.get_accounts()[:2]
    before = backend.get_block_by_number("pending")
    with pytest.raises(InvalidTransaction, match=r".+"):
        backend.send_transaction({"from": sender, "to": payee, "gas": 21_000, **changes})
    assert backend.get_block_by_number("pending") == before


def test_transaction__legacy_without_chain_id__is_taken(backend: RevmBackend) -> None:
    sender, payee = backend.get_accounts()[:2]
    transaction = {"from": sender, "to": payee, "gas": 21_000, "gas_price": 10**9, "chain_id": None}
    found = backend.get_transaction_by_hash(backend.send_transaction(transaction))
    assert (found["type"], found["v"] in (27, 28)) == (0, True)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "b''"),
        (b"\xbe\xef", "b'\\xbe\\xef'"),
        (bytes.fromhex("08c379a0") + b"\0" * 31 + b"\x20" + b"\0" * 31 + b"\3" + b"why".ljust(32, b"\0"), "why"),
        (bytes.fromhex("08c379a0") + b"\xff", "b'\\x08\\xc3y\\xa0\\xff'"),
    ],
)
def test_call__that_reverts__fails_with_the_reason(eth_tester: EthereumTester, data: bytes, reason: str) -> None:
    address = created(eth_tester, REVERT_CALLDATA)
    call = {"from": eth_tester.get_accounts()[0], "to": address, "data": encode_hex(data)}
    for function in (eth_tester.call, eth_tester.estimate_gas):
        with pytest.raises(TransactionFailed) as caught:
            function(call)
        assert caught.value.args[0] == reason


def test_estimate__of_a_refunded_call__is_just_enough(eth_tester: EthereumTester) -> None:
    address = created(eth_tester, "60015f55" + "5f5f55" * 3 + "00")
    transaction = {"from": eth_tester.get_accounts()[0], "to": address}
    gas = eth_tester.estimate_gas(transaction)
    for given, status in ((gas, 1), (gas - 1, 0)):
        tx_hash = eth_tester.send_transaction({**transaction, "gas": given})
        assert eth_tester.get_transaction_receipt(tx_hash)["status"] == status
    assert eth_tester.get_transaction_receipt(tx_hash)["gas_used"] == gas - 1


def test_web3__over_the_backend__sends_reads_logs_and_travels(eth_tester: EthereumTester) -> None:
    address = created(eth_tester, LOG2_CALLDATA)
    w3 = Web3(EthereumTesterProvider(eth_tester))
    tx_hash = w3.eth.send_transaction({"from": w3.eth.accounts[0], "to": address, "data": HexBytes("0xcafe")})
    receipt = w3.eth.get_transaction_receipt(tx_hash)
    assert [(log["data"], [int.from_bytes(topic, "big") for topic in log["topics"]]) for log in receipt["logs"]] == [
        (b"\xca\xfe", [1, 2])
    ]
    block = w3.eth.get_block("latest")
    bloom = int.from_bytes(block["logsBloom"], "big")
    assert (1).to_bytes(32, "big") in BloomFilter(bloom)
    assert w3.eth.get_logs({"address": address})[0]["transactionHash"] == tx_hash
    eth_tester.time_travel(block["timestamp"] + 86_400)
    eth_tester.mine_block()
    assert w3.eth.get_block("latest")["timestamp"] == block["timestamp"] + 86_400


def test_clock_and_chance__of_the_machine__make_no_difference() -> None:
    hashes = []
    for _ in range(2):
        chain = RevmBackend(state_roots=True)
        sender, payee = chain.get_accounts()[:2]
        chain.send_transaction({"from": sender, "to": payee, "gas": 21_000})
        hashes.append(chain.mine_blocks(3))
    assert hashes[0] == hashes[1]

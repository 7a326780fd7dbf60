"""An engine on a network that seals blocks in its own time: waits, resends the same bytes, and keeps the order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from anvil import Anvil, RpcBench
from bare_chain import CALLER, COUNT, LOG_WORD, REVERT_CALLDATA, Bench, number
from eth_account import Account as EthAccount
from faulty_proxy import FaultyProxy

from chain.accounts import Account
from chain.engines.base import ChainParameters, Receipt
from chain.errors import ChainFault, Reverted, TransactionRejected

OTHER = Account.derived(1, "bank", "bangkok-bank")


@pytest.fixture
def slow(anvil: Anvil, proxy: FaultyProxy, connect: Callable[..., Any], account: Account) -> Iterator[RpcBench]:
    """A node that does not say that it takes orders, and seals a block each time the engine rests."""
    anvil.ask("evm_setAutomine", False)
    proxy.strike("unknown", "anvil_nodeInfo")
    engine = connect(proxy.url, looks=40, pause=lambda _: anvil.ask("evm_mine"))
    yield RpcBench(engine, account, anvil)
    assert proxy.asked("evm_mine") == proxy.asked("anvil_rollback") == proxy.asked("evm_setAutomine") == 0


def signed(bench: Bench, sender: Account, nonce: int, to: str) -> bytes:
    """Another sender's call."""
    fields = {"type": 2, "chainId": 4_242, "nonce": nonce, "gas": 100_000, "value": 0, "data": b"", "to": to}
    fields |= {"maxFeePerGas": 0, "maxPriorityFeePerGas": 0}
    return bytes(EthAccount.sign_transaction(fields, sender.key).raw_transaction)


def story(bench: Bench) -> list[Receipt]:
    """Creations, calls of two senders in one block, a revert, an empty block."""
    counter, logging, reverting = bench.create(COUNT), bench.create(CALLER + LOG_WORD), bench.create(REVERT_CALLDATA)
    raw = [
        bench.raw(to=counter),
        bench.raw(to=reverting, nonce=4, data=b"\xbe\xef"),
        signed(bench, OTHER, 0, logging),
        bench.raw(to=logging, nonce=5),
        signed(bench, OTHER, 1, counter),
    ]
    return [*bench.seal(*raw), *bench.seal(), *bench.seal(bench.raw(to=counter))]


def test_receipts__wherever_the_transactions_were_sealed__are_the_reference_engines(
    reference: Bench, slow: RpcBench, parameters: ChainParameters
) -> None:
    assert story(slow) == story(reference)
    assert slow.nonce == reference.nonce
    assert (slow.engine.controls_time, slow.engine.parameters) == (False, parameters)
    # three creations; two blocks of one sender's, the other's, the first one's, the other's; one more
    assert [len(slow.node.block(hex(n))["transactions"]) for n in range(1, slow.node.height + 1)] == [1] * 3 + [
        2,
        1,
        1,
        1,
        1,
    ]


def test_call__on_such_a_network__sees_its_last_block(slow: RpcBench) -> None:
    counter, reverting = slow.create(COUNT), slow.create(REVERT_CALLDATA)
    slow.send(to=counter)
    assert number(slow.engine.call(counter, b"", at_s=7)) == 2
    with pytest.raises(Reverted, match="reverted with 0xbeef"):
        slow.engine.call(reverting, b"\xbe\xef")


def test_transaction__dropped_by_the_node__is_sent_again_as_it_was(slow: RpcBench, proxy: FaultyProxy) -> None:
    counter = slow.create(COUNT)
    raw = slow.raw(to=counter)

    def drops(answers: Any) -> Any:
        slow.node.ask("anvil_dropTransaction", answers[0]["result"])
        return answers

    before = proxy.asked("eth_sendRawTransaction")
    proxy.strike("edited", "eth_sendRawTransaction", edit=drops)
    (receipt,) = slow.seal(raw)
    assert receipt.status == 1
    assert proxy.asked("eth_sendRawTransaction") - before == 2
    assert number(slow.engine.call(counter, b"")) == 2


@pytest.mark.parametrize("fault", ["answer_lost", "answer_half", "request_twice", "request_lost", "bad_gateway"])
def test_transaction__whose_sending_went_wrong__is_sealed_once(slow: RpcBench, proxy: FaultyProxy, fault: str) -> None:
    counter = slow.create(COUNT)
    for step in ("eth_sendRawTransaction", "eth_getTransactionReceipt", "eth_getBlockByNumber"):
        proxy.strike(fault, step)
    assert slow.send(to=counter).status == 1
    assert (slow.nonce, number(slow.engine.call(counter, b""))) == (2, 2)


def test_transaction__that_is_never_sealed__is_one_line(
    anvil: Anvil, proxy: FaultyProxy, connect: Callable[..., Any], account: Account
) -> None:
    anvil.ask("evm_setAutomine", False)
    proxy.strike("unknown", "anvil_nodeInfo")
    stuck = RpcBench(connect(proxy.url, looks=25), account, anvil)
    with pytest.raises(ChainFault, match=r"has no receipt of 0x[0-9a-f]{64}$"):
        stuck.send()
    assert proxy.asked("eth_sendRawTransaction") == 3


def test_first_transaction__that_is_refused__is_a_rejection(slow: RpcBench) -> None:
    slow.send()
    for bad in (slow.raw(nonce=0, data=b"\1"), slow.raw(gas=20_999), b"", b"\2\xff"):
        with pytest.raises(TransactionRejected) as caught:
            slow.seal(bad)
        assert caught.value.position == 0
    assert slow.send().status == 1


def test_later_transaction__that_is_refused__is_a_fault_since_what_came_before_stays(slow: RpcBench) -> None:
    counter = slow.create(COUNT)
    raw = [slow.raw(to=counter), slow.raw(gas=20_999, nonce=2)]
    with pytest.raises(ChainFault, match="rejects transaction 1 of a block that has begun to be sealed: ") as caught:
        slow.seal(*raw)
    assert not isinstance(caught.value, TransactionRejected)


@pytest.mark.parametrize("depth", [1, 2, 5])
def test_transactions__lost_in_a_reorganisation__are_sent_again_with_the_same_receipts(
    slow: RpcBench, depth: int
) -> None:
    counter = slow.create(COUNT)
    for _ in range(4):
        slow.send(to=counter)
    slow.node.ask("anvil_reorg", depth, [])
    assert slow.send(to=counter).status == 1
    assert (slow.nonce, number(slow.engine.call(counter, b""))) == (6, 6)
    hashes = [f"0x{block.receipts[0].tx_hash.hex()}" for block in slow.record]
    blocks = [slow.node.ask("eth_getTransactionReceipt", tx_hash)["blockNumber"] for tx_hash in hashes]
    assert sorted(blocks, key=lambda number: int(number, 16)) == blocks

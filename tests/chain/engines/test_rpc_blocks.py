"""An engine on anvil does what the reference engine does, block by block."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import rlp
from anvil import Anvil, RpcBench
from bare_chain import (
    BASEFEE,
    CALLER,
    CHAINID,
    COINBASE,
    COUNT,
    GASLIMIT,
    GREEDY,
    LOG2_CALLDATA,
    LOG_WORD,
    NUMBER,
    RETURN_CALLDATA,
    RETURN_WORD,
    REVERT_CALLDATA,
    TIMESTAMP,
    WASTEFUL,
    Bench,
    creation_code,
    number,
    word,
)
from eth_account import Account as EthAccount
from eth_utils.crypto import keccak
from faulty_proxy import FaultyProxy

from chain.abi import ZERO_ADDRESS
from chain.accounts import Account
from chain.engines.base import Receipt
from chain.errors import ChainFault, Panicked, Reverted, TransactionRejected

STRANGER = Account.derived(1, "client", "stranger")
RUNTIMES = [
    COUNT,
    LOG2_CALLDATA,
    LOG_WORD,
    REVERT_CALLDATA,
    RETURN_CALLDATA,
    GREEDY,
    WASTEFUL,
    TIMESTAMP + LOG_WORD,
    NUMBER + LOG_WORD,
    COINBASE + LOG_WORD,
    GASLIMIT + LOG_WORD,
    CHAINID + LOG_WORD,
    BASEFEE + LOG_WORD,
    "fe",  # INVALID
    "50",  # POP of nothing
    "60015f555f5fa061beef5f526002601efd",  # SSTORE, LOG0, then REVERT with 0xbeef
    "5f5c5f5260205fa060075f5d00",  # logs what TLOAD 0 gives, then TSTORE 7 at 0
    "5f5f5f5f5f335af13d5f5260205fa000",  # calls its caller, logs the size of the answer
]
CREATIONS = ["5f5ffd", "60aa5f5260206000fd", "fe", "60ef5f5360015ff3", "5f5ff3", "61600161ffff5ff3"]


def story(bench: Bench) -> list[Receipt]:
    """Every runtime created, then called twice in one block with data; creations that fail; an empty block."""
    receipts = [bench.send(to=None, data=creation_code(bytes.fromhex(code)), gas=400_000) for code in RUNTIMES]
    for address in [receipt.created for receipt in receipts]:
        nonce = bench.nonce
        datas = enumerate([b"\xde\xad\xbe\xef", bytes.fromhex("4e487b71") + word(0x11)])
        receipts += bench.seal(*(bench.raw(to=address, nonce=nonce + i, data=data, gas=900_000) for i, data in datas))
    receipts += [bench.send(to=None, data=bytes.fromhex(code), gas=300_000) for code in CREATIONS]
    return [*receipts, *bench.seal()]


def test_receipts__of_every_kind_of_transaction__are_the_reference_engines(reference: Bench, rpc: RpcBench) -> None:
    wanted, found = story(reference), story(rpc)
    assert found == wanted
    assert {receipt.status for receipt in wanted} == {0, 1}
    assert any(receipt.revert_data for receipt in wanted)
    assert rpc.nonce == reference.nonce


def test_types__legacy_access_list_and_dynamic_fee__are_executed(reference: Bench, rpc: RpcBench) -> None:
    old = {"maxFeePerGas": None, "maxPriorityFeePerGas": None, "gasPrice": 0}
    access_list = [{"address": STRANGER.address, "storageKeys": ["0x" + word(1).hex()]}]

    def block(bench: Bench) -> tuple[Receipt, ...]:
        return bench.seal(
            bench.raw(type=None, **old),
            bench.raw(nonce=1, type=1, accessList=access_list, **old),
            bench.raw(nonce=2, accessList=access_list),
        )

    assert block(rpc) == block(reference)


def test_block__of_many_senders__keeps_the_order_in_which_it_was_sent(shaky: RpcBench, proxy: FaultyProxy) -> None:
    logging = shaky.create(CALLER + LOG_WORD)
    senders = [Account.derived(1, "sender", str(place)) for place in range(40)]
    raw = [
        bytes(
            EthAccount.sign_transaction(
                {
                    "type": 2,
                    "chainId": 4_242,
                    "nonce": nonce,
                    "gas": 100_000,
                    "maxFeePerGas": 0,
                    "maxPriorityFeePerGas": 0,
                    "value": 0,
                    "data": b"",
                    "to": logging,
                },
                sender.key,
            ).raw_transaction
        )
        for nonce in range(3)
        for sender in senders
    ]
    before = proxy.asked("eth_sendRawTransaction")
    receipts = shaky.seal(*raw)
    assert proxy.asked("eth_sendRawTransaction") - before == 4  # 120 by 30, and in order at once
    callers = [number(receipt.logs[0].data) for receipt in receipts]
    assert callers == [int(sender.address, 16) for sender in senders] * 3


def test_time__explicit_seconds__are_the_blocks_own(rpc: RpcBench) -> None:
    logging = rpc.create(TIMESTAMP + LOG_WORD)
    for timestamp_s in (rpc.next_s, rpc.next_s + 1, rpc.next_s + 86_400):
        (receipt,) = rpc.engine.execute_block([rpc.raw(to=logging)], timestamp_s)
        assert number(receipt.logs[0].data) == timestamp_s
        assert int(rpc.node.block()["timestamp"], 16) == timestamp_s


@pytest.mark.parametrize("back_s", [0, 1, 1_000])
def test_time__that_does_not_rise__is_refused_and_nothing_happens(rpc: RpcBench, back_s: int) -> None:
    rpc.send()
    before = rpc.state()
    with pytest.raises(ChainFault, match="not after the last one"):
        rpc.engine.execute_block([rpc.raw()], rpc.next_s - 2 - back_s)
    assert rpc.state() == before


REJECTED: dict[str, Callable[[Bench, int], bytes]] = {
    "nonce of the transaction before": lambda b, n: b.raw(nonce=n - 1, data=b"\1"),
    "nonce of a block before": lambda b, n: b.raw(nonce=0, data=b"\1"),
    "nonce with a gap": lambda b, n: b.raw(nonce=n + 1),
    "other chain": lambda b, n: b.raw(nonce=n, chainId=4_243),
    "gas above the block's": lambda b, n: b.raw(nonce=n, gas=30_000_001),
    "gas above what is left": lambda b, n: b.raw(nonce=n, gas=30_000_000),
    "gas below the intrinsic": lambda b, n: b.raw(nonce=n, gas=20_999),
    "value without a balance": lambda b, n: b.raw(nonce=n, value=1),
    "tip above the fee": lambda b, n: b.raw(nonce=n, maxPriorityFeePerGas=1),
    "creation code above its limit": lambda b, n: b.raw(nonce=n, to=None, data=bytes(49_153), gas=10**6),
    "nothing": lambda b, n: b"",
    "garbage": lambda b, n: b"\2\xff\xff\xff",
    "cut short": lambda b, n: b.raw(nonce=n)[:-1],
    "one byte more": lambda b, n: b.raw(nonce=n) + b"\0",
    "unsigned": lambda b, n: b"\2" + rlp.encode(rlp.decode(b.raw(nonce=n)[1:])[:9]),
    "sent before": lambda b, n: b.raw(nonce=0, to=None, data=creation_code(bytes.fromhex(COUNT))),
}


@pytest.mark.parametrize("name", REJECTED)
def test_block__with_one_transaction_that_cannot_enter__is_rejected_as_a_whole(rpc: RpcBench, name: str) -> None:
    counter = rpc.create(COUNT)
    good = rpc.raw(to=counter)
    bad = REJECTED[name](rpc, rpc.nonce + 1)
    before = rpc.state()
    with pytest.raises(TransactionRejected, match=r"transaction 1 of the block was rejected: .+") as caught:
        rpc.seal(good, bad)
    assert caught.value.position == 1
    assert rpc.state() == before
    (receipt,) = rpc.seal(good)
    assert receipt.status == 1
    assert number(rpc.engine.call(counter, b"")) == 2


def test_call__at_a_second__sees_that_second_and_the_next_height(rpc: RpcBench) -> None:
    tells_time, tells_height = rpc.create(TIMESTAMP + RETURN_WORD), rpc.create(NUMBER + RETURN_WORD)
    last_s = int(rpc.node.block()["timestamp"], 16)
    assert number(rpc.engine.call(tells_time, b"")) == last_s + 1
    assert number(rpc.engine.call(tells_time, b"", at_s=last_s + 86_400)) == last_s + 86_400
    assert number(rpc.engine.call(tells_height, b"")) == 3


def test_call__caller__is_the_sender_whether_it_has_sent_before_or_has_code(rpc: RpcBench) -> None:
    tells_caller = rpc.create(CALLER + RETURN_WORD)
    for sender in (rpc.account.address, STRANGER.address, tells_caller, ZERO_ADDRESS):
        assert number(rpc.engine.call(tells_caller, b"", sender=sender)) == int(sender, 16)


@pytest.mark.parametrize(
    ("code", "data", "kind", "said"),
    [
        (REVERT_CALLDATA, bytes.fromhex("4e487b71") + word(0x11), Panicked, "panic 0x11"),
        (REVERT_CALLDATA, b"\xde\xad\xbe\xef", Reverted, "reverted with 0xdeadbeef"),
        (REVERT_CALLDATA, b"", Reverted, "reverted without data"),
        (GREEDY, b"", Reverted, "reverted without data"),
        ("fe", b"", Reverted, "reverted without data"),
        ("50", b"", Reverted, "reverted without data"),
    ],
    ids=["panic", "unknown", "empty", "out of gas", "invalid", "stack underflow"],
)
def test_call__that_fails__raises_what_it_reverted_with(
    rpc: RpcBench, code: str, data: bytes, kind: type[Reverted], said: str
) -> None:
    with pytest.raises(kind, match=said) as caught:
        rpc.engine.call(rpc.create(code), data)
    assert caught.value.data == data


def test_reads__of_accounts__are_the_chains(rpc: RpcBench) -> None:
    address = rpc.create(RETURN_CALLDATA)
    assert rpc.engine.call(address, b"\1\2\3") == b"\1\2\3"
    assert rpc.engine.code(address) == bytes.fromhex(RETURN_CALLDATA)
    assert (rpc.engine.code(STRANGER.address), rpc.engine.nonce(STRANGER.address)) == (b"", 0)
    assert rpc.engine.nonce(rpc.account.address) == 1


def test_engine__over_ipc__does_the_same(
    new_anvil: Callable[..., Anvil],
    connect: Callable[..., object],
    account: Account,
    tmp_path: object,
    reference: Bench,
) -> None:
    path = f"{tmp_path}/node.ipc"
    node = new_anvil("--ipc", path)
    rpc = RpcBench(connect(path), account, node)
    code = bytes.fromhex(LOG2_CALLDATA) + bytes(20_000)
    data = creation_code(code)
    assert rpc.send(to=None, data=data, gas=6_000_000) == reference.send(to=None, data=data, gas=6_000_000)
    assert rpc.engine.code(rpc.record[0].receipts[0].created) == code
    assert keccak(rpc.record[0].raw[0]) == rpc.record[0].receipts[0].tx_hash


def test_block__that_is_somebody_elses__ends_the_run_with_one_line(rpc: RpcBench) -> None:
    rpc.send()
    rpc.node.ask("evm_mine", {"timestamp": rpc.next_s})
    with pytest.raises(ChainFault, match="block 2 there is not this run's; a run needs a chain of its own"):
        rpc.send()


def test_engine__that_follows_another_one__takes_over_the_blocks_that_are_there(
    rpc: RpcBench, connect: Callable[..., object]
) -> None:
    counter = rpc.create(COUNT)
    rpc.send(to=counter)
    later = connect(rpc.node.url)
    again = [later.execute_block(block.raw, block.timestamp_s) for block in rpc.record]
    assert again == [block.receipts for block in rpc.record]
    assert rpc.node.height == 2
    assert number(later.call(counter, b"")) == 2

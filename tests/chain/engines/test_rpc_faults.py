"""What a bad network between an engine and anvil does: the same bytes again, each transaction once, or one line."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from anvil import Anvil, RpcBench
from bare_chain import COUNT, RETURN_WORD, REVERT_CALLDATA, TIMESTAMP, Bench, number
from faulty_proxy import FaultyProxy

from chain.engines.rpc_client import RpcClient, RpcRefusal
from chain.engines.rpc_transport import IpcTransport
from chain.errors import ChainFault, Reverted

PASSING = [
    "request_lost",
    "answer_lost",
    "answer_truncated",
    "answer_half",
    "answer_late",
    "request_twice",
    "bad_gateway",
]
STEPS = [
    "eth_getBlockByNumber",
    "evm_setAutomine",
    "eth_sendRawTransaction",
    "evm_mine",
    "eth_getTransactionReceipt",
    "debug_traceTransaction",
]


@pytest.mark.parametrize("fault", PASSING)
@pytest.mark.parametrize("step", STEPS)
def test_block__whatever_fails_in_between__is_sealed_once_with_the_same_receipts(
    shaky: RpcBench, proxy: FaultyProxy, reference: Bench, fault: str, step: str
) -> None:
    def block(bench: Bench) -> list[Any]:
        counter, reverting = bench.create(COUNT), bench.create(REVERT_CALLDATA)
        raw = [
            bench.raw(to=counter),
            bench.raw(to=reverting, nonce=3, data=b"\xbe\xef"),
            bench.raw(to=counter, nonce=4),
        ]
        if bench is shaky:
            proxy.strike(fault, step)
        return [*bench.seal(*raw), *bench.seal(bench.raw(to=counter)), bench.engine.call(counter, b"")]

    assert block(shaky) == block(reference)
    assert (shaky.node.height, shaky.nonce) == (4, 6)
    assert [fault.times for fault in proxy.faults] == [0]


@pytest.mark.parametrize("fault", PASSING)
@pytest.mark.parametrize("step", ["eth_call", "eth_getTransactionCount", "eth_getCode"])
def test_read__whatever_fails_in_between__is_answered(
    shaky: RpcBench, proxy: FaultyProxy, fault: str, step: str
) -> None:
    counter = shaky.create(COUNT)
    proxy.strike(fault, step, times=3 if fault != "answer_late" else 1)
    assert number(shaky.engine.call(counter, b"")) == 1
    assert shaky.engine.nonce(shaky.account.address) == 1
    assert shaky.engine.code(counter) == bytes.fromhex(COUNT)


EDITS: dict[str, Callable[[Any], Any]] = {
    "an item missing": lambda answers: answers[:-1],
    "an item of something else": lambda answers: [*answers[:-1], {**answers[-1], "id": 1_000_000}],
    "an item twice": lambda answers: [*answers[:-1], answers[0]],
    "no items": lambda answers: [],
    "one error for all": lambda answers: {"jsonrpc": "2.0", "id": None, "error": {"code": -32600, "message": "no"}},
    "items of another kind": lambda answers: ["0x1" for _ in answers],
    "neither result nor error": lambda answers: [{"jsonrpc": "2.0", "id": answer["id"]} for answer in answers],
    "in another order": lambda answers: answers[::-1],
}


@pytest.mark.parametrize("name", EDITS)
def test_batch__half_answered__is_asked_again(shaky: RpcBench, proxy: FaultyProxy, name: str) -> None:
    counter = shaky.create(COUNT)
    for step in ("eth_sendRawTransaction", "eth_getTransactionReceipt"):
        proxy.strike("edited", step, edit=EDITS[name])
    receipts = shaky.seal(*(shaky.raw(to=counter, nonce=1 + i) for i in range(3)))
    assert [receipt.status for receipt in receipts] == [1, 1, 1]
    assert number(shaky.engine.call(counter, b"")) == 4
    assert (shaky.node.height, shaky.nonce) == (2, 4)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("request_lost", "Remote end closed connection without response"),
        ("answer_truncated", "IncompleteRead"),
        ("answer_half", "bytes that are no JSON"),
        ("bad_gateway", "HTTP 502 Bad Gateway"),
    ],
)
def test_network__that_stays_bad__is_one_line_after_a_bounded_number_of_tries(
    shaky: RpcBench, proxy: FaultyProxy, fault: str, said: str
) -> None:
    counter = shaky.create(COUNT)
    before = proxy.asked("eth_call")
    proxy.strike(fault, "eth_call", times=100)
    with pytest.raises(ChainFault, match=f"does not answer eth_call, tried 5 times: .*{said}") as caught:
        shaky.engine.call(counter, b"")
    assert "\n" not in str(caught.value)
    assert proxy.asked("eth_call") - before == 5


def test_network__that_forbids__is_not_asked_again(shaky: RpcBench, proxy: FaultyProxy) -> None:
    before = proxy.asked("eth_getCode")
    proxy.strike("forbidden", "eth_getCode")
    with pytest.raises(ChainFault, match="answers HTTP 403 Forbidden"):
        shaky.engine.code(shaky.account.address)
    assert proxy.asked("eth_getCode") - before == 1


def test_rests__between_tries__grow_to_a_limit(
    shaky: RpcBench, proxy: FaultyProxy, connect: Callable[..., Any]
) -> None:
    rests: list[float] = []
    engine = connect(proxy.url, pause=rests.append, tries=9)
    proxy.strike("bad_gateway", "eth_getCode", times=100)
    with pytest.raises(ChainFault):
        engine.code(shaky.account.address)
    assert rests == [0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 3.2]


def test_node__that_is_gone__is_one_line(anvil: Anvil, rpc: RpcBench) -> None:
    raw = rpc.raw()
    anvil.kill()
    with pytest.raises(ChainFault, match=r"does not answer eth_getBlockByNumber, tried 5 times: .*Connection refused"):
        rpc.seal(raw)


def test_seal__given_up_that_arrives_after_all__is_taken_back(shaky: RpcBench, proxy: FaultyProxy) -> None:
    counter = shaky.create(COUNT)
    proxy.strike("request_late", "evm_mine")
    shaky.send(to=counter)
    proxy.let_go()  # another, empty block of the same second
    assert shaky.node.height == 3
    assert number(shaky.engine.call(counter, b"")) == 2
    assert shaky.send(to=counter).status == 1
    assert number(shaky.engine.call(counter, b"")) == 3
    assert shaky.node.height == 3


def test_seal__given_up_that_arrives_while_the_next_block_is_sent__is_taken_back(
    shaky: RpcBench, proxy: FaultyProxy
) -> None:
    counter = shaky.create(COUNT)
    proxy.strike("request_late", "evm_mine")
    shaky.send(to=counter)

    def arrives(answers: Any) -> Any:
        proxy.let_go()  # seals what has just been handed in, at the second of the block before
        return answers

    proxy.strike("edited", "eth_sendRawTransaction", edit=arrives)
    (receipt,) = shaky.seal(shaky.raw(to=counter))
    assert receipt.status == 1
    assert [int(shaky.node.block(hex(height))["timestamp"], 16) for height in (2, 3)] == [
        block.timestamp_s for block in shaky.record[1:]
    ]
    assert (shaky.node.height, shaky.nonce) == (3, 3)


def test_transaction__dropped_by_the_node__is_handed_in_again(shaky: RpcBench, proxy: FaultyProxy) -> None:
    counter = shaky.create(COUNT)
    raw = [shaky.raw(to=counter, nonce=1 + i) for i in range(4)]

    def drops(answers: Any) -> Any:
        shaky.node.ask("anvil_dropTransaction", answers[1]["result"])
        return answers

    proxy.strike("edited", "eth_sendRawTransaction", edit=drops)
    assert [receipt.status for receipt in shaky.seal(*raw)] == [1] * 4
    assert number(shaky.engine.call(counter, b"")) == 5
    assert (shaky.node.height, shaky.nonce) == (2, 5)


def test_transactions__that_wait_from_a_run_cut_short__do_not_disturb(rpc: RpcBench) -> None:
    counter = rpc.create(COUNT)
    first, second = rpc.raw(to=counter), rpc.raw(to=counter, nonce=2)
    for raw in (second, rpc.raw(to=counter, nonce=7)):  # handed in too early, and one that is no more
        rpc.node.ask("eth_sendRawTransaction", f"0x{raw.hex()}")
    assert [receipt.status for receipt in rpc.seal(first, second)] == [1, 1]
    assert rpc.nonce == 3


def test_receipts__of_a_block_that_was_reorganised_away__are_asked_for_again(
    shaky: RpcBench, proxy: FaultyProxy
) -> None:
    def stale(answers: Any) -> Any:
        changes = {"blockHash": "0x" + "ab" * 32, "gasUsed": "0x1"}
        return [{**answer, "result": answer["result"] | changes} for answer in answers]

    proxy.strike("edited", "eth_getTransactionReceipt", edit=stale)
    assert shaky.send().gas_used == 21_000
    assert (shaky.node.height, shaky.nonce) == (1, 1)


def test_answer__with_something_else_in_it__is_one_line(shaky: RpcBench, proxy: FaultyProxy) -> None:
    for result in (None, "0xzz", 7, "latest"):
        proxy.strike("edited", "eth_getTransactionCount", edit=lambda answer, r=result: {**answer, "result": r})
        with pytest.raises(ChainFault, match="answers eth_getTransactionCount with something else"):
            shaky.engine.nonce(shaky.account.address)


def test_refusal__of_the_node_itself__is_not_taken_for_a_revert(shaky: RpcBench, proxy: FaultyProxy) -> None:
    clock = shaky.create(TIMESTAMP + RETURN_WORD)
    error = {"code": -32005, "message": "daily request count exceeded"}
    proxy.strike("edited", "eth_call", edit=lambda answer: {"jsonrpc": "2.0", "id": answer["id"], "error": error})
    with pytest.raises(ChainFault, match=r"refuses eth_call: daily request count exceeded \(code -32005\)"):
        shaky.engine.call(clock, b"")
    for words in ("execution reverted", "out of gas", "invalid opcode: INVALID", "EVM error OutOfGas"):
        error = {"code": -32000, "message": words}
        proxy.strike(
            "edited", "eth_call", edit=lambda answer, e=error: {"jsonrpc": "2.0", "id": answer["id"], "error": e}
        )
        with pytest.raises(Reverted, match="without data"):
            shaky.engine.call(clock, b"")


def test_revert_data__without_the_call_tracer__comes_from_the_other_or_the_receipt(
    shaky: RpcBench, proxy: FaultyProxy
) -> None:
    reverting = shaky.create(REVERT_CALLDATA)
    proxy.strike("unknown", "debug_traceTransaction")
    assert shaky.send(to=reverting, data=b"\xbe\xef").revert_data == b"\xbe\xef"
    proxy.strike("unknown", "debug_traceTransaction", times=2)
    with pytest.raises(ChainFault, match="does not tell why a transaction was reverted; it needs its DEBUG API"):
        shaky.send(to=reverting, data=b"\xbe\xef")

    def as_besu(answers: Any) -> Any:
        return [{**answer, "result": {**answer["result"], "revertReason": "0xcafe"}} for answer in answers]

    proxy.strike("edited", "eth_getTransactionReceipt", edit=as_besu)
    (receipt,) = shaky.seal(shaky.raw(to=reverting, data=b"\xbe\xef", nonce=2))
    assert receipt.revert_data == b"\xca\xfe"


@pytest.fixture
def ipc_node(tmp_path: Path) -> Iterator[tuple[Path, list[list[bytes]]]]:
    """A Unix socket that answers each connection's first request with the pieces it is given, then hangs up."""
    path, scripts = tmp_path / "node.ipc", list[list[bytes]]()
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind(str(path))
        server.listen()

        def serve() -> None:
            while True:
                connection, _ = server.accept()
                with connection:
                    if not (asked := connection.recv(1 << 16)):
                        return
                    asked_id = str(json.loads(asked)["id"]).encode()
                    for piece in scripts.pop(0):
                        connection.sendall(piece.replace(b"ID", asked_id))

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield path, scripts
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as last:
            last.connect(str(path))
        thread.join()


def test_ipc__cut_off_between_and_within_answers__is_asked_again(ipc_node: tuple[Path, list[list[bytes]]]) -> None:
    path, scripts = ipc_node
    scripts += [
        [],
        [b'{"jsonrpc":"2.0","id":ID,"resu'],
        [b'{"jsonrpc":"2.0","id":99,"result":"0x0"}'],
        [b'{"jsonrpc":"2.0","id":ID,"result":{"a":{}', b"}", b"}\n"],
        [b'{"jsonrpc":"2.0","id":ID,"error":{"code":-32000,"message":"no","data":"0x12"}}'],
    ]
    client = RpcClient("node", IpcTransport(path, 5.0), 4, lambda _: None)
    assert client.ask("a") == {"a": {}}
    client.close()
    with pytest.raises(RpcRefusal, match=r"no \(code -32000\)") as caught:
        client.ask("b")
    assert (caught.value.code, caught.value.data, scripts) == (-32000, "0x12", [])
    client.close()


def test_ipc__without_a_node__is_one_line(tmp_path: Path) -> None:
    client = RpcClient("node", IpcTransport(tmp_path / "none.ipc", 5.0), 2, lambda _: None)
    with pytest.raises(ChainFault, match=r"node does not answer a, tried 2 times: .*No such file"):
        client.ask("a")

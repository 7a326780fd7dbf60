"""A node that loses acknowledged blocks gets them back: the same bytes, in order, at the same seconds."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from anvil import Anvil, RpcBench, anvil_options
from bare_chain import COUNT, REVERT_CALLDATA, TIMESTAMP, Bench, number
from faulty_proxy import FaultyProxy

from chain.accounts import Account
from chain.engines.base import ChainParameters
from chain.errors import ChainFault, TransactionRejected

LOG_TIME = TIMESTAMP + "5f5260205fa000"
BLOCKS = 6


def tell(bench: Bench, blocks: int = BLOCKS) -> str:
    """Some blocks whose receipts depend on their second, on their order and on what stands before them."""
    counter, logging, reverting = bench.create(COUNT), bench.create(LOG_TIME), bench.create(REVERT_CALLDATA)
    for _ in range(blocks - 3):
        calls = [(counter, b""), (logging, b""), (reverting, b"\xbe\xef"), (counter, b"")]
        nonce = bench.nonce
        bench.seal(*(bench.raw(to=to, data=data, nonce=nonce + i) for i, (to, data) in enumerate(calls)))
    return counter


def chain_of(bench: RpcBench) -> list[tuple[int, list[str]]]:
    """Second and transactions of every block of the node."""
    blocks = [bench.node.block(hex(height)) for height in range(1, bench.node.height + 1)]
    return [(int(block["timestamp"], 16), block["transactions"]) for block in blocks]


def assert_goes_on(bench: RpcBench, counter: str, reference: Bench) -> None:
    """The bench seals one more block, after which node and record are what a node that loses nothing would have."""
    tell(reference)
    assert bench.send(to=counter) == reference.send(to=counter)
    assert bench.nonce == reference.nonce
    assert number(bench.engine.call(counter, b"")) == number(reference.engine.call(counter, b""))
    kept = [(block.timestamp_s, [f"0x{r.tx_hash.hex()}" for r in block.receipts]) for block in bench.record]
    assert chain_of(bench) == kept
    assert len(kept) == BLOCKS + 1


LOSSES: dict[str, Callable[[Anvil], None]] = {
    "reorganised by one": lambda node: node.ask("anvil_reorg", 1, []),
    "reorganised by four": lambda node: node.ask("anvil_reorg", 4, []),
    "rolled back by one": lambda node: node.ask("anvil_rollback", 1),
    "rolled back by five": lambda node: node.ask("anvil_rollback", 5),
    "rolled back, somebody else's block on top": lambda node: (
        node.ask("anvil_rollback", 3),
        node.ask("evm_mine", {"timestamp": 1_700_000_000}),
    ),
    "killed without a state": lambda node: (node.kill(), node.start()),
}


@pytest.mark.parametrize("loss", LOSSES)
def test_blocks__lost_before_the_next_one__are_brought_back(rpc: RpcBench, reference: Bench, loss: str) -> None:
    counter = tell(rpc)
    before = chain_of(rpc)
    LOSSES[loss](rpc.node)
    assert chain_of(rpc) != before
    assert_goes_on(rpc, counter, reference)


READS: dict[str, Callable[[RpcBench, str], Any]] = {
    "call": lambda bench, counter: number(bench.engine.call(counter, b"")),
    "nonce": lambda bench, counter: bench.nonce,
    "code": lambda bench, counter: bench.engine.code(counter),
}


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("read", READS)
def test_blocks__lost_before_a_read__are_brought_back_first(rpc: RpcBench, loss: str, read: str) -> None:
    counter = tell(rpc)
    chain, answer = chain_of(rpc), READS[read](rpc, counter)
    LOSSES[loss](rpc.node)
    assert READS[read](rpc, counter) == answer
    assert chain_of(rpc) == chain


def test_node__killed_with_an_older_state_file__is_brought_up_to_date(
    new_anvil: Callable[..., Anvil], connect: Callable[..., Any], account: Account, reference: Bench, tmp_path: Path
) -> None:
    node = new_anvil("--state", str(tmp_path / "state.json"))
    rpc = RpcBench(connect(node.url), account, node)
    counter = tell(rpc, 4)
    node.stop()  # which writes the file
    node.start()
    assert node.height == 4
    for _ in range(BLOCKS - 4):
        nonce = rpc.nonce
        calls = [(counter, b""), (rpc.record[1].receipts[0].created, b"")]
        calls += [(rpc.record[2].receipts[0].created, b"\xbe\xef"), (counter, b"")]
        rpc.seal(*(rpc.raw(to=to, data=data, nonce=nonce + i) for i, (to, data) in enumerate(calls)))
    node.kill()  # which does not
    node.start()
    assert node.height == 4
    assert_goes_on(rpc, counter, reference)


@pytest.mark.parametrize(
    "step",
    ["eth_getBlockByNumber", "evm_setAutomine", "eth_sendRawTransaction", "evm_mine", "eth_getTransactionReceipt"],
)
def test_node__killed_while_a_block_is_made__gets_it_and_all_before(
    shaky: RpcBench, proxy: FaultyProxy, reference: Bench, step: str
) -> None:
    counter = tell(shaky)

    def killed(answers: Any) -> Any:
        shaky.node.kill()
        shaky.node.start()
        return answers

    proxy.strike("edited", step, edit=killed)
    assert_goes_on(shaky, counter, reference)


def test_node__that_loses_blocks_while_they_are_brought_back__gets_them_again(
    shaky: RpcBench, proxy: FaultyProxy, reference: Bench
) -> None:
    counter = tell(shaky)

    def reorganised(answers: Any) -> Any:
        shaky.node.ask("anvil_reorg", 1, [])
        return answers

    shaky.node.ask("anvil_rollback", 4)
    proxy.strike("edited", "evm_mine", times=2, edit=reorganised)
    assert_goes_on(shaky, counter, reference)


def test_node__that_loses_every_block__is_given_up_after_a_bounded_number_of_tries(
    shaky: RpcBench, proxy: FaultyProxy
) -> None:
    counter = tell(shaky)

    def lost(answers: Any) -> Any:
        shaky.node.ask("anvil_rollback", 2)
        return answers

    proxy.strike("edited", "evm_mine", times=1_000, edit=lost)
    with pytest.raises(ChainFault, match="loses blocks again and again: 5 tries at block 7"):
        shaky.send(to=counter)


def test_rejected_transaction__after_a_loss__leaves_the_record_as_it_was(rpc: RpcBench, reference: Bench) -> None:
    counter = tell(rpc)
    rpc.node.ask("anvil_rollback", 3)
    with pytest.raises(TransactionRejected):
        rpc.engine.execute_block([rpc.raw(nonce=rpc.nonce + 5)], rpc.next_s)
    assert_goes_on(rpc, counter, reference)


def test_loss__without_a_record__is_one_line(rpc: RpcBench, connect: Callable[..., Any]) -> None:
    engine = connect(rpc.node.url)
    engine.execute_block([rpc.raw()], rpc.next_s)
    rpc.node.ask("anvil_rollback", 1)
    with pytest.raises(ChainFault, match="has lost what came after block 0 of 1, and there is no record to bring it"):
        engine.nonce(rpc.account.address)


def test_loss__whose_record_ends_too_early__is_one_line(rpc: RpcBench) -> None:
    tell(rpc)
    rpc.node.ask("anvil_rollback", 2)
    rpc.record.pop()
    with pytest.raises(ChainFault, match="has lost block 6, and the record ends at 5"):
        rpc.engine.nonce(rpc.account.address)


def test_loss__whose_blocks_come_out_otherwise__is_one_line(rpc: RpcBench) -> None:
    tell(rpc)
    rpc.node.ask("anvil_rollback", 2)
    last = rpc.record.pop()
    rpc.record.append(replace(last, receipts=(*last.receipts[:-1], replace(last.receipts[-1], gas_used=1))))
    with pytest.raises(ChainFault, match="lost block 6; sent again it does not come out as recorded"):
        rpc.engine.nonce(rpc.account.address)


def test_loss__whose_blocks_are_not_taken_again__is_no_rejection_of_what_is_sent_now(rpc: RpcBench) -> None:
    tell(rpc)
    raw = rpc.raw()
    rpc.node.ask("anvil_rollback", 2)
    rpc.record[-1] = replace(rpc.record[-1], raw=(b"\xff",))
    with pytest.raises(ChainFault, match="lost block 6 and does not take it again: transaction 0 of the") as caught:
        rpc.seal(raw)
    assert not isinstance(caught.value, TransactionRejected)


@pytest.fixture
def other_chain(stack: ExitStack, parameters: ChainParameters) -> Anvil:
    """A chain with another genesis block."""
    other = Anvil(anvil_options(replace(parameters, genesis_at_s=parameters.genesis_at_s - 1)))
    stack.callback(other.kill)
    return other


def test_node__that_is_another_chain_now__is_one_line(rpc: RpcBench, other_chain: Anvil) -> None:
    tell(rpc)
    rpc.node.kill()
    other_chain.kill()
    other_chain.port = rpc.node.port
    other_chain.start()
    with pytest.raises(ChainFault, match="another chain answers there now, with another genesis block"):
        rpc.engine.nonce(rpc.account.address)

"""Row 2: cross-border payments a second, from the nodes' decision to the decoded event, on a fresh network each round.

Trusts our own signing and encoding for every chain, also where its usual client would take longer over it.
Never counts a round in which a payment did not settle.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from web3 import HTTPProvider, Web3
from web3.logs import DISCARD
from web3.types import RPCEndpoint

from benchmarks import ceilings
from benchmarks.anvil import anvil
from benchmarks.measuring import Measure, Section, Stopwatch, Target, Tell, section
from benchmarks.stage import PARAMETERS, Stage, open_stage
from benchmarks.transfers import batch_receipts
from chain.abi import Address
from chain.accounts import Account
from chain.artifacts import load_artifact
from chain.client import Call
from chain.clients.events import PaymentSettled
from chain.decoding import decode_log, topic_of
from chain.engines.base import Engine, Log
from chain.engines.pyevm import PyEvmEngine
from chain.engines.revm import RevmEngine
from chain.engines.rpc import RpcEngine
from chain.evm.envelope import Envelope, recover
from chain.journal import Journal
from chain.ledger import Ledger
from chain.recovery import Recovery

COUNT, ON_PYEVM, ON_ANVIL = 2_000, 30, 200
BARE = 200  # a bare EVM copies the logs of all calls so far at each one
_BATCH = 100
_OPTIONS = {
    "--chain-id": PARAMETERS.chain_id,
    "--timestamp": PARAMETERS.genesis_at_s,
    "--gas-limit": PARAMETERS.gas_limit,
    "--hardfork": PARAMETERS.hardfork,
    "--base-fee": 0,
    "--gas-price": 0,
}


def measure(workers: int, tell: Tell) -> Section:
    """All rows. workers: other processes that recover senders."""
    stage = open_stage()

    def ours(engine: Callable[[], Engine], count: int, helpers: int) -> Callable[[Stopwatch], int]:
        return lambda watch: _through_ledger(watch, stage, engine(), count, helpers)

    def times(bound: float) -> Target:
        return Target(bound, is_ratio=True)

    measures = (
        Measure("revm, durable", ours(lambda: RevmEngine(PARAMETERS), COUNT, workers), Target(2_000)),
        Measure(f"py-evm, durable ({ON_PYEVM})", ours(lambda: PyEvmEngine(PARAMETERS), ON_PYEVM, 0), times(40)),
        Measure(
            f"anvil through web3, one by one ({ON_ANVIL})", lambda watch: _one_by_one(watch, stage), times(20), False
        ),
        Measure(f"anvil in JSON-RPC batches of {_BATCH}", lambda watch: _in_batches(watch, stage), times(1), False),
        Measure("ceiling: pyrevm isolated, unsigned", lambda watch: _isolated(watch, stage), times(0.5)),
        Measure("ceiling: pyrevm bare, unsigned", lambda watch: _bare(watch, stage)),
    )
    return section("Cross-border PvP payments", measures, tell)


@contextmanager
def durable_journal() -> Iterator[Journal]:
    """An empty journal on disk, gone afterwards."""
    with tempfile.TemporaryDirectory() as folder, closing(Journal.create(Path(folder) / "j", PARAMETERS)) as journal:
        yield journal


def _through_ledger(watch: Stopwatch, stage: Stage, engine: Engine, count: int, workers: int) -> int:
    with closing(Recovery(workers)) as recovery, durable_journal() as journal:
        ledger = stage.onto(engine, journal, recovery)
        payments, block = stage.payments(), ledger.block_transactions_max
        settled: list[PaymentSettled | None] = []
        with watch.running():
            for first in range(0, count, block):
                for sender, call in islice(payments, min(block, count - first)):
                    ledger.submit(sender, call)
                outcomes = ledger.seal(ledger.timestamp_s + 1)
                settled += [outcome.first(PaymentSettled) for outcome in outcomes]
    return _required(settled, count)


def _one_by_one(watch: Stopwatch, stage: Stage) -> int:
    """As web3's documentation sends what was signed before, waits for it and reads its event."""
    with _stage_on_anvil(stage) as (provider, signer):
        web3 = Web3(provider)
        contract = web3.eth.contract(abi=load_artifact("SettlementEngine").abi)
        settled: list[Any] = []
        with watch.running():
            for sender, call in islice(stage.payments(), ON_ANVIL):
                raw = signer.sign(sender, call)
                receipt = web3.eth.wait_for_transaction_receipt(web3.eth.send_raw_transaction(raw), poll_latency=0.001)
                settled += contract.events.PaymentSettled().process_receipt(receipt, errors=DISCARD)
    return _required(settled, ON_ANVIL)


def _in_batches(watch: Stopwatch, stage: Stage) -> int:
    """A batch of `eth_sendRawTransaction` and one of `eth_getTransactionReceipt`, decoded as our own are."""
    with _stage_on_anvil(stage) as (provider, signer):
        payments = stage.payments()
        settled: list[PaymentSettled | None] = []
        with watch.running():
            for _ in range(ON_ANVIL * 5 // _BATCH):
                raw = [signer.sign(sender, call) for sender, call in islice(payments, _BATCH)]
                settled += [_settled(receipt) for receipt in batch_receipts(provider, raw)]
    return _required(settled, ON_ANVIL * 5)


@contextmanager
def _stage_on_anvil(stage: Stage) -> Iterator[tuple[HTTPProvider, _Signer]]:
    with anvil(_OPTIONS) as node, closing(Journal.in_memory(PARAMETERS)) as journal:
        ledger = stage.onto(RpcEngine(node.url, PARAMETERS), journal)
        provider = HTTPProvider(node.url)
        provider.make_request(RPCEndpoint("evm_setAutomine"), [True])
        yield provider, _Signer(ledger)


class _Signer:
    """Signs one transaction after another as the ledger would. ledger: that knows how many each account has sent."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger, self._nonces = ledger, dict[Address, int]()

    def sign(self, sender: Account, call: Call[Any]) -> bytes:
        """Signed bytes of the sender's next transaction."""
        nonce = self._nonces.get(sender.address, self._ledger.next_nonce(sender.address))
        self._nonces[sender.address] = nonce + 1
        return sender.sign_transaction(call, nonce, PARAMETERS.chain_id)


def _settled(receipt: Any) -> PaymentSettled | None:
    return _first_settled(
        [Log(log["address"], tuple(map(_bytes, log["topics"])), _bytes(log["data"])) for log in receipt["logs"]]
    )


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text[2:])


def _isolated(watch: Stopwatch, stage: Stage) -> int:
    machine, calls = ceilings.isolated(PARAMETERS), _envelopes(stage, COUNT)
    for envelope in _opening(stage):
        machine.transact(envelope)
    with watch.running():
        done = [machine.transact(call) for call in calls]
    return _required([_first_settled(item.logs) for item in done], COUNT)


def _bare(watch: Stopwatch, stage: Stage) -> int:
    evm = ceilings.bare(PARAMETERS)
    for envelope in _opening(stage):
        if envelope.to is None:
            evm.deploy(envelope.sender, envelope.data)
        else:
            evm.message_call(envelope.sender, envelope.to, envelope.data)
    calls = [(call.sender, call.to, call.data) for call in _envelopes(stage, BARE)]
    with watch.running():
        answers = [evm.message_call(*call) for call in calls]
    return _required(answers, BARE)


def _opening(stage: Stage) -> Iterator[Envelope]:
    return (recover(raw) for block in stage.blocks for raw in block.raw)


def _envelopes(stage: Stage, count: int) -> list[Envelope]:
    """So many payments, signed and recovered already."""
    nonces = Counter(envelope.sender for envelope in _opening(stage))
    envelopes = []
    for sender, call in islice(stage.payments(), count):
        envelopes.append(recover(sender.sign_transaction(call, nonces[sender.address], PARAMETERS.chain_id)))
        nonces[sender.address] += 1
    return envelopes


def _first_settled(logs: Sequence[Log]) -> PaymentSettled | None:
    topic = topic_of(PaymentSettled)
    event = next((decode_log(log) for log in logs if log.topics[0] == topic), None)
    return event if isinstance(event, PaymentSettled) else None


def _required(settled: Sequence[object], count: int) -> int:
    if len(settled) != count or not all(settled):
        raise RuntimeError(f"{sum(map(bool, settled))} of {count} payments settled")
    return count

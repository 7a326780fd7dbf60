"""Row 1: signed ERC-20 transfers a second, receipts included, on a fresh chain each round.

Trusts `benchmarks.coin` to give each chain the same work.
Never counts a round in which one transfer is missing or failed.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, cast

from eth_account import Account as EthAccount
from eth_tester import EthereumTester, PyEVMBackend
from eth_typing import HexStr
from web3 import EthereumTesterProvider, HTTPProvider, IPCProvider, Web3
from web3.types import RPCEndpoint

from benchmarks import ceilings
from benchmarks.anvil import anvil
from benchmarks.coin import SENDERS, Fees, Transfers, batches, derived_senders
from benchmarks.measuring import Measure, Section, Stopwatch, Target, Tell, section
from chain.accounts import Account
from chain.engines.base import ChainParameters
from chain.engines.revm import RevmBackend, RevmEngine
from chain.evm.envelope import recover
from chain.journal import Journal
from chain.ledger import Ledger
from chain.recovery import Recovery

COUNT, MANY, ON_PYEVM = 500, 10_000, 100
_PARAMETERS = ChainParameters(chain_id=7, genesis_at_s=1_700_000_000)
_BATCH = 100
_ANVIL_CHAIN, _GWEI = 31_337, 10**9
# Known to everybody: to its accounts anvil gives money by itself.
_PATH = "m/44'/60'/0'/0"
_MNEMONIC = "test test test test test test test test test test test junk"
_PUBLIC_FEES = Fees(max_fee=20 * _GWEI, tip=_GWEI)


def measure(workers: int, tell: Tell) -> Section:
    """All rows. workers: other processes that recover senders."""
    ours, public = Transfers(_PARAMETERS.chain_id, derived_senders()), _public_senders()
    few, many = ours.signed(COUNT), ours.signed(MANY)
    testers = Transfers(RevmBackend().chain.chain_id, public, _PUBLIC_FEES)
    on_anvil = Transfers(_ANVIL_CHAIN, public, _PUBLIC_FEES)

    def bulk(raw: list[bytes], *, is_durable: bool = True) -> Callable[[Stopwatch], int]:
        return lambda watch: _bulk(watch, ours, raw, workers, is_durable=is_durable)

    def tester(backend: Any, count: int) -> Callable[[Stopwatch], int]:
        def work(watch: Stopwatch) -> int:
            chain = backend.from_mnemonic(_MNEMONIC, num_accounts=SENDERS, hd_path=_PATH)
            return _one_by_one(watch, Web3(EthereumTesterProvider(EthereumTester(chain))), testers, count)

        return work

    def over(provider: Callable[[Any], Any]) -> Callable[[Stopwatch], int]:
        def work(watch: Stopwatch) -> int:
            with anvil() as node:
                return _one_by_one(watch, Web3(provider(node)), on_anvil, COUNT)

        return work

    measures = (
        Measure(f"revm bulk, {MANY:,} durable", bulk(many), Target(5_000)),
        Measure(f"revm bulk, {MANY:,} without a journal", bulk(many, is_durable=False), Target(0.75, is_ratio=True)),
        Measure(f"revm bulk, {COUNT} durable", bulk(few), Target(5_000)),
        Measure("revm through web3 and eth-tester", tester(RevmBackend, COUNT)),
        Measure(f"py-evm through web3 and eth-tester ({ON_PYEVM})", tester(PyEVMBackend, ON_PYEVM)),
        Measure("anvil through web3, HTTP", over(lambda node: HTTPProvider(node.url)), works_here=False),
        Measure("anvil through web3, IPC", over(lambda node: IPCProvider(node.ipc)), works_here=False),
        Measure(
            f"anvil in JSON-RPC batches of {_BATCH}",
            lambda watch: _in_batches(watch, on_anvil),
            Target(2.5, is_ratio=True),
            works_here=False,
        ),
        Measure("ceiling: pyrevm isolated, unsigned", lambda watch: _isolated(watch, ours, many)),
        Measure("ceiling: pyrevm bare, unsigned", lambda watch: _bare(watch, ours)),
    )
    return section("Signed ERC-20 transfers", measures, tell)


def _public_senders() -> tuple[Account, ...]:
    EthAccount.enable_unaudited_hdwallet_features()
    keys = (EthAccount.from_mnemonic(_MNEMONIC, account_path=f"{_PATH}/{n}").key for n in range(SENDERS))
    return tuple(Account("sender", str(number), bytes(key)) for number, key in enumerate(keys))


def _bulk(watch: Stopwatch, transfers: Transfers, raw: list[bytes], workers: int, *, is_durable: bool) -> int:
    with closing(Recovery(workers)) as recovery, _journal(is_durable) as journal:
        ledger = Ledger(RevmEngine(_PARAMETERS), journal, recovery=recovery)
        ledger.submit_signed([transfers.creation])
        (created,) = ledger.seal(ledger.timestamp_s + 1)
        with watch.running():
            ledger.submit_signed(raw)
            statuses: list[int] = [created.receipt.status]
            while ledger.pending:
                statuses += [outcome.receipt.status for outcome in ledger.seal(ledger.timestamp_s + 1)]
    return _required(statuses, len(raw) + 1) - 1


@contextmanager
def _journal(is_durable: bool) -> Iterator[Journal]:
    if not is_durable:
        yield cast(Journal, _NoJournal())
        return
    with tempfile.TemporaryDirectory() as folder, closing(Journal.create(Path(folder) / "j", _PARAMETERS)) as journal:
        yield journal


class _NoJournal:
    """Keeps nothing, so that it shows what keeping costs."""

    parameters = _PARAMETERS

    def note(self, key: str, value: str) -> None:
        """Forgets a note."""

    def append_transactions(self, height: int, raw: Sequence[bytes]) -> None:
        """Forgets signed bytes."""

    def append_block(self, block: Any) -> None:
        """Forgets a block."""


def _one_by_one(watch: Stopwatch, web3: Web3, transfers: Transfers, count: int) -> int:
    """As web3's documentation sends what was signed before, and waits for it."""
    raw = transfers.signed(count)
    web3.eth.wait_for_transaction_receipt(web3.eth.send_raw_transaction(transfers.creation))
    statuses = []
    with watch.running():
        for data in raw:
            receipt = web3.eth.wait_for_transaction_receipt(web3.eth.send_raw_transaction(data), poll_latency=0.001)
            statuses.append(receipt["status"])
    return _required(statuses, count)


def _in_batches(watch: Stopwatch, transfers: Transfers) -> int:
    """A batch of `eth_sendRawTransaction` and one of `eth_getTransactionReceipt`, while anvil seals by itself.

    Not by web3's `batch_requests`, which takes no signed transactions, but by what stands below it.
    """
    raw = transfers.signed(COUNT)
    with anvil() as node:
        provider = HTTPProvider(node.url)
        web3 = Web3(provider)
        web3.eth.wait_for_transaction_receipt(web3.eth.send_raw_transaction(transfers.creation))
        with watch.running():
            statuses = [status for part in batches(raw, _BATCH) for status in send_batch(provider, part)]
    return _required(statuses, COUNT)


def send_batch(provider: HTTPProvider, raw: Sequence[bytes]) -> list[int]:
    """The status of each of some transactions, once all have receipts."""
    return [int(receipt["status"], 16) for receipt in batch_receipts(provider, raw)]


def batch_receipts(provider: HTTPProvider, raw: Sequence[bytes]) -> list[Any]:
    """Sends signed transactions in one request and gets their receipts in another."""
    hashes = _batch(provider, "eth_sendRawTransaction", [HexStr(f"0x{data.hex()}") for data in raw])
    receipts: list[Any] = [None]
    while None in receipts:
        receipts = _batch(provider, "eth_getTransactionReceipt", hashes)
    return receipts


def _batch(provider: HTTPProvider, method: str, items: Sequence[Any]) -> list[Any]:
    answers = provider.make_batch_request([(RPCEndpoint(method), [item]) for item in items])
    if not isinstance(answers, list):
        raise RuntimeError(f"anvil refuses a batch: {answers}")
    return [answer["result"] for answer in answers]


def _isolated(watch: Stopwatch, transfers: Transfers, raw: list[bytes]) -> int:
    machine = ceilings.isolated(_PARAMETERS)
    machine.transact(recover(transfers.creation))
    envelopes = [recover(data) for data in raw]
    with watch.running():
        statuses = [machine.transact(envelope).status for envelope in envelopes]
    return _required(statuses, len(raw))


def _bare(watch: Stopwatch, transfers: Transfers) -> int:
    evm = ceilings.bare(_PARAMETERS)
    creation = recover(transfers.creation)
    coin = evm.deploy(creation.sender, creation.data)
    calls = [(transfers.senders[place].address, data) for place, data in transfers.calls(COUNT)]
    with watch.running():
        answers = [evm.message_call(sender, coin, data) for sender, data in calls]
    return _required([answer[-1] for answer in answers], COUNT)


def _required(statuses: Sequence[int], count: int) -> int:
    if list(statuses) != [1] * count:
        raise RuntimeError(f"{sum(statuses)} of {count} transactions went through")
    return count

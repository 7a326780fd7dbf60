"""The digest of a run: chained block by block, the same for the same run."""

from __future__ import annotations

from bare_chain import creation_code

from chain.accounts import Account
from chain.client import Call, Creation
from chain.digest import genesis_digest, next_digest
from chain.engines.base import ChainParameters
from chain.engines.pyevm import PyEvmEngine
from chain.journal import Journal
from chain.ledger import Ledger


def some_blocks(ledger: Ledger, seed: int = 1) -> None:
    """Three blocks: a creation of code that logs its calldata, calls of it that work and revert, and nothing."""
    account = Account.derived(seed, "bank", "b")
    # JUMPI over CALLDATACOPY and LOG0 to a REVERT when there is no calldata
    runtime = bytes.fromhex("3615600d57" + "365f5f37365fa000" + "5b5f5ffd")
    ledger.submit(account, Creation("Logger", creation_code(runtime)))
    (created,) = ledger.seal(ledger.timestamp_s + 2)
    address = created.receipt.created
    assert address is not None
    for data in (b"\1\2", b"", b"\3"):
        ledger.submit(account, Call(address, data, "Logger.log"))
    ledger.seal(ledger.timestamp_s + 2)
    ledger.seal(ledger.timestamp_s + 2)


def test_digest__each_block__chains_its_receipts(bare_ledger: Ledger, parameters: ChainParameters) -> None:
    some_blocks(bare_ledger)
    digest = genesis_digest(parameters)
    blocks = list(bare_ledger.journal.blocks())
    for block in blocks:
        digest = next_digest(digest, block.height, block.timestamp_s, block.receipts)
        assert block.digest == digest
    assert bare_ledger.digest == digest
    statuses = [[receipt.status for receipt in block.receipts] for block in blocks]
    assert statuses == [[1], [1, 0, 1], []]


def test_digest__two_runs__are_equal_and_another_seed_differs(parameters: ChainParameters) -> None:
    digests = []
    for seed in (1, 1, 2):
        ledger = Ledger(PyEvmEngine(parameters), Journal.in_memory(parameters))
        some_blocks(ledger, seed)
        digests.append(ledger.digest)
    assert digests[0] == digests[1] != digests[2]

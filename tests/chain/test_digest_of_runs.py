"""The digest of a run, and its replay from the journal."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from bare_chain import creation_code
from small_network import Network

from chain.accounts import Account
from chain.client import Call, Creation
from chain.digest import genesis_digest, next_digest
from chain.engines.base import ChainParameters
from chain.engines.pyevm import PyEvmEngine
from chain.errors import ChainFault
from chain.journal import Journal, JournalBlock
from chain.ledger import Ledger, replay

NOBODY = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"


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


@pytest.fixture
def finished(tmp_path: Path, parameters: ChainParameters) -> Path:
    """The closed journal of three blocks."""
    path = tmp_path / "journal.sqlite"
    ledger = Ledger(PyEvmEngine(parameters), Journal.create(path, parameters))
    some_blocks(ledger)
    ledger.journal.close()
    return path


def replayed(path: Path, parameters: ChainParameters) -> list[JournalBlock]:
    with closing(Journal.open(path)) as journal:
        return list(replay(journal, PyEvmEngine(parameters)))


def test_replay__untouched_journal__comes_out_the_same(finished: Path, parameters: ChainParameters) -> None:
    with closing(Journal.open(finished)) as journal:
        assert replayed(finished, parameters) == list(journal.blocks())
    assert len(replayed(finished, parameters)) == 3


def test_replay__deployed_network__comes_out_the_same(fresh: Network) -> None:
    fresh.settle(fresh.order(), fresh.quote())
    blocks = list(replay(fresh.ledger.journal, PyEvmEngine(fresh.ledger.parameters)))
    assert blocks[-1].digest == fresh.ledger.digest
    assert len(blocks) == fresh.ledger.height


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        # The last byte of a transaction belongs to its signature: another sender, with another nonce.
        pytest.param(
            "UPDATE transactions SET raw = :flipped WHERE height = 2 AND position = 1",
            "block 2 cannot be executed again: transaction 1",
            id="raw",
        ),
        ("UPDATE receipts SET gas_used = gas_used + 1 WHERE height = 2 AND position = 0", "block 2 does not come out"),
        ("UPDATE receipts SET status = 1 WHERE height = 2 AND position = 1", "block 2 does not come out"),
        ("UPDATE receipts SET tx_hash = zeroblob(32) WHERE height = 1", "block 1 does not come out"),
        ("UPDATE receipts SET logs = x'00000000' WHERE height = 2 AND position = 0", "block 2 does not come out"),
        ("UPDATE receipts SET revert_data = x'00' WHERE height = 2 AND position = 1", "block 2 does not come out"),
        (f"UPDATE receipts SET created = '{NOBODY}' WHERE height = 1", "block 1 does not come out"),
        ("UPDATE blocks SET digest = zeroblob(32) WHERE height = 3", "block 3 does not come out"),
        ("UPDATE blocks SET timestamp_s = timestamp_s + 1 WHERE height = 3", "block 3 does not come out"),
        ("UPDATE blocks SET timestamp_s = 1 WHERE height = 2", "block 2 cannot be executed again: .* not after"),
        ("UPDATE meta SET value = '1' WHERE key = 'chain_id'", "a journal of ChainParameters.chain_id=1,"),
    ],
)
def test_replay__one_thing_changed__is_a_fault_that_names_the_block(
    finished: Path, parameters: ChainParameters, statement: str, why: str
) -> None:
    with closing(sqlite3.connect(finished)) as database, database:
        (raw,) = database.execute("SELECT raw FROM transactions WHERE height = 2 AND position = 1").fetchone()
        flipped = raw[:-1] + bytes([raw[-1] ^ 1])
        changed = database.execute(statement, {"flipped": flipped} if ":flipped" in statement else {})
        assert changed.rowcount == 1
    with pytest.raises(ChainFault, match=why) as caught:
        replayed(finished, parameters)
    assert str(finished) in str(caught.value)


def test_replay__damage_in_the_last_block__yields_the_blocks_before_it(
    finished: Path, parameters: ChainParameters
) -> None:
    with closing(sqlite3.connect(finished)) as database, database:
        database.execute("UPDATE blocks SET digest = zeroblob(32) WHERE height = 3")
    heights = []
    with closing(Journal.open(finished)) as journal, pytest.raises(ChainFault):
        for block in replay(journal, PyEvmEngine(parameters)):
            heights.append(block.height)
    assert heights == [1, 2]

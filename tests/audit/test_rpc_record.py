"""A chain that somebody else runs: an anvil that got a network's transactions, read with an address and a file alone.

Trusts the anvil to execute what the reference engine executed.
Never hands the auditor the journal that the network was made from.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from actors import BANGKOK_BANK, EXPORTER, IMPORTER
from anvil import Anvil, anvil_options
from small_network import AMOUNT_MINOR, Network, open_network

from audit.index.store import Index
from audit.record import Record
from audit.rpc_audit import audit_range
from audit.rpc_record import RpcJournal
from chain.deployment import Deployment
from chain.engines.rpc import RpcEngine
from chain.engines.rpc_bytes import signed_bytes
from chain.errors import ChainFault, InputError
from chain.journal import Journal
from scripts.cli import main


@pytest.fixture(scope="module")
def paid() -> Iterator[Network]:
    """A network in which a payment settled, one was refused, and one more settled."""
    network = open_network()
    for order in (network.order(), network.order(amount_minor=10**12, cost_minor_max=10**13), network.order()):
        network.run(BANGKOK_BANK, network.settlement(order, network.quote(sell_minor_max=order.amount_minor)))
    yield network
    network.ledger.journal.close()


@pytest.fixture(scope="module")
def chain(paid: Network) -> Iterator[Anvil]:
    """An anvil with the same blocks."""
    parameters = paid.ledger.parameters
    node = Anvil(anvil_options(parameters))
    try:
        engine = RpcEngine(node.url, parameters)
        for block in paid.ledger.journal.blocks():
            assert engine.execute_block(block.raw, block.timestamp_s) == block.receipts
        yield node
    finally:
        node.kill()


@pytest.fixture(scope="module")
def deployment_file(paid: Network, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where its contracts are."""
    path = tmp_path_factory.mktemp("chain") / "deployment.json"
    path.write_text(paid.deployment.as_json())
    return path


def tables(index: Index) -> dict[str, Any]:
    """What an index says of payments, transfers and events."""
    names = ("payments", "transfers", "events", "acts", "accounts")
    return {name: index.rows(f"SELECT * FROM {name}") for name in names}


def test_index__of_a_chain__is_that_of_its_journal(paid: Network, chain: Anvil) -> None:
    journal: Journal = paid.ledger.journal
    there = RpcJournal.connect(chain.url, paid.deployment)
    assert [block.raw for block in there.blocks()] == [block.raw for block in journal.blocks()]
    ours = Index.in_memory(Record(journal, paid.deployment))
    theirs = Index.in_memory(Record(there, paid.deployment))
    assert tables(theirs) == tables(ours)
    assert len(tables(ours)["payments"]) == 3


def test_audit__of_a_chain__reconciles_by_calls(
    chain: Anvil, deployment_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    named = ["audit", "--rpc", chain.url, "--deployment", str(deployment_file)]
    assert main([*named, "--reconcile", "--json"]) == 0
    body = json.loads(capsys.readouterr().out)
    assert (body["reconciled"], body["storage"]) == (True, f"calls over RPC at block {chain.height}")
    assert body["payments"]["settled"] == 2
    assert main([*named, "--list", "payments", "--wallet", IMPORTER.address, "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["status"] for row in rows] == ["settled", "refused", "settled"]


def test_audit__range_after_the_deployment__marks_its_opening_balances_unproved(
    chain: Anvil, deployment_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    named = ["audit", "--rpc", chain.url, "--deployment", str(deployment_file), "--from-block", str(chain.height)]
    assert main([*named, "--reconcile"]) == 0
    told = capsys.readouterr().out
    assert f"UNPROVED: 6 by calls at block {chain.height - 1}" in told
    assert main([*named, "--json"]) == 0
    body = json.loads(capsys.readouterr().out)
    credited = [row for row in body["balances"] if row["holder"] == EXPORTER.address]
    assert [row["closing_minor"] - row["opening_minor"] for row in credited] == [AMOUNT_MINOR]
    assert {row["opening"] for row in body["balances"]} == {f"unproved: by a call at block {chain.height - 1}"}


def test_audit_range__money_that_no_event_moved__is_a_finding(paid: Network, chain: Anvil) -> None:
    there = RpcJournal.connect(chain.url, paid.deployment, chain.height)

    class Silent(RpcJournal):
        def blocks(self, first: int = 1, last: int | None = None) -> Iterator[Any]:
            for block in super().blocks(first, last):
                (receipt,) = block.receipts
                kept = tuple(log for log in receipt.logs if log.address != paid.deposit(BANGKOK_BANK).address)
                twice = kept + tuple(log for log in kept if log.address == paid.money("THB").address)
                yield replace(block, receipts=(replace(receipt, logs=twice),))

    there.__class__ = Silent
    report = audit_range(there, Record(there, paid.deployment))
    assert {finding.rule for finding in report.findings} == {"storage-balance"}


def test_connect__other_chain__is_one_line(paid: Network, chain: Anvil) -> None:
    parameters = replace(paid.deployment.parameters, chain_id=7)
    with pytest.raises(InputError, match="the deployment is of 7"):
        RpcJournal.connect(chain.url, replace(paid.deployment, parameters=parameters))


def test_connect__other_network_on_the_chain__is_one_line(paid: Network, chain: Anvil) -> None:
    moved: Deployment = replace(paid.deployment, contracts=paid.deployment.contracts | {"FxBoard": "0x" + "11" * 20})
    with pytest.raises(InputError, match="nothing stands at"):
        RpcJournal.connect(chain.url, moved)


@pytest.mark.parametrize(("first", "last"), [(1, 10**6), (10**6, None), (9, 8)])
def test_connect__blocks_that_are_not_there__are_one_line(
    paid: Network, chain: Anvil, first: int, last: int | None
) -> None:
    with pytest.raises(InputError, match="has blocks up to"):
        RpcJournal.connect(chain.url, paid.deployment, first, last)


def test_audit__nobody_at_the_address__exits_with_3(
    deployment_file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("audit.rpc_record._TRIES", 1)
    assert main(["audit", "--rpc", "http://127.0.0.1:9", "--deployment", str(deployment_file)]) == 3
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--rpc", "http://127.0.0.1:9"], "no deployment named"),
        ([], "no record named"),
        (["DIR", "--rpc", "http://127.0.0.1:9"], "two records named"),
    ],
)
def test_audit__without_what_it_needs__is_one_line(
    capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert main(["audit", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_full_block__bytes_that_have_another_hash__are_a_fault(
    paid: Network, chain: Anvil, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chain.engines.rpc_node.signed_bytes", lambda answer: signed_bytes(answer) + b"\0")
    with pytest.raises(ChainFault, match="not what its hash says"):
        list(RpcJournal.connect(chain.url, paid.deployment).blocks())

"""Each command of the audit room on a chain that others run: what it does there, or the one line that says why not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from actors import IMPORTER
from anvil import Anvil, anvil_options, strangers_transaction
from small_network import Network, open_network

import audit.evidence.verifier
from audit.record import Record
from audit.rpc_audit import verify_chain
from audit.rpc_record import RpcBlock, RpcJournal
from chain.engines import rpc_node
from chain.engines.rpc import RpcEngine
from chain.errors import ChainFault
from chain.hashing import keccak
from scripts.cli import main

Printed = pytest.CaptureFixture[str]
PAYMENTS = 3


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    """A network with three payments, the last in each of the last three blocks."""
    network = open_network()
    for _ in range(PAYMENTS):
        network.settle(network.order(), network.quote())
    yield network
    network.ledger.journal.close()


@pytest.fixture(scope="module")
def node(network: Network) -> Iterator[Anvil]:
    """An anvil with the same blocks, and a stranger's transaction of another type in the last."""
    node = Anvil(anvil_options(network.ledger.parameters))
    try:
        engine = RpcEngine(node.url, network.ledger.parameters)
        journal, parameters = network.ledger.journal, network.ledger.parameters
        stranger = strangers_transaction(parameters, 0, IMPORTER.address)
        for block in journal.blocks():
            engine.execute_block(
                (*block.raw, *([stranger] if block.height == journal.height() else ())), block.timestamp_s
            )
        yield node
    finally:
        node.kill()


@pytest.fixture(scope="module")
def named(network: Network, node: Anvil, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """How a command is told of it."""
    file = tmp_path_factory.mktemp("chain") / "deployment.json"
    file.write_text(network.deployment.as_json())
    return ["--rpc", node.url, "--deployment", str(file)]


@pytest.fixture(scope="module")
def late(node: Anvil) -> list[str]:
    """A range that begins with the second payment."""
    return ["--from-block", str(node.height - 1)]


UETR = "00000000-0000-4000-8000-000000000005"
WORKS = {
    "audit": ["audit"],
    "alarms": ["audit", "--alarms"],
    "hindsight": ["audit", "--hindsight"],
    "list": ["audit", "--list", "payments"],
    "trace": ["trace", "--from", UETR],
    "verify": ["verify"],
    "report": ["report", "--audit", "--out", "OUT.html"],
    "iso20022": ["export", "iso20022", "--all", "--out", "OUT"],
    "evidence": ["export", "evidence", "--uetr", UETR, "--out", "OUT"],
    "view": ["export", "view", "--for", "auditor", "--out", "OUT"],
    "research": ["export", "research", "--out", "OUT"],
}
LATE = {"audit", "alarms", "hindsight", "list", "verify", "evidence"}
"""What is possible with a range that begins after the deployment."""
NEVER = {
    "score": (["audit", "--score"], "the truth about a chain stands in the results folder of its run"),
    "page": (["report"], "the page shows a run's scenario and tables, which a chain has not"),
    "replay": (["verify", "--replay"], "executed by its own nodes"),
}


def typed(command: list[str], tmp_path: Path) -> list[str]:
    return [word.replace("OUT", str(tmp_path / "out")) for word in command]


@pytest.fixture(autouse=True)
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """The verifier's Keccak is another test's."""
    monkeypatch.setattr(audit.evidence.verifier, "keccak", keccak)


@pytest.mark.parametrize("command", WORKS)
def test_command__over_rpc__works_from_the_deployment_on(command: str, named: list[str], tmp_path: Path) -> None:
    assert main([*typed(WORKS[command], tmp_path), *named]) == 0
    writes = "--out" in WORKS[command]
    assert writes == any(path.is_file() and path.stat().st_size for path in tmp_path.rglob("*"))


@pytest.mark.parametrize("command", WORKS)
def test_command__range_after_the_deployment__works_or_says_in_a_line_what_it_lacks(
    command: str, named: list[str], late: list[str], tmp_path: Path, capsys: Printed
) -> None:
    code = main([*typed(WORKS[command], tmp_path), *named, *late])
    error = capsys.readouterr().err
    assert code == (0 if command in LATE else 2)
    if code:
        assert error.startswith("error: --from-block: ") and error.count("\n") == 1
        assert "is not in the range; begin at the deployment" in error
        assert not any(tmp_path.iterdir())


@pytest.mark.parametrize("command", NEVER)
def test_command__what_a_chain_cannot_have__is_a_line_that_says_why(
    command: str, named: list[str], capsys: Printed
) -> None:
    arguments, why = NEVER[command]
    assert main([*arguments, *named]) == 2
    error = capsys.readouterr().err
    assert why in error and error.count("\n") == 1


@pytest.mark.parametrize("command", ["verify", "report", "trace", "evidence", "view"])
def test_command__no_record_or_two__is_one_line(
    command: str, named: list[str], tmp_path: Path, capsys: Printed
) -> None:
    arguments = typed(WORKS[command], tmp_path)
    for record, said in (([], "no record named"), ([str(tmp_path), *named], "two records named")):
        assert main([*arguments, *record]) == 2
        assert said in capsys.readouterr().err


def test_list__late_range__knows_each_moneys_currency_and_notes_what_it_does_not(
    named: list[str], late: list[str], capsys: Printed
) -> None:
    """Each payment moves HKD twice, and once some was issued before the first; none of that may be missed."""
    for extra, count in (([], 2 * PAYMENTS + 1), (late, 2 * (PAYMENTS - 1))):
        assert main(["audit", *named, *extra, "--list", "transfers", "--currency", "HKD", "--json"]) == 0
        printed = capsys.readouterr()
        rows = [json.loads(line) for line in printed.out.splitlines()]
        assert {row["currency"] for row in rows} == {"HKD"}
        assert len(rows) == count
        assert printed.err.startswith("note: who was who") == bool(extra)


def test_verify__over_rpc__counts_and_names_the_block_that_proves_it(
    named: list[str], node: Anvil, network: Network, capsys: Printed
) -> None:
    assert main(["verify", *named, "--json"]) == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    sent = sum(len(block.raw) for block in network.ledger.journal.blocks()) + 1
    assert (told["blocks"], told["transactions"], told["holds"]) == (node.height, sent, True)
    assert told["last_block"] == {"number": node.height, "hash": node.block()["hash"]}


def test_report__over_rpc__claims_no_seals_and_no_execution(named: list[str], node: Anvil, tmp_path: Path) -> None:
    page = tmp_path / "audit.html"
    assert main(["report", "--audit", *named, "--out", str(page)]) == 0
    told = json.loads(page.with_suffix(".json").read_text())
    assert told["block_hash"] == node.block()["hash"]
    assert "genesis_digest" not in told
    figures = {row["number"]: row["figures"] for row in told["principles"]}
    assert (figures[8]["seals"], figures[17]["replayed"]) == (0, 0)
    assert "no seals, not executed again" in page.read_text()


def test_verify__node_that_tells_another_receipt__is_a_finding(
    named: list[str], capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = rpc_node._log
    monkeypatch.setattr(rpc_node, "_log", lambda answer: told(answer)._replace(data=b"\1" * 32))
    assert main(["verify", *named, "--json"]) == 1
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert "has other transactions or receipts than its header" in finding["message"]


def test_verify__hashes_of_something_else__are_the_nodes_word(
    named: list[str], capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rpc_node, "header_bytes", lambda answer: b"\xc0")
    assert main(["verify", *named, "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert [(finding["rule"], finding["height"]) for finding in told["findings"]] == [("block-header", 1)]
    assert "the node's word from block 1 on" in told["record"]
    assert main(["audit", *named, "--json"]) == 0
    assert "the node's word from block 1 on" in json.loads(capsys.readouterr().out)["record"]


def test_blocks__type_that_is_not_known_here__is_bound_by_the_bytes_that_the_node_has(
    network: Network, node: Anvil, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = [block.raw for block in RpcJournal.connect(node.url, network.deployment).blocks()]
    monkeypatch.setattr(rpc_node, "signed_bytes", lambda answer: b"")
    chain = RpcJournal.connect(node.url, network.deployment)
    assert [block.raw for block in chain.blocks()] == known
    assert chain.unbound is None
    monkeypatch.setattr("audit.rpc_record.keccak", lambda data: b"")
    assert [any(block.raw) for block in chain.blocks()] == [False] * node.height
    assert chain.unbound == 1


def test_verify_chain__transaction_that_nobody_signed__is_a_finding(network: Network, node: Anvil) -> None:
    class Unsigned(RpcJournal):
        def blocks(self, first: int = 1, last: int | None = None) -> Iterator[RpcBlock]:
            for block in super().blocks(first, last):
                yield replace(block, raw=(b"", *block.raw[1:]))

    chain = RpcJournal.connect(node.url, network.deployment, node.height)
    chain.__class__ = Unsigned
    (finding,) = verify_chain(chain, Record(chain, network.deployment, is_late=True)).findings
    assert finding.rule == "block-sender"


def test_blocks__last_block_became_another__is_a_fault(network: Network, node: Anvil) -> None:
    chain = RpcJournal.connect(node.url, network.deployment, node.height)
    chain.last_hash = bytes(32)
    with pytest.raises(ChainFault, match="is another one than before"):
        list(chain.blocks())


def test_trace__payer_by_address__is_followed_as_in_a_folder(named: list[str], capsys: Printed) -> None:
    assert main(["trace", *named, "--from", IMPORTER.address, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)

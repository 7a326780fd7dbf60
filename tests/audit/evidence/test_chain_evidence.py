"""Evidence from a chain that others run: what a block's hash proves of one payment, and what it refuses."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import rusty_rlp
from actors import BANGKOK_BANK, IMPORTER, SUPERVISOR
from anvil import Anvil, anvil_options, strangers_transaction
from evidenced import SOURCE, Files, flips, group, load_verifier, manifest_of, read_files, verdict, write_files
from small_network import AMOUNT_MINOR, Network, open_network

import audit.evidence.verifier
from audit.rpc_record import RpcBlock, RpcJournal
from chain.engines import rpc_node
from chain.engines.rpc import RpcEngine
from chain.evm.proofs import path_to
from chain.evm.roots import ordered_root, receipt_values
from chain.hashing import keccak
from scripts.cli import main


@dataclass(frozen=True)
class There:
    """A chain with a payment, beside a stranger's transaction. uetr: of it; paid: in which block; frozen: the block
    after it, which is about its payer; named: how the commands are told of the chain; lied: the same by somebody whose
    own contract says, later, that the payee got twice as much."""

    network: Network
    node: Anvil
    uetr: str
    paid: int
    frozen: int
    named: list[str]
    lied: list[str]


@dataclass(frozen=True)
class Written:
    """Evidence from it. told: what the command printed."""

    path: Path
    anchor: bytes
    contract: str
    told: dict[str, Any]


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[There]:
    """An anvil that got a network's blocks, and what others sent."""
    network = open_network()
    order = network.order()
    network.settle(order, network.quote())
    paid = network.ledger.journal.height()
    frozen = network.run(SUPERVISOR, network.deposit(BANGKOK_BANK).set_frozen_tokens(IMPORTER.address, 1_000)).height
    network.settle(network.order(), network.quote())
    node = Anvil(anvil_options(network.ledger.parameters))
    folder = tmp_path_factory.mktemp("there")
    try:
        engine = RpcEngine(node.url, network.ledger.parameters)
        for block in network.ledger.journal.blocks():
            strangers = (strangers_transaction(network.ledger.parameters, 0, NOBODY),) if block.height == paid else ()
            engine.execute_block((*block.raw, *strangers), block.timestamp_s)
        creation = strangers_transaction(network.ledger.parameters, 1, "", lie(network, paid))
        (receipt,) = engine.execute_block((creation,), block.timestamp_s + 2)
        assert receipt.created is not None
        contracts = network.deployment.contracts | {"SettlementEngine": receipt.created}
        told = {"true": network.deployment, "lie": replace(network.deployment, contracts=contracts)}
        for name, deployment in told.items():
            (folder / f"{name}.json").write_text(deployment.as_json())
        options = (["--rpc", node.url, "--deployment", str(folder / f"{name}.json")] for name in told)
        yield There(network, node, order.uetr, paid, frozen, *options)
    finally:
        node.kill()
        network.ledger.journal.close()


def lie(network: Network, paid: int) -> bytes:
    """Code that creates a contract of one byte, which says of the payment that twice as much was received."""
    (block,) = network.ledger.journal.blocks(paid, paid)
    log = next(log for log in block.receipts[0].logs if log.address == network.engine.address)
    data = log.data.replace(AMOUNT_MINOR.to_bytes(32, "big"), (2 * AMOUNT_MINOR).to_bytes(32, "big"))
    words = [data[at : at + 32] for at in range(0, len(data), 32)]
    # PUSH32 word, PUSH2 place, MSTORE; PUSH32 each topic; PUSH2 length, PUSH0, LOGn; PUSH1 1, PUSH1 12, RETURN.
    stored = b"".join(b"\x7f" + word + b"\x61" + (32 * at).to_bytes(2) + b"\x52" for at, word in enumerate(words))
    topics = b"".join(b"\x7f" + topic for topic in reversed(log.topics))
    return stored + topics + b"\x61" + len(data).to_bytes(2) + b"\x5f" + bytes([0xA0 + len(log.topics)]) + LEFT


LEFT = bytes.fromhex("6001600cf3")
NOBODY = "0x" + "22" * 20


@pytest.fixture(scope="module")
def written(there: There, tmp_path_factory: pytest.TempPathFactory) -> Written:
    """The evidence about the payment, by the command."""
    target = tmp_path_factory.mktemp("written") / "evidence"
    return export(there, target)


def export(there: There, target: Path, *options: str, named: list[str] | None = None) -> Written:
    with pytest.MonkeyPatch.context() as patch:
        told: list[str] = []
        patch.setattr(audit.evidence.verifier, "keccak", keccak)
        patch.setattr("typer.echo", lambda text, **_: told.append(text))
        arguments = ["export", "evidence", "--uetr", there.uetr, "--out", str(target), "--json", *options]
        arguments += named or there.named
        assert main(arguments) == 0
    content = json.loads(told[0])
    return Written(target, bytes.fromhex(content["block_hash"][2:]), content["contracts"][0], content)


def judged(verifier: ModuleType, folder: Path, written: Written, *, contract: str | None = None) -> str | None:
    return verdict(verifier, folder, written.anchor, "--contract", contract or written.contract)


def test_export__payment_on_another_chain__is_proved_by_the_hash_of_its_last_block(
    there: There, written: Written, verifier: ModuleType
) -> None:
    assert judged(verifier, written.path, written) is None
    assert written.told["block_hash"] == there.node.block(hex(there.frozen))["hash"]
    assert written.contract == there.network.engine.address.lower()
    assert f"blocks {there.paid} to {there.frozen}" in written.told["proved"][0]
    (line,) = [line for line in written.told["proved"] if "PaymentSettled" in line]
    assert f"'amountMinor': {AMOUNT_MINOR}" in line
    marks = {name: verifier.mark_of(name) for name in read_files(written.path)}
    assert (marks["blocks.rlp"], marks[f"items/{there.paid}-0/receipt.nodes"]) == (verifier.CHAIN, verifier.CHAIN)
    assert marks[f"items/{there.frozen}-0/meaning.json"] == verifier.DERIVED
    assert {name for name, mark in marks.items() if mark == verifier.UNPROVED} > {"cover.html", "unproved/names.json"}
    assert "unproved/iso20022/pacs.008-1.xml" in marks


def test_export__up_to_a_block_that_the_reader_knows__is_proved_by_that_one(
    there: There, verifier: ModuleType, tmp_path: Path
) -> None:
    later = export(there, tmp_path / "later", "--to-block", str(there.frozen + 1))
    assert later.told["block_hash"] == there.node.block(hex(there.frozen + 1))["hash"]
    assert judged(verifier, later.path, later) is None


def test_export__cover_sheet__says_what_a_block_hash_proves_and_what_not(written: Written) -> None:
    page = (written.path / "cover.html").read_text()
    assert "BLOCK_HASH --contract ADDRESS" in page
    assert "There are no seals of Corridor's validators here." in page
    assert "Who sealed" not in page and "GENESIS_DIGEST" not in page
    assert "10,000.00 HKD" in page


def test_verify__any_byte_of_what_is_proved_or_derived__names_it_though_the_manifest_fits(
    there: There, written: Written, verifier: ModuleType, tmp_path: Path
) -> None:
    files = read_files(written.path)
    write_files(tmp_path, files, there.uetr)
    for name in [name for name in files if verifier.mark_of(name) != verifier.UNPROVED]:
        for data in flips(files[name]):
            (tmp_path / name).write_bytes(data)
            (tmp_path / "manifest.json").write_bytes(manifest_of(files | {name: data}, there.uetr))
            assert group(name) in str(judged(verifier, tmp_path, written)), name
        (tmp_path / name).write_bytes(files[name])


@pytest.mark.parametrize("contract", ["0x" + "11" * 20, "", "0x"])
def test_verify__contract_that_is_not_the_one_that_speaks__is_refused(
    written: Written, verifier: ModuleType, contract: str
) -> None:
    said = verdict(verifier, written.path, written.anchor, *(["--contract", contract] if contract else []))
    assert "no contract of --contract says anything of its UETR" in str(said)


def test_verify__strangers_contract_that_says_the_same_of_the_payment__counts_for_nothing(
    there: There, written: Written, verifier: ModuleType, tmp_path: Path
) -> None:
    """It is said there in truth, in a folder that holds in itself: only the address tells the contracts apart."""
    lied = export(there, tmp_path / "lied", named=there.lied)
    (line,) = [line for line in lied.told["proved"] if "PaymentSettled" in line]
    assert f"'amountMinor': {2 * AMOUNT_MINOR}" in line
    assert judged(verifier, lied.path, lied) is None
    files = {name: data for name, data in read_files(lied.path).items() if f"/{there.paid}-0/" not in name}
    alone = write_files(tmp_path / "alone", files, there.uetr)
    assert judged(verifier, alone, lied) is None
    said = judged(verifier, alone, lied, contract=written.contract)
    assert "no contract of --contract says anything of its UETR" in str(said)
    broken = load_verifier(SOURCE.read_text().replace('event["contract"] in ours and ', ""))
    assert judged(broken, alone, lied, contract=written.contract) is None


def larger_amount(files: Files, there: There) -> Files:
    """A receipt in which the payee got twice as much, proved in a block that was made for it."""
    block = block_of(there, there.paid)
    values = receipt_values(block.raw, block.receipts)
    amount = AMOUNT_MINOR.to_bytes(32, "big")
    assert amount in values[0]
    values[0] = values[0].replace(amount, (2 * AMOUNT_MINOR).to_bytes(32, "big"))
    item = f"items/{there.paid}-0/receipt"
    first, *later = headers(files)
    return with_headers(
        files | {f"{item}.rlp": values[0], f"{item}.nodes": path_to(values, 0)},
        [*first[:5], ordered_root(values), *first[6:]],
        *later,
    )


def block_of(there: There, height: int) -> RpcBlock:
    """The block with what the stranger sent."""
    (block,) = RpcJournal.connect(there.node.url, there.network.deployment).blocks(height, height)
    assert len(block.raw) > 1 or height != there.paid
    return block


def headers(files: Files) -> list[list[bytes]]:
    found, _ = rusty_rlp.decode_raw(
        b"\xf9" + len(files["blocks.rlp"]).to_bytes(2, "big") + files["blocks.rlp"], True, False
    )
    return [list(fields) for fields in found]


def with_headers(files: Files, *fields: list[bytes]) -> Files:
    return files | {"blocks.rlp": b"".join(bytes(rusty_rlp.encode_raw(header)) for header in fields)}


def linked_anew(files: Files, there: There) -> Files:
    """The same, and each later header names the altered one before it: the chain of headers holds in itself."""
    first, *later = headers(larger_amount(files, there))
    chain = [first]
    for header in later:
        chain.append([keccak(bytes(rusty_rlp.encode_raw(chain[-1]))), *header[1:]])
    return with_headers(larger_amount(files, there), *chain)


def other_block(files: Files, there: There) -> Files:
    """The payment's header stands alone: the anchor's block is not there."""
    first, *_ = headers(files)
    mine = {name: data for name, data in files.items() if not name.startswith(f"items/{there.frozen}-")}
    return with_headers(mine, first)


def other_place(files: Files, there: There) -> Files:
    """The payment is said to stand at another place of its block."""
    return {name.replace(f"items/{there.paid}-0/", f"items/{there.paid}-1/"): data for name, data in files.items()}


def idle_genesis(files: Files, there: There) -> Files:
    """A file of another kind of evidence, which nothing here is proved by."""
    return files | {"headers.bin": b""}


@dataclass(frozen=True)
class Case:
    """See the cases of sealed evidence. passes: whether the forgery holds once the bug is planted."""

    forge: Callable[[Files, There], Files]
    refused: str
    check: str
    bug: str | None


CASES = [
    Case(larger_amount, "does not follow the one before it", 'require(linked, "blocks.rlp"', None),
    Case(linked_anew, "its last block is not the anchor's", "bool(blocks) and blocks[-1].hash == anchor", "True"),
    Case(other_block, "its last block is not the anchor's", "bool(blocks) and blocks[-1].hash == anchor", "True"),
    Case(other_place, "no path from it", "encode(number(position)).hex()) == proved[-1]", None),
    Case(idle_genesis, "headers.bin: it belongs to nothing", "require(not idle,", "require(True,"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.forge.__name__)
def test_verify__forgery__is_refused_by_the_check_that_a_planted_bug_takes_out(
    case: Case, there: There, written: Written, verifier: ModuleType, tmp_path: Path
) -> None:
    files = case.forge(read_files(written.path), there)
    said = judged(verifier, write_files(tmp_path / "forged", files, there.uetr), written)
    assert case.refused in str(said)
    source = SOURCE.read_text()
    assert source.count(case.check) == 1
    if case.bug is not None:
        broken = load_verifier(source.replace(case.check, case.bug))
        folder = broken.Folder(write_files(tmp_path / "derived", files, there.uetr))
        derived, _ = broken.derive(folder, written.anchor, [written.contract])
        assert judged(broken, write_files(tmp_path / "passed", files | derived, there.uetr), written) is None


def test_verify__genesis_digest_for_an_anchor__is_refused(written: Written, late: Any, verifier: ModuleType) -> None:
    other = replace(written, anchor=late.anchor)
    assert "blocks.rlp: its last block is not the anchor's" in str(judged(verifier, written.path, other))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--uetr", "00000000-0000-4000-8000-999999999999"], "no contract of this network says anything of it"),
        (["--uetr", "nonsense"], "a UETR is a UUID"),
    ],
)
def test_export__what_cannot_be__is_one_line_and_2(
    there: There, tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], said: str
) -> None:
    assert main(["export", "evidence", *there.named, *options, "--out", str(tmp_path / "e")]) == 2
    error = capsys.readouterr().err
    assert said in error and error.count("\n") == 1
    assert not (tmp_path / "e").exists()


def test_export__chain_whose_hashes_are_of_something_else__has_no_evidence(
    there: There, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chain.engines.rpc_node.header_bytes", lambda answer: b"\xc0")
    assert main(["export", "evidence", *there.named, "--uetr", there.uetr, "--out", str(tmp_path / "e")]) == 2
    assert f"the hash of block {there.paid} is not that of its fields" in capsys.readouterr().err


def test_export__node_that_tells_another_receipt__is_a_fault_of_it(
    there: There, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = rpc_node._log
    monkeypatch.setattr(rpc_node, "_log", lambda answer: told(answer)._replace(data=b"\1" * 32))
    assert main(["export", "evidence", *there.named, "--uetr", there.uetr, "--out", str(tmp_path / "e")]) == 3
    assert "has other transactions or receipts than its header" in capsys.readouterr().err

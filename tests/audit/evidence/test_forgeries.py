"""Folders of evidence that a forger made to fit themselves: each is refused, by the check that is meant for it.

For each there is a planted bug: the verifier without that one check lets the forgery pass.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType

import pytest
import rusty_rlp
from evidenced import (
    SOURCE,
    Files,
    World,
    handed,
    headers_of,
    load_verifier,
    put_headers,
    read_files,
    rederived,
    reseal,
    sealers,
    tell,
    verdict,
    write_files,
)

from audit.evidence.export import Evidence
from chain.accounts import Account
from chain.clients.events import ValidatorKeyReplaced
from chain.decoding import topic_of
from chain.evm.proofs import path_to, whole_trie
from chain.evm.roots import ordered_root, receipt_values

LAST = 22
STRANGERS = sealers(99)


def without(files: Files, *beginnings: str) -> Files:
    """The files but those whose names begin so."""
    return {name: data for name, data in files.items() if not name.startswith(beginnings)}


def one_seal_less(files: Files, world: World) -> Files:
    """Two of four have sealed the last block."""
    return files | {f"seals/{LAST}.bin": files[f"seals/{LAST}.bin"][:-65]}


def one_seal_twice(files: Files, world: World) -> Files:
    """Two of four have, one of them twice."""
    seals = files[f"seals/{LAST}.bin"]
    return files | {f"seals/{LAST}.bin": seals[:65] + seals[:130]}


def seals_out_of_order(files: Files, world: World) -> Files:
    """The same seals, written another way."""
    seals = files[f"seals/{LAST}.bin"]
    return files | {f"seals/{LAST}.bin": seals[65:] + seals[:65]}


def strangers_seals(files: Files, world: World) -> Files:
    """Nobody of the validators has."""
    reseal(files, {LAST: STRANGERS[:3]})
    return files


def other_proposer(files: Files, world: World) -> Files:
    """All validators agree on a block whose proposer was somebody else."""
    headers = headers_of(files)
    put_headers(files, [*headers[:-1], replace(headers[-1], round=headers[-1].round + 1)])
    reseal(files, {LAST: [world.keys[number] for number in (5, 2, 3, 4)]})
    return files


def change_left_out(files: Files, world: World) -> Files:
    """The old validators go on as if one had never been removed."""
    files = without(files, "items/20-0/", "seals/20.bin")
    old = [world.keys[number] for number in (0, 5, 2, 3, 4)]
    headers = headers_of(files)
    put_headers(files, [handed(h, old, names_them=False) if h.height > 20 else h for h in headers])
    reseal(files, dict.fromkeys((21, 22), old[:4]))
    return files


def validators_of_their_own(files: Files, world: World) -> Files:
    """In the opening the registry hands over to strangers, in a block that nobody sealed; they seal the rest."""
    files = without(files, "items/2-1/", "items/2-3/", "items/16-0/", "items/18-0/", "items/20-0/", "seals/")
    network = world.network
    (block,) = network.ledger.journal.blocks(2, 2)
    registry = bytes.fromhex(network.deployment.validators.address[2:])
    values = receipt_values(block.raw, block.receipts)
    values[2] = with_logs(values[2], registry, world.keys[:4], STRANGERS[:4])
    files["opening/2.nodes"] = whole_trie(values)
    headers = headers_of(files)
    forged = [replace(headers[1], receipts_root=ordered_root(values))]
    forged += [handed(header, STRANGERS[:4]) for header in headers[2:]]
    put_headers(files, [headers[0], *forged])
    files["seals/1.bin"] = block_seals(world, 1)
    heights = {int(name.split("/")[1].split("-")[0]) for name in files if name.startswith("items/")} - {1}
    reseal(files, dict.fromkeys(heights, STRANGERS[:3]))
    return files


def with_logs(receipt: bytes, contract: bytes, old: tuple[Account, ...], new: tuple[Account, ...]) -> bytes:
    """A receipt in which the registry says also that each old key was replaced by a new one."""
    status, gas, bloom, logs = rusty_rlp.decode_raw(receipt[1:], True, False)[0]
    topic = topic_of(ValidatorKeyReplaced)
    for left, right in zip(old, new, strict=True):
        words = [bytes(12) + bytes.fromhex(account.address[2:]) for account in (left, right, left)]
        logs = [*logs, [contract, [topic, *words], b""]]
    return receipt[:1] + bytes(rusty_rlp.encode_raw([status, gas, bloom, logs]))


def block_seals(world: World, height: int) -> bytes:
    """The seals that the run has of a block."""
    (block,) = world.network.ledger.journal.blocks(height, height)
    return b"".join(block.seals)


def opening_with_a_gap(files: Files, world: World) -> Files:
    """The receipts of the block in which the registry was created are not all there."""
    (block,) = world.network.ledger.journal.blocks(2, 2)
    return files | {"opening/2.nodes": path_to(receipt_values(block.raw, block.receipts), 3)}


def nobodys_contract(files: Files, world: World) -> Files:
    """What the payment's contract says is proved; who created that contract is not."""
    return without(files, "items/3-1/", "seals/3.bin")


def unasked_seal(files: Files, world: World) -> Files:
    """A file that no check reads, and that would be marked as proved."""
    return files | {"seals/4.bin": bytes(65)}


def unasked_opening(files: Files, world: World) -> Files:
    """The same, of the opening: the third block is left out."""
    return files | {"opening/4.nodes": b"\x80"}


def other_place(files: Files, world: World) -> Files:
    """A transaction is said to stand at another place of its block."""
    return {name.replace("items/22-0/", "items/22-1/"): data for name, data in files.items()}


def item_twice(files: Files, world: World) -> Files:
    """The payment is there twice, its block written in two ways."""
    return files | {f"items/022-0/{name[11:]}": data for name, data in files.items() if name.startswith("items/22-0/")}


def spliced_header(files: Files, world: World) -> Files:
    """A header in the middle, of an empty block, is another one."""
    headers = headers_of(files)
    headers[4] = replace(headers[4], digest=bytes(32))
    files["headers.bin"] = b"".join(header.encode() for header in headers)
    return files


@dataclass(frozen=True)
class Case:
    """forge: makes the forgery; refused: what the verifier says of it; check, bug: text of the verifier and what stands
    in its place with the bug planted, None where another check would stop it still."""

    forge: Callable[[Files, World], Files]
    refused: str
    check: str
    bug: str | None


CASES = [
    Case(one_seal_less, "2 of 4 validators sealed: too few", "-(-2 * len(keys) // 3)", "2 * len(keys) // 3"),
    Case(one_seal_twice, "sealed twice or out of order", "places == sorted(set(places))", "places == sorted(places)"),
    Case(seals_out_of_order, "sealed twice or out of order", "places == sorted(set(places))", "True"),
    Case(
        strangers_seals,
        "somebody who was no validator",
        'require(set(sealers) <= set(keys), where, "a seal is of somebody who was no validator of that block")',
        "sealers = keys[: len(sealers)]",
    ),
    Case(
        other_proposer,
        "not its proposer's turn",
        "header.proposer == keys[(header.height + header.round) % len(keys)]",
        "True",
    ),
    Case(change_left_out, "a change is missing", "header.keys == named", "True"),
    Case(
        validators_of_their_own,
        "seals/2.bin: it is missing",
        "if matters or stated != before:",
        "if matters:",
    ),
    Case(opening_with_a_gap, "not all receipts", "whole = belongs and None not in found.values()", None),
    Case(nobodys_contract, "no contract of the operator", 'event["contract"] in ours and ', ""),
    Case(unasked_seal, "seals/4.bin: it belongs to nothing", "require(not idle,", "require(True,"),
    Case(unasked_opening, "opening/3.nodes", "require(not idle,", None),
    Case(item_twice, "items/022-0/meaning.json: no file of evidence", '"(0|[1-9][0-9]*)"', '"[0-9]+"'),
    Case(
        other_place,
        "no path from it to the transaction root",
        "belongs and found.get(encode(number(position)).hex()) == proved[-1]",
        None,
    ),
    Case(
        spliced_header,
        "header 6 does not follow",
        "header[1:5] == (DOMAIN, chain_id, height, parent) and header.time > time",
        "header.time > time",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.forge.__name__)
def test_verify__forgery__is_refused_by_the_check_that_a_planted_bug_takes_out(
    case: Case, world: World, late: Evidence, verifier: ModuleType, tmp_path: Path
) -> None:
    files = case.forge(read_files(late.path), world)
    said = verdict(verifier, write_files(tmp_path / "forged", files, world.late), late.anchor)
    assert said is not None
    assert case.refused in said
    source = SOURCE.read_text()
    assert source.count(case.check) == 1
    if case.bug is not None:
        broken = load_verifier(source.replace(case.check, case.bug))
        files = rederived(broken, tmp_path / "derived", files, world.late, late.anchor)
        assert verdict(broken, write_files(tmp_path / "passed", files, world.late), late.anchor) is None


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, Evidence]:
    """The same network with validators of somebody else, and evidence from it that holds by its own anchor."""
    world = tell(tmp_path_factory.mktemp("foreign"), seed=6)
    return world, world.evidence(world.late, tmp_path_factory.mktemp("foreign-late") / "evidence")


def test_verify__whole_chain_of_other_validators__is_refused_by_the_anchor(
    foreign: tuple[World, Evidence], late: Evidence, verifier: ModuleType
) -> None:
    _, forged = foreign
    assert verdict(verifier, forged.path, forged.anchor) is None
    assert forged.anchor != late.anchor
    assert "genesis.json: it is of the chain" in str(verdict(verifier, forged.path, late.anchor))


def test_verify__whole_chain_of_other_validators_under_the_real_genesis__is_refused_by_its_seals(
    foreign: tuple[World, Evidence], late: Evidence, verifier: ModuleType, tmp_path: Path
) -> None:
    world, forged = foreign
    real = read_files(late.path)
    files = read_files(forged.path) | {"genesis.json": real["genesis.json"], "validators.json": real["validators.json"]}
    said = verdict(verifier, write_files(tmp_path / "linked", files, world.late), late.anchor)
    assert "header 1 does not follow" in str(said)
    headers = headers_of(files)
    genuine = headers_of(real)
    put_headers(files, [replace(genuine[0], digest=bytes(32)), *headers[1:]])
    reseal(files, {1: world.keys[:3]})
    said = verdict(verifier, write_files(tmp_path / "sealed", files, world.late), late.anchor)
    assert "seals/1.bin and header 1 of headers.bin: a seal is of somebody who was no validator" in str(said)


def test_verify__another_payments_uetr__is_refused(
    world: World, late: Evidence, verifier: ModuleType, tmp_path: Path
) -> None:
    folder = write_files(tmp_path, read_files(late.path), world.early)
    assert "no contract of the operator says anything of its UETR" in str(verdict(verifier, folder, late.anchor))


def test_verify__anchor_with_one_bit_turned__is_refused(late: Evidence, verifier: ModuleType) -> None:
    for place in (0, 31):
        wrong = bytearray(late.anchor)
        wrong[place] ^= 1
        assert "genesis.json" in str(verdict(verifier, late.path, bytes(wrong)))

"""Asks whether the committed artifacts are what the compiler makes of the checkout, and the clients likewise.

Trusts the compiler that `contracts/package-lock.json` pins. Making all code takes minutes: `make test` asks for all but
code, and for the hash of sources and settings that the compiler writes into it; `make deep` compares every byte.
Never writes to the checkout.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from chain.artifacts import ARTIFACTS_DIR, CONTRACTS_DIR, artifact_names
from chain.bindings import CLIENTS_DIR, render_bindings
from chain.compiler import LIBRARY_DIR, _layout, compile_contracts, document_contracts

# Its creation code is written by hand, and carries no metadata: it is among those that are compiled again.
WITHOUT_METADATA = "RuleList"
COMPILED_AGAIN = ["access/AliasDirectory.sol", "compliance/RuleList.sol"]


def varint(number: int) -> bytes:
    """An unsigned number in groups of seven bits, the lowest first (protocol buffers)."""
    return bytes([number]) if number < 128 else bytes([number & 127 | 128]) + varint(number >> 7)


def metadata_tail(metadata: str) -> bytes:
    """The end of the code that `metadata` belongs to: CBOR of its IPFS hash, up to the compiler's version.

    The hash is the sha2-256 multihash of one UnixFS block of type file (docs.soliditylang.org, Contract Metadata).
    """
    data = metadata.encode()
    file = b"\x08\x02\x12" + varint(len(data)) + data + b"\x18" + varint(len(data))
    block = b"\x0a" + varint(len(file)) + file
    return b"\xa2\x64ipfs\x58\x22\x12\x20" + hashlib.sha256(block).digest() + b"\x64solc\x43"


def stale(artifact: Mapping[str, Any], described: Mapping[str, Any]) -> list[str]:
    """What of a committed artifact is not what the compiler says of its contract."""
    said = described["contracts"][artifact["source"]][artifact["contract"]]
    tail = metadata_tail(said["metadata"])
    parts = {
        "abi": said["abi"] == artifact["abi"],
        "storageLayout": _layout(said["storageLayout"]) == artifact["storageLayout"],
    }
    # Creation code may go on behind the code that it leaves.
    codes = ("deployedBytecode",) if artifact["contract"] == WITHOUT_METADATA else ("bytecode", "deployedBytecode")
    code = {part: tail in bytes.fromhex(artifact[part][2:]) for part in codes}
    return [part for part, is_fresh in (parts | code).items() if not is_fresh]


def committed(name: str) -> dict[str, Any]:
    """An artifact as it lies in the checkout."""
    artifact: dict[str, Any] = json.loads((ARTIFACTS_DIR / f"{name}.json").read_text())
    return artifact


@pytest.fixture(scope="module")
def described() -> Mapping[str, Any]:
    """What the compiler says of every contract of the checkout."""
    return document_contracts()


def test_artifacts__of_the_checkout__are_of_its_sources_and_settings_and_none_is_missing(
    described: Mapping[str, Any],
) -> None:
    deployable = [
        node["name"]
        for source, unit in described["sources"].items()
        for node in unit["ast"]["nodes"]
        if node["nodeType"] == "ContractDefinition" and not source.startswith(("@", "libraries/"))
        if node["contractKind"] == "contract" and not node["abstract"]
    ]
    assert sorted(deployable) == artifact_names()
    assert {name: parts for name in artifact_names() if (parts := stale(committed(name), described))} == {}


@pytest.mark.parametrize("part", ["abi", "storageLayout", "bytecode", "deployedBytecode"])
def test_artifact__of_another_contract_in_part__is_stale(described: Mapping[str, Any], part: str) -> None:
    mixed = committed("FxBoard") | {part: committed("HashTimeLock")[part]}
    assert stale(mixed, described) == [part]


@pytest.mark.parametrize("source", COMPILED_AGAIN)
def test_artifact__compiled_again__is_the_committed_one_byte_for_byte(source: str, tmp_path: Path) -> None:
    name = Path(source).stem
    for needed in committed(name)["sourceSha256"]:
        if not needed.startswith("@"):
            (tmp_path / needed).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(CONTRACTS_DIR / needed, tmp_path / needed)
    assert compile_contracts(tmp_path)[f"{name}.json"] == (ARTIFACTS_DIR / f"{name}.json").read_text()


@pytest.mark.deep
def test_artifacts__compiled_again__are_the_committed_ones_byte_for_byte() -> None:
    fresh = {name: text.encode() for name, text in compile_contracts().items()}
    found = {path.name: path.read_bytes() for path in ARTIFACTS_DIR.iterdir()}
    assert fresh.keys() == found.keys()
    assert [name for name in fresh if fresh[name] != found[name]] == []


@pytest.mark.parametrize("name", artifact_names())
def test_artifact__its_sources__are_those_in_the_checkout(name: str) -> None:
    artifact = committed(name)
    found = {
        source: hashlib.sha256(((LIBRARY_DIR if source[0] == "@" else CONTRACTS_DIR) / source).read_bytes()).hexdigest()
        for source in artifact["sourceSha256"]
    }
    assert found == artifact["sourceSha256"]
    assert artifact["source"] in found
    assert (artifact["evmVersion"], artifact["solc"].split("+")[0]) == ("cancun", "0.8.37")


def test_clients__rendered_again__are_the_committed_ones() -> None:
    found = {path.name: path.read_text() for path in CLIENTS_DIR.glob("*.py")}
    assert render_bindings() == found

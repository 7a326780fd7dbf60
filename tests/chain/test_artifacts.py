"""Compiles every contract again and compares with what is committed, byte for byte; the generated clients likewise.

Trusts the compiler that `contracts/package-lock.json` pins.
Never writes to the checkout.
"""

from __future__ import annotations

import hashlib
import json

import pytest

from chain.artifacts import ARTIFACTS_DIR, CONTRACTS_DIR, artifact_names
from chain.bindings import CLIENTS_DIR, render_bindings
from chain.compiler import LIBRARY_DIR, compile_contracts


def test_artifacts__compiled_again__are_the_committed_ones_byte_for_byte() -> None:
    fresh = {name: text.encode() for name, text in compile_contracts().items()}
    committed = {path.name: path.read_bytes() for path in ARTIFACTS_DIR.iterdir()}
    assert fresh.keys() == committed.keys()
    assert [name for name in fresh if fresh[name] != committed[name]] == []


@pytest.mark.parametrize("name", artifact_names())
def test_artifact__its_sources__are_those_in_the_checkout(name: str) -> None:
    artifact = json.loads((ARTIFACTS_DIR / f"{name}.json").read_text())
    found = {
        source: hashlib.sha256(((LIBRARY_DIR if source[0] == "@" else CONTRACTS_DIR) / source).read_bytes()).hexdigest()
        for source in artifact["sourceSha256"]
    }
    assert found == artifact["sourceSha256"]
    assert artifact["source"] in found
    assert (artifact["evmVersion"], artifact["solc"].split("+")[0]) == ("cancun", "0.8.37")


def test_clients__rendered_again__are_the_committed_ones() -> None:
    committed = {path.name: path.read_text() for path in CLIENTS_DIR.glob("*.py")}
    assert render_bindings() == committed

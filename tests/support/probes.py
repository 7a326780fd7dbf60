"""Contracts that only tests need, compiled when a test asks for one: sources in tests/support/probes.

Trusts the compiler's settings to be those of the network's contracts.
Never leaves an artifact behind.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from eth_abi.abi import decode, encode
from eth_utils.abi import function_signature_to_4byte_selector
from small_network import Network

from chain.abi import Address
from chain.artifacts import CONTRACTS_DIR
from chain.client import Creation
from chain.compiler import compile_contracts

PROBES_DIR = Path(__file__).parent / "probes"


@cache
def _compiled() -> dict[str, bytes]:
    """Contract name -> creation code; all probes at once, since starting the compiler is what takes time."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for room in ("interfaces", "libraries"):
            shutil.copytree(CONTRACTS_DIR / room, root / room)
        shutil.copytree(PROBES_DIR, root / "probes")
        artifacts = [json.loads(text) for text in compile_contracts(root).values()]
    return {artifact["contract"]: bytes.fromhex(artifact["bytecode"][2:]) for artifact in artifacts}


def create_probe(network: Network, name: str, types: str = "", *arguments: Any) -> Address:
    """Puts a probe on the chain; types: of its constructor's arguments, separated by commas."""
    return network.create(Creation(name, _compiled()[name] + encode(types.split(",") if types else [], arguments)))


def ask_probe(network: Network, probe: Address, signature: str, answer: str, *arguments: Any) -> Any:
    """What a probe's function answers: `signature` as in `placeOf(uint8)`, `answer` its type."""
    types = signature.partition("(")[2].rstrip(")")
    data = function_signature_to_4byte_selector(signature) + encode(types.split(",") if types else [], arguments)
    return decode([answer], network.ledger.engine.call(probe, data))[0]

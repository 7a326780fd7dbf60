"""Reads the committed build artifacts: what the compiler made of each contract.

Trusts that the artifacts are fresh, which a test proves by compiling again.
Never compiles and never writes.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import contracts

CONTRACTS_DIR = Path(contracts.__file__).parent
ARTIFACTS_DIR = CONTRACTS_DIR / "artifacts"


@dataclass(frozen=True, slots=True)
class Artifact:
    """One compiled contract.

    name: contract name; abi: its JSON ABI; bytecode: creation code; deployed_bytecode: code on chain, immutables zero;
    enums: qualified enum name -> member names in order; sha256: hex digest of the artifact file.
    """

    name: str
    abi: list[dict[str, Any]]
    bytecode: bytes
    deployed_bytecode: bytes
    enums: dict[str, list[str]]
    sha256: str


@cache
def load_artifact(name: str) -> Artifact:
    """The artifact of contract `name`; KeyError when there is none."""
    if name not in artifact_names():
        raise KeyError(f"no artifact of a contract {name!r}")
    text = (ARTIFACTS_DIR / f"{name}.json").read_bytes()
    raw = json.loads(text)
    return Artifact(
        name=raw["contract"],
        abi=raw["abi"],
        bytecode=bytes.fromhex(raw["bytecode"][2:]),
        deployed_bytecode=bytes.fromhex(raw["deployedBytecode"][2:]),
        enums=raw["enums"],
        sha256=hashlib.sha256(text).hexdigest(),
    )


def artifact_names() -> list[str]:
    """Every contract and interface that has an artifact, in alphabetical order."""
    return sorted(path.stem for path in ARTIFACTS_DIR.glob("*.json"))

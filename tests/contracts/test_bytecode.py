"""Reads the machine code of every contract: nothing in it that engines could answer differently, and no way out.

Trusts the linear order of solc's output: instructions, then INVALID, then data, then the metadata with its length.
Never mistakes the data of a PUSH or the metadata for an instruction, which planted code shows.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from small_network import Network

from chain.artifacts import artifact_names, load_artifact

# Blocks are made by the deployment's rules, so contracts must not read what engines fill in; nor end or borrow code.
FORBIDDEN = {
    0x40: "BLOCKHASH",
    0x41: "COINBASE",
    0x44: "PREVRANDAO",
    0x48: "BASEFEE",
    0xF2: "CALLCODE",
    0xF4: "DELEGATECALL",
    0xFF: "SELFDESTRUCT",
}
ALLOWED = {"LoanBook": {"DELEGATECALL"}}  # to its own parts, whose addresses are fixed in its code: ADR 011
PUSH1, PUSH32 = 0x60, 0x7F
CODE_BYTES_MAX = 24_576  # EIP-170
CREATION_BYTES_MAX = 49_152  # EIP-3860


def without_metadata(code: bytes) -> bytes:
    """The code without the CBOR map at its end, whose length its last two bytes give."""
    length = int.from_bytes(code[-2:], "big")
    metadata = code[-2 - length : -2]
    is_map = metadata[:1] == b"\xa2" and b"solc" in metadata
    return code[: -2 - length] if is_map else code


def instructions(code: bytes) -> Iterator[int]:
    """The instructions of a contract in order, without what a PUSH carries."""
    position = 0
    while position < len(code):
        yield code[position]
        position += 1 + max(0, code[position] - PUSH1 + 1 if code[position] <= PUSH32 else 0)


def findings(code: bytes) -> set[str]:
    """The forbidden instructions in a contract's code."""
    return {FORBIDDEN[opcode] for opcode in instructions(without_metadata(code)) if opcode in FORBIDDEN}


@pytest.mark.parametrize("name", artifact_names())
def test_bytecode__every_contract__uses_no_forbidden_instruction(name: str) -> None:
    artifact = load_artifact(name)
    assert findings(artifact.deployed_bytecode) == ALLOWED.get(name, set())
    assert findings(artifact.bytecode) == ALLOWED.get(name, set())
    assert without_metadata(artifact.deployed_bytecode) != artifact.deployed_bytecode


@pytest.mark.parametrize("name", artifact_names())
def test_bytecode__every_contract__fits_its_limits(name: str) -> None:
    artifact = load_artifact(name)
    assert 0 < len(artifact.deployed_bytecode) < CODE_BYTES_MAX
    assert len(artifact.bytecode) < CREATION_BYTES_MAX


def test_bytecode__on_chain__is_the_artifacts_but_for_its_immutables(network: Network) -> None:
    contracts = network.deployment.contracts | {
        "CentralBankMoney": network.money("THB").address,
        "DepositToken": network.deployment.deposit("bangkok-bank").address,
    }
    for name, address in contracts.items():
        code, built = network.ledger.engine.code(address), load_artifact(name).deployed_bytecode
        differing = sum(here != there for here, there in zip(code, built, strict=True) if there != 0)
        assert differing == 0, name
        assert findings(code) == ALLOWED.get(name, set())


PLAIN = bytes.fromhex("6001600055")
METADATA = b"\xa2dipfsX\x22" + b"\x48" * 34 + b"dsolcC\x00\x08\x25"
TAIL = METADATA + len(METADATA).to_bytes(2, "big")


@pytest.mark.parametrize(("opcode", "name"), FORBIDDEN.items())
def test_findings__planted_instruction__is_found(opcode: int, name: str) -> None:
    assert findings(PLAIN + bytes([opcode])) == {name}
    assert findings(PLAIN + bytes([opcode]) + TAIL) == {name}
    assert findings(b"\x5f" + bytes([opcode]) + PLAIN) == {name}  # PUSH0 carries nothing


@pytest.mark.parametrize("opcode", FORBIDDEN)
def test_findings__planted_data_and_metadata__are_no_instructions(opcode: int) -> None:
    assert findings(b"\x60" + bytes([opcode]) + PLAIN) == set()
    assert findings(b"\x7f" + bytes([opcode]) * 32 + PLAIN) == set()
    assert findings(PLAIN + TAIL) == set()

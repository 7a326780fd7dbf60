"""Calls as values, and the artifacts that they are made from."""

from __future__ import annotations

import hashlib
import importlib
import json
import subprocess
import sys
import uuid
from collections.abc import Mapping
from typing import Any

import pytest
from eth_utils.abi import collapse_if_tuple
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak

from chain.abi import ASCII_CODES, is_enum, python_name, type_name
from chain.artifacts import ARTIFACTS_DIR, artifact_names, load_artifact
from chain.client import Call, Client
from chain.clients.fx_board import FxBoard
from chain.clients.participant_registry import ParticipantRegistry
from chain.clients.rule_list import RuleList
from chain.clients.settlement_engine import SettlementEngine
from chain.clients.types import TYPES, Admission, JurisdictionSpec, Role, Status
from chain.codec import decode_values

TOKEN = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"


def test_call__of_a_client__is_selector_and_arguments() -> None:
    call = ParticipantRegistry(TOKEN).is_active_for(TOKEN, "HKD", Role.KEEPER)
    assert call == Call(TOKEN, call.data, "ParticipantRegistry.isActiveFor")
    assert call.data[4:].hex() == (
        "0000000000000000000000005aaeb6053f3e94c9b9a09f33669435e7ef1beaed"
        + "484b440000000000000000000000000000000000000000000000000000000000"
        + "0000000000000000000000000000000000000000000000000000000000000004"
    )


def test_call__keyword_arguments__are_the_same_call() -> None:
    registry = ParticipantRegistry(TOKEN)
    by_name = registry.admit(home="HK", bic="CRDRHKHH", lei="CRDR0000000000000112", role=Role.KEEPER, account=TOKEN)
    assert by_name == registry.admit(TOKEN, Role.KEEPER, "CRDR0000000000000112", "CRDRHKHH", "HK")


def test_call__decoded_answer__is_none_one_value_or_several() -> None:
    registry = ParticipantRegistry(TOKEN)
    admission = registry.admission_of(TOKEN, "HK").decode(bytes(31) + b"\4" + bytes(31) + b"\1")
    assert admission == Admission(Role.KEEPER, Status.ACTIVE)
    assert registry.list_central_bank_money(TOKEN).decode(b"") is None
    assert registry.is_active_for(TOKEN, "HKD", Role.KEEPER).decode(bytes(32)) is False
    words = [0x0F << 248, 0xE0, 0x120, 7, int(TOKEN, 16), 0, 0x160]
    tail = [8, int.from_bytes(b"Corridor".ljust(32, b"\0"), "big"), 1, int.from_bytes(b"1".ljust(32, b"\0"), "big"), 0]
    output = b"".join(word.to_bytes(32, "big") for word in [*words, *tail])
    expected = (b"\x0f", "Corridor", "1", 7, TOKEN, bytes(32), ())
    assert SettlementEngine(TOKEN).eip712_domain().decode(output) == expected


def sample(spec: Mapping[str, Any], salt: int) -> Any:
    """A value that fits the parameter and differs from that of another salt wherever the type allows it."""
    kind, name = spec["type"], type_name(spec)
    if kind.endswith("[]"):
        inner = {**spec, "type": kind[:-2], "internalType": spec["internalType"][:-2]}
        return (sample(inner, salt), sample(inner, salt + 1))
    if kind == "tuple":
        return TYPES[name](*(sample(part, salt + at) for at, part in enumerate(spec["components"])))
    if is_enum(spec):
        return list(TYPES[name])[-1]
    if name in ASCII_CODES:
        return f"{salt % 10}" * ASCII_CODES[name]
    if name == "Uetr":
        return str(uuid.UUID(int=salt))
    if kind.startswith("bytes"):
        return bytes([salt]) * int(kind[5:] or 7)
    if kind.startswith("uint"):
        return salt
    if kind.startswith("int"):
        return -salt
    return {"address": to_checksum_address(bytes([salt]) * 20), "bool": True, "string": f"text {salt}"}[kind]


# The generated client of every artifact.
CLIENTS = [getattr(importlib.import_module(f"chain.clients.{python_name(name)}"), name) for name in artifact_names()]


@pytest.mark.parametrize("client", CLIENTS, ids=artifact_names())
def test_client__each_function__is_encoded_with_its_selector_and_arguments_in_order(client: type[Client]) -> None:
    functions = [entry for entry in load_artifact(client.ARTIFACT).abi if entry["type"] == "function"]
    for entry in functions:
        arguments = tuple(sample(spec, salt) for salt, spec in enumerate(entry["inputs"], start=1))
        call = getattr(client(TOKEN), python_name(entry["name"]))(*arguments)
        signature = f"{entry['name']}({','.join(collapse_if_tuple(spec) for spec in entry['inputs'])})"
        assert call == Call(TOKEN, call.data, f"{client.ARTIFACT}.{entry['name']}")
        assert call.data[:4] == keccak(text=signature)[:4]
        assert decode_values(entry["inputs"], call.data[4:], TYPES) == arguments
    assert functions or client is RuleList  # which is data, and does nothing


@pytest.mark.parametrize("client", CLIENTS, ids=artifact_names())
def test_client__its_creation__is_bytecode_and_arguments_in_order(client: Any) -> None:
    artifact = load_artifact(client.ARTIFACT)
    inputs = next((entry["inputs"] for entry in artifact.abi if entry["type"] == "constructor"), [])
    arguments = tuple(sample(spec, salt) for salt, spec in enumerate(inputs, start=1))
    creation = client.creation(*arguments)
    assert creation.data.startswith(artifact.bytecode)
    assert decode_values(inputs, creation.data[len(artifact.bytecode) :], TYPES) == arguments


def test_creation__of_a_client__is_bytecode_and_arguments() -> None:
    creation = FxBoard.creation(TOKEN)
    artifact = load_artifact("FxBoard")
    assert creation.contract == "FxBoard"
    assert creation.data == artifact.bytecode + bytes(12) + bytes.fromhex(TOKEN[2:])


@pytest.mark.parametrize("currency", ["HK", "hkdx", "HK\n"])
def test_creation__argument_that_does_not_fit__is_refused(currency: str) -> None:
    with pytest.raises(ValueError, match="Currency"):
        ParticipantRegistry.creation([JurisdictionSpec("HK", currency, TOKEN, "CRDR0000000000000112")])


def test_load_artifact__each_contract__is_what_its_file_says() -> None:
    assert {"FxBoard", "SettlementEngine", "LoanBook", "CentralBankMoney"} <= set(artifact_names())
    for name in artifact_names():
        content = (ARTIFACTS_DIR / f"{name}.json").read_bytes()
        artifact = load_artifact(name)
        assert artifact.name == name
        assert artifact.sha256 == hashlib.sha256(content).hexdigest()
        assert artifact.abi == json.loads(content)["abi"]
        assert "0x" + artifact.bytecode.hex() == json.loads(content)["bytecode"]
        assert len(artifact.deployed_bytecode) <= 24_576  # EIP-170


@pytest.mark.parametrize("name", ["Nothing", "../package", ""])
def test_load_artifact__no_such_contract__is_refused(name: str) -> None:
    with pytest.raises(KeyError, match="no artifact of a contract"):
        load_artifact(name)


def test_import__of_errors_and_engine_names__loads_no_evm() -> None:
    program = (
        "import sys, chain.errors, chain.engines, chain.engines.base; "
        "print(sorted({'eth', 'web3', 'eth_tester', 'eth_account', 'solcx'} & set(sys.modules)))"
    )
    path = "import sys; sys.path[:] = " + repr(sys.path) + "\n"
    ended = subprocess.run([sys.executable, "-c", path + program], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "[]"

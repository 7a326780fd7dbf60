"""Revert data to exceptions with operands, and what the errors say in one line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import pytest
from eth_utils.crypto import keccak

from chain.abi import python_name
from chain.artifacts import artifact_names, load_artifact
from chain.clients.errors import (
    ERRORS,
    AtomicNotOpen,
    ERC20InsufficientBalance,
    MoneyAmountZero,
    SettlementQuoteMismatch,
)
from chain.clients.types import (
    Appeal,
    ApplicationState,
    InstructionState,
    LockState,
    ObligationState,
    QueuedState,
    QueueMode,
    RecallState,
    RefusalCode,
    Role,
    Status,
)
from chain.codec import encode_values
from chain.decoding import decode_error
from chain.errors import (
    REFUSALS,
    ChainFault,
    ContractError,
    InputError,
    Panicked,
    Reverted,
    TransactionRejected,
    refusal_name,
)

HOLDER = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
UETR = "00112233-4455-4677-8899-aabbccddeeff"
DECLARED = {
    entry["name"]: entry for name in artifact_names() for entry in load_artifact(name).abi if entry["type"] == "error"
}
SAMPLES: dict[str, Any] = {
    "address": HOLDER,
    "bool": True,
    "bytes32": b"\5" * 32,
    "int32": -(2**31),
    "int256": -(2**255),
    "string": "Zürich",
    "uint8": 8,
    "uint16": 2**16 - 1,
    "uint32": 2**32 - 1,
    "uint48": 2**47,
    "uint64": 2**63,
    "uint256": 2**255 + 1,
    "Appeal": Appeal.UPHELD,
    "InstructionState": InstructionState.EXPIRED,
    "LockState": LockState.CLAIMED,
    "ObligationState": ObligationState.HELD,
    "QueueMode": QueueMode.DEFERRED,
    "QueuedState": QueuedState(2),
    "RecallState": RecallState(1),
    "Bic": "CRDRHKHH",
    "Currency": "THB",
    "Jurisdiction": "TH",
    "Label": "instalments",
    "Lei": "CRDR0000000000000112",
    "ApplicationState": ApplicationState.DECLINED,
    "RefusalCode": RefusalCode.QUOTE_EXPIRED,
    "Role": Role.KEEPER,
    "Status": Status.REVOKED,
    "Uetr": UETR,
}


def sample(spec: Mapping[str, Any]) -> Any:
    return SAMPLES[str(spec["internalType"]).split()[-1].split(".")[-1]]


def revert_data(entry: Mapping[str, Any]) -> bytes:
    signature = f"{entry['name']}({','.join(spec['type'] for spec in entry['inputs'])})"
    return keccak(text=signature)[:4] + encode_values(entry["inputs"], [sample(spec) for spec in entry["inputs"]])


def test_errors__every_artifact__has_a_class_of_each_and_no_more() -> None:
    assert sorted(DECLARED) == sorted(kind.__name__ for kind in ERRORS)
    assert all(issubclass(kind, ContractError) for kind in ERRORS)


@pytest.mark.parametrize("name", sorted(DECLARED))
def test_decode_error__error_of_ours__is_its_class_with_every_operand(name: str) -> None:
    entry = DECLARED[name]
    data = revert_data(entry)
    error = decode_error(data)
    assert type(error).__name__ == name
    assert isinstance(error, ContractError)
    operands = {field.name: getattr(error, field.name) for field in fields(error)}  # type: ignore[arg-type]
    assert operands == {python_name(spec["name"]): sample(spec) for spec in entry["inputs"]}
    assert error.data == data
    with pytest.raises(Reverted, match=re.escape(str(error))):
        raise error


def test_decode_error__insufficient_balance__is_the_one_of_erc6093() -> None:
    data = bytes.fromhex("e450d38c" + HOLDER[2:].lower().rjust(64, "0") + f"{7:064x}{9:064x}")
    error = decode_error(data)
    assert isinstance(error, ERC20InsufficientBalance)
    assert (error.sender, error.balance, error.needed) == (HOLDER, 7, 9)


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (MoneyAmountZero(), "MoneyAmountZero()"),
        (
            SettlementQuoteMismatch(UETR, "HKD", "THB"),
            f"SettlementQuoteMismatch(uetr='{UETR}', sell_currency='HKD', buy_currency='THB')",
        ),
        (
            AtomicNotOpen(UETR, InstructionState.CANCELLED),
            f"AtomicNotOpen(uetr='{UETR}', state=<InstructionState.CANCELLED: 3>)",
        ),
    ],
    ids=["bare", "operands", "enum"],
)
def test_contract_error__in_words__names_itself_and_its_operands(error: ContractError, text: str) -> None:
    assert str(error) == text


ZERO = DECLARED["MoneyAmountZero"]
TOO_LONG = revert_data(DECLARED["StringTooLong"])
NOT_OPEN = revert_data(DECLARED["AtomicNotOpen"])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x01",
        revert_data(ZERO)[:3],
        b"\xde\xad\xbe\xef",
        b"\xde\xad\xbe\xef" + bytes(32),
        bytes.fromhex("08c379a0") + encode_values([{"type": "string", "internalType": "string"}], ["no"]),
        TOO_LONG[:36] + b"\xff" * 32 + TOO_LONG[68:],
        NOT_OPEN[:-1],
        NOT_OPEN[:4],
        NOT_OPEN[:-1] + b"\x63",
        bytes.fromhex("4e487b71"),
        bytes.fromhex("4e487b71") + bytes(31),
    ],
    ids=[
        *("empty", "one byte", "cut selector", "unknown", "unknown with data", "Error(string)"),
        *("length beyond memory", "cut operand"),
        *("no operands", "no such member", "panic without a code", "panic with a cut code"),
    ],
)
def test_decode_error__data_that_no_contract_of_ours_declares__is_kept(data: bytes) -> None:
    error = decode_error(data)
    assert type(error) is Reverted
    assert error.data == data
    assert str(error) == (f"reverted with 0x{data.hex()}" if data else "reverted without data")


@pytest.mark.parametrize("code", [0x01, 0x11, 0x12, 0x32])
def test_decode_error__panic__has_its_code(code: int) -> None:
    data = bytes.fromhex(f"4e487b71{code:064x}")
    error = decode_error(data)
    assert isinstance(error, Panicked)
    assert (error.code, str(error), error.data) == (code, f"panic 0x{code:02x}", data)


def test_input_error__its_text__is_one_line_of_where_what_why_and_do() -> None:
    error = InputError(what="unknown currency", where="a.yaml:3:5", why="XXX is none of ISO 4217", do="use HKD")
    assert str(error) == "a.yaml:3:5: unknown currency: XXX is none of ISO 4217; use HKD"
    assert not isinstance(error, ChainFault)


def test_transaction_rejected__its_text__names_the_position() -> None:
    error = TransactionRejected(3, "wrong nonce")
    assert isinstance(error, ChainFault)
    assert str(error) == "transaction 3 of the block was rejected: wrong nonce"


def test_refusals__codes_and_names__are_those_of_solidity() -> None:
    in_solidity = load_artifact("SettlementEngine").enums["RefusalCode"]
    assert {refusal.code: refusal.name for refusal in REFUSALS} == dict(enumerate(in_solidity[1:], start=1))
    assert len({refusal.code for refusal in REFUSALS}) == len(REFUSALS)
    assert [refusal_name(code) for code in range(1, len(in_solidity))] == in_solidity[1:]


@pytest.mark.parametrize("code", [0, len(REFUSALS) + 1])
def test_refusal_name__no_such_code__is_refused(code: int) -> None:
    with pytest.raises(KeyError):
        refusal_name(code)


def test_refusals__every_one__is_complete_and_fits_a_label() -> None:
    for refusal in REFUSALS:
        assert re.fullmatch(r"[A-Z]{2}[A-Z0-9]{2}", refusal.iso_code)
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", refusal.rule)
        assert len(refusal.rule) <= 32
        sides = {
            f"{side}{agent}" for side in ("payer", "payee", "vehicle") for agent in ("", "'s bank", "'s central bank")
        }
        assert refusal.party in sides | {"market maker", "pool"}
        assert refusal.meaning

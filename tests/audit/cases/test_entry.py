"""The entries of a case: what is signed of them beside eth_account, and what no entry may hold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from case_papers import NETWORK
from eth_account import Account as Oracle
from eth_account.messages import encode_typed_data
from eth_utils.crypto import keccak
from pydantic import ValidationError

from audit.cases.entry import TEXT_MAX, Entry, Noted, Signing
from audit.cases.file import CaseFile

TYPES = {
    "EIP712Domain": [
        {"name": "name", "type": "string"},
        {"name": "version", "type": "string"},
        {"name": "chainId", "type": "uint256"},
        {"name": "verifyingContract", "type": "address"},
    ],
    "CaseEntry": [
        {"name": "network", "type": "bytes32"},
        {"name": "number", "type": "uint64"},
        {"name": "body", "type": "bytes32"},
    ],
}


def oracle(entry: dict[str, Any]) -> Any:
    """What EIP-712 makes of an entry, from the file's text alone."""
    text = json.dumps(entry["body"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    domain = {"name": "Corridor CaseFile", "version": "1", "chainId": NETWORK.chain_id}
    message = {"network": NETWORK.genesis, "number": entry["body"]["number"], "body": keccak(text.encode())}
    return encode_typed_data(
        full_message={
            "types": TYPES,
            "primaryType": "CaseEntry",
            "domain": domain | {"verifyingContract": NETWORK.registry},
            "message": message,
        }
    )


def test_signatures__every_entry__are_those_that_eth_account_recovers(case: Path) -> None:
    entries = [json.loads(line) for line in case.read_text().splitlines()]
    for entry in entries:
        signed = oracle(entry)
        found = [Oracle.recover_message(signed, signature=bytes.fromhex(s[2:])) for s in entry["signatures"]]
        assert found == entry["body"]["signers"]
    assert [len(entry["signatures"]) for entry in entries] == [1, 1, 1, 2]


def test_signer__of_another_network__is_another(case: Path) -> None:
    entry = CaseFile.read(case).entries[1]
    other = NETWORK.model_copy(update={"genesis": "0x" + "1c" * 32})
    assert Signing(NETWORK).signer(entry.body, entry.signatures[0]) == entry.body.signers[0]
    assert Signing(other).signer(entry.body, entry.signatures[0]) != entry.body.signers[0]


@pytest.mark.parametrize("text", ["", "a\x1b[2J", "\u202ea", "a\nb", "\0", "A" * (TEXT_MAX + 1), "A" * 10**6])
def test_note__that_drives_or_is_too_long__is_none(text: str) -> None:
    with pytest.raises(ValidationError):
        Noted(text=text)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"number":2', '"number":2.0'),
        ('"number":2', '"number":"2"'),
        ('"number":2', '"number":-1'),
        ('"number":2', '"number":9007199254740992'),
        ('"kind":"noted"', '"kind":"noticed"'),
        ('"kind":"noted"', '"extra":1,"kind":"noted"'),
        ('09:02:00Z"', '09:02:00Z\\n"'),
        ('09:02:00Z"', '09:02:00+01:00"'),
        ('"signers":["0x', '"signers":["0y'),
        ('"signers":[', '"signers":["0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed","0x00",'),
    ],
)
def test_entry__of_another_form__is_none(case: Path, old: str, new: str) -> None:
    line = case.read_text().splitlines()[2]
    assert Entry.model_validate_json(line).line == line
    assert old in line
    with pytest.raises(ValidationError):
        Entry.model_validate_json(line.replace(old, new))

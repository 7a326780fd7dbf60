"""Commitments to records that stay off the chain."""

from __future__ import annotations

import pytest
from eth_utils.crypto import keccak

from chain.commitments import commit, hash_alias

SALT = bytes(range(32))


def test_commit__record__is_the_hash_of_salt_and_canonical_json() -> None:
    text = '{"id":"bangkok-importer","name":"Zürich \\"Ltd\\""}'
    assert commit(SALT, {"name": 'Zürich "Ltd"', "id": "bangkok-importer"}) == keccak(SALT + text.encode())


def test_commit__other_salt_or_record__is_another_commitment() -> None:
    commitments = {commit(salt, {"id": name}) for salt in (SALT, SALT[::-1]) for name in ("a", "b")}
    assert len(commitments) == 4


def test_commit__nested_record__is_the_hash_of_its_canonical_json() -> None:
    record = {"persons": [{"name": "B", "kind": "legal"}], "account": ("0x1",)}
    text = '{"account":["0x1"],"persons":[{"kind":"legal","name":"B"}]}'
    assert commit(SALT, record) == keccak(SALT + text.encode())


def test_commit__number_or_other_letters__are_hashed_as_rfc_8785_writes_them() -> None:
    assert commit(SALT, {"ü": 1, "a": True}) == keccak(SALT + '{"a":true,"ü":1}'.encode())


def test_commit__fraction__is_refused() -> None:
    with pytest.raises(TypeError, match="canonical JSON"):
        commit(SALT, {"a": {"b": 0.5}})  # type: ignore[dict-item]


def test_hash_alias__salt_and_text__decide_it() -> None:
    assert hash_alias(SALT, "+6681234") == keccak(SALT + b"+6681234")

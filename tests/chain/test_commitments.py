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


def test_commit__key_that_sorts_otherwise_elsewhere__is_refused() -> None:
    with pytest.raises(ValueError, match="ASCII"):
        commit(SALT, {"ü": "x"})


def test_commit__nested_record__is_the_hash_of_its_canonical_json() -> None:
    record = {"persons": [{"name": "B", "kind": "legal"}], "account": ("0x1",)}
    text = '{"account":["0x1"],"persons":[{"kind":"legal","name":"B"}]}'
    assert commit(SALT, record) == keccak(SALT + text.encode())
    with pytest.raises(ValueError, match="ASCII"):
        commit(SALT, {"a": [{"ü": "x"}]})


def test_commit__number__is_refused() -> None:
    with pytest.raises(TypeError, match="holds text, not 1"):
        commit(SALT, {"a": {"b": 1}})  # type: ignore[dict-item]


def test_hash_alias__salt_and_text__decide_it() -> None:
    assert hash_alias(SALT, "+6681234") == keccak(SALT + b"+6681234")

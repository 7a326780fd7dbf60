"""Commitments to records that stay off the chain."""

from __future__ import annotations

import pytest
from eth_utils.crypto import keccak

from chain.commitments import commit

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

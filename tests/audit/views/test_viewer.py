"""Who can be named as the party of a view, and what is said of who cannot."""

from __future__ import annotations

import pytest

from audit.index.store import Index
from audit.views.viewer import Viewer
from chain.errors import InputError


def test_parse__customer__is_every_key_of_its_wallet(index: Index) -> None:
    query = "SELECT list(address) FROM accounts WHERE customer IS NOT NULL GROUP BY customer HAVING count(*) > 1"
    keys = index.rows(query)[0][0]
    assert {Viewer.parse(f"participant:{key.lower()}", index).accounts for key in keys} == {frozenset(keys)}


def test_parse__jurisdiction__is_taken_in_any_case(index: Index) -> None:
    assert Viewer.parse("supervisor:th", index).place == "TH"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("participant:impoter", "did you mean importer?"),
        ("participant:th-bank-1", "no customer of this record"),
        ("bank:th-bank-3", "did you mean th-bank-"),
        ("bank:importer", "no bank or other institution"),
        ("bank:hkma", "no bank or other institution"),
        ("supervisor:XX", "no such jurisdiction"),
        ("supervisor:", "no party named"),
        ("auditr", "did you mean auditor?"),
        ("auditor:me", "write participant:ID"),
        ("", "write participant:ID"),
        ("participant:0x" + "0" * 40, "no customer of this record"),
        ("participant:\x1b[31m\u202e\x00' OR 1=1 --", "no customer of this record"),
        ("participant:" + "x" * 10**6, "no customer of this record"),
    ],
)
def test_parse__who_is_nobody__is_one_line(index: Index, text: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        Viewer.parse(text, index)
    assert said in str(caught.value)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 1_000

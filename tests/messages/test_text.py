"""Which characters may travel: identifiers are refused, free text is mapped, and nothing invisible gets through.

Trusts Unicode's categories as the standard library has them.
Never tests what a schema says of lengths.
"""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages.errors import MessageError
from messages.text import NOT_PROVIDED, free_text, identifier, is_clean


@pytest.mark.parametrize(
    ("given_", "mapped"),
    [
        ("Joo Chiat Bakery", "Joo Chiat Bakery"),
        ("泰国银行 Ünïcode", "泰国银行 Ünïcode"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
        ("a\x00b\x1b[31mc", "a.b.[31mc"),
        ("pay\u202eeht", "pay.eht"),
        ("zero\u200bwidth", "zero.width"),
        ("  two \n\t lines\u2028 ", "two lines"),
        ("half \ud800", "half ."),
        ("", NOT_PROVIDED),
        (" \n ", NOT_PROVIDED),
        ("x" * 141, "x" * 139 + "+"),
        ("\x00" * 2_000_000, "." * 139 + "+"),
    ],
)
def test_free_text__hostile_or_not__travels_as_mapped(given_: str, mapped: str) -> None:
    assert free_text(given_, 140) == mapped


@given(st.text(st.characters(), max_size=400), st.integers(4, 140))
def test_free_text__any_text__is_clean_short_and_mapped_once(text: str, length_max: int) -> None:
    mapped = free_text(text, max(length_max, len(NOT_PROVIDED)))
    assert is_clean(mapped)
    assert 0 < len(mapped) <= max(length_max, len(NOT_PROVIDED))
    assert free_text(mapped, 140) == mapped
    assert not any(unicodedata.category(character).startswith("C") for character in mapped)


@pytest.mark.parametrize("text", ["A", "AB12/3-x", "+?:().,' end", "x" * 35])
def test_identifier__of_the_set__is_kept(text: str) -> None:
    assert identifier(text, 35, "it") == text


@pytest.mark.parametrize("text", ["", "x" * 36, "a_b", "ü", "a\n", "a\x00", "/a", "a/", "a//b", " a", "a\u202eb", "泰"])
def test_identifier__outside_the_set__is_refused(text: str) -> None:
    with pytest.raises(MessageError, match="it: ") as refused:
        identifier(text, 35, "it")
    assert str(refused.value).isprintable()

"""Canonical JSON against the examples of RFC 8785 that have no fractions, and against what commitments hashed before.

Trusts the RFC.
Never compares with another implementation.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages.canonical import canonical_json

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
    max_leaves=20,
)


def test_canonical__names_of_the_rfc__are_in_the_order_of_utf_16() -> None:
    # RFC 8785, 3.2.3: the emoji, two units from D83D on, comes before U+FB33.
    names = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\u0080": 6, "\u00f6": 7}
    assert list(json.loads(canonical_json(names)).values()) == [2, 4, 6, 7, 1, 5, 3]


def test_canonical__strings_of_the_rfc__have_the_shortest_escapes() -> None:
    # RFC 8785, 3.2.2.2.
    assert canonical_json("\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"\u002f") == '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'
    assert canonical_json("\b\f\t\x7f\u2028") == '"\\b\\f\\t\x7f\u2028"'


def test_canonical__literals__are_those_of_json() -> None:
    assert canonical_json([None, True, False, 0, -5, {}]) == "[null,true,false,0,-5,{}]"


@given(PLAIN)
def test_canonical__any_value__reads_back_and_has_one_text(value: Any) -> None:
    text = canonical_json(value)
    assert json.loads(text) == value
    assert canonical_json(json.loads(text)) == text


@pytest.mark.parametrize("value", [2**53, -(2**53), "\ud800", {"\udfff": 1}])
def test_canonical__what_json_does_not_hold__is_refused(value: Any) -> None:
    with pytest.raises(ValueError):
        canonical_json(value)


@pytest.mark.parametrize("value", [0.5, b"", {1: 2}, {1, 2}, object()])
def test_canonical__other_values__are_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        canonical_json(value)

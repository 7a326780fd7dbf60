"""Amounts have the decimals of their currency.

Trusts ISO 4217 as `finance.money` reads it.
Never uses a float.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages.amounts import decimal_text, minor_of
from messages.errors import MessageError


@pytest.mark.parametrize(
    ("minor", "code", "text"),
    [
        (0, "JPY", "0"),
        (7, "JPY", "7"),
        (7, "KWD", "0.007"),
        (1234, "KWD", "1.234"),
        (5, "EUR", "0.05"),
        (100, "EUR", "1.00"),
    ],
)
def test_decimal_text__of_a_currency__has_its_decimals(minor: int, code: str, text: str) -> None:
    assert decimal_text(minor, code) == text
    assert minor_of(text, code) == minor


@given(st.integers(0, 10**18 - 1), st.sampled_from(["JPY", "EUR", "KWD", "CLF"]))
def test_decimal_text__any_amount__is_read_back(minor: int, code: str) -> None:
    assert minor_of(decimal_text(minor, code), code) == minor


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *(("1.0", "JPY"), ("1.00000", "EUR"), ("1.5", "EUR"), ("1", "EUR"), ("1.00", "KWD"), ("-1.00", "EUR")),
        *(("1e5", "JPY"), ("NaN", "JPY"), ("", "JPY"), ("1,000.00", "EUR"), ("1.", "JPY"), ("١", "JPY")),
        *(("9" * 19, "JPY"), ("9" * 10**6, "JPY"), ("1.00", "XAU"), ("1.00", "ABC"), ("1.00", "eur")),
    ],
)
def test_minor_of__anything_else__is_refused(text: str, code: str) -> None:
    with pytest.raises(MessageError) as refused:
        minor_of(text, code)
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize("minor", [-1, 10**18])
def test_decimal_text__negative_or_too_long__is_refused(minor: int) -> None:
    with pytest.raises(MessageError):
        decimal_text(minor, "EUR")

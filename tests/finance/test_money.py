"""Currencies, amounts and their text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.money import (
    AMOUNT_MINOR_MAX,
    AmountError,
    Currency,
    CurrencyMismatch,
    Money,
    MoneyError,
    UnknownCurrency,
    currency,
    format_minor,
    parse_minor,
)

CLF, HKD, JPY, KWD, THB = (currency(code) for code in ("CLF", "HKD", "JPY", "KWD", "THB"))
CURRENCIES = st.sampled_from([CLF, HKD, JPY, KWD, THB])
AMOUNTS_MINOR = st.integers(-AMOUNT_MINOR_MAX, AMOUNT_MINOR_MAX)


@pytest.mark.parametrize(
    ("code", "exponent"), [("JPY", 0), ("HKD", 2), ("CNY", 2), ("THB", 2), ("AED", 2), ("KWD", 3), ("CLF", 4)]
)
def test_currency__iso_4217_code__has_the_standard_exponent(code: str, exponent: int) -> None:
    assert currency(code) == Currency(code, exponent)


@pytest.mark.parametrize("code", ["XAU", "XXX", "XTS", "XDR"])
def test_currency__no_minor_unit__is_refused(code: str) -> None:
    with pytest.raises(UnknownCurrency, match=f"currency '{code}': ISO 4217 defines no minor unit"):
        currency(code)


@pytest.mark.parametrize(("code", "meant"), [("hkd", "HKD"), ("THBB", "THB"), (" aed", "AED")])
def test_currency__misspelt__is_refused_with_a_suggestion(code: str, meant: str) -> None:
    with pytest.raises(UnknownCurrency, match=f"not an ISO 4217 currency; did you mean {meant}\\?$"):
        currency(code)


@pytest.mark.parametrize("code", ["", "None", "9", "q" * 1000])
def test_currency__nothing_like_it__is_refused_in_one_short_line(code: str) -> None:
    with pytest.raises(UnknownCurrency, match=r"not an ISO 4217 currency$") as refusal:
        currency(code)
    assert len(str(refusal.value)) < 100


@pytest.mark.parametrize(
    ("text", "unit", "amount_minor"),
    [
        ("250000.00", HKD, 25_000_000),
        ("250000", HKD, 25_000_000),
        ("0.1", HKD, 10),
        ("0.01", THB, 1),
        ("0", THB, 0),
        ("007.50", THB, 750),
        ("5", JPY, 5),
        ("1.234", KWD, 1_234),
        ("0.0001", CLF, 1),
        ("10000000000000.00", HKD, AMOUNT_MINOR_MAX),
    ],
)
def test_parse_minor__plain_amount__is_minor_units(text: str, unit: Currency, amount_minor: int) -> None:
    assert parse_minor(text, unit) == amount_minor


@pytest.mark.parametrize(
    ("text", "unit", "why"),
    [
        ("0.001", THB, "THB has 2 decimals, not 3"),
        ("1.000", THB, "THB has 2 decimals, not 3"),
        ("5.0", JPY, "JPY has 0 decimals, not 1"),
        ("-1.00", HKD, "it is negative"),
        ("-0", HKD, "it is negative"),
        ("1e6", HKD, "exponent notation is not accepted"),
        ("1.5E+3", HKD, "exponent notation is not accepted"),
        ("1,000,000.00", HKD, "thousands separators are not accepted"),
        ("1_000", HKD, "thousands separators are not accepted"),
        ("1 000", HKD, "thousands separators are not accepted"),
        ("1'000.00", HKD, "thousands separators are not accepted"),
        ("NaN", HKD, "it is not a number"),
        ("-Infinity", HKD, "it is not a number"),
        ("", HKD, "it is empty"),
        (" \n", HKD, "it is empty"),
        ("10000000000000.01", HKD, "the most is 10,000,000,000,000.00 HKD"),
        ("1000000000000001", JPY, "the most is 1,000,000,000,000,000 JPY"),
        ("9" * 41, HKD, "it is longer than 40 characters"),
        ("9" * 5000, HKD, "it is longer than 40 characters"),
        ("+1", HKD, "plain digits"),
        (" 1", HKD, "plain digits"),
        ("1\n", HKD, "plain digits"),
        (".5", HKD, "plain digits"),
        ("5.", HKD, "plain digits"),
        ("1.2.3", HKD, "plain digits"),
        ("0x10", HKD, "plain digits"),
        ("١٢", HKD, "plain digits"),
        ("ten\ndollars", HKD, "plain digits"),
    ],
)
def test_parse_minor__not_an_amount__is_refused_with_the_reason(text: str, unit: Currency, why: str) -> None:
    with pytest.raises(AmountError) as refusal:
        parse_minor(text, unit)
    assert why in refusal.value.why
    assert refusal.value.what.startswith("amount ")
    assert refusal.value.what.endswith(unit.code)
    assert "\n" not in str(refusal.value)
    assert len(str(refusal.value)) < 160


def test_parse_minor__negative_where_allowed__is_negative() -> None:
    assert parse_minor("-12.30", HKD, allow_negative=True) == -1230
    with pytest.raises(AmountError, match="the most is"):
        parse_minor("-10000000000000.01", HKD, allow_negative=True)


@given(st.text(), CURRENCIES)
def test_parse_minor__any_text__is_an_amount_in_range_or_refused(text: str, unit: Currency) -> None:
    try:
        amount_minor = parse_minor(text, unit)
    except AmountError:
        return
    assert 0 <= amount_minor <= AMOUNT_MINOR_MAX
    assert text.isascii()


@pytest.mark.parametrize(
    ("amount_minor", "unit", "text"),
    [
        (100_000_000, THB, "1,000,000.00"),
        (5, HKD, "0.05"),
        (-123_456, HKD, "-1,234.56"),
        (-5, HKD, "-0.05"),
        (0, HKD, "0.00"),
        (1_000, JPY, "1,000"),
        (1, KWD, "0.001"),
    ],
)
def test_format_minor__any_amount__is_grouped_with_all_decimals(amount_minor: int, unit: Currency, text: str) -> None:
    assert format_minor(amount_minor, unit) == text


@given(AMOUNTS_MINOR, CURRENCIES)
def test_format_minor__parsed_again__is_the_same_amount(amount_minor: int, unit: Currency) -> None:
    text = format_minor(amount_minor, unit).replace(",", "")
    assert parse_minor(text, unit, allow_negative=True) == amount_minor


@given(AMOUNTS_MINOR, AMOUNTS_MINOR)
def test_money__one_currency__adds_subtracts_and_compares_as_integers(a_minor: int, b_minor: int) -> None:
    a, b = Money(a_minor, HKD), Money(b_minor, HKD)
    assert a + b == Money(a_minor + b_minor, HKD)
    assert a - b == Money(a_minor - b_minor, HKD)
    assert ((a < b), (a <= b), (a > b), (a >= b), (a == b)) == (
        (a_minor < b_minor),
        (a_minor <= b_minor),
        (a_minor > b_minor),
        (a_minor >= b_minor),
        (a_minor == b_minor),
    )


def test_money__two_currencies__neither_add_nor_compare() -> None:
    a, b = Money(100, HKD), Money(100, THB)
    assert a != b
    for refused in (
        lambda: a + b,
        lambda: a - b,
        lambda: a < b,
        lambda: a <= b,
        lambda: a > b,
        lambda: a >= b,
    ):
        with pytest.raises(CurrencyMismatch, match=r"1\.00 HKD and 1\.00 THB"):
            refused()


@pytest.mark.parametrize("amount", [1.0, True, "1"])
def test_money__not_an_int__is_refused(amount: object) -> None:
    with pytest.raises(TypeError, match="int of minor units"):
        Money(amount, HKD)  # type: ignore[arg-type]


def test_money__printed__is_amount_and_code() -> None:
    assert str(Money(100_000_000, THB)) == "1,000,000.00 THB"


def test_money_errors__all__are_value_errors() -> None:
    assert issubclass(MoneyError, ValueError)
    for error in (AmountError, CurrencyMismatch, UnknownCurrency):
        assert issubclass(error, MoneyError)

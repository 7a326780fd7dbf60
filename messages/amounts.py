"""Amounts as messages write them: a plain decimal with the decimals of its currency, no more and no fewer.

Trusts `finance.money` for the exponents of ISO 4217.
Never rounds, and never takes the five decimals that the schemas would.
"""

from __future__ import annotations

import re

from finance.money import UnknownCurrency, currency
from messages.errors import MessageError, shown

DIGITS_MAX = 18
"""Digits of an amount, of the schemas' ActiveCurrencyAndAmount (fractionDigits 5 is theirs too, and too lax)."""

_AMOUNT = re.compile(r"([0-9]+)(?:\.([0-9]+))?", re.ASCII)


def decimal_text(amount_minor: int, code: str) -> str:
    """An amount in major units: JPY 100 is "100", KWD 1000 is "1.000". MessageError if negative or too long."""
    exponent = _exponent(code)
    if amount_minor < 0:
        raise MessageError("amount", f"{amount_minor} {code} is negative: the direction stands beside an amount")
    if len(str(amount_minor)) > DIGITS_MAX:
        raise MessageError("amount", f"{amount_minor} {code} has more than {DIGITS_MAX} digits")
    whole, part = divmod(amount_minor, 10**exponent)
    return f"{whole}.{part:0{exponent}d}" if exponent else str(whole)


def minor_of(text: str, code: str) -> int:
    """Minor units of such a text; MessageError for another number of decimals, a sign, or too many digits.

    >>> minor_of("1.500", "KWD"), minor_of("7", "JPY")
    (1500, 7)
    """
    exponent = _exponent(code)
    match = _AMOUNT.fullmatch(text) if len(text) <= DIGITS_MAX + 2 else None
    if match is None:
        raise MessageError("amount", f"{shown(text)} {code} is no plain decimal of at most {DIGITS_MAX} digits")
    decimals = match[2] or ""
    if len(decimals) != exponent:
        raise MessageError("amount", f"{shown(text)} has {len(decimals)} decimals, {code} has {exponent}")
    if len(match[1].lstrip("0") + decimals) > DIGITS_MAX:
        raise MessageError("amount", f"{shown(text)} {code} has more than {DIGITS_MAX} digits")
    return int(match[1] + decimals)


def _exponent(code: str) -> int:
    try:
        return currency(code).exponent
    except UnknownCurrency as error:
        raise MessageError("amount", str(error)) from error

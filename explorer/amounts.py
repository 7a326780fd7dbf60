"""Amounts as a page shows them: exact text for people, floating point for the axes of plots.

Trusts the exponents of the deployment.
Never computes with what it returns.
"""

from __future__ import annotations

from decimal import Decimal

from finance.money import Currency, format_minor

USD = Currency("USD", 2)


def shown(amount_minor: int, code: str, exponent: int) -> str:
    """`SGD 1,000.00`."""
    return f"{code} {format_minor(amount_minor, Currency(code, exponent))}"


def shown_usd(amount_minor: int) -> str:
    """Amounts at reference rates, in US dollars."""
    return shown(amount_minor, USD.code, USD.exponent)


def exact(amount_minor: int, exponent: int) -> str:
    """Major units as plain digits, for data."""
    return f"{Decimal(amount_minor).scaleb(-exponent):f}"


def on_axis(amount_minor: int, exponent: int) -> float:
    """Major units, as far as a plot can show them."""
    return float(Decimal(amount_minor).scaleb(-exponent))


def duration(milliseconds: int) -> str:
    """`2.15 s`, `3 min 20 s`, `1 h 5 min`."""
    seconds, rest = divmod(milliseconds, 1000)
    if seconds < 60:
        return f"{Decimal(milliseconds) / 1000:f} s" if rest else f"{seconds} s"
    minutes, seconds = divmod(seconds, 60)
    if minutes < 60:
        return f"{minutes} min {seconds} s"
    return f"{minutes // 60} h {minutes % 60} min"

"""Currencies and amounts: money is an integer of minor units that always knows its ISO 4217 currency.

Trusts the ISO 4217 table of the package `iso4217` for codes and exponents.
Never rounds, never uses a float, never adds two currencies, never guesses what an unclear amount could mean.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, total_ordering

import iso4217

from finance.suggestions import did_you_mean

AMOUNT_MINOR_MAX = 10**15
"""Largest amount read from text: ten trillion with two decimals; products on chain stay in uint256."""

_AMOUNT = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+))?")
_LONGEST_AMOUNT_TEXT = 40

# What people write instead of an amount, and why it is not taken; the first that fits is named.
_WHY_NOT = (
    (re.compile(r"\s*"), "it is empty"),
    (re.compile(r"[+-]?(nan|inf|infinity)", re.IGNORECASE), "it is not a number"),
    (re.compile(r"[+-]?[0-9.]+[eE][+-]?[0-9]+"), "exponent notation is not accepted"),
    (
        re.compile(r"[+-]?[0-9]+([,_' \u00a0\u202f][0-9]+)+(\.[0-9]+)?"),
        "thousands separators are not accepted",
    ),
    (re.compile(r".*", re.DOTALL), "an amount is plain digits with at most one point, such as 250000.00"),
)


class MoneyError(ValueError):
    """Something that is not money: `what` was given and `why` it is not taken, in words for the user."""

    def __init__(self, what: str, why: str) -> None:
        self.what, self.why = what, why
        super().__init__(f"{what}: {why}")


class UnknownCurrency(MoneyError):
    """A code that ISO 4217 does not list as a currency with a minor unit."""


class AmountError(MoneyError):
    """A text that is not an amount of its currency."""


class CurrencyMismatch(MoneyError):
    """Two amounts of different currencies were added, subtracted or compared."""


@dataclass(frozen=True, slots=True)
class Currency:
    """An ISO 4217 currency; take it from `currency()`, which knows the exponent."""

    code: str
    """Three letters, such as `HKD`."""
    exponent: int
    """Decimals of the minor unit: JPY 0, HKD 2, KWD 3."""


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount, which may be negative as a difference can be; `TypeError` unless it is an int."""

    amount_minor: int
    currency: Currency

    def __post_init__(self) -> None:
        if type(self.amount_minor) is not int:
            raise TypeError(f"money is an int of minor units, not {type(self.amount_minor).__name__}")

    def __add__(self, other: Money) -> Money:
        return Money(self.amount_minor + self._same_currency(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount_minor - self._same_currency(other), self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.amount_minor < self._same_currency(other)

    def __str__(self) -> str:
        return f"{format_minor(self.amount_minor, self.currency)} {self.currency.code}"

    def _same_currency(self, other: Money) -> int:
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self} and {other}", "only amounts of one currency add up or compare")
        return other.amount_minor


@cache
def _exponents() -> dict[str, int]:
    # Gold, SDR, test and no-currency codes carry "N.A." for their minor unit: they cannot settle to the unit.
    units = {str(code): str(entry["CcyMnrUnts"]) for code, entry in iso4217.raw_table.items()}
    return {code: int(digits) for code, digits in units.items() if digits.isdigit()}


@cache
def currency(code: str) -> Currency:
    """The currency of an ISO 4217 code in capitals; `UnknownCurrency` for any other, with a did-you-mean."""
    exponents = _exponents()
    if code in exponents:
        return Currency(code, exponents[code])
    if code in iso4217.raw_table:
        raise UnknownCurrency(f"currency {code!r}", "ISO 4217 defines no minor unit for it, so it is not money")
    raise UnknownCurrency(
        f"currency {_quoted(code)}",
        f"not an ISO 4217 currency{did_you_mean(code[:_LONGEST_AMOUNT_TEXT], exponents)}",
    )


def parse_minor(text: str, currency: Currency, *, allow_negative: bool = False) -> int:
    """Minor units of an amount written in major units: `"250000.00"` HKD is 25000000.

    Raises `AmountError` for anything but plain digits with at most the currency's decimals, for a minus sign
    unless `allow_negative`, and beyond `AMOUNT_MINOR_MAX` either way.
    """
    what = f"amount {_quoted(text)} {currency.code}"
    # The length is checked first: int() of a megabyte of digits is a way to stop the program.
    match = _AMOUNT.fullmatch(text) if len(text) <= _LONGEST_AMOUNT_TEXT else None
    if match is None:
        raise AmountError(what, _why_not(text))
    sign, whole, decimals = match[1], match[2], match[3] or ""
    if sign and not allow_negative:
        raise AmountError(what, "it is negative")
    if len(decimals) > currency.exponent:
        raise AmountError(what, f"{currency.code} has {currency.exponent} decimals, not {len(decimals)}")
    amount_minor = int(whole + decimals.ljust(currency.exponent, "0"))
    if amount_minor > AMOUNT_MINOR_MAX:
        raise AmountError(what, f"the most is {format_minor(AMOUNT_MINOR_MAX, currency)} {currency.code}")
    return -amount_minor if sign else amount_minor


def format_minor(amount_minor: int, currency: Currency) -> str:
    """The amount in major units for people, with thousands separators and all decimals: `"1,000,000.00"`."""
    whole, part = divmod(abs(amount_minor), 10**currency.exponent)
    decimals = f".{part:0{currency.exponent}d}" if currency.exponent else ""
    return f"{'-' if amount_minor < 0 else ''}{whole:,}{decimals}"


def _why_not(text: str) -> str:
    if len(text) > _LONGEST_AMOUNT_TEXT:
        return f"it is longer than {_LONGEST_AMOUNT_TEXT} characters"
    return next(why for pattern, why in _WHY_NOT if pattern.fullmatch(text))


def _quoted(text: str) -> str:
    """The text as one short printable line, whatever is in it."""
    return repr(text if len(text) <= _LONGEST_AMOUNT_TEXT else text[:_LONGEST_AMOUNT_TEXT] + "…")

"""Exchange rates and what a conversion costs; the rounding leg favours the maker, who carries the risk.

Trusts the Decimal rates it is given (ECB reference rates, pegs) to be what their publisher says.
Never rounds a cost in favour of the taker, and never depends on the caller's Decimal context.

Sides are the maker's: it sells the currency that the payee receives and buys the one that the payer gives.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from fractions import Fraction

from finance.rounding import RAY, div_half_even, mul_div_up

__all__ = [
    "BPS",
    "RAY",
    "convert_half_even",
    "cost_minor_up",
    "cross_rate",
    "rate_ray_half_even",
    "with_spread_up",
]

BPS = 10_000
"""Basis points in one."""


def cross_rate(buy_per_anchor: Decimal, sell_per_anchor: Decimal) -> Decimal:
    """Units of the buy currency per unit of the sell currency, from both rates against one anchor.

    The ECB's anchor is the euro. 40 significant digits, half-even, in a context of its own. Raises
    `ValueError` for a rate that is not above zero.
    """
    _require_rate(buy_per_anchor)
    _require_rate(sell_per_anchor)
    pinned = Context(prec=40, rounding=ROUND_HALF_EVEN, traps=[InvalidOperation, DivisionByZero, Overflow])
    return pinned.divide(buy_per_anchor, sell_per_anchor)


def rate_ray_half_even(rate: Decimal, *, buy_exponent: int, sell_exponent: int) -> int:
    """The rate in ray: minor units of the buy currency per minor unit of the sell currency, times 10**27.

    `rate` is in units per unit; half-even, because a mid rate favours nobody (a spread on top does). Raises
    `ValueError` for a rate that is not above zero, or too small to be one ray.
    """
    _require_rate(rate)
    numerator, denominator = rate.as_integer_ratio()
    rate_ray = div_half_even(numerator * RAY * 10**buy_exponent, denominator * 10**sell_exponent)
    if rate_ray == 0:
        raise ValueError(f"rate {rate} is below one ray, the smallest rate there is")
    return rate_ray


def with_spread_up(rate_ray: int, spread_bps: int, skew_bps: Fraction | int = 0) -> int:
    """The maker's price in ray: the mid rate plus its spread and what its inventory adds or takes off, rounded up in
    favour of the maker.

    Raises `ValueError` for a rate that is not above zero, a negative spread, or a skew that leaves nothing of the rate.
    """
    if rate_ray <= 0 or spread_bps < 0:
        raise ValueError(f"a rate is above zero and a spread not below it, not {rate_ray} and {spread_bps}")
    parts = BPS + spread_bps + skew_bps
    if parts <= 0:
        raise ValueError(f"a skew of {skew_bps} basis points leaves nothing of the rate")
    return mul_div_up(rate_ray, parts.numerator, BPS * parts.denominator)


def cost_minor_up(amount_minor: int, rate_ray: int) -> int:
    """What `amount_minor` of the sell currency costs in minor units of the buy currency: ⌈amount·rate / RAY⌉.

    Rounded up in favour of the maker, never of the taker, so that no conversion can be had for nothing.
    Raises `ValueError` for a negative amount or a rate that is not above zero. The product of the largest
    amount (10**15) and a rate below 10**34 minor per minor stays under 2**256.
    """
    if amount_minor < 0 or rate_ray <= 0:
        raise ValueError(f"an amount is not below zero and a rate above it, not {amount_minor} and {rate_ray}")
    return mul_div_up(amount_minor, rate_ray, RAY)


def affordable_minor(budget_minor: int, rate_ray: int) -> int:
    """The most of the sell currency that costs no more than `budget_minor`: ⌊budget·RAY / rate⌋.

    By `cost_minor_up`: one minor unit more would cost more. Raises `ValueError` for a negative budget or a rate that is
    not above zero.
    """
    if budget_minor < 0 or rate_ray <= 0:
        raise ValueError(f"a budget is not below zero and a rate above it, not {budget_minor} and {rate_ray}")
    return budget_minor * RAY // rate_ray


def convert_half_even(amount_minor: int, from_exponent: int, to_exponent: int, rate: Decimal) -> int:
    """An amount's value in another currency's minor units, for reports and limits only: nobody is paid it.

    `rate` is units of the target currency per unit of the source; exact until the one half-even rounding,
    symmetrical for negative amounts. Raises `ValueError` for a rate that is not above zero.
    """
    _require_rate(rate)
    numerator, denominator = rate.as_integer_ratio()
    return div_half_even(amount_minor * numerator * 10**to_exponent, denominator * 10**from_exponent)


def _require_rate(rate: Decimal) -> None:
    if not rate.is_finite() or rate <= 0:
        raise ValueError(f"a rate is a finite number above zero, not {rate}")

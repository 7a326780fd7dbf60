"""How much one unit of liquidity in a pool buys: its depth, which is what a curve is chosen for.

Trusts `finance.curves.pool` for what a sale does to the reserves.
Never counts a fee: it is the same on every curve, and none of the curve's doing.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from finance.curves import stable
from finance.curves.pool import Pool
from finance.fx import BPS
from finance.rounding import RAY

_PLACES = Decimal("0.01")


def depth_minor(pool: Pool, of_base: bool, move_bps: int, rate_ray: int) -> int:
    """The most of the base (or quote) currency that is sold before its price has risen by `move_bps`.

    In minor units, without fees; the price is that of a vanishing amount, before and after. By bisection, because each
    further unit makes the price rise. Raises `ValueError` for a move that is negative.
    """
    if move_bps < 0:
        raise ValueError(f"a price rises by nothing or more, not by {move_bps} bp")
    bare = replace(pool, fee_bps=0)
    limit = marginal_price(bare, of_base, rate_ray) * Fraction(BPS + move_bps, BPS)
    low, high = 0, pool.base_minor if of_base else pool.quote_minor
    while high - low > 1:
        middle = (low + high) // 2
        cost = bare.cost(of_base, middle, rate_ray)
        is_within = (
            cost is not None
            and marginal_price(bare.after_sale(of_base, middle, cost.buy_minor), of_base, rate_ray) <= limit
        )
        low, high = (middle, high) if is_within else (low, middle)
    return low


def depth_share(pool: Pool, of_base: bool, move_bps: int, rate_ray: int) -> Fraction:
    """That depth as a part of all the pool has, both valued at `rate_ray`: what one unit of liquidity buys."""
    in_quote = Fraction(rate_ray, RAY)
    sold = depth_minor(pool, of_base, move_bps, rate_ray) * (in_quote if of_base else 1)
    return sold / (pool.base_minor * in_quote + pool.quote_minor)


def slippage_bps(pool: Pool, of_base: bool, sell_minor: int, rate_ray: int) -> Decimal:
    """By how much a sale costs more than at `rate_ray`, without fees, in basis points to the hundredth, rounded up.

    Raises `ValueError` for a sale that the pool can't make.
    """
    cost = replace(pool, fee_bps=0).cost(of_base, sell_minor, rate_ray)
    if cost is None:
        raise ValueError(f"a pool of {pool.base_minor} and {pool.quote_minor} does not sell {sell_minor}")
    fair = sell_minor * (Fraction(rate_ray, RAY) if of_base else Fraction(RAY, rate_ray))
    hundredths = (cost.buy_minor / fair - 1) * BPS * 100
    return (Decimal(-(-hundredths.numerator // hundredths.denominator)) * _PLACES).quantize(_PLACES)


def marginal_price(pool: Pool, of_base: bool, rate_ray: int) -> Fraction:
    """What a vanishing amount of the base (or quote) currency costs in the other's minor units, without fees."""
    reserves = (pool.base_minor, pool.quote_minor) if of_base else (pool.quote_minor, pool.base_minor)
    if not pool.amplification:
        return Fraction(reserves[1], reserves[0])
    base, quote = pool.scaled(rate_ray)
    depth = stable.depth_down(base, quote, pool.amplification)
    ordered = (base, quote) if of_base else (quote, base)
    in_scaled = Fraction(*stable.marginal_price(*ordered, depth, pool.amplification))
    return in_scaled * (Fraction(rate_ray, RAY) if of_base else Fraction(RAY, rate_ray))

"""A pool of two currencies as `FxPool` keeps it: what a sale costs, and what a share is worth, to the minor unit.

Trusts the caller for the reference rate at which a concentrated pool values its base currency.
Never lets a sale, a provision or a withdrawal make what is left of the pool worth less to those who stay.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isqrt

from finance.curves import constant_product, stable
from finance.fx import BPS
from finance.rounding import RAY, mul_div_down, mul_div_up

SCALE = 10**6
"""Scaled units of the concentrated curve in one minor unit of the quote currency."""
SHARES_LOCKED = 1_000
"""Shares of the first provision that belong to nobody."""
RESERVE_MAX = 2**128 - 1
"""The largest reserve in minor units."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a sale costs in minor units of the other currency. net_minor: what the curve asks, rounded up; fee_minor: on
    top of it, so that it is the fee's part of the whole, rounded up."""

    net_minor: int
    fee_minor: int

    @property
    def buy_minor(self) -> int:
        """What is paid in all."""
        return self.net_minor + self.fee_minor


@dataclass(frozen=True, slots=True)
class Pool:
    """A pool at a moment. fee_bps: of all that is paid in; amplification: of the concentrated curve, zero for the
    constant product; base_minor, quote_minor: reserves; shares: all of them, the locked ones included."""

    fee_bps: int
    amplification: int
    base_minor: int = 0
    quote_minor: int = 0
    shares: int = 0

    def cost(self, of_base: bool, sell_minor: int, rate_ray: int = 0) -> Cost | None:
        """What `sell_minor` of the base (or quote) currency costs; None where the pool can't give as much.

        rate_ray: the reference rate, minor units of quote for one of base in ray; the constant product asks for none.
        Raises `ValueError` for an amount or, of a concentrated pool, a rate that is not above zero.
        """
        if sell_minor <= 0 or (self.amplification and rate_ray <= 0):
            raise ValueError(f"a sale and a rate are above zero, not {sell_minor} and {rate_ray}")
        sell_reserve, buy_reserve = self._in_order(of_base)
        if buy_reserve == 0 or sell_minor >= sell_reserve:
            return None
        net_minor = self._net_up(of_base, sell_minor, rate_ray)
        if net_minor is None:
            return None
        buy_minor = mul_div_up(net_minor, BPS, BPS - self.fee_bps)
        return None if buy_reserve + buy_minor > RESERVE_MAX else Cost(net_minor, buy_minor - net_minor)

    def after_sale(self, of_base: bool, sell_minor: int, buy_minor: int) -> Pool:
        """The pool once a sale is booked."""
        base_by, quote_by = (-sell_minor, buy_minor) if of_base else (buy_minor, -sell_minor)
        return replace(self, base_minor=self.base_minor + base_by, quote_minor=self.quote_minor + quote_by)

    def provision(self, base_minor_max: int, quote_minor_max: int) -> tuple[int, int, int]:
        """Shares, base and quote in minor units that a provision within both limits comes to: shares rounded down,
        amounts up. The first is worth √(base · quote), less what is locked; it may come to less than nothing."""
        if self.shares == 0:
            return isqrt(base_minor_max * quote_minor_max) - SHARES_LOCKED, base_minor_max, quote_minor_max
        shares = min(
            mul_div_down(base_minor_max, self.shares, self.base_minor),
            mul_div_down(quote_minor_max, self.shares, self.quote_minor),
        )
        base_minor = mul_div_up(shares, self.base_minor, self.shares)
        return shares, base_minor, mul_div_up(shares, self.quote_minor, self.shares)

    def after_provision(self, shares: int, base_minor: int, quote_minor: int) -> Pool:
        """The pool once a provision is booked; the first one locks its shares."""
        return replace(
            self,
            base_minor=self.base_minor + base_minor,
            quote_minor=self.quote_minor + quote_minor,
            shares=(self.shares or SHARES_LOCKED) + shares,
        )

    def payout(self, shares: int) -> tuple[int, int]:
        """Base and quote in minor units that `shares` are worth, rounded down."""
        base_minor = mul_div_down(shares, self.base_minor, self.shares)
        return base_minor, mul_div_down(shares, self.quote_minor, self.shares)

    def after_withdrawal(self, shares: int) -> Pool:
        """The pool once `shares` are paid out."""
        base_minor, quote_minor = self.payout(shares)
        return replace(
            self,
            base_minor=self.base_minor - base_minor,
            quote_minor=self.quote_minor - quote_minor,
            shares=self.shares - shares,
        )

    def constant(self, rate_ray: int = 0) -> int:
        """What no sale lets fall: x · y, or D in scaled units at a reference rate, rounded down."""
        if not self.amplification:
            return self.base_minor * self.quote_minor
        return stable.depth_down(*self.scaled(rate_ray), self.amplification)

    def scaled(self, rate_ray: int) -> tuple[int, int]:
        """Both reserves in scaled units of the quote currency at a reference rate, rounded down."""
        return mul_div_down(self.base_minor, rate_ray * SCALE, RAY), self.quote_minor * SCALE

    def _in_order(self, of_base: bool) -> tuple[int, int]:
        """The reserve that falls and the one that grows."""
        return (self.base_minor, self.quote_minor) if of_base else (self.quote_minor, self.base_minor)

    def _net_up(self, of_base: bool, sell_minor: int, rate_ray: int) -> int | None:
        sell_reserve, buy_reserve = self._in_order(of_base)
        if not self.amplification:
            return constant_product.cost_up(buy_reserve, sell_reserve, sell_minor)
        base, quote = self.scaled(rate_ray)
        left_base, left_quote = self.after_sale(of_base, sell_minor, 0).scaled(rate_ray)
        left = left_base if of_base else left_quote
        if min(left, base, quote) == 0 or max(base, quote) > stable.SCALED_MAX:
            return None
        depth = stable.depth_down(base, quote, self.amplification)
        if not stable.carries(left, stable.SCALED_MAX, depth, self.amplification):
            return None
        needed = stable.reserve_up(left, depth, self.amplification)
        unit = RAY if of_base else rate_ray
        return max(mul_div_up(needed, RAY, unit * SCALE) - buy_reserve, 1)

"""The curve x · y = k between two reserves, integer for integer as `contracts/libraries/ConstantProduct.sol`.

Trusts its caller that the pool has more than it is to sell, or raises.
Never asks for a rate: the reserves are the price.
"""

from __future__ import annotations

from finance.rounding import mul_div_up


def cost_up(buy_reserve: int, sell_reserve: int, sell_minor: int) -> int:
    """What the pool has to receive for `sell_minor`: the least that keeps x · y, rounded up in favour of the pool.

    All in minor units. Raises `ValueError` unless the pool has more than `sell_minor`, and that is above zero.
    """
    if not 0 < sell_minor < sell_reserve or buy_reserve <= 0:
        raise ValueError(f"a pool of {sell_reserve} and {buy_reserve} does not sell {sell_minor}")
    # (x + a) · (y − b) ≥ x · y, so a = ⌈x · b / (y − b)⌉; x buy_reserve, y sell_reserve, b sell_minor
    return mul_div_up(buy_reserve, sell_minor, sell_reserve - sell_minor)

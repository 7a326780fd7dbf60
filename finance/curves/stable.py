"""The StableSwap curve of two scaled reserves, integer for integer as `contracts/libraries/StableCurve.sol`.

Trusts its caller to scale both reserves to one unit of value.
Never divides to compare: every test of the curve is one of whole numbers, so what is found is exact.
"""

from __future__ import annotations

SCALED_MAX = 2**78
"""The largest scaled reserve for which no product reaches 2^256 on chain."""
AMPLIFICATION_MAX = 2**14
"""The largest amplification."""

# 4A(x + y) + D = 4A·D + D³ / (4xy); x, y scaled reserves, A amplification, D what the pool would hold in all if both
# were equal — Egorov, StableSwap: efficient mechanism for stablecoin liquidity (2019), for n = 2 (A·nⁿ = 4A)


def depth_down(x: int, y: int, amplification: int) -> int:
    """The greatest whole D of two reserves: Newton's method from above, each step rounded down.

    Raises `ValueError` for a reserve or an amplification outside the bounds of the curve.
    """
    _require_bounds(x, y, amplification)
    product = 4 * x * y
    constant, linear = 4 * amplification * product * (x + y), product * (4 * amplification - 1)
    following = x + y
    while True:
        d = following
        following = (2 * d**3 + constant) // (3 * d**2 + linear)
        if following >= d:
            return d


def carries(x: int, y: int, d: int, amplification: int) -> bool:
    """Whether reserves `x` and `y` carry `d`: whether the D of the two is no less."""
    return x + y >= d and 4 * x * y * (4 * amplification * (x + y - d) + d) >= d**3


def reserve_up(x: int, d: int, amplification: int) -> int:
    """The least reserve `y` with which `x` carries `d`, rounded up in favour of the pool.

    Newton's method from above; the first step that carries no more was one too far. Raises `ValueError` where no
    reserve within the bounds of the curve carries it.
    """
    _require_bounds(x, SCALED_MAX, amplification)
    if not carries(x, SCALED_MAX, d, amplification):
        raise ValueError(f"beside a reserve of {x} none up to {SCALED_MAX} carries {d}")
    quadratic = 16 * amplification * x
    y = d if carries(x, d, d, amplification) else SCALED_MAX
    while True:
        slope = 2 * quadratic * y + 4 * x * (4 * amplification * x + d) - quadratic * d
        following = (quadratic * y * y + d**3) // slope
        if following >= y:
            return y
        if not carries(x, following, d, amplification):
            return following + 1
        y = following


def marginal_price(x: int, y: int, d: int, amplification: int) -> tuple[int, int]:
    """What a vanishing part of the first reserve costs in the second, as numerator and denominator: exact.

    The ratio of the slopes of 4xy · (4A(x + y − D) + D) − D³ in x and in y.
    """
    by_x = y * (4 * amplification * (2 * x + y - d) + d)
    by_y = x * (4 * amplification * (x + 2 * y - d) + d)
    return by_x, by_y


def _require_bounds(x: int, y: int, amplification: int) -> None:
    if not (min(x, y) >= 1 and max(x, y) <= SCALED_MAX and 1 <= amplification <= AMPLIFICATION_MAX):
        raise ValueError(f"reserves {x} and {y} with amplification {amplification} are outside the bounds of the curve")

"""The StableSwap curve against the same equation solved apart, in decimals of 250 digits."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from finance.curves.stable import AMPLIFICATION_MAX, SCALED_MAX, carries, depth_down, marginal_price, reserve_up

EXACT = Context(prec=250)
RESERVES = st.one_of(
    st.integers(1, SCALED_MAX), st.integers(1, 10**6), st.integers(0, 78).map(lambda power: min(2**power, SCALED_MAX))
)
AMPLIFICATIONS = st.one_of(st.integers(1, AMPLIFICATION_MAX), st.sampled_from([1, AMPLIFICATION_MAX]))


def depth_in_decimals(x: int, y: int, amplification: int) -> Decimal:
    """D of D³ + pD − q = 0 by Cardano's formula: p = 4xy(4A − 1), q = 16A·xy·(x + y), one real root since p > 0."""
    p, q = Decimal(4 * x * y * (4 * amplification - 1)), Decimal(16 * amplification * x * y * (x + y))
    half = EXACT.divide(q, Decimal(2))
    inner = EXACT.sqrt(EXACT.add(EXACT.multiply(half, half), EXACT.divide(EXACT.power(p, 3), Decimal(27))))
    third = EXACT.divide(Decimal(1), Decimal(3))
    u = EXACT.power(EXACT.add(half, inner), third)
    return EXACT.subtract(u, EXACT.divide(p, EXACT.multiply(Decimal(3), u)))


def reserve_in_decimals(x: int, d: int, amplification: int) -> Decimal:
    """y of y² + by − c = 0 by its formula: b = x + D/(4A) − D, c = D³/(16A·x)."""
    b = EXACT.add(Decimal(x - d), EXACT.divide(Decimal(d), Decimal(4 * amplification)))
    c = EXACT.divide(Decimal(d**3), Decimal(16 * amplification * x))
    root = EXACT.sqrt(EXACT.add(EXACT.multiply(b, b), EXACT.multiply(Decimal(4), c)))
    return EXACT.divide(EXACT.subtract(root, b), Decimal(2))


def to_whole(number: Decimal, rounding: str) -> int:
    """The whole number below or above; what is off by less than the last hundred digits is whole."""
    tidy = number.quantize(Decimal(1).scaleb(-100), context=EXACT)
    return int(tidy.to_integral_value(rounding=rounding, context=EXACT))


@given(x=RESERVES, y=RESERVES, amplification=AMPLIFICATIONS)
@example(x=1, y=SCALED_MAX, amplification=1)
@example(x=SCALED_MAX, y=SCALED_MAX, amplification=AMPLIFICATION_MAX)
@example(x=1, y=1, amplification=AMPLIFICATION_MAX)
def test_depth__any_reserves__is_cardanos_rounded_down(x: int, y: int, amplification: int) -> None:
    d = depth_down(x, y, amplification)
    assert d == to_whole(depth_in_decimals(x, y, amplification), ROUND_FLOOR)
    assert carries(x, y, d, amplification)
    assert not carries(x, y, d + 1, amplification)


@given(x=RESERVES, y=RESERVES, amplification=AMPLIFICATIONS, data=st.data())
def test_reserve__any_reserve_left__is_the_quadratic_formulas_rounded_up(
    x: int, y: int, amplification: int, data: st.DataObject
) -> None:
    d = depth_down(x, y, amplification)
    left = data.draw(st.integers(1, x))
    expected = to_whole(reserve_in_decimals(left, d, amplification), ROUND_CEILING)
    if expected > SCALED_MAX:
        with pytest.raises(ValueError, match="none up to"):
            reserve_up(left, d, amplification)
        return
    assert reserve_up(left, d, amplification) == expected


@given(x=RESERVES, y=RESERVES, amplification=AMPLIFICATIONS)
def test_depth__more_of_one_reserve__never_falls(x: int, y: int, amplification: int) -> None:
    assume(x < SCALED_MAX)
    assert depth_down(x, y, amplification) <= depth_down(x + 1, y, amplification)
    assert depth_down(x, y, amplification) <= depth_down(min(2 * x, SCALED_MAX), y, amplification)


@given(x=RESERVES, y=RESERVES, amplification=AMPLIFICATIONS, scale=st.integers(2, 1_000))
def test_depth__reserves_many_times_as_large__is_as_many_times(x: int, y: int, amplification: int, scale: int) -> None:
    assume(max(x, y) * scale <= SCALED_MAX)
    once, often = depth_down(x, y, amplification), depth_down(x * scale, y * scale, amplification)
    assert scale * once <= often < scale * (once + 1)


@given(x=RESERVES, y=RESERVES, amplification=st.integers(1, AMPLIFICATION_MAX - 1))
def test_depth__any_amplification__lies_between_that_of_the_product_and_the_sum(
    x: int, y: int, amplification: int
) -> None:
    d = depth_down(x, y, amplification)
    assert d <= depth_down(x, y, amplification + 1) <= x + y
    # 2·√(xy) ≤ D: the mean of the curve is between the geometric and the arithmetic one
    assert 4 * x * y < (d + 1) ** 2


@pytest.mark.parametrize("reserve", [1, 10**6, SCALED_MAX])
def test_marginal_price__even_reserves__is_one(reserve: int) -> None:
    numerator, denominator = marginal_price(reserve, reserve, 2 * reserve, 100)
    assert numerator == denominator


@given(x=st.integers(10**18, 10**22), y=st.integers(10**18, 10**22), amplification=st.integers(1, 1_000))
def test_marginal_price__small_sale__is_what_a_unit_costs(x: int, y: int, amplification: int) -> None:
    d, sold = depth_down(x, y, amplification), x // 10**6
    numerator, denominator = marginal_price(x, y, d, amplification)
    after = marginal_price(x - sold, reserve_up(x - sold, d, amplification), d, amplification)
    cost = reserve_up(x - sold, d, amplification) - y
    assert numerator * sold <= (cost + 2 * 10**6) * denominator
    assert (cost - 2 * 10**6) * after[1] <= after[0] * sold


@pytest.mark.parametrize(
    ("x", "y", "amplification"),
    [(0, 1, 1), (1, 0, 1), (SCALED_MAX + 1, 1, 1), (1, SCALED_MAX + 1, 1), (1, 1, 0), (1, 1, AMPLIFICATION_MAX + 1)],
)
def test_depth__outside_the_bounds__is_refused(x: int, y: int, amplification: int) -> None:
    with pytest.raises(ValueError, match="outside the bounds"):
        depth_down(x, y, amplification)

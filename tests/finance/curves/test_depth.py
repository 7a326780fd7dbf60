"""How much a unit of liquidity buys: the tables of docs/fx.md, and what they rest on."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.curves.depth import depth_minor, depth_share, marginal_price, slippage_bps
from finance.curves.pool import Pool
from finance.rounding import RAY

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "fx.md"
RATE_RAY = 46 * RAY // 10
VALUE_MINOR = 2 * 10**12
CURVES = (0, 10, 50, 100, 200, 500, 1_000)
MOVES_BPS = (1, 5, 10, 25, 50, 100, 200)
PARTS_PERCENT = (1, 5, 10, 25, 50, 80)
UNEVEN_PERCENT = (90, 80, 70, 60, 50, 40, 30, 20, 10)


def pool(amplification: int, base_percent: int = 50) -> Pool:
    """A pool of which so much of the value at the reference rate is base currency."""
    base_minor = VALUE_MINOR * base_percent // 100
    return Pool(0, amplification, base_minor, (VALUE_MINOR - base_minor) * 46 // 10, 1)


def percent(part: Fraction) -> str:
    """A part in percent, to the thousandth, rounded down."""
    return f"{Decimal(100_000 * part.numerator // part.denominator) / 1_000:.3f} %"


def documented(head: str) -> list[list[str]]:
    """The rows of the table whose head begins so."""
    lines = iter(DOCUMENT.read_text(encoding="utf-8").splitlines())
    next(line for line in lines if line.startswith(f"| {head} |"))
    next(lines)
    rows = []
    while (line := next(lines)).startswith("|"):
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def depth_rows() -> list[list[str]]:
    """Depth of each curve for each move of the price."""
    return [
        [f"{bps} bp", *(percent(depth_share(pool(curve), True, bps, RATE_RAY)) for curve in CURVES)]
        for bps in MOVES_BPS
    ]


def cost_rows() -> list[list[str]]:
    """What purchases cost above the reference rate on each curve."""
    return [
        [
            f"{part} %",
            *(f"{slippage_bps(pool(curve), True, VALUE_MINOR * part // 200, RATE_RAY):,}" for curve in CURVES),
        ]
        for part in PARTS_PERCENT
    ]


def uneven_rows() -> list[list[str]]:
    """Price and depth of an uneven pool on the concentrated curve."""
    rows = []
    for part in UNEVEN_PERCENT:
        uneven = pool(100, part)
        off = (marginal_price(uneven, True, RATE_RAY) / Fraction(RATE_RAY, RAY) - 1) * 10_000
        rows.append([f"{part} %", f"{round(off):+d} bp", percent(depth_share(uneven, True, 10, RATE_RAY))])
    return rows


def test_document__depth_of_each_curve__is_as_computed() -> None:
    assert documented("price rises by") == depth_rows()


def test_document__cost_of_purchases__is_as_computed() -> None:
    assert documented("part of the reserve") == cost_rows()


def test_document__uneven_pool__is_as_computed() -> None:
    assert documented("base's part of the value") == uneven_rows()


def test_document__depth_at_ten_basis_points__is_so_many_times_as_large() -> None:
    plain, flat = (depth_minor(pool(curve), True, 10, RATE_RAY) for curve in (0, 100))
    assert f"A = 100 buys {flat // plain} times" in DOCUMENT.read_text(encoding="utf-8")


@pytest.mark.parametrize("bps", MOVES_BPS)
def test_depth__constant_product__is_that_of_the_square_root(bps: int) -> None:
    # (x / (x − s))² = 1 + b, so s = x·(1 − 1/√(1 + b)); x the reserve, s what is sold, b the rise
    reserve = VALUE_MINOR // 2
    exact = reserve * (1 - 1 / (1 + Decimal(bps) / 10_000).sqrt())
    assert abs(depth_minor(pool(0), True, bps, RATE_RAY) - exact) <= 2


@given(curve=st.sampled_from(CURVES), of_base=st.booleans(), bps=st.integers(0, 500), part=st.integers(5, 95))
def test_depth__what_is_sold__moves_the_price_so_far_and_one_step_more_beyond(
    curve: int, of_base: bool, bps: int, part: int
) -> None:
    before = pool(curve, part)
    sold = depth_minor(before, of_base, bps, RATE_RAY)
    limit = marginal_price(before, of_base, RATE_RAY) * Fraction(10_000 + bps, 10_000)
    # A sale rounds by a minor unit of what is paid, by which the price may be off.
    step = max(10**6, sold // 10**6)
    for amount, is_within in ((sold, True), (sold + step, False)):
        cost = before.cost(of_base, amount, RATE_RAY) if amount else None
        if cost is not None:
            price = marginal_price(before.after_sale(of_base, amount, cost.buy_minor), of_base, RATE_RAY)
            assert (price <= limit) is is_within


def test_depth__negative_move__is_refused() -> None:
    with pytest.raises(ValueError, match="rises by nothing or more"):
        depth_minor(pool(100), True, -1, RATE_RAY)


def test_slippage__more_than_there_is__is_refused() -> None:
    with pytest.raises(ValueError, match="does not sell"):
        slippage_bps(pool(100), True, VALUE_MINOR, RATE_RAY)

"""Rates in ray, costs and valuations."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.fx import (
    RAY,
    affordable_minor,
    convert_half_even,
    cost_minor_up,
    cross_rate,
    rate_ray_half_even,
    with_spread_up,
)

AMOUNTS_MINOR = st.integers(0, 10**15)
EXPONENTS = st.integers(0, 4)
RATES = st.decimals("0.000001", "1000000", places=6)
RATES_RAY = st.integers(1, 10**40)

# ECB euro reference rates of 15 August 2022
HKD_PER_EUR, THB_PER_EUR = Decimal("7.9899"), Decimal("36.218")

NOT_RATES = [Decimal(0), Decimal(-1), Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity")]


def test_cross_rate__two_euro_rates__is_their_quotient_to_forty_digits() -> None:
    assert cross_rate(THB_PER_EUR, HKD_PER_EUR) == Decimal("4.532972878258801737193206423109175333859")


def test_cross_rate__caller_with_two_digits__is_not_affected() -> None:
    with localcontext() as context:
        context.prec = 2
        assert cross_rate(Decimal(2), Decimal(3)) == Decimal("0.6666666666666666666666666666666666666667")


@pytest.mark.parametrize("rate", NOT_RATES)
def test_rates__not_above_zero__are_refused_everywhere(rate: Decimal) -> None:
    with pytest.raises(ValueError, match="above zero"):
        cross_rate(rate, Decimal(1))
    with pytest.raises(ValueError, match="above zero"):
        cross_rate(Decimal(1), rate)
    with pytest.raises(ValueError, match="above zero"):
        rate_ray_half_even(rate, buy_exponent=2, sell_exponent=2)
    with pytest.raises(ValueError, match="above zero"):
        convert_half_even(1, 2, 2, rate)


@pytest.mark.parametrize(
    ("rate", "buy_exponent", "sell_exponent", "rate_ray"),
    [
        ("4.5", 2, 2, 4_500_000_000_000_000_000_000_000_000),
        ("135.61", 0, 2, 1_356_100_000_000_000_000_000_000_000),  # JPY per EUR: 1.3561 yen per cent
        ("0.3075", 3, 2, 3_075_000_000_000_000_000_000_000_000),  # KWD per USD: 3.075 fils per cent
        ("0.0000000000000000000000000005", 2, 2, 0),
        ("0.0000000000000000000000000015", 2, 2, 2),
        ("0.0000000000000000000000000025", 2, 2, 2),
        ("0.0000000000000000000000000026", 2, 2, 3),
    ],
)
def test_rate_ray__known_rate__is_minor_per_minor_half_even(
    rate: str, buy_exponent: int, sell_exponent: int, rate_ray: int
) -> None:
    if rate_ray == 0:
        with pytest.raises(ValueError, match="below one ray"):
            rate_ray_half_even(Decimal(rate), buy_exponent=buy_exponent, sell_exponent=sell_exponent)
        return
    assert rate_ray_half_even(Decimal(rate), buy_exponent=buy_exponent, sell_exponent=sell_exponent) == rate_ray


@given(RATES, EXPONENTS, EXPONENTS)
def test_rate_ray__any_rate__is_the_nearest_ray(rate: Decimal, buy_exponent: int, sell_exponent: int) -> None:
    exact = Fraction(rate) * RAY * Fraction(10) ** (buy_exponent - sell_exponent)
    assert rate_ray_half_even(rate, buy_exponent=buy_exponent, sell_exponent=sell_exponent) == round(exact)


@pytest.mark.parametrize(
    ("rate_ray", "spread_bps", "price_ray"),
    [(RAY, 4, 1_000_400_000_000_000_000_000_000_000), (RAY, 0, RAY), (3, 1, 4), (1, 10_000, 2)],
)
def test_with_spread__known_rate__rises_and_rounds_up(rate_ray: int, spread_bps: int, price_ray: int) -> None:
    assert with_spread_up(rate_ray, spread_bps) == price_ray


@pytest.mark.parametrize(
    ("skew_bps", "price_ray"),
    [
        (Fraction(-4), RAY),
        (Fraction(0), 1_000_400 * 10**21),
        (Fraction(6), 1_001 * 10**24),
        (Fraction(-20), 998_400 * 10**21),
    ],
)
def test_with_spread__skewed__is_moved_by_both(skew_bps: Fraction, price_ray: int) -> None:
    assert with_spread_up(RAY, 4, skew_bps) == price_ray
    assert with_spread_up(RAY, 4, skew_bps + Fraction(1, 10**30)) == price_ray + 1


def test_with_spread__skew_of_the_whole_rate__is_refused() -> None:
    with pytest.raises(ValueError, match="leaves nothing"):
        with_spread_up(RAY, 4, -10_004)


@pytest.mark.parametrize(("rate_ray", "spread_bps"), [(0, 4), (-1, 4), (RAY, -1)])
def test_with_spread__no_rate_or_negative_spread__is_refused(rate_ray: int, spread_bps: int) -> None:
    with pytest.raises(ValueError, match="a spread not below it"):
        with_spread_up(rate_ray, spread_bps)


def test_cost__one_million_baht_worth_of_hong_kong_dollars__rounds_up_to_the_satang() -> None:
    mid_ray = rate_ray_half_even(cross_rate(THB_PER_EUR, HKD_PER_EUR), buy_exponent=2, sell_exponent=2)
    price_ray = with_spread_up(mid_ray, 4)
    # 250,000.00 HKD · 36.218 / 7.9899 · 1.0004 = 1,133,696.516852… THB
    assert cost_minor_up(25_000_000, price_ray) == 113_369_652


@pytest.mark.parametrize(
    ("amount_minor", "rate_ray", "cost_minor"),
    [(0, RAY, 0), (1, 1, 1), (1, RAY, 1), (1, RAY + 1, 2), (2, RAY // 2, 1), (3, RAY // 2, 2)],
)
def test_cost__part_of_a_unit__is_a_whole_unit_for_the_maker(amount_minor: int, rate_ray: int, cost_minor: int) -> None:
    assert cost_minor_up(amount_minor, rate_ray) == cost_minor


@given(AMOUNTS_MINOR, RATES_RAY)
def test_cost__any_amount__is_never_below_the_exact_cost_and_less_than_a_unit_above(
    amount_minor: int, rate_ray: int
) -> None:
    exact = Fraction(amount_minor * rate_ray, RAY)
    assert 0 <= cost_minor_up(amount_minor, rate_ray) - exact < 1


@given(AMOUNTS_MINOR, AMOUNTS_MINOR, RATES_RAY)
def test_cost__split_in_two__is_never_cheaper(first_minor: int, second_minor: int, rate_ray: int) -> None:
    split_minor = cost_minor_up(first_minor, rate_ray) + cost_minor_up(second_minor, rate_ray)
    assert split_minor >= cost_minor_up(first_minor + second_minor, rate_ray)


@pytest.mark.parametrize(("amount_minor", "rate_ray"), [(-1, RAY), (1, 0), (1, -RAY)])
def test_cost__negative_amount_or_no_rate__is_refused(amount_minor: int, rate_ray: int) -> None:
    with pytest.raises(ValueError, match="an amount is not below zero"):
        cost_minor_up(amount_minor, rate_ray)


def test_cost__largest_amount_at_the_documented_rate__stays_in_uint256() -> None:
    assert 10**15 * 10**34 * RAY < 2**256


@pytest.mark.parametrize(
    ("amount_minor", "from_exponent", "to_exponent", "rate", "value_minor"),
    [
        (36_725, 2, 2, Decimal(1) / Decimal("3.6725"), 10_000),  # AED to USD at the peg
        (100, 2, 0, Decimal("135.61"), 136),  # EUR to JPY
        (1, 0, 3, Decimal("0.0022675"), 2),
        (1, 2, 2, Decimal("0.5"), 0),
        (3, 2, 2, Decimal("0.5"), 2),
        (-3, 2, 2, Decimal("0.5"), -2),
        (-1, 2, 2, Decimal("0.5"), 0),
    ],
)
def test_convert__known_amount__is_the_nearest_unit_ties_to_even(
    amount_minor: int, from_exponent: int, to_exponent: int, rate: Decimal, value_minor: int
) -> None:
    assert convert_half_even(amount_minor, from_exponent, to_exponent, rate) == value_minor


@given(AMOUNTS_MINOR, EXPONENTS, EXPONENTS, RATES)
def test_convert__any_amount__is_the_rounded_exact_value_and_symmetrical(
    amount_minor: int, from_exponent: int, to_exponent: int, rate: Decimal
) -> None:
    value_minor = convert_half_even(amount_minor, from_exponent, to_exponent, rate)
    assert value_minor == round(amount_minor * Fraction(rate) * Fraction(10) ** (to_exponent - from_exponent))
    assert convert_half_even(-amount_minor, from_exponent, to_exponent, rate) == -value_minor


@pytest.mark.parametrize("rate_ray", [1, 10**27 // 3, 10**27, 7 * 10**26 + 1, 3 * 10**30])
def test_affordable__budget__buys_that_and_not_a_minor_unit_more(rate_ray: int) -> None:
    for budget_minor in (0, 1, 99, 10**6):
        most = affordable_minor(budget_minor, rate_ray)
        assert cost_minor_up(most, rate_ray) <= budget_minor < cost_minor_up(most + 1, rate_ray)
    for budget_minor, rate in ((-1, 1), (1, 0)):
        with pytest.raises(ValueError, match="a budget is not below zero"):
            affordable_minor(budget_minor, rate)

"""Integer division by direction, and splits that lose nothing."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.rounding import (
    RAY,
    div_down,
    div_half_even,
    div_half_up,
    div_up,
    largest_remainder,
    largest_remainders,
    mul_div_down,
    mul_div_half_even,
    mul_div_half_up,
    mul_div_up,
)

NUMERATORS = st.integers(-(10**60), 10**60) | st.integers(-50, 50)
DIVISORS = st.integers(1, 10**30) | st.integers(1, 12)
DIVISIONS = [div_down, div_up, div_half_up, div_half_even]


@pytest.mark.parametrize(
    ("numerator", "down", "up", "half_up", "half_even"),
    [
        (7, 3, 4, 4, 4),
        (5, 2, 3, 3, 2),
        (4, 2, 2, 2, 2),
        (3, 1, 2, 2, 2),
        (1, 0, 1, 1, 0),
        (0, 0, 0, 0, 0),
        (-1, -1, 0, 0, 0),
        (-3, -2, -1, -1, -2),
        (-5, -3, -2, -2, -2),
    ],
)
def test_div__halves__go_where_the_name_says(numerator: int, down: int, up: int, half_up: int, half_even: int) -> None:
    assert [div(numerator, 2) for div in DIVISIONS] == [down, up, half_up, half_even]


@pytest.mark.parametrize("div", DIVISIONS)
@pytest.mark.parametrize("divisor", [0, -1])
def test_div__divisor_not_above_zero__is_refused(div: Callable[[int, int], int], divisor: int) -> None:
    with pytest.raises(ValueError, match=f"a divisor is above zero, not {divisor}"):
        div(1, divisor)


@given(NUMERATORS, DIVISORS)
def test_div__any_numbers__is_the_right_neighbour_of_the_exact_quotient(numerator: int, divisor: int) -> None:
    exact = Fraction(numerator, divisor)
    assert 0 <= exact - div_down(numerator, divisor) < 1
    assert 0 <= div_up(numerator, divisor) - exact < 1
    assert -Fraction(1, 2) < div_half_up(numerator, divisor) - exact <= Fraction(1, 2)
    assert div_half_even(numerator, divisor) == round(exact)


@given(NUMERATORS, NUMERATORS, DIVISORS)
def test_mul_div__any_numbers__divides_the_exact_product(a: int, b: int, divisor: int) -> None:
    assert mul_div_down(a, b, divisor) == div_down(a * b, divisor)
    assert mul_div_up(a, b, divisor) == div_up(a * b, divisor)
    assert mul_div_half_up(a, b, divisor) == div_half_up(a * b, divisor)
    assert mul_div_half_even(a, b, divisor) == div_half_even(a * b, divisor)


def test_div_half_even__against_decimal__agrees() -> None:
    for numerator in range(-400, 400):
        expected = (Decimal(numerator) / 8).quantize(Decimal(1), ROUND_HALF_EVEN)
        assert div_half_even(numerator, 8) == expected


def test_ray__unit__is_ten_to_the_27th() -> None:
    assert Decimal(RAY) == Decimal("1E27")


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [
        (100, [1, 1, 1], (34, 33, 33)),
        (101, [1, 1, 1], (34, 34, 33)),
        (10, [1, 2, 3], (2, 3, 5)),  # exactly 1.67, 3.33 and 5: the unit goes to the largest remainder
        (7, [0, 5, 0], (0, 7, 0)),
        (0, [3, 4], (0, 0)),
        (100_000, [53_000, 24_000, 23_000], (53_000, 24_000, 23_000)),
        # Hamilton's method on a textbook apportionment of 25 seats
        (25, [1_656, 1_328, 1_016], (11, 8, 6)),
    ],
)
def test_largest_remainder__known_split__is_exact(total: int, weights: list[int], shares: tuple[int, ...]) -> None:
    assert largest_remainder(total, weights) == shares


@given(st.integers(0, 10**15), st.lists(st.integers(0, 10**15), min_size=1, max_size=30).filter(any))
def test_largest_remainder__any_weights__sums_to_the_total_within_one_unit_each(total: int, weights: list[int]) -> None:
    shares = largest_remainder(total, weights)
    assert sum(shares) == total
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share - Fraction(total * weight, sum(weights))) < 1


@given(st.integers(0, 10**6), st.lists(st.integers(0, 5), min_size=1, max_size=40).filter(any))
def test_largest_remainder__equal_remainders__favour_the_first(total: int, weights: list[int]) -> None:
    whole = sum(weights)
    shares = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda place: -(total * weights[place] % whole))
    for place in by_remainder[: total - sum(shares)]:
        shares[place] += 1
    assert list(largest_remainders(total, lambda: iter(weights))) == shares


@pytest.mark.parametrize(("total", "weights"), [(-1, [1]), (1, []), (1, [0, 0]), (1, [3, -1])])
def test_largest_remainder__nothing_to_split_by__is_refused(total: int, weights: list[int]) -> None:
    with pytest.raises(ValueError, match="a split needs"):
        largest_remainder(total, weights)

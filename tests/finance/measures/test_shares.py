"""Shares in parts per million: the nearest one, a tie to the even one, nothing of nothing."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.measures.shares import PPM, ppm, share


@pytest.mark.parametrize(
    ("whole", "parts"),
    [(Fraction(1, 3), 333_333), (Fraction(1, 2 * PPM), 0), (Fraction(3, 2 * PPM), 2), (Fraction(-1, 3), -333_333)],
)
def test_ppm__any_share__is_the_nearest_part_and_even_on_a_tie(whole: Fraction, parts: int) -> None:
    assert ppm(whole) == parts


def test_ppm__half_up_in_its_place__is_found() -> None:
    half_up = (Fraction(1, 2 * PPM) * PPM + Fraction(1, 2)) // 1
    assert ppm(Fraction(1, 2 * PPM)) != half_up


@given(st.integers(), st.integers(1, 10**20))
def test_share__of_something__is_exact_and_its_parts_are_off_by_half_a_part_at_most(part: int, whole: int) -> None:
    exact = share(part, whole)
    parts = ppm(exact)
    assert exact is not None
    assert parts is not None
    assert exact * whole == part
    assert abs(exact * PPM - parts) <= Fraction(1, 2)


def test_share__of_nothing_or_less__is_none_or_refused() -> None:
    assert ppm(share(5, 0)) is None
    with pytest.raises(ValueError, match="not below zero"):
        share(1, -1)

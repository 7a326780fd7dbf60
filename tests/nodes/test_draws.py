"""Draws in other shapes than even: within their bounds, of the stated shape, equal on every machine."""

from __future__ import annotations

import datetime
from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nodes.corridors import Window
from nodes.draws import Shares, amount_in, pareto_in, poisson, second_of_day
from nodes.randomness import Stream
from nodes.scenario import SEED_MAX

DAY = datetime.date(2022, 8, 15)
SEEDS = st.integers(0, SEED_MAX)


@given(SEEDS, st.lists(st.integers(0, 20), min_size=1, max_size=24).filter(any), st.integers(0, 5_000))
def test_second__any_profile__lies_in_a_part_with_a_share(seed: int, profile: list[int], more_s: int) -> None:
    window = Window(DAY, 1_000, 1_024 + more_s)
    at_s = second_of_day(Stream(seed, "test"), window, Shares.of(profile))
    assert window.start_s <= at_s < window.end_s
    length_s = window.end_s - window.start_s
    parts = [part for part in range(len(profile)) if window.start_s + length_s * part // len(profile) <= at_s]
    assert profile[parts[-1]] > 0


@given(SEEDS, st.integers(1, 10**12), st.integers(0, 10**12))
def test_amount__any_band__lies_within(seed: int, least_minor: int, more_minor: int) -> None:
    assert (
        least_minor
        <= amount_in(Stream(seed, "test"), least_minor, least_minor + more_minor)
        <= least_minor + more_minor
    )


def test_amount__each_doubling__is_drawn_as_often() -> None:
    stream = Stream(3, "test")
    drawn_ = [amount_in(stream, 1_000, 7_999) for _ in range(6_000)]
    counts = Counter((amount // 1_000).bit_length() for amount in drawn_)
    assert set(counts) == {1, 2, 3}
    assert all(abs(count - 2_000) < 5 * 37 for count in counts.values())


def test_amount__last_doubling_cut_in_half__is_drawn_half_as_often() -> None:
    stream = Stream(4, "test")
    above = sum(amount_in(stream, 1_000, 2_999) >= 2_000 for _ in range(6_000))
    assert abs(above - 2_000) < 5 * 37


@pytest.mark.parametrize("weights", [[], [0], [0, 0]])
def test_shares__nothing_to_draw__is_refused(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="above zero"):
        Shares.of(weights)


@given(SEEDS)
def test_shares__zero__is_never_drawn(seed: int) -> None:
    assert Shares.of([0, 3, 0, 2, 0]).draw(Stream(seed, "test")) in (1, 3)


def test_second__profile__is_followed_part_by_part() -> None:
    window, profile, stream = Window(DAY, 0, 3_000), Shares.of([1, 0, 3]), Stream(5, "test")
    counts = Counter(second_of_day(stream, window, profile) // 1_000 for _ in range(8_000))
    assert set(counts) == {0, 2}
    # Five standard deviations of a binomial count.
    assert abs(counts[2] - 6_000) < 5 * 39


@given(SEEDS, st.integers(1, 10**12), st.integers(0, 10**12), st.decimals("0.01", "100", places=2))
def test_pareto__any_band_and_tail__lies_within(seed: int, least_minor: int, more_minor: int, tail: Decimal) -> None:
    most_minor = least_minor + more_minor
    assert least_minor <= pareto_in(Stream(seed, "test"), least_minor, most_minor, tail) <= most_minor


def test_pareto__tail_of_two__leaves_a_quarter_above_the_double() -> None:
    stream = Stream(6, "test")
    above = sum(pareto_in(stream, 1_000, 10**9, Decimal(2)) >= 2_000 for _ in range(4_000))
    assert abs(above - 1_000) < 5 * 28


def test_pareto__first_draws__are_the_recorded_ones() -> None:
    stream = Stream(2022, "pareto")
    assert [pareto_in(stream, 100, 1_000_000, Decimal("1.16")) for _ in range(6)] == [115, 153, 336, 133, 115, 135]


@pytest.mark.parametrize("mean", [1, 40])
def test_poisson__many_draws__have_mean_and_variance_alike(mean: int) -> None:
    stream = Stream(7, "test")
    counts = [poisson(stream, mean) for _ in range(4_000)]
    total, squares = sum(counts), sum(count * count for count in counts)
    variance = Decimal(squares * 4_000 - total * total) / 4_000**2
    assert abs(Decimal(total) / 4_000 - mean) < Decimal(mean).sqrt() * 5 / 63
    assert abs(variance / mean - 1) < Decimal("0.15")


def test_poisson__mean_of_one__is_zero_as_often_as_its_law_says() -> None:
    stream = Stream(8, "test")
    none = sum(poisson(stream, 1) == 0 for _ in range(8_000))
    assert abs(none - 2_943) < 5 * 44  # 8,000 / e


def test_poisson__first_draws__are_the_recorded_ones() -> None:
    assert [poisson(Stream(2022, "poisson", n), 10_000) for n in range(4)] == [10_002, 10_128, 10_168, 10_033]

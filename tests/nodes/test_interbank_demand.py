"""Drawn obligations: as many as asked for, within the day, of the asked sizes, and heavy-tailed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nodes.corridors import MARGIN_S, Window
from nodes.interbank_demand import Shares, amount_in, obligation_uetr, plan_obligations, second_of_day
from nodes.randomness import Stream
from nodes.scenario import SEED_MAX, Scenario
from nodes.scenario.obligations import Obligation

SCENARIOS = Path(__file__).parents[2] / "scenarios"
DAY = Scenario.load(SCENARIOS / "liquidity-saving.yaml")
SEEDS = st.integers(0, SEED_MAX)


def drawn(seed: int = 1) -> tuple[Obligation, ...]:
    """The day of twenty banks under a seed."""
    scenario = DAY.model_copy(update={"seed": seed})
    return plan_obligations(scenario, scenario.world())


@settings(max_examples=10)
@given(SEEDS)
def test_plan__any_seed__is_complete_sorted_and_within_the_day(seed: int) -> None:
    planned, generated = drawn(seed), DAY.interbank.generated
    assert generated is not None
    (home,) = DAY.world().jurisdictions
    opens_s, closes_s = home.opening.hours.window_utc_s(DAY.start)
    assert len(planned) == len({owed.id for owed in planned}) == generated.count
    assert list(planned) == sorted(planned, key=lambda owed: (owed.at_s, owed.id))
    assert all(opens_s + MARGIN_S <= owed.at_s < closes_s - MARGIN_S for owed in planned)
    assert all(owed.payer != owed.payee for owed in planned)
    assert all(100_000 <= owed.amount_minor <= 800_000_000 for owed in planned)
    assert all(owed.amount_minor % 1_000 == 0 for owed in planned)
    assert len({obligation_uetr(seed, owed.id) for owed in planned}) == generated.count


def test_plan__every_way_of_a_comparison__has_the_same_obligations() -> None:
    ways = [DAY.variant(way.id) for way in DAY.compare]
    first, *others = (plan_obligations(way, way.world()) for way in ways)
    assert len(others) == 3
    assert all(other == first for other in others)


def test_plan__more_obligations__leaves_the_first_ones_as_they_were() -> None:
    generated = DAY.interbank.generated
    assert generated is not None
    fewer = DAY.interbank.model_copy(update={"generated": generated.model_copy(update={"count": 100})})
    scenario = DAY.model_copy(update={"interbank": fewer})
    assert set(plan_obligations(scenario, scenario.world())) < set(drawn(DAY.seed))


def test_plan__sizes_and_bands__are_met_on_the_whole() -> None:
    planned = [owed for seed in range(5) for owed in drawn(seed)]
    generated = DAY.interbank.generated
    assert generated is not None
    total = sum(generated.sizes.values())
    paid = Counter(owed.payer for owed in planned)
    for bank, size in generated.sizes.items():
        # Five standard deviations of a binomial count, at most half of its square root each.
        assert abs(paid[bank] - len(planned) * size // total) < 5 * 36, bank
    small = sum(owed.amount_minor <= 5_000_000 for owed in planned)
    assert abs(small - len(planned) * 70 // 100) < 5 * 36
    large = sorted((owed.amount_minor for owed in planned), reverse=True)[: len(planned) // 10]
    assert sum(large) > sum(owed.amount_minor for owed in planned) * 8 // 10, "a tenth of them carries the value"


@given(SEEDS, st.lists(st.integers(0, 20), min_size=1, max_size=24).filter(any), st.integers(0, 5_000))
def test_second__any_profile__lies_in_a_part_with_a_share(seed: int, profile: list[int], more_s: int) -> None:
    window = Window(DAY.start, 1_000, 1_024 + more_s)
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

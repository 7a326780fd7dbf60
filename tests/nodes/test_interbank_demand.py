"""Drawn obligations: as many as asked for, within the day, of the asked sizes, and heavy-tailed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from nodes.corridors import MARGIN_S
from nodes.interbank_demand import obligation_uetr, plan_obligations
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


def test_plan__band_with_a_tail__lies_within_and_is_another_draw() -> None:
    generated = DAY.interbank.generated
    assert generated is not None
    bands = tuple(band.model_copy(update={"tail": "1.5"}) for band in generated.amounts)
    tailed = DAY.interbank.model_copy(update={"generated": generated.model_copy(update={"amounts": bands})})
    scenario = DAY.model_copy(update={"interbank": tailed})
    planned, plain = plan_obligations(scenario, scenario.world()), drawn(DAY.seed)
    assert [owed.at_s for owed in planned] == [owed.at_s for owed in plain]
    assert all(100_000 <= owed.amount_minor <= 800_000_000 for owed in planned)
    assert [owed.amount_minor for owed in planned] != [owed.amount_minor for owed in plain]

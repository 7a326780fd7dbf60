"""Drawn rates: the law they follow, what they depend on and what not, and the days on which they are published."""

from __future__ import annotations

import datetime
import hashlib
import subprocess
import sys
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from math import log, sqrt
from pathlib import Path
from statistics import correlation, fmean, pvariance

import pytest

from nodes.draws import normal
from nodes.randomness import Stream
from nodes.rate_process import DAYS_A_YEAR, Motion, RateProcess, drawn_rates, mixing_of, publication_days
from nodes.rates import ReferenceRates
from nodes.scenario import Scenario

EURO_DOLLAR = frozenset(("EUR", "USD"))
MOVING = {"EUR": Motion(Decimal("0.92"), 300, 2_000), "SGD": Motion(Decimal("1.35"), -200, 500)}
PROCESS = RateProcess("USD", MOVING, {frozenset(("EUR", "SGD")): -6_000})
START, END = datetime.date(1996, 1, 1), datetime.date(2025, 12, 31)
RATES = drawn_rates(PROCESS, 11, START, END)
DRAWS = [float(normal(Stream(5, "normal", number))) for number in range(12_000)]


def steps_of(code: str) -> list[float]:
    """The logarithms of a currency's daily growth."""
    return [log(after / before) for before, after in pairwise([float(rate) for rate in RATES[code].values()])]


def is_standard_normal(draws: Sequence[float]) -> bool:
    """Whether mean, variance, fourth moment and the share within one deviation lie within 4.5 standard errors of
    those of the normal distribution: (variance of x) 1, (of x²) 2, (of x⁴) 96, (of the share) 0.6827 · 0.3173."""
    count = len(draws)
    fourth = fmean(draw**4 for draw in draws)
    within = sum(abs(draw) < 1 for draw in draws) / count
    found = (fmean(draws), 0, 1), (pvariance(draws), 1, 2), (fourth, 3, 96), (within, 0.6827, 0.2166)
    return all(abs(value - wanted) < 4.5 * sqrt(variance / count) for value, wanted, variance in found)


def test_normal__many_draws__have_the_moments_of_the_distribution() -> None:
    assert is_standard_normal(DRAWS)


@pytest.mark.parametrize("spoiled", ["shifted", "wider", "even"])
def test_moments__of_another_distribution__are_found_out(spoiled: str) -> None:
    others = {
        "shifted": [draw + 0.06 for draw in DRAWS],
        "wider": [draw * 1.05 for draw in DRAWS],
        "even": [(Stream(5, "even", n).below(10**6) / 10**6 - 0.5) * sqrt(12) for n in range(len(DRAWS))],
    }
    assert not is_standard_normal(others[spoiled])


def test_normal__known_streams__give_these_draws() -> None:
    assert [f"{normal(Stream(2022, 'demo', number)):.12f}" for number in range(3)] == DEMO


DEMO = ["-0.327015942844", "1.925565466638", "-1.026573772005"]


@pytest.mark.parametrize("code", ["EUR", "SGD"])
def test_drawn_rates__thirty_years__have_the_stated_drift_and_volatility(code: str) -> None:
    motion, steps = MOVING[code], steps_of(code)
    deviation = motion.volatility_bps / 10_000 / sqrt(DAYS_A_YEAR)
    drift = (motion.drift_bps / 10_000 - (motion.volatility_bps / 10_000) ** 2 / 2) / DAYS_A_YEAR
    assert len(steps) > 7_600
    assert is_standard_normal([(step - drift) / deviation for step in steps])
    # A year of 365 steps is the mistake that this would find.
    assert not is_standard_normal([(step - drift) / (deviation * sqrt(DAYS_A_YEAR / 365)) for step in steps])


def test_drawn_rates__correlated_currencies__move_so_together() -> None:
    assert abs(correlation(steps_of("EUR"), steps_of("SGD")) + 0.6) < 4.5 * (1 - 0.36) / sqrt(len(RATES["EUR"]))


def test_drawn_rates__without_volatility__grow_by_the_drift_alone() -> None:
    steady = RateProcess("USD", {"EUR": Motion(Decimal(2), 1_000, 0)}, {})
    series = list(drawn_rates(steady, 1, datetime.date(2024, 1, 2), datetime.date(2024, 12, 31))["EUR"].values())
    assert series[0] == 2
    # 2 · e^(0.1·n/256) after n steps.
    assert float(series[-1]) == pytest.approx(2 * 2.718281828459045 ** (0.1 * (len(series) - 1) / 256), rel=1e-5)


def test_drawn_rates__shorter_period_or_another_currency_more__change_no_draw() -> None:
    alone = RateProcess("USD", {"EUR": MOVING["EUR"]}, {})
    with_another = RateProcess("USD", {"EUR": MOVING["EUR"], "AUD": Motion(Decimal("1.5"), 0, 900)}, {})
    short = drawn_rates(alone, 3, START, datetime.date(1996, 3, 1))["EUR"]
    long = drawn_rates(with_another, 3, START, datetime.date(1996, 6, 1))["EUR"]
    assert short == {day: long[day] for day in short}
    assert drawn_rates(alone, 4, START, datetime.date(1996, 3, 1))["EUR"] != short


def test_drawn_rates__two_processes_of_the_machine__are_the_same() -> None:
    found = [
        subprocess.run(
            [sys.executable, "-c", PRINT], cwd=ROOT, env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout.decode()
        for seed in ("1", "2")
    ]
    last = drawn_rates(PROCESS, 11, START, datetime.date(1996, 6, 28))
    lines = [f"{code} {day} {rate:f}" for code, series in last.items() for day, rate in series.items()]
    assert found == [f"{hashlib.sha256(repr(lines).encode()).hexdigest()}\n"] * 2
    assert lines[-1] == "SGD 1996-06-28 1.27438"


PRINT = """
import datetime, hashlib
from decimal import Decimal
from nodes.rate_process import Motion, RateProcess, drawn_rates
moving = {"EUR": Motion(Decimal("0.92"), 300, 2_000), "SGD": Motion(Decimal("1.35"), -200, 500)}
process = RateProcess("USD", moving, {frozenset(("EUR", "SGD")): -6_000})
drawn = drawn_rates(process, 11, datetime.date(1996, 1, 1), datetime.date(1996, 6, 28))
lines = [f"{code} {day} {rate:f}" for code, series in drawn.items() for day, rate in series.items()]
print(hashlib.sha256(repr(lines).encode()).hexdigest())
"""


def test_publication_days__of_the_years_of_the_ecb__are_the_days_of_its_rates() -> None:
    first, last = datetime.date(1999, 1, 4), datetime.date(2024, 12, 31)
    dollars = ReferenceRates.load(["USD"])
    days = list(publication_days(first, last))
    every = [first + datetime.timedelta(n) for n in range((last - first).days + 1)]
    assert days == [day for day in every if dollars.published_on(day, ["USD"]) == day]


def test_publication_days__period_from_a_sunday__begin_on_the_friday_before() -> None:
    days = publication_days(datetime.date(2024, 6, 2), datetime.date(2024, 6, 4))
    assert [day.day for day in days] == [31, 3, 4]


def test_mixing__half_a_correlation__is_choleskys() -> None:
    rows = mixing_of(("EUR", "USD"), {EURO_DOLLAR: 5_000})
    assert rows is not None
    assert rows[0] == (Decimal(1),)
    assert rows[1][0] == Decimal("0.5")
    assert abs(rows[1][1] ** 2 - Decimal("0.75")) < Decimal("1e-27")


def test_mixing__three_that_contradict_each_other__is_none() -> None:
    pairs = {EURO_DOLLAR: 9_000, frozenset(("EUR", "GBP")): 9_000, frozenset(("GBP", "USD")): -9_000}
    assert mixing_of(("EUR", "GBP", "USD"), pairs) is None


HERE, ROOT = Path(__file__).parent / "scenario", Path(__file__).parents[2]
BASE = (HERE / "base.yaml").read_text(encoding="utf-8")
DRAWN = BASE.replace("rates:\n  source: ecb\n", (HERE / "drawn_rates.yaml").read_text(encoding="utf-8"), 1)


def test_reference_rates__drawn__hold_over_the_weekend_and_move_pegged_currencies() -> None:
    rates = Scenario.parse(DRAWN, "s.yaml").reference_rates()
    friday, sunday = datetime.date(2022, 8, 19), datetime.date(2022, 8, 21)
    assert rates.per_unit("EUR", "USD", datetime.date(2022, 8, 15)) == Decimal("1.08")
    assert rates.rate("EUR", "HKD", sunday).published_on == friday
    assert rates.per_unit("EUR", "HKD", sunday) == rates.per_unit("EUR", "HKD", friday)
    assert rates.per_unit("USD", "AED", sunday) == Decimal("3.6725")
    assert rates.published == {"EUR", "USD", "HKD"}


def test_reference_rates__drawn__stay_when_the_demand_changes_and_jump_with_a_shock() -> None:
    rates, day = Scenario.parse(DRAWN, "s.yaml").reference_rates(), datetime.date(2022, 9, 1)
    busier = Scenario.parse(
        DRAWN, "s.yaml", settings=["payments.generated.count=20", "expect.payments.settled=21"]
    ).reference_rates()
    assert busier.per_unit("EUR", "HKD", day) == rates.per_unit("EUR", "HKD", day)
    shock = "shocks:\n  - {id: jump, kind: rate_jump, date: 2022-09-01, currency: HKD, move_bps: 2500}\n"
    jumped = Scenario.parse(DRAWN + shock, "s.yaml").reference_rates()
    assert round(jumped.per_unit("EUR", "HKD", day) * Decimal("1.25"), 20) == rates.per_unit("EUR", "HKD", day)

"""Golden Week against a weekend of Friday and Saturday: the days of the run are those that were announced."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nodes.corridors import window_on
from nodes.demand import plan_payments
from nodes.scenario import SEED_MAX, Scenario

SCENARIO = Scenario.load(Path(__file__).parents[2] / "scenarios" / "holidays.yaml")
HOMES = {home.id: home for home in SCENARIO.world().jurisdictions}
RATES = SCENARIO.reference_rates()


def days(month: int, numbers: Iterable[int]) -> set[datetime.date]:
    return {datetime.date(2023, month, number) for number in numbers}


# State Council, 8 December 2022: 29 September to 6 October off, 7 and 8 October worked; Saturdays and Sundays off else.
CHINA = days(9, range(25, 29)) | days(10, range(7, 14))
# Friday and Saturday off, and Sunday 24 September for National Day.
SAUDI_ARABIA = days(9, range(25, 29)) | days(10, range(1, 6)) | days(10, range(8, 13))
BOTH = days(9, range(25, 29)) | days(10, range(8, 13))


@pytest.mark.parametrize(("home", "worked"), [("CN", CHINA), ("SA", SAUDI_ARABIA)])
def test_holidays__business_days__are_those_announced(home: str, worked: set[datetime.date]) -> None:
    calendar = HOMES[home].opening.calendar
    assert set(calendar.business_days(SCENARIO.start, SCENARIO.end)) == worked


def test_holidays__days_with_common_hours__are_nine_with_nine_days_between_two_of_them() -> None:
    openings = (HOMES["CN"].opening, HOMES["SA"].opening)
    period = (SCENARIO.start + datetime.timedelta(days=n) for n in range(21))
    common = [day for day in period if window_on(day, openings) is not None]
    assert set(common) == BOTH
    assert len(common) == 9
    gaps = [(after - before).days - 1 for before, after in pairwise(common)]
    assert max(gaps) == 9
    assert [day.isoformat() for day in common if day.strftime("%a") == "Sun"] == ["2023-10-08"]


@settings(max_examples=15, deadline=None)
@given(st.integers(0, SEED_MAX))
def test_holidays__any_seed__pays_on_the_days_of_both_sides_and_at_home_on_its_own(seed: int) -> None:
    payments = plan_payments(SCENARIO.model_copy(update={"seed": seed}), RATES)
    worked = {"cn": CHINA, "sa": SAUDI_ARABIA}
    paid: dict[frozenset[str], set[datetime.date]] = {}
    for payment in payments:
        paid.setdefault(frozenset({payment.payer[:2], payment.payee[:2]}), set()).add(payment.day)
    assert len(payments) == 200
    assert paid[frozenset({"cn", "sa"})] <= BOTH
    assert all(paid[frozenset({home})] <= worked[home] for home in worked)


def test_holidays__riyal__is_at_its_peg() -> None:
    assert RATES.per_unit("USD", "SAR", datetime.date(2023, 10, 8)) == RATES.per_unit(
        "USD", "SAR", datetime.date(2023, 9, 25)
    )
    assert str(RATES.per_unit("USD", "SAR", datetime.date(2023, 9, 25))).rstrip("0") == "3.75"

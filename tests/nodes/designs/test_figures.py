"""The figures of a design: counts, times, costs, prefunding and principal at risk, each by hand."""

from __future__ import annotations

import datetime
from dataclasses import replace
from fractions import Fraction

import pytest
from designs import case_of, world_of

from nodes.designs.figures import carry_minor, cost_usd_minor, figures_of, of_these, outcome_row, remittances
from nodes.designs.old_world import result_of
from nodes.designs.outcomes import INVENTORY, NOSTRO, RESERVES, DesignResult, Fund, Holder, Outcome
from nodes.tables.catalogue import OUTCOMES

CASE = case_of()
DAY = datetime.date(2024, 6, 27)


def outcome(name: str, paid: int | None, received: int | None, **changed: object) -> Outcome:
    ends = ("hk-bank-1", "th-bank-1", "HKD", "THB")
    made = Outcome(name, DAY, 0, *ends, 100_000, 21_500, Fraction(21_000), 2_700, 1_000, paid, received)
    return replace(made, **changed)  # type: ignore[arg-type]


OUTCOMES_ = (
    outcome("one", 100, 300),
    outcome("two", 200, 200, value_usd_minor=20_000),
    outcome("three", 50, 2_000),
    outcome("four", 40, None, why="Expired"),
    outcome("five", 7, 7, payee_currency="HKD", cost_minor=5, fair_minor=Fraction(5)),
)
FUNDS = (
    Fund(Holder(NOSTRO, "a", "HKD", "k"), 7_810, 781),
    Fund(Holder(INVENTORY, "m", "HKD"), 781_000, 781),
    Fund(Holder(RESERVES, "b", "HKD"), 781, 781),
)
RESULT = DesignResult("rtgs", OUTCOMES_, FUNDS, 5_000, "0xab", True)


def test_figures_of__counts_and_times__are_of_both_sides() -> None:
    found = figures_of(CASE, RESULT)
    assert (found["payments"], found["settled"], found["unsettled"], found["unsettled_at_end_of_day"]) == (5, 4, 1, 2)
    assert found["unsettled_at_end_of_day_usd_minor"] == 2 * 2_700
    seconds = {"count": 4, "mean_s": 627, "p50_s": 200, "p95_s": 2_000, "p99_s": 2_000, "max_s": 2_000}
    assert found["time_to_finality"] == seconds


def test_figures_of__cost__is_over_the_reference_rate_of_what_settled_between_currencies() -> None:
    cost = figures_of(CASE, RESULT)["cost"]
    assert cost["count"] == 3
    assert cost["mean_bps"] == cost["max_bps"] == "238.10"  # 500 over 21,000
    assert cost["usd_minor"] == 3 * cost_usd_minor(CASE, OUTCOMES_[0]) == 3 * 64


def test_figures_of__prefunding__is_the_same_for_every_kind_of_money() -> None:
    found = figures_of(CASE, RESULT)["prefunding"]
    assert (found["held_usd_minor"], found["used_usd_minor"]) == (1_000 + 100_018 + 100, 300)
    assert found["idle_usd_minor"] == found["held_usd_minor"] - found["used_usd_minor"]
    nostros = found["by_kind"]["nostros"]
    assert nostros == {"held_usd_minor": 1_000, "used_usd_minor": 100, "idle_usd_minor": 900}
    for kind in (INVENTORY, RESERVES):
        moved = replace(RESULT, funds=(replace(FUNDS[0], holder=Holder(kind, "a", "HKD")),))
        assert (
            figures_of(CASE, moved)["carry_usd_minor"]
            == figures_of(CASE, replace(RESULT, funds=FUNDS[:1]))["carry_usd_minor"]
        )


def test_carry_minor__rate_and_days__are_of_the_scenario() -> None:
    assert carry_minor(CASE, CASE.plan, 360_000_000) == 360_000_000 * 250 * 6 // (10_000 * 360)


def test_figures_of__operating__is_counted_for_each_bank_that_works() -> None:
    assert figures_of(CASE, RESULT)["operating_usd_minor"] == 4 * 2 * 1_000
    four = replace(RESULT, outcomes=tuple(replace(item, banks=4) for item in OUTCOMES_))
    assert figures_of(CASE, four)["operating_usd_minor"] == 4 * 4 * 1_000


def test_figures_of__principal_at_risk__counts_the_leg_that_never_came_to_the_end() -> None:
    risk = figures_of(CASE, RESULT)["principal_at_risk"]
    assert risk["exposures"] == 3
    assert risk["max_usd_minor"] == 3 * 2_700
    assert risk["usd_minor_seconds"] == 2_700 * (200 + 1_950 + 4_960)
    assert risk["longest_s"] == 4_960
    assert risk["by_pair"] == {"HKD/THB": {key: value for key, value in risk.items() if key != "by_pair"}}


def test_figures_of__both_legs_in_one_second__have_nothing_at_risk() -> None:
    linked = replace(RESULT, outcomes=tuple(replace(item, paid_at_s=9, received_at_s=9) for item in OUTCOMES_))
    risk = figures_of(CASE, linked)["principal_at_risk"]
    assert (risk["max_usd_minor"], risk["usd_minor_seconds"], risk["by_pair"]) == (0, 0, {})


def test_figures_of__nothing_settled__has_no_times_and_no_cost() -> None:
    found = figures_of(CASE, replace(RESULT, outcomes=OUTCOMES_[3:4]))
    assert found["time_to_finality"] == {"count": 0}
    assert found["cost"] == {"count": 0}


def test_of_these__payments_that_settled_everywhere__stand_alone() -> None:
    found = of_these(CASE, RESULT, {"one", "two"})
    assert (found["payments"], found["cost"]["count"], found["time_to_finality"]["mean_s"]) == (2, 2, 250)
    assert of_these(CASE, RESULT, set())["payments"] == 0


def test_remittances__payments_of_their_size_alone__are_counted() -> None:
    assert remittances(CASE, RESULT)["cost"]["count"] == 1
    large = replace(RESULT, outcomes=(replace(OUTCOMES_[1], value_usd_minor=25_001),))
    assert remittances(CASE, large)["cost"] == {"count": 0}


@pytest.mark.parametrize("item", OUTCOMES_, ids=lambda item: item.id)
def test_outcome_row__any_payment__has_exactly_the_columns(item: Outcome) -> None:
    row = outcome_row(CASE, RESULT, item)
    assert list(row) == OUTCOMES.schema.names
    assert (row["time_to_finality_s"] is None) == (item.final_at_s is None) == (row["cost_minor"] is None)


def test_figures_of__correspondents__have_their_own_price_of_operation() -> None:
    result = result_of(CASE, world_of())
    plan = CASE.plan.with_figure("operating_cents", 1)
    assert figures_of(CASE, result, plan)["operating_usd_minor"] == sum(item.banks for item in result.outcomes)

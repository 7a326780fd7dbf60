"""What a sweep says of figures whose answer is known, and that a wrong answer would be noticed."""

from __future__ import annotations

import dataclasses
import json
import statistics
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nodes.sweeps.designs import GRID, LHS, MORRIS, SOBOL, draw_points
from nodes.sweeps.indices import indices_of
from nodes.sweeps.intervals import mean_interval
from nodes.sweeps.measures import Measures, measures_of
from nodes.sweeps.parameters import Parameter
from nodes.sweeps.plan import PlannedRun, SweepPlan

SAMPLES = {GRID: None, LHS: 64, SOBOL: 256, MORRIS: 8}
PARAMETERS = tuple(
    Parameter(path, (Decimal(0), Decimal(10)), ("0", "5", "10"), 6, True) for path in ("steep", "gentle", "idle")
)


def plan_of(design: str) -> SweepPlan:
    points = draw_points(design, PARAMETERS, SAMPLES[design], 7)
    return SweepPlan("made", "", (), "revm", design, SAMPLES[design], PARAMETERS, points, (7, 8), {})


def figures(plan: SweepPlan, run: PlannedRun) -> Measures:
    """y = 4 · steep + 2 · gentle ± 1 by seed: in the unit cube effects of 40 and 20, variances as 4 to 1."""
    steep, gentle, _ = (Decimal(value) for value in plan.points[run.point])
    exact = 4 * steep + 2 * gentle + (1 if run.seed == 7 else -1)
    return {"y": f"{exact:.7f}", "still": 3, "noise": run.seed}


def found(design: str) -> dict[str, Any]:
    plan = plan_of(design)
    return indices_of(plan, {run: figures(plan, run) for run in plan.runs()})


def test_indices__of_a_grid__are_means_by_point_and_by_level() -> None:
    y = found(GRID)["measures"]["y"]
    assert [row["mean"] for row in y["points"][:4]] == [0, 0, 0, 10]
    assert [row["mean"] for row in y["parameters"]["steep"]] == [10, 30, 50]
    assert [row["mean"] for row in y["parameters"]["gentle"]] == [20, 30, 40]
    # Two seeds at ± 1: s = √2, t(0.975, 1) = 12.7062.
    assert y["points"][0]["high"] == pytest.approx(12.7062, rel=1e-5)


def test_indices__of_sobol__share_the_variance_as_they_must() -> None:
    effects = found(SOBOL)["measures"]["y"]["parameters"]
    for name, share in {"steep": 0.8, "gentle": 0.2, "idle": 0}.items():
        for key in ("S1", "ST"):
            index = effects[name][key]
            assert index["value"] == pytest.approx(share, abs=0.05)
            assert index["low"] - 0.01 <= share <= index["high"] + 0.01


def test_indices__of_morris__are_the_slopes() -> None:
    effects = found(MORRIS)["measures"]["y"]["parameters"]
    for name, slope in {"steep": 40, "gentle": 20, "idle": 0}.items():
        assert effects[name]["mu_star"]["value"] == pytest.approx(slope, abs=1e-3)
        assert effects[name]["sigma"] == pytest.approx(0, abs=1e-3)


def test_indices__of_a_latin_hypercube__rank_the_parameters() -> None:
    effects = found(LHS)["measures"]["y"]["parameters"]
    assert effects["steep"]["prcc"]["value"] > 0.99
    assert effects["gentle"]["prcc"]["value"] > 0.95 > effects["gentle"]["spearman"]["value"]
    idle = effects["idle"]["prcc"]
    assert idle["low"] < 0 < idle["high"]


def test_prcc__against_residuals_of_regressions__is_the_same() -> None:
    plan = plan_of(LHS)
    ranks = np.argsort(np.argsort([[float(value) for value in point] for point in plan.points], axis=0), axis=0)
    y = np.argsort(np.argsort([float(figures(plan, PlannedRun(point, 7))["y"]) for point in range(64)]))
    others = np.column_stack([np.ones(64), ranks[:, [0, 2]]])
    left = [column - others @ np.linalg.lstsq(others, column, rcond=None)[0] for column in (ranks[:, 1], y)]
    own = found(LHS)["measures"]["y"]["parameters"]["gentle"]["prcc"]["value"]
    assert own == pytest.approx(np.corrcoef(left)[0, 1], rel=1e-6)


@pytest.mark.parametrize("design", [GRID, LHS, SOBOL, MORRIS])
def test_indices__computed_again__are_equal(design: str) -> None:
    assert found(design) == found(design)


@pytest.mark.parametrize("design", [LHS, SOBOL, MORRIS])
def test_indices__of_what_does_not_vary_with_the_point__are_none(design: str) -> None:
    measures = found(design)["measures"]
    assert (measures["still"]["varies"], measures["still"]["parameters"]) == (False, None)
    assert (measures["noise"]["varies"], measures["noise"]["parameters"]) == (True, None)


@pytest.mark.parametrize("design", [GRID, SOBOL])
def test_indices__of_a_design_with_a_hole__are_means_alone(design: str) -> None:
    plan = plan_of(design)
    runs = list(plan.runs())[1:]
    some = indices_of(plan, {run: figures(plan, run) for run in runs})
    assert (some["finished"], some["runs"]) == (len(runs), len(runs) + 1)
    assert some["measures"]["y"]["parameters"] is None
    assert (some["measures"]["y"]["points"][0]["count"], some["measures"]["y"]["points"][0]["low"]) == (1, None)


@pytest.mark.parametrize(("design", "samples"), [(GRID, None), (LHS, 6), (SOBOL, 2), (MORRIS, 2)])
@given(data=st.data())
def test_indices__of_few_figures__are_numbers_or_none(design: str, samples: int | None, data: st.DataObject) -> None:
    points = draw_points(design, PARAMETERS, samples, 7)
    plan = SweepPlan("made", "", (), "revm", design, samples, PARAMETERS, points, (7,), {})
    small = st.lists(st.integers(0, 2), min_size=len(points), max_size=len(points))
    measures = {run: {"y": y} for run, y in zip(plan.runs(), data.draw(small), strict=True)}
    assert json.dumps(indices_of(plan, measures), allow_nan=False)


def test_indices__columns_exchanged__would_be_noticed() -> None:
    plan = plan_of(SOBOL)
    measures = {run: figures(plan, run) for run in plan.runs()}
    exchanged = dataclasses.replace(plan, parameters=(PARAMETERS[1], PARAMETERS[0], PARAMETERS[2]))
    wrong = indices_of(exchanged, measures)["measures"]["y"]["parameters"]
    assert wrong["gentle"]["S1"]["value"] == pytest.approx(0.8, abs=0.05)


@given(st.lists(st.integers(-(10**6), 10**6), min_size=2, max_size=12))
def test_mean_interval__any_figures__holds_the_mean_in_its_middle(values: list[int]) -> None:
    row = mean_interval([float(value) for value in values])
    assert row["mean"] == pytest.approx(statistics.mean(values), rel=1e-6, abs=1e-6)
    assert row["low"] <= row["mean"] + 1e-3
    assert row["low"] + row["high"] == pytest.approx(2 * row["mean"], rel=1e-6, abs=1e-2)


def test_mean_interval__against_the_textbook__is_the_same() -> None:
    # Moore and McCabe, vitamin C: n 8, mean 22.5, s 7.19; t(0.975, 7) = 2.365; 16.5 to 28.5.
    row = mean_interval([26, 31, 23, 22, 11, 22, 14, 31])
    assert (row["mean"], row["count"]) == (22.5, 8)
    assert (row["low"], row["high"]) == (pytest.approx(16.488, abs=0.01), pytest.approx(28.512, abs=0.01))


def test_measures__of_a_summary__are_its_numbers_and_no_counts_by_name() -> None:
    summary = {
        "scenario": "x",
        "seed": 3,
        "payments": {"settled": 2, "refused_by": {"UetrReused": 1}},
        "venues": {"cost_bps_mean": "5.01", "route": "quote", "makers": [{"id": "m"}]},
        "interbank": {"currencies": {"SGD": {"delay": {"mean_s": 9}, "states": {"settled": 1}}}},
        "conserved": True,
        "blocks": 22,
    }
    assert measures_of(summary) == {
        "payments.settled": 2,
        "interbank.currencies.SGD.delay.mean_s": 9,
        "venues.cost_bps_mean": "5.01",
        "blocks": 22,
    }

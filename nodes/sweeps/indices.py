"""What a finished sweep says: means over seeds at each point, and what each parameter does to each measure.

Trusts SALib for the estimators of Sobol' indices and of elementary effects, and says which parts are its own.
Never estimates an index from a design with holes: where a run of it failed, there is none.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from decimal import Decimal
from statistics import fmean
from typing import Any

import numpy as np

from nodes.sweeps.designs import GRID, LHS, MORRIS, MORRIS_LEVELS, SOBOL, design_seed, unit_problem
from nodes.sweeps.intervals import CONFIDENCE, RESAMPLES, Matrix, RankCorrelations, mean_interval, rounded
from nodes.sweeps.measures import Measures
from nodes.sweeps.plan import PlannedRun, SweepPlan

METHODS = {
    GRID: "levels: mean over the other parameters for each seed, then over seeds; 95 % Student's interval over seeds",
    LHS: f"Spearman and partial rank correlation of seed means; 95 % percentiles of {RESAMPLES} resamples of points",
    SOBOL: f"first-order and total Sobol' indices of seed means (SALib); 95 % interval from {RESAMPLES} resamples",
    MORRIS: f"mean absolute elementary effect and deviation of effects of seed means, parameters scaled to 0…1 (SALib);"
    f" 95 % interval of the mean from {RESAMPLES} resamples",
}

Finished = Mapping[PlannedRun, Measures]
"""What each run that was finished came to."""


def indices_of(plan: SweepPlan, finished: Finished) -> dict[str, Any]:
    """What `indices.json` holds; measures are those that every finished run has."""
    estimator = _Estimator(plan) if len(finished) == len(plan.points) * len(plan.seeds) else None
    return {
        "schema_version": 1,
        "design": plan.design,
        "confidence": CONFIDENCE,
        "method": METHODS[plan.design],
        "runs": len(plan.points) * len(plan.seeds),
        "finished": len(finished),
        "measures": {name: _measure(plan, finished, name, estimator) for name in common_measures(finished)},
    }


def common_measures(finished: Finished) -> list[str]:
    """The measures that each finished run has, in the order of the first."""
    everywhere = set.intersection(*(set(measures) for measures in finished.values())) if finished else set()
    return [name for name in next(iter(finished.values()), {}) if name in everywhere]


def _measure(plan: SweepPlan, finished: Finished, name: str, estimator: _Estimator | None) -> dict[str, Any]:
    by_point: dict[int, list[float]] = {}
    for run in plan.runs():
        if run in finished:
            by_point.setdefault(run.point, []).append(float(finished[run][name]))
    points = [{"point": point} | mean_interval(values) for point, values in by_point.items()]
    values = [value for column in by_point.values() for value in column]
    varies = min(values) != max(values)
    effects = estimator.effects(list(by_point.values())) if estimator and varies else None
    return {"varies": varies, "points": points, "parameters": effects}


class _Estimator:
    """Works out a design's indices of one measure after the other, on the values of every point and seed."""

    def __init__(self, plan: SweepPlan) -> None:
        self._plan, self._seed = plan, design_seed(plan.seeds[0])
        self._names = [parameter.path for parameter in plan.parameters]
        self._shares = np.empty((0, 0)) if plan.design == GRID else _shares(plan)
        self._ranks = RankCorrelations(self._shares, self._seed) if plan.design == LHS else None

    def effects(self, values: Sequence[Sequence[float]]) -> dict[str, Any] | None:
        """By parameter. values: by point, then by seed. None where the seed means do not differ."""
        if self._plan.design == GRID:
            return {name: self._levels(column, values) for column, name in enumerate(self._names)}
        means = np.array([fmean(column) for column in values])
        if np.ptp(means) == 0:
            return None
        if self._ranks is not None:
            return dict(zip(self._names, self._ranks.of(means), strict=True))
        return self._sobol(means) if self._plan.design == SOBOL else self._morris(means)

    def _levels(self, column: int, values: Sequence[Sequence[float]]) -> list[dict[str, Any]]:
        found = []
        for level in self._plan.parameters[column].values:
            rows = [row for row, point in zip(values, self._plan.points, strict=True) if point[column] == level]
            # One figure a seed: the seeds are the same at each point, so the rows of a level belong together.
            found.append({"value": level} | mean_interval([fmean(column) for column in zip(*rows, strict=True)]))
        return found

    def _sobol(self, means: Matrix) -> dict[str, Any]:
        from SALib.analyze import sobol

        # A resample of few points may hold none that differ: SALib warns, and takes its index for 0 or for no number.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = sobol.analyze(
                unit_problem(self._names),
                means,
                calc_second_order=False,
                num_resamples=RESAMPLES,
                conf_level=CONFIDENCE,
                seed=self._seed,
            )
        return {
            name: {key: _around(found[key][column], found[f"{key}_conf"][column]) for key in ("S1", "ST")}
            for column, name in enumerate(self._names)
        }

    def _morris(self, means: Matrix) -> dict[str, Any]:
        from SALib.analyze import morris

        found = morris.analyze(
            unit_problem(self._names),
            self._shares,
            means,
            num_resamples=RESAMPLES,
            conf_level=CONFIDENCE,
            num_levels=MORRIS_LEVELS,
            seed=self._seed,
        )
        return {
            name: {
                "mu_star": _around(found["mu_star"][column], found["mu_star_conf"][column]),
                "mu": rounded(float(found["mu"][column])),
                "sigma": rounded(float(found["sigma"][column])),
            }
            for column, name in enumerate(self._names)
        }


def _around(value: float, half: float) -> dict[str, Any]:
    return {"value": rounded(float(value)), "low": rounded(float(value - half)), "high": rounded(float(value + half))}


def _shares(plan: SweepPlan) -> Matrix:
    """The points in the unit cube; those of Morris at the levels on which they were drawn, before they were rounded."""
    rows = []
    for point in plan.points:
        bounds = [parameter.bounds or (Decimal(0), Decimal(1)) for parameter in plan.parameters]
        shares = [(Decimal(value) - low) / (high - low) for value, (low, high) in zip(point, bounds, strict=True)]
        if plan.design == MORRIS:
            steps = MORRIS_LEVELS - 1
            rows.append([round(share * steps) / steps for share in shares])
        else:
            rows.append([float(share) for share in shares])
    return np.array(rows)

"""Means over seeds with their intervals, and rank correlations with theirs.

Trusts scipy for quantiles and ranks.
Never hides that there is too little to say: an interval that there is none of is `None`.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite, sqrt
from statistics import fmean, stdev
from typing import Any

import numpy as np
from numpy.typing import NDArray

CONFIDENCE = 0.95
RESAMPLES = 1_000
"""How often a bootstrap draws the points anew."""
_DIGITS = 9

Matrix = NDArray[np.float64]


def rounded(value: float) -> float | None:
    """Nine significant digits, so that the last bits of a library do not show; `None` for what is no number."""
    return float(f"{value:.{_DIGITS}g}") if isfinite(value) else None


def mean_interval(values: Sequence[float]) -> dict[str, Any]:
    """Mean and its two-sided 95 % interval: mean ± t(0.975, n − 1) · s / √n, s the sample's standard deviation.

    Student's interval: exact for normal figures, near it for the rest as n grows. No interval of one value.
    """
    count, mean = len(values), fmean(values)
    if count < 2:
        return {"mean": rounded(mean), "low": None, "high": None, "count": count}
    from scipy.stats import t

    half = float(t.ppf((1 + CONFIDENCE) / 2, count - 1)) * stdev(values) / sqrt(count)
    return {"mean": rounded(mean), "low": rounded(mean - half), "high": rounded(mean + half), "count": count}


class RankCorrelations:
    """Spearman's ρ and partial rank correlations (PRCC) of parameters with one measure after the other.

    The PRCC of parameter j is −P(j, y) / √(P(j, j) · P(y, y)), P the inverse of the correlation matrix of all ranks
    (Marino et al., Journal of Theoretical Biology 254, 2008). Intervals are percentiles of a bootstrap over points.
    """

    def __init__(self, parameters: Matrix, seed: int) -> None:
        """parameters: a row a point, a column a parameter; seed: of the bootstrap."""
        count = len(parameters)
        draws = np.random.default_rng(seed).integers(count, size=(RESAMPLES, count))
        # The first row is the sample itself.
        self._rows = np.vstack([np.arange(count), draws])
        self._ranks = _ranks(parameters[self._rows])

    def of(self, measure: Matrix) -> list[dict[str, Any]]:
        """For each parameter `spearman` and `prcc`, each a value with its interval."""
        ranks = np.concatenate([self._ranks, _ranks(measure[self._rows][:, :, None])], axis=2)
        found = [_correlations(rows) for rows in ranks]
        plain, partial = (np.array([pair[which] for pair in found]) for which in (0, 1))
        return [
            {"spearman": _percentiles(plain[:, column]), "prcc": _percentiles(partial[:, column])}
            for column in range(plain.shape[1])
        ]


def _ranks(values: Matrix) -> Matrix:
    from scipy.stats import rankdata

    return np.asarray(rankdata(values, axis=1), dtype=np.float64)


def _correlations(ranks: Matrix) -> tuple[Matrix, Matrix]:
    """Correlations of all columns but the last with the last, and the same with the others held."""
    nothing = np.full(ranks.shape[1] - 1, np.nan)
    if (np.ptp(ranks, axis=0) == 0).any():
        return nothing, nothing  # a resample without any difference in one of them
    matrix = np.asarray(np.corrcoef(ranks, rowvar=False))
    plain = matrix[:-1, -1]
    if np.linalg.cond(matrix) > 1e12:
        return plain, nothing
    inverse = np.linalg.inv(matrix)
    diagonal = np.diag(inverse)
    return plain, -inverse[:-1, -1] / np.sqrt(diagonal[:-1] * diagonal[-1])


def _percentiles(values: Matrix) -> dict[str, Any]:
    """The value of the sample, which stands first, and the interval of the resamples."""
    drawn = values[1:][np.isfinite(values[1:])]
    if not isfinite(values[0]) or len(drawn) < RESAMPLES // 2:
        return {"value": rounded(float(values[0])), "low": None, "high": None}
    tail = 100 * (1 - CONFIDENCE) / 2
    low, high = (float(bound) for bound in np.percentile(drawn, (tail, 100 - tail)))
    return {"value": rounded(float(values[0])), "low": rounded(low), "high": rounded(high)}

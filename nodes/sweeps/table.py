"""The table of a sweep: one row a run, with the point's values, the seed, the digest and every measure.

Trusts pyarrow to write equal tables as equal bytes.
Never holds how long a run took: a sweep that was cut short leaves the same table as one that was not.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from nodes.sweeps.parameters import Parameter
from nodes.sweeps.plan import PlannedRun, SweepPlan

PARAMETER_PREFIX = "parameter."
"""Before the key path of a parameter, so that it is no measure's column."""
_INT64_MAX = 2**63 - 1


def write_table(path: Path, plan: SweepPlan, records: Mapping[PlannedRun, dict[str, Any]]) -> None:
    """Writes the finished runs in the plan's order. records: with `digest` and `measures` of each."""
    runs = list(records)
    columns: dict[str, Any] = {
        "run": pa.array([run.id for run in runs], pa.string()),
        "point": pa.array([run.point for run in runs], pa.int64()),
        "seed": pa.array([run.seed for run in runs], pa.int64()),
    }
    for place, parameter in enumerate(plan.parameters):
        texts = [plan.points[run.point][place] for run in runs]
        columns[PARAMETER_PREFIX + parameter.path] = _values(parameter, texts)
    columns["digest"] = pa.array([record["digest"] for record in records.values()], pa.string())
    names = dict.fromkeys(name for record in records.values() for name in record["measures"])
    for name in names:
        columns[name] = _figures([record["measures"].get(name) for record in records.values()])
    draft = path.with_name(path.name + ".draft")
    pq.write_table(pa.table(columns), draft)
    draft.replace(path)


def _values(parameter: Parameter, texts: list[str]) -> Any:
    """Numbers where all of its values are, else texts."""
    try:
        numbers = [float(Decimal(text)) for text in texts]
    except InvalidOperation:
        return pa.array(texts, pa.string())
    return pa.array(numbers, pa.float64())


def _figures(values: list[int | str | None]) -> Any:
    """Integers where they are and fit, else floating point."""
    if all(value is None or (isinstance(value, int) and abs(value) <= _INT64_MAX) for value in values):
        return pa.array(values, pa.int64())
    return pa.array([None if value is None else float(value) for value in values], pa.float64())

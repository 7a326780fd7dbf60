"""Plots of a sweep: means with their confidence bands over a grid, or what each parameter does, with its interval.

Trusts `indices.json` for every figure.
Never draws a mean or an index without the interval that it has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import plotly.graph_objects as go

from explorer.inert import label, wording
from explorer.plot import BY_NAME, PALETTE, Plot, Row, new_figure

MEASURES_MAX = 6
_FIRST = (
    *("payments.settled", ".settled", "unsettled_value_minor", "liquidity_used_minor", "delay.value_weighted_mean_s"),
    *("time_to_finality.latency_ms_mean", "venues.cost_bps_mean", "lending.portfolio.on_time"),
)
"""Ends of names of the measures to show first."""
_INDICES = {"sobol": ("S1", "ST"), "lhs": ("spearman", "prcc"), "morris": ("mu_star", "sigma")}


def effect_plots(indices: Mapping[str, Any]) -> Iterator[Plot]:
    """Of the measures that vary, the telling ones."""
    for name in shown_measures(indices):
        effects = indices["measures"][name]["parameters"] or {}
        if indices["design"] == "grid":
            yield from (band(name, parameter, levels) for parameter, levels in effects.items() if len(levels) > 1)
        elif effects:
            yield index_bars(name, effects, _INDICES[indices["design"]])


def shown_measures(indices: Mapping[str, Any]) -> list[str]:
    """Up to `MEASURES_MAX` measures that vary, the telling ones first."""
    varying = [name for name, found in indices["measures"].items() if found["varies"]]
    rank = {name: next((at for at, end in enumerate(_FIRST) if name.endswith(end)), len(_FIRST)) for name in varying}
    return sorted(varying, key=lambda name: rank[name])[:MEASURES_MAX]


def band(measure: str, parameter: str, levels: list[dict[str, Any]]) -> Plot:
    """The mean over seeds at each value of a parameter, in its interval."""
    figure = new_figure(hovermode="x unified")
    figure.update_xaxes(title={"text": wording("axis.parameter", parameter)}, type=_kind(levels))
    figure.update_yaxes(title={"text": wording("axis.measure")})
    x = [label(row["value"]) for row in levels]
    if all(row["low"] is not None for row in levels):
        edges = [*[row["high"] for row in levels], *[row["low"] for row in reversed(levels)]]
        common = {"line": {"width": 0}, "fillcolor": "rgba(0,114,178,0.2)", "hoverinfo": "skip"}
        figure.add_trace(
            go.Scatter(x=[*x, *x[::-1]], y=edges, fill="toself", mode="lines", name=wording("series.band"), **common)
        )
    y = [row["mean"] for row in levels]
    line = {"color": PALETTE[0], "width": 2}
    figure.add_trace(go.Scatter(x=x, y=y, mode="lines+markers", name=wording("series.mean"), line=line))
    rows: list[Row] = [(parameter, r["value"], measure, r["mean"], r["low"], r["high"], r["count"]) for r in levels]
    columns = ("parameter", "value", "measure", "mean", "low", "high", "seeds")
    return Plot("band", figure, columns, rows, {"measure": measure, "parameter": parameter})


def _kind(levels: list[dict[str, Any]]) -> str:
    """Of an axis: values that all are numbers stand at their distance."""
    try:
        [float(row["value"]) for row in levels]
    except ValueError:
        return "category"
    return "linear"


def index_bars(measure: str, effects: Mapping[str, Any], keys: tuple[str, ...]) -> Plot:
    """A bar an index and parameter, with its interval; the parameter that does most first."""
    order = sorted(effects, key=lambda name: (-abs(_value(effects[name][keys[0]]) or 0), name))
    figure = new_figure(x="axis.index", barmode="group", yaxis=BY_NAME)
    rows: list[Row] = []
    for place, key in enumerate(keys):
        found = [effects[name][key] for name in order]
        values = [_value(item) for item in found]
        reach = [_reach(item) for item in found]
        error = {"type": "data", "array": [up for _, up in reach], "arrayminus": [down for down, _ in reach]}
        names, marker = [label(name) for name in order], {"color": PALETTE[(0, 4)[place % 2]]}
        bars = go.Bar(y=names, x=values, name=label(key), marker=marker, orientation="h", error_x=error)
        figure.add_trace(bars)
        rows += [
            (measure, name, key, value, *_ends(item)) for name, value, item in zip(order, values, found, strict=True)
        ]
    columns = ("measure", "parameter", "index", "value", "low", "high")
    return Plot("indices", figure, columns, rows, {"measure": measure}, height=150 + 44 * len(order))


def _value(found: Any) -> float | None:
    value: float | None = found["value"] if isinstance(found, dict) else found
    return value


def _ends(found: Any) -> tuple[float | None, float | None]:
    return (found["low"], found["high"]) if isinstance(found, dict) else (None, None)


def _reach(found: Any) -> tuple[float, float]:
    """How far an interval goes below and above its value."""
    (low, high), value = _ends(found), _value(found)
    return (value - low, high - value) if value is not None and low is not None and high is not None else (0.0, 0.0)

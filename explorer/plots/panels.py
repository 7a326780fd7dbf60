"""Small multiples: the same bars of several ways, a panel a figure, each with its own unit.

Trusts its caller for figures that belong beside each other.
Never puts two units on one axis.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from explorer.amounts import USD
from explorer.inert import label, wording
from explorer.plot import Plot, Row, colours
from finance.money import currency

COLUMNS = 3
_PANEL = 235

Figures = Mapping[str, Any]


def panels(name: str, ways: Sequence[str], rows: Sequence[Figures], metrics: Sequence[str], code: str) -> Plot:
    """A panel for each metric that any way has, a bar for each way. code: of amounts that name no currency."""
    shown = [metric for metric in metrics if any(row.get(metric) is not None for row in rows)]
    down = -(-len(shown) // COLUMNS)
    titles = [wording(f"metric.{metric}", _unit(metric, code)) for metric in shown]
    figure = make_subplots(
        rows=down, cols=COLUMNS, subplot_titles=titles, vertical_spacing=0.3 / down, horizontal_spacing=0.07
    )
    figure.update_layout(template=go.layout.Template(), showlegend=False, margin={"t": 34})
    colour = colours(ways)
    for place, metric in enumerate(shown):
        values = [in_units(metric, row.get(metric), code) for row in rows]
        bars = go.Bar(x=[label(way) for way in ways], y=values, marker={"color": [colour[way] for way in ways]})
        figure.add_trace(bars, row=place // COLUMNS + 1, col=place % COLUMNS + 1)
    figure.update_xaxes(type="category")
    figure.update_annotations(font={"size": 12})
    data: list[Row] = [(way, *(row.get(metric) for metric in shown)) for way, row in zip(ways, rows, strict=True)]
    return Plot(name, figure, ("way", *shown), data, {"code": code}, is_wide=True, height=70 + _PANEL * down)


def in_units(metric: str, value: Any, code: str) -> float | None:
    """A figure in the unit that its panel states; None where there is none."""
    if value is None:
        return None
    if metric.endswith("_minor"):
        exponent = USD.exponent if "_usd_" in metric else currency(code).exponent
        return float(Decimal(value).scaleb(-exponent))
    return float(Decimal(value) / 60) if metric.endswith("_s") else float(value)


def _unit(metric: str, code: str) -> str:
    return USD.code if "_usd_" in metric else code

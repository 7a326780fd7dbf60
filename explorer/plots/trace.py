"""The plot of a trace: where tainted value flows, from the start at the left, a column a hop.

Trusts the trace for every figure.
Never compares amounts of two currencies: a band is as wide as its share of the widest in its own.
"""

from __future__ import annotations

import plotly.graph_objects as go

from audit.trace.graph import Edge, edges_of
from audit.trace.report import TraceReport
from explorer.amounts import exact, shown
from explorer.inert import label
from explorer.plot import OTHERS, Plot, colours, new_figure

EDGES_MAX = 120
_AGAIN = " ↺"
_NARROWEST = 0.01
_Node = tuple[str, int]
"""Holder and column."""


def trace_plot(report: TraceReport) -> Plot:
    """Bands from holder to holder; who is reached a second time stands there again, marked."""
    edges = edges_of(report)
    drawn = sorted(edges, key=lambda edge: (edge.hop, -edge.tainted_minor))[:EDGES_MAX]
    columns = _columns(report)
    nodes: dict[_Node, int] = {}
    ends = [
        tuple(nodes.setdefault(node, len(nodes)) for node in (_from(edge, columns), _to(edge, columns)))
        for edge in drawn
    ]
    colour = colours(sorted({edge.currency for edge in edges}))
    figure = new_figure()
    figure.add_trace(
        go.Sankey(
            arrangement="snap",
            node={
                "label": [label(name) for name, _ in nodes],
                "color": OTHERS,
                "pad": 14,
                "thickness": 12,
                "hovertemplate": "%{label}<extra></extra>",
            },
            link={
                "source": [source for source, _ in ends],
                "target": [target for _, target in ends],
                "value": _widths(drawn),
                "color": [colour[edge.currency] for edge in drawn],
                "label": [label(_said(report, edge)) for edge in drawn],
                "hovertemplate": "%{label}<extra></extra>",
            },
        )
    )
    rows = [
        (
            *(edge.hop, edge.giver, edge.taker, edge.way.value, edge.money, edge.steps),
            *(_exact(report, amount, edge.currency) for amount in (edge.amount_minor, edge.tainted_minor)),
        )
        for edge in edges
    ]
    names = ("hop", "from", "to", "way", "money", "steps", "amount", "tainted")
    values = {"count": len(drawn), "all": len(edges)}
    return Plot("trace", figure, names, rows, values, is_wide=True, height=max(360, min(1_600, 26 * len(nodes))))


def _columns(report: TraceReport) -> dict[str, int]:
    """The hop by which each holder is reached first."""
    columns: dict[str, int] = {}
    for (holder, _), account in report.trace.accounts.items():
        name = report.names[holder].id
        columns[name] = min(account.hop, columns.get(name, account.hop))
    return columns


def _from(edge: Edge, columns: dict[str, int]) -> _Node:
    return edge.giver, columns.get(edge.giver, edge.hop - 1)


def _to(edge: Edge, columns: dict[str, int]) -> _Node:
    """Always further right than whom it comes from, so that no band turns back."""
    column = columns.get(edge.giver, 0) + 1
    if edge.is_end:
        return f"{edge.taker} · {edge.giver}", column
    if columns.get(edge.taker) == max(edge.hop, column):
        return edge.taker, columns[edge.taker]
    return edge.taker + _AGAIN, max(edge.hop, column)


def _widths(edges: list[Edge]) -> list[float]:
    widest: dict[str, int] = {}
    for edge in edges:
        widest[edge.currency] = max(widest.get(edge.currency, 1), edge.tainted_minor)
    return [max(_NARROWEST, round(edge.tainted_minor / widest[edge.currency], 4)) for edge in edges]


def _said(report: TraceReport, edge: Edge) -> str:
    exponent = report.exponents.get(edge.currency)
    return str(edge.tainted_minor) if exponent is None else shown(edge.tainted_minor, edge.currency, exponent)


def _exact(report: TraceReport, amount_minor: int, code: str) -> str:
    exponent = report.exponents.get(code)
    return str(amount_minor) if exponent is None else exact(amount_minor, exponent)

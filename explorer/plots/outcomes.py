"""Plots of how payments went: time to finality, delays, refusals, and what conversion cost.

Trusts the tallies, and the summary for the figures that it repeats.
Never shows a cost of single payments whose mean is not the one that the run itself reported.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import plotly.graph_objects as go

from explorer.folder import FinishedRun
from explorer.inert import label, wording
from explorer.plot import BINS_MAX, BY_NAME, PALETTE, POINTS_MAX, Plot, Row, colours, largest, new_figure
from explorer.tallies.obligations import ObligationTally
from explorer.tallies.payments import PaymentTally

RULES_MAX = 20
DEADLINES_MAX = 24
_FEW = 6
_WIDTH = 60
"""Bars of latency are no narrower than this part of the axis."""
_TENTH = 10
"""Of a basis point, in hundredths: bars are no narrower."""
_MARKS = (("p50", "latency_ms_p50"), ("p95", "latency_ms_p95"), ("p99", "latency_ms_p99"))


def finality_plots(run: FinishedRun, payments: PaymentTally, obligations: ObligationTally | None) -> Iterator[Plot]:
    """How long settlement took."""
    if payments.latency_ms:
        yield time_to_finality(run, payments)
    if obligations is not None and obligations.delays:
        yield delays(run, obligations)
    due = run.measures("deadlines")
    if due:
        yield deadlines(due)
    if payments.refusals:
        yield refusals(payments)


def cost_plots(run: FinishedRun, payments: PaymentTally) -> Iterator[Plot]:
    """What conversion cost, payment by payment where that can be known, and by route."""
    routes = [route for route in run.summary["venues"]["by_route"] if route["cost_bps_mean"] is not None]
    if not routes:
        return
    mean = payments.cost_mean_hundredths
    if mean is not None and Decimal(mean).scaleb(-2) == Decimal(run.summary["venues"]["cost_bps_mean"]):
        yield cost_by_payment(payments)
    yield cost_by_route(routes)


def time_to_finality(run: FinishedRun, tally: PaymentTally) -> Plot:
    """Bars of how many payments took how long, with the percentiles of the summary."""
    edges, counts = binned(tally.latency_ms, max(tally.latency_ms) // _WIDTH + 1)
    figure = new_figure(x="axis.seconds", y="axis.payments", bargap=0.06, showlegend=False)
    centres = [(low + high) / 2000 for low, high in edges]
    widths = [(high - low) / 1000 * 0.94 for low, high in edges]
    hover = [f"{low / 1000:g}–{high / 1000:g} s" for low, high in edges]
    marker = {"color": PALETTE[0]}
    figure.add_trace(go.Bar(x=centres, y=counts, width=widths, hovertext=hover, hoverinfo="text+y", marker=marker))
    end = edges[-1][1]
    for place, (name, key) in enumerate(_MARKS):
        at = run.summary["time_to_finality"].get(key)
        if at is not None:
            side = "right" if 2 * at > end else "left"
            note = {"text": f"{name} {at / 1000:g} s", "y": 1 - 0.09 * place, "xanchor": side, "yanchor": "top"}
            figure.add_vline(x=at / 1000, line={"width": 1.5, "dash": "dot", "color": PALETTE[1]}, annotation=note)
    figure.update_xaxes(rangemode="tozero")
    rows = [(low, high, count) for (low, high), count in zip(edges, counts, strict=True)]
    return Plot("time_to_finality", figure, ("from_ms", "below_ms", "payments"), rows, {"bins": BINS_MAX})


def binned(counted: Counter[int], least: int = 1) -> tuple[list[tuple[int, int]], list[int]]:
    """Edges and counts of bars of one width, `least` or more, that hold all values: lowest included, highest not."""
    low, high = min(counted), max(counted)
    width = _nice(max(least, math.ceil((high - low + 1) / (BINS_MAX - 1))))
    start = low // width * width
    found: Counter[int] = Counter()
    for value, count in counted.items():
        found[(value - start) // width] += count
    places = range(max(found) + 1)
    return [(start + place * width, start + (place + 1) * width) for place in places], [found[p] for p in places]


def _nice(width: int) -> int:
    """1, 2 or 5 times a power of ten, not below."""
    power: int = 10 ** (len(str(width)) - 1)
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= width)


def delays(run: FinishedRun, tally: ObligationTally) -> Plot:
    """Share of obligations, and of their value, that had settled after so many minutes."""
    figure = new_figure(x="axis.minutes", y="axis.share_settled", yaxis={"range": [0, 102]}, hovermode="x unified")
    rows: list[Row] = []
    for code, colour in colours(run.currencies).items():
        for kind, settled, lost, dash in (
            ("by_count", tally.delays.get(code), tally.unsettled[code], "solid"),
            ("by_value", tally.delay_value.get(code), tally.unsettled_value[code], "dash"),
        ):
            if not settled:
                continue
            points = _shares(settled, sum(settled.values()) + lost)
            style = {"color": colour, "dash": dash, "width": 2, "shape": "hv"}
            x, y = zip(*points, strict=True)
            figure.add_trace(go.Scatter(x=x, y=y, name=wording(f"series.{kind}", code), mode="lines", line=style))
            rows += [(code, kind, minutes, share) for minutes, share in points]
    return Plot("delays", figure, ("currency", "what", "minutes", "percent"), rows)


def _shares(counted: Counter[int], total: int) -> list[tuple[int, float]]:
    """By how many minutes which share had settled, at no more than `POINTS_MAX` of them."""
    step = max(1, math.ceil((max(counted) + 1) / POINTS_MAX))
    found: Counter[int] = Counter()
    for minutes, count in counted.items():
        found[minutes // step] += count
    points, running = [], 0
    for place in range(max(found) + 1):
        running += found[place]
        points.append((place * step, round(100 * running / total, 2)))
    return points


def deadlines(due: list[dict[str, Any]]) -> Plot:
    """Shares of what had a deadline that were final by then, by currency and priority."""
    shown = due[:DEADLINES_MAX]
    figure = new_figure(x="axis.share_met", barmode="group", xaxis={"range": [0, 102]}, yaxis=BY_NAME)
    names = [_with_priority(row) for row in shown]
    for place, kind in enumerate(("met_count", "met_value")):
        shares = [float(Decimal(row[f"{kind}_ppm"]).scaleb(-4)) for row in shown]
        marker = {"color": PALETTE[(0, 5)[place]]}
        said = wording(f"series.{kind}")
        figure.add_trace(go.Bar(x=shares, y=names, name=said, marker=marker, orientation="h"))
    columns = ("of", "currency", "priority", "due", "met", "due_minor", "met_minor", "met_count_ppm", "met_value_ppm")
    rows = [tuple(row.get(name) for name in columns) for row in due]
    values, height = {"count": len(shown), "all": len(due)}, max(340, 150 + 36 * len(shown))
    return Plot("deadlines", figure, columns, rows, values, is_wide=len(shown) > _FEW, height=height)


def _with_priority(row: dict[str, Any]) -> str:
    if row["of"] == "payments":
        return wording("due.payments", row["currency"])
    if row["priority"] is None:
        return wording("due.obligations", row["currency"])
    return wording("due.obligations_of_priority", row["currency"], row["priority"])


def refusals(tally: PaymentTally) -> Plot:
    """Payments that did not settle, by what stopped them."""
    sizes = Counter[str]()
    for (_, _, refusal), count in tally.refusals.items():
        sizes[refusal] += count
    shown = largest(sizes, RULES_MAX)
    figure = new_figure(x="axis.payments", barmode="stack", showlegend=True, yaxis=BY_NAME)
    for place, verdict in enumerate(("refused", "kept_off")):
        counts = [sum(n for (v, _, r), n in tally.refusals.items() if (v, r) == (verdict, name)) for name in shown]
        if any(counts):
            names = [label(name) for name in shown]
            marker = {"color": PALETTE[1 + 3 * place]}
            said = wording(f"series.{verdict}")
            figure.add_trace(go.Bar(x=counts, y=names, name=said, marker=marker, orientation="h"))
    rows = [(*key, count) for key, count in sorted(tally.refusals.items())]
    columns = ("verdict", "rule", "refusal", "payments")
    return Plot(
        "refusals", figure, columns, rows, {"count": RULES_MAX}, is_wide=len(shown) > _FEW, height=150 + 28 * len(shown)
    )


def cost_by_payment(tally: PaymentTally) -> Plot:
    """Bars of how many payments cost how much over the reference rate, by route."""
    everywhere: Counter[int] = Counter()
    for (_, cost), count in tally.cost_bps.items():
        everywhere[cost] += count
    edges, _ = binned(everywhere, _TENTH)
    routes = largest(_by_route(tally))
    figure = new_figure(x="axis.basis_points", y="axis.payments", barmode="stack", bargap=0.06)
    rows: list[Row] = []
    for route, colour in colours(routes).items():
        counts = [
            sum(n for (via, cost), n in tally.cost_bps.items() if via == route and low <= cost < high)
            for low, high in edges
        ]
        width = (edges[0][1] - edges[0][0]) / 100 * 0.94
        centres = [(low + high) / 200 for low, high in edges]
        marker = {"color": colour}
        figure.add_trace(go.Bar(x=centres, y=counts, width=width, name=label(route), marker=marker))
        rows += [(route, low / 100, high / 100, n) for (low, high), n in zip(edges, counts, strict=True)]
    columns = ("route", "from_bps", "below_bps", "payments")
    return Plot("cost_by_payment", figure, columns, rows, {"bins": BINS_MAX})


def _by_route(tally: PaymentTally) -> Counter[str]:
    found: Counter[str] = Counter()
    for (via, _), count in tally.cost_bps.items():
        found[via] += count
    return found


def cost_by_route(routes: list[dict[str, Any]]) -> Plot:
    """Mean, 95th percentile and highest cost of each route."""
    figure = new_figure(y="axis.basis_points", barmode="group", xaxis={"type": "category"})
    names = [label(route["via"]) for route in routes]
    keys = ("cost_bps_mean", "cost_bps_p95", "cost_bps_max")
    for place, key in enumerate(keys):
        values = [float(route[key]) for route in routes]
        marker = {"color": PALETTE[(0, 5, 3)[place]]}
        figure.add_trace(go.Bar(x=names, y=values, name=wording(f"series.{key}"), marker=marker))
    rows = [(r["via"], r["settled"], *(r[key] for key in keys), r["gas_mean"]) for r in routes]
    return Plot("cost_by_route", figure, ("route", "settled", *keys, "gas_mean"), rows)

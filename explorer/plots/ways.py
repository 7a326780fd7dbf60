"""Plots that set the ways of a comparison side by side: figures as small multiples, the day's course on equal axes.

Trusts each way's own folder for its course.
Never compares amounts of two currencies.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import plotly.graph_objects as go

from explorer.amounts import exact, on_axis
from explorer.folder import FinishedRun
from explorer.inert import label, wording
from explorer.plot import BY_NAME, PALETTE, Plot, Row, colours, new_figure
from explorer.plots.panels import Figures, panels
from explorer.tallies.moments import Changes, interval, utc
from explorer.tallies.obligations import ObligationTally, tally_obligations

INTERBANK = (
    *("settled", "unsettled_value_minor", "netted_value_minor"),
    *("liquidity_used_minor", "delay_mean_s", "delay_value_weighted_mean_s"),
)
VENUES = (
    *("settled", "cost_bps_mean", "cost_bps_p95"),
    *("gas_mean", "makers_result_usd_minor", "pools_result_usd_minor"),
)
LENDING = ("on_time_bps", "late", "defaulted", "late_minor", "recovered_minor", "keeper_income_minor")
DESIGNS = (
    *("settled", "unsettled_at_end_of_day", "time_mean_s", "time_p95_s", "cost_bps_mean", "cost_bps_p95"),
    *("held_usd_minor", "carry_usd_minor", "operating_usd_minor", "at_risk_usd_minor"),
)
_NO_CODE = "USD"


def ways_plots(summary: Mapping[str, Any]) -> Iterator[Plot]:
    """A plot of small multiples for each kind of figures that the comparison has."""
    for code in dict.fromkeys(row["currency"] for row in summary["comparison"]):
        rows = [row for row in summary["comparison"] if row["currency"] == code]
        yield panels("ways_interbank", _ways(rows), rows, INTERBANK, code)
    if summary["venues"]:
        yield panels("ways_venues", _ways(summary["venues"]), summary["venues"], VENUES, _NO_CODE)
    for code in dict.fromkeys(row["currency"] for row in summary["lending"]):
        rows = [row for row in summary["lending"] if row["currency"] == code]
        yield panels("ways_lending", _ways(rows), rows, LENDING, code)


def _ways(rows: list[Figures]) -> list[str]:
    return [str(row["variant"]) for row in rows]


def design_plots(comparison: Mapping[str, Any]) -> Iterator[Plot]:
    """Designs side by side, and which assumptions carry the result."""
    designs = comparison["designs"]
    yield panels(
        "ways_designs", [str(row["design"]) for row in designs], [_flat(row) for row in designs], DESIGNS, "USD"
    )
    if comparison.get("tornado"):
        yield tornado(comparison["tornado"])


def _flat(row: Figures) -> dict[str, Any]:
    took, cost, risk = row["time_to_finality"], row["cost"], row.get("principal_at_risk", {})
    return {
        **row,
        "time_mean_s": took.get("mean_s"),
        "time_p95_s": took.get("p95_s"),
        "cost_bps_mean": cost.get("mean_bps"),
        "cost_bps_p95": cost.get("p95_bps"),
        "held_usd_minor": row["prefunding"]["held_usd_minor"],
        "at_risk_usd_minor": risk.get("max_usd_minor", risk.get("peak_usd_minor")),
    }


def tornado(rows: list[dict[str, Any]]) -> Plot:
    """What the customer's cost is with each figure at its low and at its high, the one that moves it most first."""
    names = [f"{label(row['figure'])} · {label(row['low'])}…{label(row['high'])}" for row in rows]
    lows, highs = ([float(row[f"cost_bps_{end}"]) for row in rows] for end in ("low", "high"))
    figure = new_figure(x="axis.swing", yaxis=BY_NAME, barmode="overlay")
    middles = [(low + high) / 2 for low, high in zip(lows, highs, strict=True)]
    for kind, ends, colour in (("low", lows, PALETTE[5]), ("high", highs, PALETTE[1])):
        lengths = [end - middle for end, middle in zip(ends, middles, strict=True)]
        said, marker = wording(f"series.{kind}"), {"color": colour}
        bars = go.Bar(y=names, x=lengths, base=middles, name=said, marker=marker, orientation="h")
        figure.add_trace(bars)
    columns = ("figure", "low", "high", "cost_bps_low", "cost_bps_high", "is_assumption", "source")
    data = [tuple(row[column] for column in columns) for row in rows]
    return Plot("tornado", figure, columns, data, is_wide=True, height=140 + 30 * len(rows))


def course_plots(runs: Mapping[str, FinishedRun]) -> Iterator[Plot]:
    """What had settled and what waited at each moment, a line a way; of ways in which banks owe each other."""
    tallies = {way: tally for way, run in runs.items() if (tally := tally_obligations(run)) is not None}
    if not tallies:
        return
    run = next(iter(runs.values()))
    for code in [code for code in run.currencies if any(code in tally.arisen.names for tally in tallies.values())]:
        yield _settled(tallies, code)
        yield _waiting(tallies, code, run.exponent(code))


def _settled(tallies: Mapping[str, ObligationTally], code: str) -> Plot:
    figure = new_figure(x="axis.time_utc", y="axis.share_of_value", hovermode="x unified", yaxis={"range": [0, 102]})
    figure.update_xaxes(type="date")
    rows: list[Row] = []
    for way, colour in colours([*tallies]).items():
        total = [*tallies[way].arisen.levels(code)][-1][1] or 1
        levels = [(at, round(100 * level / total, 2)) for at, level in tallies[way].settled.levels(code)]
        figure.add_trace(_line(way, colour, levels))
        rows += [(way, code, utc(at), share) for at, share in levels]
    values = {"code": code, "interval": _interval(tallies)}
    return Plot("course_settled", figure, ("way", "currency", "at_utc", "percent_of_value"), rows, values, height=400)


def _waiting(tallies: Mapping[str, ObligationTally], code: str, exponent: int) -> Plot:
    figure = new_figure(x="axis.time_utc", y="axis.amount_of_currency", hovermode="x unified")
    figure.update_xaxes(type="date")
    rows: list[Row] = []
    for way, colour in colours([*tallies]).items():
        levels = [*tallies[way].value.levels(code)]
        figure.add_trace(_line(way, colour, [(at, on_axis(level, exponent)) for at, level in levels]))
        rows += [(way, code, utc(at), exact(level, exponent)) for at, level in levels]
    values = {"code": code, "interval": _interval(tallies)}
    return Plot("course_waiting", figure, ("way", "currency", "at_utc", "amount"), rows, values, height=400)


def _line(way: str, colour: str, levels: list[tuple[int, float]]) -> go.Scatter:
    x, y = [utc(at) for at, _ in levels], [level for _, level in levels]
    return go.Scatter(x=x, y=y, name=label(way), mode="lines", line={"color": colour, "width": 2, "shape": "hv"})


def _interval(tallies: Mapping[str, ObligationTally]) -> str:
    changes: Changes = next(iter(tallies.values())).count
    return interval(changes.step)

"""Plots of loans: what is outstanding when, what became of each lender's loans, who pays on time.

Trusts the tally.
Never adds amounts of two currencies.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import plotly.graph_objects as go

from explorer.amounts import exact, on_axis
from explorer.folder import FinishedRun
from explorer.inert import label, wording
from explorer.plot import BY_NAME, PALETTE, Plot, Row, colours, largest, new_figure
from explorer.tallies.loans import PARTS, STATUSES, LoanTally
from explorer.tallies.moments import interval

LENDERS_MAX = 20
_FEW = 8
_COLOURS = dict(zip(STATUSES, (PALETTE[2], PALETTE[0], PALETTE[4], PALETTE[1], PALETTE[3], "#5b6068"), strict=True))


def loan_plots(run: FinishedRun, tally: LoanTally) -> Iterator[Plot]:
    """All of them, where anything was lent."""
    yield outstanding(run, tally)
    yield loans_by_status(run, tally)
    yield instalments(tally)


def outstanding(run: FinishedRun, tally: LoanTally) -> Plot:
    """Principal that is not repaid, by currency."""
    figure = new_figure(
        x="axis.time_utc", y="axis.amount_of_currency", xaxis={"type": "date"}, yaxis={"rangemode": "tozero"}
    )
    rows: list[Row] = []
    for code, colour in colours(run.currencies).items():
        if code not in tally.owed.names:
            continue
        levels = [*tally.owed.levels(code)]
        x = [datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%S") for at, _ in levels]
        y = [on_axis(level, run.exponent(code)) for _, level in levels]
        line = {"color": colour, "width": 2, "shape": "hv"}
        figure.add_trace(go.Scatter(x=x, y=y, name=code, mode="lines", line=line, fill="tozeroy", showlegend=True))
        rows += [(code, at, exact(level, run.exponent(code))) for at, (_, level) in zip(x, levels, strict=True)]
    values = {"interval": interval(tally.owed.step)}
    return Plot("outstanding", figure, ("currency", "at_utc", "principal"), rows, values, is_wide=True)


def _largest_lenders(tally: LoanTally) -> list[str]:
    sizes = {name: sum(tally.statuses[name, status] for status in STATUSES) for name in tally.lenders}
    return largest(sizes, LENDERS_MAX)


def loans_by_status(run: FinishedRun, tally: LoanTally) -> Plot:
    """How many loans of each lender stand where."""
    lenders = _largest_lenders(tally)
    figure = new_figure(x="axis.loans", barmode="stack", showlegend=True, yaxis=BY_NAME)
    for status in STATUSES:
        counts = [tally.statuses[name, status] for name in lenders]
        if any(counts):
            names, marker = [label(name) for name in lenders], {"color": _COLOURS[status]}
            said = wording(f"status.{status}")
            figure.add_trace(go.Bar(x=counts, y=names, name=said, marker=marker, orientation="h"))
    _whole(figure, max(sum(tally.statuses[name, status] for status in STATUSES) for name in lenders))
    rows: list[Row] = []
    for name in tally.lenders:
        code = tally.currencies[name]
        amounts = (exact(tally.parts[name, part], run.exponent(code)) for part in PARTS)
        rows.append((name, *(tally.statuses[name, status] for status in STATUSES), code, *amounts))
    columns = ("lender", *STATUSES, "currency", *(part.removesuffix("_minor") for part in PARTS))
    return Plot("loans_by_status", figure, columns, rows, {"count": LENDERS_MAX}, height=170 + 28 * len(lenders))


def instalments(tally: LoanTally) -> Plot:
    """How many instalments of each lender's loans were collected in time, and how many late."""
    lenders = _largest_lenders(tally)
    figure = new_figure(x="axis.instalments", barmode="stack", showlegend=True, yaxis=BY_NAME)
    for kind, colour in (("on_time", PALETTE[2]), ("late", PALETTE[1])):
        counts = [tally.instalments[name, kind] for name in lenders]
        names = [label(name) for name in lenders]
        said = wording(f"series.{kind}")
        figure.add_trace(go.Bar(x=counts, y=names, name=said, marker={"color": colour}, orientation="h"))
    _whole(figure, max(tally.instalments[name, "on_time"] + tally.instalments[name, "late"] for name in lenders))
    rows = [(name, tally.instalments[name, "on_time"], tally.instalments[name, "late"]) for name in tally.lenders]
    columns = ("lender", "on_time", "late")
    return Plot("instalments", figure, columns, rows, {"count": LENDERS_MAX}, height=170 + 28 * len(lenders))


def _whole(figure: go.Figure, top: int) -> None:
    """No half loans on an axis of few."""
    if top <= _FEW:
        figure.update_xaxes(dtick=1)

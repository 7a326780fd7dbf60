"""Plots of supervision: alarms and what came of them, money frozen of those who launder and of those who do not.

Trusts the tally, and `freezes` of the summary for amounts times time.
Never says who launders where the run does not know.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import plotly.graph_objects as go

from explorer.amounts import exact
from explorer.folder import FinishedRun
from explorer.inert import label, wording
from explorer.plot import BY_NAME, OTHERS, PALETTE, Plot, Row, largest, new_figure
from explorer.plots.liquidity import PANEL, level_line, money_panels
from explorer.tallies.alarms import OUTCOMES, AlarmTally
from explorer.tallies.moments import interval, utc

TYPOLOGIES_MAX = 20
DAY_S = 86_400
_COLOURS = dict(zip(OUTCOMES, (OTHERS, PALETTE[5], PALETTE[0], PALETTE[2], PALETTE[1]), strict=True))
_WHOSE = {"tainted": PALETTE[1], "honest": PALETTE[0], "all": OTHERS}
_HELD = {"tainted": "frozen_tainted_minor_s", "honest": "frozen_honest_minor_s", "all": "frozen_minor_s"}


def supervision_plots(run: FinishedRun, tally: AlarmTally) -> Iterator[Plot]:
    """What was suspected, what was held back, and of whom."""
    if tally.outcomes:
        yield alarms_by_typology(tally)
    freezes = [row for row in run.measures("freezes") if row["currency"] in run.places.exponents]
    if freezes:
        yield frozen_by_time(run, freezes)
    if any(changes.peak(name) for changes in tally.frozen.values() for name in changes.names):
        yield frozen(run, tally)


def alarms_by_typology(tally: AlarmTally) -> Plot:
    """Stacked bars of alarms, by what came of each by the end."""
    sizes = Counter[str]()
    for (typology, _), count in tally.outcomes.items():
        sizes[typology] += count
    shown = largest(sizes, TYPOLOGIES_MAX)
    figure = new_figure(x="axis.alarms", barmode="stack", showlegend=True, yaxis=BY_NAME)
    for outcome in OUTCOMES:
        counts = [tally.outcomes[typology, outcome] for typology in shown]
        if any(counts):
            said, marker = wording(f"outcome.{outcome}"), {"color": _COLOURS[outcome]}
            names = [label(typology) for typology in shown]
            figure.add_trace(go.Bar(x=counts, y=names, name=said, marker=marker, orientation="h"))
    rows = [(*key, count) for key, count in sorted(tally.outcomes.items())]
    height = max(340, 150 + 28 * len(shown))
    columns = ("typology", "outcome", "alarms")
    return Plot("alarms", figure, columns, rows, {"count": TYPOLOGIES_MAX}, height=height)


def frozen_by_time(run: FinishedRun, freezes: list[dict[str, Any]]) -> Plot:
    """Bars of frozen amount times time: of members of patterns, and of the honest beside them."""
    figure = new_figure(y="axis.amount_days", barmode="group", xaxis={"type": "category"}, showlegend=True)
    figure.update_yaxes(rangemode="tozero")
    rows: list[Row] = []
    for whose in _shares(freezes):
        values = []
        for row in freezes:
            amount_days = Decimal(row[_HELD[whose]]).scaleb(-run.exponent(row["currency"])) / DAY_S
            values.append(float(amount_days))
            rows.append((row["currency"], whose, row[_HELD[whose]], f"{amount_days:.2f}"))
        codes, said = [label(row["currency"]) for row in freezes], wording(f"whose.{whose}")
        marker, text = {"color": _WHOSE[whose]}, [f"{value:,.0f}" for value in values]
        figure.add_trace(go.Bar(x=codes, y=values, text=text, textposition="outside", name=said, marker=marker))
    return Plot("frozen_by_time", figure, ("currency", "whose", "minor_seconds", "amount_days"), rows)


def _shares(freezes: list[dict[str, Any]]) -> tuple[str, ...]:
    known = all(row[_HELD["tainted"]] is not None for row in freezes)
    return ("tainted", "honest") if known else ("all",)


def frozen(run: FinishedRun, tally: AlarmTally) -> Plot:
    """What stands frozen at each moment, a panel a currency; the area under a line is its amount times time."""
    codes = [code for code in run.currencies if code in tally.frozen]
    figure, rows = money_panels(codes, "axis.frozen"), list[Row]()
    for panel, code in enumerate(codes, start=1):
        changes = tally.frozen[code]
        for whose in (name for name in _WHOSE if name in changes.names):
            levels, style = [*changes.levels(whose)], {"color": _WHOSE[whose], "width": 2}
            line = level_line(run, code, wording(f"whose.{whose}"), levels, style, panel)
            figure.add_trace(line.update(fill="tozeroy"), row=panel, col=1)
            rows += [(code, whose, utc(at), exact(level, run.exponent(code))) for at, level in levels]
    values = {"interval": interval(tally.frozen[codes[0]].step)}
    knows = any("all" not in tally.frozen[code].names for code in codes)
    name = "frozen_tainted" if knows else "frozen"
    columns = ("currency", "whose", "at_utc", "amount")
    return Plot(name, figure, columns, rows, values, is_wide=True, height=90 + PANEL * len(codes))

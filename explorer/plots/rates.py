"""Plot of reference rates that a process drew, a panel a currency.

Trusts `rates` of run.json for what was drawn.
Never shows rates of a source that others publish: those stand there.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from explorer.folder import FinishedRun
from explorer.inert import label, wording
from explorer.plot import POINTS_MAX, SERIES_MAX, Plot, Row, colours

_PANEL = 150
_FEW = 12
"""Days that stand on the axis one by one."""


def rate_plots(run: FinishedRun) -> Iterator[Plot]:
    """The rates of each day, where a process drew them."""
    stated = run.run.get("rates")
    if not isinstance(stated, dict) or stated.get("source") != "process" or not stated["units_per_numeraire"]:
        return
    days: list[str] = stated["days"]
    numeraire, drawn = str(stated["process"]["numeraire"]), stated["units_per_numeraire"]
    shown = [*drawn][:SERIES_MAX]
    figure = make_subplots(rows=len(shown), cols=1, shared_xaxes=True, vertical_spacing=0.1 / len(shown))
    figure.update_layout(template=go.layout.Template(), hovermode="x unified", showlegend=False)
    mode = "lines+markers" if len(days) <= _FEW else "lines"
    every, colour = -(-len(days) // POINTS_MAX), colours([*dict.fromkeys([*run.currencies, *shown])])
    for panel, code in enumerate(shown, start=1):
        x, y = [str(day) for day in days[::every]], [float(Decimal(rate)) for rate in drawn[code][::every]]
        line = {"color": colour[code], "width": 2}
        figure.add_trace(go.Scatter(x=x, y=y, name=label(code), mode=mode, line=line), row=panel, col=1)
        figure.update_yaxes(title={"text": wording("axis.rate", code, numeraire)}, row=panel, col=1)
    figure.update_xaxes(type="category" if len(days) <= _FEW else "date")
    figure.update_xaxes(title={"text": wording("axis.day")}, row=len(shown), col=1)
    rows: list[Row] = [
        (str(day), code, numeraire, str(rate)) for code in drawn for day, rate in zip(days, drawn[code], strict=True)
    ]
    values = {"count": len(shown), "all": len(drawn), "numeraire": numeraire}
    columns = ("day", "currency", "numeraire", "units_per_numeraire")
    yield Plot("rates", figure, columns, rows, values, is_wide=True, height=90 + _PANEL * max(len(shown), 2))

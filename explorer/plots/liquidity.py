"""Plots of money and of waiting: who held what through the day, what waited, how much each bank needed.

Trusts the tallies.
Never draws more lines in a panel than can be told apart: the others are one line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from explorer.amounts import exact, on_axis
from explorer.folder import FinishedRun
from explorer.inert import label, wording
from explorer.plot import BY_NAME, OTHERS, SERIES_MAX, Plot, Row, colours, largest, line_style, new_figure
from explorer.tallies.hours import Hours, steps, tally_movements
from explorer.tallies.moments import Changes, interval, utc
from explorer.tallies.money import EventTally
from explorer.tallies.obligations import ObligationTally
from nodes.tables.catalogue import LIQUIDITY

BANKS_MAX = 20
_DAILY = frozenset({"liquidity_in_use_minor"})
"""Figures that are counted from midnight UTC."""
PANEL = 230
"""Height of a panel, in CSS pixels."""


def liquidity_plots(run: FinishedRun, events: EventTally, hours: Hours) -> Iterator[Plot]:
    """Those that the banks' own tables, the others' transfers and, where banks owed each other, obligations give."""
    banks = tally_movements(run)
    for name, by_currency in (("holdings", banks), ("inventories", events.holdings)):
        held = {code: _held(changes) for code, changes in by_currency.items()}
        if any(held.values()):
            yield holdings(run, name, by_currency, held)
    yield from by_hour(run, "liquidity_in_use", hours, ("liquidity_in_use_minor", "credit_minor"))
    used = _used(run)
    if used:
        yield liquidity_used(run, used)


def queue_plots(run: FinishedRun, tally: ObligationTally, hours: Hours) -> Iterator[Plot]:
    """What waited and what settled when."""
    yield queue(run, tally)
    yield from by_hour(run, "queue_by_hour", hours, ("queued_minor",))
    yield throughput(run, tally)


def by_hour(run: FinishedRun, name: str, hours: Hours, figures: Sequence[str]) -> Iterator[Plot]:
    """Figures of all banks together, a panel a currency in which the first is ever above zero; none without."""
    found = {figure: hours.of(figure) for figure in figures}
    codes = [code for code in run.currencies if code in found[figures[0]]]
    if not codes:
        return
    figure, rows = money_panels(codes), list[Row]()
    for panel, code in enumerate(codes, start=1):
        for place, part in enumerate(figures):
            levels = [*steps(found[part].get(code, {}), hours.step, is_daily=part in _DAILY)]
            said, style = wording(f"series.{part}"), line_style(place)
            figure.add_trace(level_line(run, code, said, levels, style, panel), row=panel, col=1)
            rows += [(code, part, utc(at), exact(level, run.exponent(code))) for at, level in levels]
    values = {"interval": interval(hours.step)}
    columns = ("currency", "what", "at_utc", "amount")
    yield Plot(name, figure, columns, rows, values, is_wide=True, height=90 + PANEL * len(codes))


def _held(changes: Changes) -> list[str]:
    """The holders that ever had anything."""
    return [name for name in changes.names if changes.peak(name)]


def holdings(run: FinishedRun, name: str, changes: Mapping[str, Changes], held: Mapping[str, list[str]]) -> Plot:
    """Central-bank money of some holders, a panel a currency; the largest alone, the others together."""
    codes = [code for code in run.currencies if held[code]]
    figure = money_panels(codes)
    rows: list[Row] = []
    for panel, code in enumerate(codes, start=1):
        for said, holder, levels, style in _lines(changes[code], held[code]):
            figure.add_trace(level_line(run, code, said, levels, style, panel), row=panel, col=1)
            rows += [(code, holder, utc(at), exact(level, run.exponent(code))) for at, level in levels]
    columns = ("currency", "holder", "at_utc", "balance")
    values = {"series": SERIES_MAX, "interval": interval(changes[codes[0]].step)}
    return Plot(name, figure, columns, rows, values, is_wide=True, height=90 + PANEL * len(codes))


def _lines(changes: Changes, held: list[str]) -> Iterator[tuple[str, str, list[tuple[int, int]], dict[str, Any]]]:
    """What the legend says, who it is, the levels, the style of each line of a panel."""
    shown = largest({name: changes.peak(name) for name in held})
    for place, name in enumerate(shown):
        yield label(name), name, [*changes.levels(name)], line_style(place)
    rest = [name for name in held if name not in shown]
    if rest:
        style = {"color": OTHERS, "dash": "dot", "width": 2}
        yield wording("series.others", len(rest)), "others", _sum(changes, rest), style


def money_panels(codes: list[str], axis: str = "axis.amount") -> go.Figure:
    """A panel a currency over one axis of time; axis: the wording of what is counted in each."""
    figure = make_subplots(rows=len(codes), cols=1, shared_xaxes=True, vertical_spacing=min(0.06, 0.2 / len(codes)))
    figure.update_layout(template=go.layout.Template(), hovermode="x unified", legend={"tracegroupgap": 24})
    for panel, code in enumerate(codes, start=1):
        figure.update_yaxes(title={"text": wording(axis, code)}, rangemode="tozero", row=panel, col=1)
    figure.update_xaxes(title={"text": wording("axis.time_utc")}, row=len(codes), col=1)
    figure.update_xaxes(type="date")
    return figure


def level_line(
    run: FinishedRun, code: str, name: str, levels: list[tuple[int, int]], style: dict[str, Any], panel: int
) -> go.Scatter:
    """A line of levels of a currency in the panel of that number, in its group of the legend."""
    return go.Scatter(
        x=[utc(at) for at, _ in levels],
        y=[on_axis(level, run.exponent(code)) for _, level in levels],
        name=name,
        mode="lines",
        line={**style, "shape": "hv"},
        legendgroup=str(panel),
        legendgrouptitle={"text": code},
    )


def _sum(changes: Changes, names: list[str]) -> list[tuple[int, int]]:
    total: Counter[int] = Counter()
    for name in names:
        for at, level in changes.levels(name):
            total[at] += level
    return sorted(total.items())


def liquidity_used(run: FinishedRun, used: dict[str, dict[str, Counter[str]]]) -> Plot:
    """Largest net debit and largest credit of each bank, beside what it owed and was owed."""
    codes = [code for code in run.currencies if code in used]
    figure = new_figure(x="axis.amount_of_currency", barmode="group", yaxis=BY_NAME)
    rows: list[Row] = []
    for place, part in enumerate(("peak_minor", "credit_peak_minor")):
        names, values = [], []
        for code in codes:
            for bank in largest({name: parts["peak_minor"] for name, parts in used[code].items()}, BANKS_MAX):
                names.append(f"{label(bank)} · {code}")
                values.append(on_axis(used[code][bank][part], run.exponent(code)))
        marker = {"color": line_style(place)["color"]}
        figure.add_trace(go.Bar(y=names, x=values, name=wording(f"series.{part}"), marker=marker, orientation="h"))
    for code in codes:
        for bank, parts in sorted(used[code].items()):
            amounts = (exact(parts[part], run.exponent(code)) for part in _PARTS)
            rows.append((code, bank, *amounts))
    bars = min(BANKS_MAX, max(len(banks) for banks in used.values())) * len(codes)
    columns = ("currency", "bank", *(part.removesuffix("_minor") for part in _PARTS))
    return Plot("liquidity_used", figure, columns, rows, {"banks": BANKS_MAX}, True, 150 + 26 * bars)


_PARTS = ("owed_minor", "due_minor", "sent_minor", "received_minor", "peak_minor", "credit_peak_minor")


def _used(run: FinishedRun) -> dict[str, dict[str, Counter[str]]]:
    """Currency -> bank -> part -> amount; of several days the largest for peaks, the sum for the others."""
    found: dict[str, dict[str, Counter[str]]] = {}
    for bank, code, *amounts in run.rows(LIQUIDITY, ("bank", "currency", *_PARTS)):
        parts = found.setdefault(code, {}).setdefault(bank, Counter())
        for part, amount in zip(_PARTS, amounts, strict=True):
            parts[part] = max(parts[part], amount) if "peak" in part else parts[part] + amount
    return found


def queue(run: FinishedRun, tally: ObligationTally) -> Plot:
    """How many obligations were due and not settled, and what they were worth."""
    codes = [code for code in run.currencies if code in tally.count.names]
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, vertical_spacing=0.08)
    figure.update_layout(template=go.layout.Template(), hovermode="x unified")
    figure.update_xaxes(type="date")
    rows: list[Row] = []
    for code, colour in colours(run.currencies).items():
        if code not in codes:
            continue
        style = {"color": colour, "width": 2}
        counts, values = [*tally.count.levels(code)], [*tally.value.levels(code)]
        at = [utc(second) for second, _ in counts]
        amounts = [on_axis(level, run.exponent(code)) for _, level in values]
        common = {"x": at, "mode": "lines", "line": {**style, "shape": "hv"}, "name": code, "legendgroup": code}
        figure.add_trace(go.Scatter(y=[level for _, level in counts], fill="tozeroy", **common), row=1, col=1)
        figure.add_trace(go.Scatter(y=amounts, fill="tozeroy", showlegend=False, **common), row=2, col=1)
        exponent = run.exponent(code)
        rows += [(code, t, n, exact(v, exponent)) for t, (_, n), (_, v) in zip(at, counts, values, strict=True)]
    figure.update_yaxes(title={"text": wording("axis.obligations")}, rangemode="tozero", row=1, col=1)
    figure.update_yaxes(title={"text": wording("axis.amount_of_currency")}, rangemode="tozero", row=2, col=1)
    figure.update_xaxes(title={"text": wording("axis.time_utc")}, row=2, col=1)
    stated, columns = {"interval": interval(tally.count.step)}, ("currency", "at_utc", "obligations", "amount")
    return Plot("queue", figure, columns, rows, stated, height=460)


def throughput(run: FinishedRun, tally: ObligationTally) -> Plot:
    """Share of the value that had arisen and that had settled by each moment."""
    figure = new_figure(x="axis.time_utc", y="axis.share_of_value", hovermode="x unified", yaxis={"range": [0, 102]})
    figure.update_xaxes(type="date")
    rows: list[Row] = []
    for code, colour in colours(run.currencies).items():
        if code not in tally.arisen.names:
            continue
        total = [*tally.arisen.levels(code)][-1][1] or 1
        for kind, changes, dash in (("arisen", tally.arisen, "dot"), ("settled", tally.settled, "solid")):
            levels = [(at, round(100 * level / total, 2)) for at, level in changes.levels(code)]
            style = {"color": colour, "dash": dash, "width": 2, "shape": "hv"}
            x, y = [utc(at) for at, _ in levels], [share for _, share in levels]
            figure.add_trace(go.Scatter(x=x, y=y, name=wording(f"series.{kind}", code), mode="lines", line=style))
            rows += [(code, kind, moment, share) for moment, share in zip(x, y, strict=True)]
    return Plot("throughput", figure, ("currency", "what", "at_utc", "percent_of_value"), rows, height=460)

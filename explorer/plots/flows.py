"""Plots of payments: corridors on a map, value by day and by hour.

Trusts the tally for what settled.
Never draws a coast: a page that needs no map of the world asks nobody for one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import plotly.graph_objects as go

from explorer.amounts import USD, exact, on_axis
from explorer.folder import FinishedRun
from explorer.inert import label, wording
from explorer.plot import OTHERS, Plot, Row, colours, largest, new_figure
from explorer.tallies.payments import PaymentTally

Place = tuple[float, float]
CORRIDORS_MAX = 60
_CURVE = 24
_FEW = 3
"""Days that an axis names one by one."""
_HOURS = {"dtick": 3, "range": [-0.5, 23.5]}
_WIDTH_MIN, _WIDTH_MAX = 1.5, 12.0


def flow_plots(run: FinishedRun, tally: PaymentTally) -> Iterator[Plot]:
    """Those that the payments of a run give."""
    if len(run.jurisdictions) > 1 and tally.corridors:
        yield corridor_map(run, tally)
    if tally.day_value:
        yield value_by_day(run, tally)
        yield value_by_hour(run, tally)


def corridor_map(run: FinishedRun, tally: PaymentTally) -> Plot:
    """Jurisdictions at the place of their time zone, a curve for each corridor, as wide as what it carried."""
    homes = {str(entry["id"]): entry for entry in run.jurisdictions}
    places = _places(homes)
    colour = _jurisdiction_colours(run)
    shown = _largest_corridors(tally, places)
    top = max((tally.corridor_value[pair] for pair in shown), default=0) or 1
    figure = new_figure(x="axis.longitude", y="axis.latitude", showlegend=False, hovermode="closest")
    for pair in shown:
        share = tally.corridor_value[pair] / top
        width = _WIDTH_MIN + (_WIDTH_MAX - _WIDTH_MIN) * math.sqrt(share)
        figure.add_traces(_curve(pair, places, width, colour.get(pair[0], OTHERS), tally))
    figure.add_trace(_homes(homes, places, colour))
    lons, lats = [lon for lon, _ in places.values()], [lat for _, lat in places.values()]
    _frame(figure, lons, lats)
    rows = [
        (a, b, tally.corridors[a, b], exact(tally.corridor_value[a, b], USD.exponent))
        for a, b in sorted(tally.corridors)
    ]
    columns = ("from", "to", "payments", "value_usd")
    values = {"count": len(shown), "all": len([pair for pair in tally.corridors if pair[0] != pair[1]])}
    return Plot("corridors", figure, columns, rows, values, is_wide=True, height=460)


def value_by_day(run: FinishedRun, tally: PaymentTally) -> Plot:
    """Stacked bars of what settled, by the payer's currency."""
    days = sorted({day for day, _ in tally.days})
    figure = new_figure(x="axis.day", y="axis.value_usd", barmode="stack", showlegend=True)
    figure.update_xaxes(type="date" if len(days) > _FEW else "category")
    rows: list[Row] = []
    for code, colour in colours(run.currencies).items():
        values = [tally.day_value[day, code] for day in days]
        if any(values):
            y = [on_axis(value, USD.exponent) for value in values]
            figure.add_trace(go.Bar(x=[str(day) for day in days], y=y, name=code, marker={"color": colour}))
            rows += [(str(day), code, exact(value, USD.exponent)) for day, value in zip(days, values, strict=True)]
    return Plot("value_by_day", figure, ("day", "payer_currency", "value_usd"), rows)


def value_by_hour(run: FinishedRun, tally: PaymentTally) -> Plot:
    """Stacked bars of what settled, by the hour in which it was ordered and the payer's currency."""
    figure = new_figure(x="axis.hour_utc", y="axis.value_usd", barmode="stack", showlegend=True, xaxis=_HOURS)
    rows: list[Row] = []
    for code, colour in colours(run.currencies).items():
        values = [tally.hour_value[hour, code] for hour in range(24)]
        if any(values):
            y = [on_axis(value, USD.exponent) for value in values]
            figure.add_trace(go.Bar(x=[*range(24)], y=y, name=code, marker={"color": colour}))
            rows += [(hour, code, exact(value, USD.exponent)) for hour, value in enumerate(values)]
    return Plot("value_by_hour", figure, ("hour_utc", "payer_currency", "value_usd"), rows)


def _largest_corridors(tally: PaymentTally, places: Mapping[str, Place]) -> list[tuple[str, str]]:
    between = {
        f"{a}>{b}": value for (a, b), value in tally.corridor_value.items() if a != b and a in places and b in places
    }
    return [(name.split(">")[0], name.split(">")[1]) for name in largest(between, CORRIDORS_MAX)]


def _jurisdiction_colours(run: FinishedRun) -> dict[str, str]:
    """That of its currency, so that a colour means one thing on the whole page."""
    by_code = colours(run.currencies)
    return {str(entry["id"]): by_code.get(str(entry.get("currency")), OTHERS) for entry in run.jurisdictions}


def _places(homes: Mapping[str, Mapping[str, Any]]) -> dict[str, Place]:
    """Longitude and latitude of each; those of one time zone beside each other."""
    taken: dict[Place, int] = {}
    found = {}
    for name, entry in homes.items():
        lon, lat = time_zone_places().get(str(entry.get("time_zone")), (0.0, 0.0))
        turn = taken.get((lon, lat), 0)
        taken[lon, lat] = turn + 1
        found[name] = (lon + 4 * turn, lat - 3 * turn)
    return found


@cache
def time_zone_places() -> dict[str, Place]:
    """Longitude and latitude in degrees of the city that a time zone is named after (zone.tab of the IANA database)."""
    found = {}
    for line in files("tzdata").joinpath("zoneinfo/zone.tab").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            _, place, zone, *_ = line.split("\t")
            at = max(place.rfind("+"), place.rfind("-"))
            found[zone] = _degrees(place[at:], 3), _degrees(place[:at], 2)
    return found


def _degrees(text: str, digits: int) -> float:
    """`+0117` with 2 digits of degrees is 1° 17′."""
    whole, minutes = int(text[1 : 1 + digits]), int(text[1 + digits : 3 + digits])
    return round((whole + minutes / 60) * (-1 if text[0] == "-" else 1), 3)


def _curve(
    pair: tuple[str, str], places: Mapping[str, Place], width: float, colour: str, tally: PaymentTally
) -> list[go.Scatter]:
    """A bent line with an arrow in its middle; there and back bend to different sides."""
    (x0, y0), (x1, y1) = places[pair[0]], places[pair[1]]
    bend = 0.22
    cx, cy = (x0 + x1) / 2 + (y1 - y0) * bend, (y0 + y1) / 2 - (x1 - x0) * bend
    points = [_bezier((x0, y0), (cx, cy), (x1, y1), step / _CURVE) for step in range(_CURVE + 1)]
    middle, after = points[_CURVE // 2], points[_CURVE // 2 + 1]
    angle = round(math.degrees(math.atan2(after[0] - middle[0], after[1] - middle[1])), 1)
    value = f"{on_axis(tally.corridor_value[pair], USD.exponent):,.0f}"
    hover = wording("hover.corridor", *pair, f"{tally.corridors[pair]:,}", value) + "<extra></extra>"
    line = {"color": colour, "width": round(width, 2)}
    arrow = {"symbol": "triangle-up", "angle": angle, "size": round(width + 8, 2), "color": colour}
    x, y = zip(*points, strict=True)
    return [
        go.Scatter(x=x, y=y, mode="lines", line=line, opacity=0.75, hoverinfo="skip"),
        go.Scatter(x=[middle[0]], y=[middle[1]], mode="markers", marker=arrow, hovertemplate=hover),
    ]


def _bezier(a: Place, control: Place, b: Place, t: float) -> Place:
    x, y = ((1 - t) ** 2 * a[i] + 2 * (1 - t) * t * control[i] + t**2 * b[i] for i in (0, 1))
    return round(x, 3), round(y, 3)


def _homes(
    homes: Mapping[str, Mapping[str, Any]], places: Mapping[str, Place], colour: Mapping[str, str]
) -> go.Scatter:
    names = [label(entry.get("name", name)) for name, entry in homes.items()]
    return go.Scatter(
        x=[places[name][0] for name in homes],
        y=[places[name][1] for name in homes],
        mode="markers+text",
        text=[f"{name} · {label(homes[code].get('currency', ''))}" for code, name in zip(homes, names, strict=True)],
        textposition="top center",
        marker={"size": 18, "color": [colour[name] for name in homes], "line": {"width": 2, "color": "#ffffff"}},
        textfont={"shadow": "auto"},
        hoverinfo="skip",
        cliponaxis=False,
    )


def _frame(figure: go.Figure, lons: list[float], lats: list[float]) -> None:
    """All places with room around them."""
    pad_x, pad_y = max(8.0, (max(lons) - min(lons)) * 0.18), max(8.0, (max(lats) - min(lats)) * 0.35)
    figure.update_xaxes(range=[min(lons) - pad_x, max(lons) + pad_x], dtick=10, ticksuffix="°", zeroline=False)
    figure.update_yaxes(range=[min(lats) - pad_y, max(lats) + pad_y], dtick=10, ticksuffix="°", zeroline=False)

"""The network as a graph: which bank pays which, laid out by networkx from a fixed seed, and the links drawn.

Trusts the layout for nothing but looks.
Never draws more than can be seen: the banks that moved most, and the largest of what lies between them.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import networkx as nx
import plotly.graph_objects as go

from explorer.amounts import USD, exact, on_axis
from explorer.folder import FinishedRun
from explorer.inert import label, wording
from explorer.plot import OTHERS, PALETTE, Plot, Row, colours, largest, new_figure
from explorer.tallies.obligations import ObligationTally
from explorer.tallies.payments import PaymentTally

BANKS_MAX, EDGES_MAX = 40, 160
SEED = 7
"""Of the layout: the same network is drawn the same way."""
CIRCLE_MAX = 12
"""Banks that stand in a circle; more are laid out by who pays whom."""
_THREAD, _LINK = 0.05, 0.5
_CLASSES = 4
_DRAWN = {"color": PALETTE[3], "width": 1.2, "dash": "dot"}

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class DrawnLinks:
    """The network that a scenario had generated. kind: of the graph; banks: all of it; pairs: that are linked."""

    kind: str
    banks: tuple[str, ...]
    pairs: tuple[Pair, ...]


def drawn_links(run: FinishedRun) -> DrawnLinks | None:
    """The generated network of banks that run.json tells of; `None` where none was generated."""
    told = (run.run.get("topology") or {}).get("banks")
    if told is None:
        return None
    pairs = tuple((str(one), str(other)) for one, other in told["links"])
    return DrawnLinks(str(told["kind"]), tuple(str(entry["id"]) for entry in told["entries"]), pairs)


def graph_plots(run: FinishedRun, payments: PaymentTally, obligations: ObligationTally | None) -> Iterator[Plot]:
    """One of the customers' payments, one of each currency's obligations."""
    links = drawn_links(run)
    if payments.bank_value:
        name = "network" if links is None else "network_generated"
        yield who_pays_whom(run, name, payments.bank_value, USD.code, USD.exponent, links)
    for code, owed in sorted(obligations.banks.items()) if obligations is not None else ():
        name = "network_obligations" if links is None else "network_obligations_generated"
        yield who_pays_whom(run, name, owed, code, run.exponent(code), links)


def who_pays_whom(
    run: FinishedRun,
    name: str,
    edges: Mapping[Pair, int],
    code: str,
    exponent: int,
    links: DrawnLinks | None = None,
) -> Plot:
    """Banks as points, as large as what they moved; lines as wide as what went along them, over the links that were
    drawn between these banks."""
    moved: Counter[str] = Counter(dict.fromkeys(links.banks if links is not None else (), 0))
    for (payer, payee), value in edges.items():
        moved[payer] += value
        moved[payee] += value
    banks = largest(moved, BANKS_MAX)
    between = {
        pair: value for pair, value in edges.items() if pair[0] != pair[1] and pair[0] in banks and pair[1] in banks
    }
    shown = sorted(between, key=lambda pair: (-between[pair], pair))[:EDGES_MAX]
    linked = [pair for pair in (links.pairs if links is not None else ()) if {*pair} <= {*banks}][:EDGES_MAX]
    places = layout(banks, {pair: between[pair] for pair in shown}, linked)
    figure = new_figure(showlegend=links is not None, hovermode="closest")
    if links is not None:
        x, y = _segments(linked, places)
        said = wording("series.links", links.kind)
        figure.add_trace(go.Scatter(x=x, y=y, mode="lines", line=_DRAWN, name=said, hoverinfo="skip"))
    for trace in _lines(shown, between, places):
        figure.add_trace(trace)
    figure.add_trace(_banks(run, banks, moved, places, code, exponent))
    figure.update_xaxes(visible=False, range=[-1.25, 1.25])
    figure.update_yaxes(visible=False, range=[-1.2, 1.25])
    rows: list[Row] = [(a, b, code, exact(value, exponent)) for (a, b), value in sorted(edges.items())]
    columns: tuple[str, ...] = ("payer_bank", "payee_bank", "currency", "value")
    values = {"banks": len(banks), "all": len(moved), "edges": len(shown), "code": code}
    if links is not None:
        columns, rows = (*columns, "is_linked"), [*_with_links(rows, edges, links.pairs, code)]
        values |= {"kind": links.kind, "links": len(links.pairs), "drawn": len(linked)}
    return Plot(name, figure, columns, rows, values, True, 560)


def _with_links(rows: list[Row], edges: Mapping[Pair, int], pairs: Sequence[Pair], code: str) -> Iterator[Row]:
    """The same rows, each with whether its banks are linked; and the links along which nothing went."""
    known = {frozenset(pair) for pair in pairs}
    for row in rows:
        yield *row, frozenset((row[0], row[1])) in known
    used = {frozenset(pair) for pair in edges}
    for one, other in pairs:
        if frozenset((one, other)) not in used:
            yield one, other, code, "0", True


def layout(banks: list[str], edges: Mapping[Pair, int], links: Sequence[Pair] = ()) -> dict[str, tuple[float, float]]:
    """Where each bank stands, within ±1: a few in a circle, of many those near that are linked or pay much."""
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(sorted(banks))
    if len(banks) <= CIRCLE_MAX:
        return _rounded(nx.circular_layout(graph))
    # A thread between any two, or those without payments between them would drive apart and squeeze the others.
    graph.add_edges_from(combinations(sorted(banks), 2), weight=_THREAD)
    top = max(edges.values(), default=1) or 1
    for (payer, payee), value in sorted(edges.items()):
        graph[payer][payee]["weight"] += math.sqrt(value / top)
    for one, other in links:
        graph[one][other]["weight"] += _LINK
    found = nx.spring_layout(graph, seed=SEED, iterations=200, k=2.2 / math.sqrt(max(len(banks), 1)))
    return _rounded(found)


def _rounded(places: Mapping[str, Any]) -> dict[str, tuple[float, float]]:
    return {bank: (round(float(x), 3), round(float(y), 3)) for bank, (x, y) in places.items()}


def _lines(
    shown: list[Pair], values: Mapping[Pair, int], places: Mapping[str, tuple[float, float]]
) -> Iterator[go.Scatter]:
    """All lines of one width are one trace."""
    top = max((values[pair] for pair in shown), default=1) or 1
    classes: dict[int, list[Pair]] = {}
    for pair in shown:
        classes.setdefault(math.ceil(_CLASSES * math.sqrt(values[pair] / top)) or 1, []).append(pair)
    for width, pairs in sorted(classes.items()):
        x, y = _segments(pairs, places)
        line = {"color": OTHERS, "width": 0.6 + 1.4 * (width - 1)}
        style = {"mode": "lines", "line": line, "opacity": 0.25 + 0.15 * width}
        yield go.Scatter(x=x, y=y, hoverinfo="skip", showlegend=False, **style)


def _segments(
    pairs: Sequence[Pair], places: Mapping[str, tuple[float, float]]
) -> tuple[list[float | None], list[float | None]]:
    """The ends of each pair's line with a gap behind it, along both axes."""
    x: list[float | None] = []
    y: list[float | None] = []
    for pair in pairs:
        for bank in pair:
            x.append(places[bank][0])
            y.append(places[bank][1])
        x.append(None)
        y.append(None)
    return x, y


def _banks(
    run: FinishedRun,
    banks: list[str],
    moved: Mapping[str, int],
    places: Mapping[str, tuple[float, float]],
    code: str,
    exponent: int,
) -> go.Scatter:
    by_code = colours(run.currencies)
    homes = {str(entry["id"]): by_code.get(str(entry.get("currency")), OTHERS) for entry in run.jurisdictions}
    top = max(moved.values(), default=1) or 1
    sizes = [round(10 + 34 * math.sqrt(moved[bank] / top), 1) for bank in banks]
    names = [run.places.parties[bank].name if bank in run.places.parties else bank for bank in banks]
    values = [f"{on_axis(moved[bank], exponent):,.0f}" for bank in banks]
    hover = [
        wording("hover.bank", bank, name, code, value) + "<extra></extra>"
        for bank, name, value in zip(banks, names, values, strict=True)
    ]
    return go.Scatter(
        x=[places[bank][0] for bank in banks],
        y=[places[bank][1] for bank in banks],
        mode="markers+text",
        text=[label(bank) for bank in banks],
        textposition="top center",
        marker={
            "size": sizes,
            "color": [homes.get(run.places.home(bank), OTHERS) for bank in banks],
            "line": {"width": 1.5, "color": "#ffffff"},
        },
        textfont={"shadow": "auto"},
        showlegend=False,
        hovertemplate=hover,
    )

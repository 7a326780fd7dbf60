"""The network as a graph: which bank pays which, laid out by networkx from a fixed seed.

Trusts the layout for nothing but looks.
Never draws more than can be seen: the banks that moved most, and the largest of what lies between them.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

import networkx as nx
import plotly.graph_objects as go

from explorer.amounts import USD, exact, on_axis
from explorer.folder import FinishedRun
from explorer.inert import label, wording
from explorer.plot import OTHERS, Plot, colours, largest, new_figure
from explorer.tallies.obligations import ObligationTally
from explorer.tallies.payments import PaymentTally

BANKS_MAX, EDGES_MAX = 40, 160
SEED = 7
"""Of the layout: the same network is drawn the same way."""
CIRCLE_MAX = 12
"""Banks that stand in a circle; more are laid out by who pays whom."""
_THREAD = 0.05
_CLASSES = 4

Pair = tuple[str, str]


def graph_plots(run: FinishedRun, payments: PaymentTally, obligations: ObligationTally | None) -> Iterator[Plot]:
    """One of the customers' payments, one of each currency's obligations."""
    if payments.bank_value:
        yield who_pays_whom(run, "network", payments.bank_value, USD.code, USD.exponent)
    for code, owed in sorted(obligations.banks.items()) if obligations is not None else ():
        yield who_pays_whom(run, "network_obligations", owed, code, run.exponent(code))


def who_pays_whom(run: FinishedRun, name: str, edges: Mapping[Pair, int], code: str, exponent: int) -> Plot:
    """Banks as points, as large as what they moved; lines as wide as what went along them."""
    moved: Counter[str] = Counter()
    for (payer, payee), value in edges.items():
        moved[payer] += value
        moved[payee] += value
    banks = largest(moved, BANKS_MAX)
    between = {
        pair: value for pair, value in edges.items() if pair[0] != pair[1] and pair[0] in banks and pair[1] in banks
    }
    shown = sorted(between, key=lambda pair: (-between[pair], pair))[:EDGES_MAX]
    places = layout(banks, {pair: between[pair] for pair in shown})
    figure = new_figure(showlegend=False, hovermode="closest")
    for trace in _lines(shown, between, places):
        figure.add_trace(trace)
    figure.add_trace(_banks(run, banks, moved, places, code, exponent))
    figure.update_xaxes(visible=False, range=[-1.25, 1.25])
    figure.update_yaxes(visible=False, range=[-1.2, 1.25])
    rows = [(payer, payee, code, exact(value, exponent)) for (payer, payee), value in sorted(edges.items())]
    values = {"banks": len(banks), "all": len(moved), "edges": len(shown), "code": code}
    return Plot(name, figure, ("payer_bank", "payee_bank", "currency", "value"), rows, values, True, 560)


def layout(banks: list[str], edges: Mapping[Pair, int]) -> dict[str, tuple[float, float]]:
    """Where each bank stands, within ±1: a few in a circle, of many those near that pay each other much."""
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(sorted(banks))
    if len(banks) <= CIRCLE_MAX:
        return _rounded(nx.circular_layout(graph))
    # A thread between any two, or those without payments between them would drive apart and squeeze the others.
    graph.add_edges_from(combinations(sorted(banks), 2), weight=_THREAD)
    top = max(edges.values(), default=1) or 1
    for (payer, payee), value in sorted(edges.items()):
        graph[payer][payee]["weight"] += math.sqrt(value / top)
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
        x: list[float | None] = []
        y: list[float | None] = []
        for payer, payee in pairs:
            for bank in (payer, payee):
                x.append(places[bank][0])
                y.append(places[bank][1])
            x.append(None)
            y.append(None)
        line = {"color": OTHERS, "width": 0.6 + 1.4 * (width - 1)}
        yield go.Scatter(x=x, y=y, mode="lines", line=line, opacity=0.25 + 0.15 * width, hoverinfo="skip")


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
        hovertemplate=hover,
    )

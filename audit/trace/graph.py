"""A trace as a graph, in GraphML: holders are nodes, and what went from one to another in one money is an edge.

Trusts the report to have escaped every name.
Never writes an amount as a number that a reader could round: amounts are text.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import networkx as nx

from audit.index.movements import Way
from audit.trace.report import TraceReport, end_of
from audit.whole_file import whole_file


@dataclass(slots=True)
class Edge:
    """What went from one to another in one money, minor units. hop: the fewest from the start; steps: how many; giver,
    taker, money: by id; reference: of the first step; is_end: whether no holder takes it."""

    hop: int
    giver: str
    taker: str
    money: str
    currency: str
    way: Way
    amount_minor: int = 0
    tainted_minor: int = 0
    steps: int = 0
    reference: str = ""
    is_end: bool = False


def edges_of(report: TraceReport) -> list[Edge]:
    """The steps gathered by giver, taker and money, the nearest to the start first, of equal ones the largest."""
    edges: dict[tuple[str, str, str], Edge] = {}
    for step in report.trace.steps:
        giver, money = report.names[step.giver].id, report.names[step.giver_token]
        is_end = step.taker is None
        taker = end_of(step, is_back=report.trace.limits.is_back) if step.taker is None else report.names[step.taker].id
        edge = edges.setdefault(
            (giver, taker, money.id),
            Edge(step.hop, giver, taker, money.id, money.currency, step.way, reference=step.reference, is_end=is_end),
        )
        edge.hop = min(edge.hop, step.hop)
        edge.amount_minor += step.given_minor
        edge.tainted_minor += step.tainted_given_minor
        edge.steps += 1
    return sorted(edges.values(), key=lambda edge: (edge.hop, -edge.tainted_minor, edge.giver, edge.taker, edge.money))


def write_graphml(report: TraceReport, path: Path) -> None:
    """The file; it stands under its name once it is whole. Raises InputError where it cannot be written."""
    with whole_file(path, "--graphml") as draft:
        nx.write_graphml(graph_of(report), draft)


def graph_of(report: TraceReport) -> nx.MultiDiGraph[str]:
    """Nodes with what they hold, edges with what went along them."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    held: dict[str, list[str]] = {}
    for (holder, token), account in report.trace.accounts.items():
        name = report.names[holder]
        held.setdefault(name.id, []).append(f"{account.held_minor} {report.names[token].id}")
        hop = min(account.hop, graph.nodes[name.id]["hop"]) if name.id in graph else account.hop
        graph.add_node(name.id, hop=hop, address=name.address, held_minor="; ".join(held[name.id]))
    for edge in edges_of(report):
        if edge.taker not in graph:
            graph.add_node(edge.taker, hop=edge.hop, address="", held_minor="")
        graph.add_edge(
            edge.giver,
            edge.taker,
            hop=edge.hop,
            way=edge.way.value,
            money=edge.money,
            steps=edge.steps,
            amount_minor=str(edge.amount_minor),
            tainted_minor=str(edge.tainted_minor),
        )
    return graph

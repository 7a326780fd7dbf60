"""The network between the validators: how many milliseconds a message takes from one to another, and by which way.

Trusts the latencies that it is given; without any, one figure holds for every link.
Never draws: jitter comes from whoever has a seed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import networkx as nx

from chain.abi import Address
from chain.consensus.faults import Cuts

DEFAULT_LATENCY_MS = 50
"""One way between two data centres of different continents, roughly: an assumption, and the scenario's to change."""


@dataclass(frozen=True, slots=True)
class Route:
    """The quickest way of a message. latency_ms: how long it takes; stops: from the sender to the receiver."""

    latency_ms: int
    stops: tuple[Address, ...]


Routes = Mapping[tuple[Address, Address], Route]
"""The quickest ways by sender and receiver."""


@dataclass(frozen=True, slots=True, eq=False)
class Topology:
    """Links between all validators.

    default_ms: latency of a link one way; links_ms: latency of the links that differ, by their two ends.
    """

    default_ms: int = DEFAULT_LATENCY_MS
    links_ms: Mapping[frozenset[Address], int] = field(default_factory=dict)
    _known: dict[tuple[tuple[Address, ...], Cuts], Routes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if min([self.default_ms, *self.links_ms.values()]) < 0:
            raise ValueError("a latency is not below zero")

    def routes(self, validators: tuple[Address, ...], cuts: Cuts) -> Routes:
        """The quickest way from each validator to each other one while `cuts` hold; none where there is no way.

        Messages are passed on: what takes longer on its own link than over a third validator goes over that one.
        """
        key = (validators, cuts)
        if key not in self._known:
            self._known[key] = self._quickest(validators, cuts)
        return self._known[key]

    def _quickest(self, validators: tuple[Address, ...], cuts: Cuts) -> Routes:
        graph: nx.Graph[Address] = nx.Graph()
        graph.add_nodes_from(validators)
        for one, other in combinations(validators, 2):
            if not cuts.separate(one, other):
                graph.add_edge(one, other, latency_ms=self.links_ms.get(frozenset((one, other)), self.default_ms))
        found: dict[tuple[Address, Address], Route] = {}
        for sender in validators:
            # The package of types cannot tell the forms of its answer apart.
            reached: Any = nx.single_source_dijkstra(graph, sender, weight="latency_ms")
            lengths, paths = reached
            found |= {(sender, to): Route(lengths[to], tuple(paths[to])) for to in lengths if to != sender}
        return found

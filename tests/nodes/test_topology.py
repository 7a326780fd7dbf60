"""Graphs of generated networks: equal on every machine, connected, and of the structure that their sources state."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

import nodes.topology as subject
from nodes.randomness import Stream
from nodes.topology import SOURCES, GraphKind, Links, Shape, degrees, drawn_links, why_not

GOLDEN = YAML(typ="safe", pure=True).load(Path(__file__).with_name("topology_links.yaml"))
SHAPES = {
    "core_periphery": (Shape(GraphKind.CORE_PERIPHERY, 3, 1, 0), 10),
    "scale_free": (Shape(GraphKind.SCALE_FREE, 0, 2, 0), 10),
    "small_world": (Shape(GraphKind.SMALL_WORLD, 0, 4, 2_000), 10),
}
STREAM = st.integers(0, 2**63 - 1).map(lambda seed: Stream(seed, "test"))


def graph_of(links: Links, nodes: int) -> nx.Graph[int]:
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(nodes))
    graph.add_edges_from(links)
    return graph


@pytest.mark.parametrize("kind", GraphKind)
def test_drawn_links__known_stream__are_these_on_every_machine(kind: GraphKind) -> None:
    shape, nodes = SHAPES[kind]
    assert [list(pair) for pair in drawn_links(shape, nodes, Stream(1, "golden"))] == GOLDEN[kind]
    assert drawn_links(shape, nodes, Stream(2, "golden")) != drawn_links(shape, nodes, Stream(1, "golden"))
    assert SOURCES[kind]


@settings(max_examples=40)
@given(st.integers(1, 12), st.integers(0, 40), st.data(), STREAM)
def test_core_periphery__any__is_the_perfect_tiering(core: int, more: int, data: st.DataObject, stream: Stream) -> None:
    nodes, links_each = 2 * core + more, data.draw(st.integers(1, core))
    links = drawn_links(Shape(GraphKind.CORE_PERIPHERY, core, links_each, 0), nodes, stream)
    within = {pair for pair in links if pair[1] < core}
    assert within == set(combinations(range(core), 2))
    assert not [pair for pair in links if pair[0] >= core]
    count = degrees(links, nodes)
    assert all(count[node] == links_each for node in range(core, nodes))
    assert all(count[node] > core - 1 for node in range(core))
    assert nx.is_connected(graph_of(links, nodes))


@settings(max_examples=25)
@given(st.integers(1, 5), st.integers(1, 60), STREAM)
def test_scale_free__any__brings_the_same_number_of_links_with_each_new_node(m: int, more: int, stream: Stream) -> None:
    nodes = m + more
    links = drawn_links(Shape(GraphKind.SCALE_FREE, 0, m, 0), nodes, stream)
    newer = Counter(pair[1] for pair in links)
    assert all(newer[node] == m for node in range(m + 1, nodes))
    assert len(links) == m + m * (nodes - m - 1)
    assert nx.is_connected(graph_of(links, nodes))


def test_scale_free__large_graph__has_hubs_as_a_random_one_has_not() -> None:
    count = degrees(drawn_links(Shape(GraphKind.SCALE_FREE, 0, 2, 0), 1_000, Stream(3, "test")), 1_000)
    # P(k) = 2m(m+1) / (k(k+1)(k+2)): of m = 2 one half has two links, and the largest has about m·√n (Barabási and
    # Albert 1999; B. Bollobás and others 2001). In a random graph of this mean hardly one has more than fifteen.
    assert 450 < sum(links == 2 for links in count) < 550
    assert max(count) > 40


@settings(max_examples=25)
@given(st.integers(1, 3), st.integers(0, 40), st.integers(0, 10_000), STREAM)
def test_small_world__any__keeps_the_number_of_links_and_is_connected(
    half: int, more: int, rewired_bps: int, stream: Stream
) -> None:
    nodes = 2 * half + 2 + more
    links = drawn_links(Shape(GraphKind.SMALL_WORLD, 0, 2 * half, rewired_bps), nodes, stream)
    assert len(set(links)) == nodes * half
    assert nx.is_connected(graph_of(links, nodes))


def test_small_world__few_shortcuts__shorten_the_ways_and_keep_the_neighbourhoods() -> None:
    ring, rewired = (
        graph_of(drawn_links(Shape(GraphKind.SMALL_WORLD, 0, 6, share), 300, Stream(3, "test")), 300)
        for share in (0, 500)
    )
    assert nx.average_shortest_path_length(rewired) < nx.average_shortest_path_length(ring) / 2
    assert nx.average_clustering(rewired) > 0.7 * nx.average_clustering(ring)


def test_small_world__never_connected__is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "_TRIES", 1)
    shape = Shape(GraphKind.SMALL_WORLD, 0, 2, 10_000)
    with pytest.raises(ValueError, match="1 graphs were drawn, and each fell into parts"):
        drawn_links(shape, 1_000, Stream(1, "test"))


@pytest.mark.parametrize(
    ("shape", "nodes"),
    [
        (Shape(GraphKind.CORE_PERIPHERY, 3, 1, 0), 5),
        (Shape(GraphKind.CORE_PERIPHERY, 3, 4, 0), 9),
        (Shape(GraphKind.SCALE_FREE, 0, 2, 0), 2),
        (Shape(GraphKind.SMALL_WORLD, 0, 4, 0), 4),
        (Shape(GraphKind.SMALL_WORLD, 0, 3, 0), 9),
    ],
)
def test_why_not__graph_that_cannot_be__says_why(shape: Shape, nodes: int) -> None:
    assert why_not(shape, nodes) is not None
    fitting, enough = SHAPES[shape.kind]
    assert why_not(fitting, enough) is None

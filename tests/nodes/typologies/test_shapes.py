"""The shapes of patterns: who pays whom in which stage, by hand for small ones and by law for all."""

from __future__ import annotations

from typing import get_args

import pytest

from nodes.randomness import Stream
from nodes.scenario.typologies import TypologyName
from nodes.typologies.shapes import COUNTED, LEAST_MEMBERS, Edge, payments_of, shape_of


def pairs(kind: str, members: int, payments: int = 0) -> list[tuple[int, int, int]]:
    edges = shape_of(kind, members, payments, Stream(1, "shape"))
    return [(edge.payer, edge.payee, edge.stage) for edge in edges]


@pytest.mark.parametrize(
    ("kind", "members", "edges"),
    [
        ("fan_in", 3, [(1, 0, 0), (2, 0, 0)]),
        ("fan_out", 3, [(0, 1, 0), (0, 2, 0)]),
        ("cycle", 3, [(0, 1, 0), (1, 2, 1), (2, 0, 2)]),
        ("round_tripping", 3, [(0, 1, 0), (1, 2, 1), (2, 0, 2)]),
        ("rapid_movement", 4, [(0, 1, 0), (1, 2, 1), (2, 3, 2)]),
        ("loan_and_run", 2, [(0, 1, 0)]),
        ("bipartite", 4, [(0, 2, 0), (0, 3, 0), (1, 2, 0), (1, 3, 0)]),
        (
            "stack",
            6,
            [(0, 2, 0), (0, 3, 0), (1, 2, 0), (1, 3, 0), (2, 4, 1), (2, 5, 1), (3, 4, 1), (3, 5, 1)],
        ),
        ("scatter_gather", 4, [(0, 1, 0), (0, 2, 0), (1, 3, 1), (2, 3, 1)]),
        ("gather_scatter", 5, [(1, 0, 0), (2, 0, 0), (0, 3, 1), (0, 4, 1)]),
    ],
)
def test_shape__smallest_of_its_kind__is_this(kind: str, members: int, edges: list[tuple[int, int, int]]) -> None:
    assert pairs(kind, members) == edges


def test_shape__structuring__goes_round_the_payees() -> None:
    assert pairs("structuring", 3, 5) == [(0, 1, 0), (0, 2, 0), (0, 1, 0), (0, 2, 0), (0, 1, 0)]


def test_shape__random_walk__goes_on_from_where_it_is_and_never_stays() -> None:
    walk = shape_of("random_walk", 4, 50, Stream(1, "walk"))
    assert all(edge.payer != edge.payee for edge in walk)
    assert [edge.payer for edge in walk[1:]] == [edge.payee for edge in walk[:-1]]
    assert {edge.payee for edge in walk} == {0, 1, 2, 3}


@pytest.mark.parametrize("kind", get_args(TypologyName))
@pytest.mark.parametrize("more", [0, 1, 7])
def test_shape__any_kind_and_size__has_every_member_and_stages_in_order(kind: str, more: int) -> None:
    members, payments = LEAST_MEMBERS[kind] + more, 40 if kind in COUNTED else 0
    edges: tuple[Edge, ...] = shape_of(kind, members, payments, Stream(2, "shape"))
    assert len(edges) == payments_of(kind, members, payments)
    assert {edge.payer for edge in edges} | {edge.payee for edge in edges} == set(range(members))
    assert [edge.stage for edge in edges] == sorted(edge.stage for edge in edges)
    assert {edge.stage for edge in edges} == set(range(edges[-1].stage + 1))

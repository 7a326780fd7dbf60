"""The shapes of laundering patterns: who pays whom, in which order, as numbers of members.

Trusts its caller for as many members as a shape takes.
Never says who the members are, when they pay or how much.

Kinds and words are those of the alert patterns of AMLSim (Suzumura and Kanezashi, 2021) and of Altman et al., Realistic
Synthetic Financial Transactions for Anti-Money Laundering Models, NeurIPS 2023; structuring, rapid movement,
round-tripping and loan-and-run stand beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from nodes.randomness import Stream

LEAST_MEMBERS: Mapping[str, int] = MappingProxyType(
    {
        **dict.fromkeys(("structuring", "loan_and_run"), 2),
        **dict.fromkeys(("fan_in", "fan_out", "cycle", "random_walk", "rapid_movement", "round_tripping"), 3),
        **dict.fromkeys(("scatter_gather", "bipartite"), 4),
        **dict.fromkeys(("gather_scatter",), 5),
        **dict.fromkeys(("stack",), 6),
    }
)
"""Of each kind: with how many members it is one."""
COUNTED = ("structuring", "random_walk")
"""The kinds of which the scenario says how many payments they have; of the others the members do."""


@dataclass(frozen=True, slots=True)
class Edge:
    """That one member pays another. stage: all of a stage come before all of the next."""

    payer: int
    payee: int
    stage: int


def shape_of(kind: str, members: int, payments: int, stream: Stream) -> tuple[Edge, ...]:
    """The payments of a pattern in the order of their stages. payments: of the kinds in `COUNTED`; stream: for a random
    walk."""
    if kind == "random_walk":
        return _random_walk(members, payments, stream)
    if kind == "structuring":
        return tuple(Edge(0, 1 + number % (members - 1), 0) for number in range(payments))
    return _SHAPES[kind](members)


def payments_of(kind: str, members: int, payments: int) -> int:
    """How many payments a pattern has."""
    return payments if kind in COUNTED else len(_SHAPES[kind](members))


def _fan_in(members: int) -> tuple[Edge, ...]:
    return tuple(Edge(member, 0, 0) for member in range(1, members))


def _fan_out(members: int) -> tuple[Edge, ...]:
    return tuple(Edge(0, member, 0) for member in range(1, members))


def _chain(members: int) -> tuple[Edge, ...]:
    return tuple(Edge(member, member + 1, member) for member in range(members - 1))


def _cycle(members: int) -> tuple[Edge, ...]:
    return (*_chain(members), Edge(members - 1, 0, members - 1))


def _bipartite(members: int) -> tuple[Edge, ...]:
    return _all_to_all(range(members // 2), range(members // 2, members), 0)


def _stack(members: int) -> tuple[Edge, ...]:
    """Three layers, all of one paying all of the next."""
    first, second = members // 3, 2 * (members // 3)
    low = _all_to_all(range(first), range(first, second), 0)
    return low + _all_to_all(range(first, second), range(second, members), 1)


def _scatter_gather(members: int) -> tuple[Edge, ...]:
    middle = range(1, members - 1)
    return (*(Edge(0, member, 0) for member in middle), *(Edge(member, members - 1, 1) for member in middle))


def _gather_scatter(members: int) -> tuple[Edge, ...]:
    """The first half pays member 0, which pays the rest."""
    half = 1 + (members - 1) // 2
    gathered = (Edge(member, 0, 0) for member in range(1, half))
    return (*gathered, *(Edge(0, member, 1) for member in range(half, members)))


def _all_to_all(payers: range, payees: range, stage: int) -> tuple[Edge, ...]:
    return tuple(Edge(payer, payee, stage) for payer in payers for payee in payees)


def _random_walk(members: int, payments: int, stream: Stream) -> tuple[Edge, ...]:
    edges: list[Edge] = []
    at = 0
    for stage in range(payments):
        step = 1 + stream.below(members - 1)  # never to itself
        edges.append(Edge(at, (at + step) % members, stage))
        at = edges[-1].payee
    return tuple(edges)


_SHAPES: Mapping[str, Callable[[int], tuple[Edge, ...]]] = MappingProxyType(
    {
        "fan_in": _fan_in,
        "fan_out": _fan_out,
        "cycle": _cycle,
        "bipartite": _bipartite,
        "stack": _stack,
        "scatter_gather": _scatter_gather,
        "gather_scatter": _gather_scatter,
        "rapid_movement": _chain,
        "round_tripping": _cycle,
        "loan_and_run": _chain,
    }
)

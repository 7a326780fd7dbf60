"""Routes over the graph of correspondent accounts: which banks a payment passes, and where its currency is exchanged.

Trusts the accounts that it is given.
Never depends on the order in which payments come: a route is a function of the accounts and the two banks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import networkx as nx

State = tuple[str, str]
"""A bank (or the payment system of a currency) and the currency in which it has the money."""

SYSTEM = ""
"""In place of a bank's id: the domestic system of a currency. No bank has an empty id."""

# A hop over a nostro costs a little less than one over a vostro, so that of two equal ways the payer's side exchanges;
# half a hop leads into the domestic system and half out of it.
_HALF, _NOSTRO, _VOSTRO, _EXCHANGE = 100, 200, 201, 100


class Hop(StrEnum):
    """How a bank hands money on."""

    DOMESTIC = "domestic"
    """Over the payment system of the currency, at the central bank."""
    NOSTRO = "nostro"
    """The next bank debits this one's account with it."""
    VOSTRO = "vostro"
    """This bank credits the next one's account with it."""
    PAYEE = "payee"
    """It credits the payee: the payment is final."""


@dataclass(frozen=True, slots=True)
class Station:
    """A bank on the way. received, sent: ISO 4217 codes, different where it exchanges; hop: how it hands it on."""

    bank: str
    received: str
    sent: str
    hop: Hop


@dataclass(slots=True, eq=False)
class Routes:
    """The routes between banks. currencies: each bank's home currency; nostros: holder and keeper of each account."""

    currencies: Mapping[str, str]
    nostros: frozenset[tuple[str, str]]
    _graph: nx.DiGraph[State] = field(init=False)
    _paths: dict[str, dict[State, list[State]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._graph = graph_of(self.currencies, self.nostros)

    def between(self, payer: str, payee: str) -> tuple[Station, ...] | None:
        """The stations from the payer's bank to the payee's, both included; `None` where no way leads there."""
        if payer not in self._paths:
            source = payer, self.currencies[payer]
            self._paths[payer] = nx.single_source_dijkstra_path(self._graph, source)
        path = self._paths[payer].get((payee, self.currencies[payee]))
        return None if path is None else tuple(self._stations(path))

    def _stations(self, path: list[State]) -> Iterable[Station]:
        """A run of states of one bank is one station; the domestic system is none, it is how money gets on."""
        at = 0
        while at < len(path):
            bank, received = path[at]
            while at + 1 < len(path) and path[at + 1][0] == bank:
                at += 1
            sent = path[at][1]
            yield Station(bank, received, sent, self._hop(bank, path[at + 1 :]))
            at += 2 if at + 1 < len(path) and path[at + 1][0] == SYSTEM else 1

    def _hop(self, bank: str, rest: list[State]) -> Hop:
        if not rest:
            return Hop.PAYEE
        if rest[0][0] == SYSTEM:
            return Hop.DOMESTIC
        return Hop.NOSTRO if self.currencies[rest[0][0]] == rest[0][1] else Hop.VOSTRO


def graph_of(currencies: Mapping[str, str], nostros: Iterable[tuple[str, str]]) -> nx.DiGraph[State]:
    """The graph of states: who can hand which currency on to whom, and who can exchange."""
    graph: nx.DiGraph[State] = nx.DiGraph()
    # In order of names, so that of several shortest ways the same one is found on every machine.
    for bank, code in sorted(currencies.items()):
        graph.add_edge((bank, code), (SYSTEM, code), weight=_HALF)
        graph.add_edge((SYSTEM, code), (bank, code), weight=_HALF)
    for holder, keeper in sorted(nostros):
        code = currencies[keeper]
        graph.add_edge((holder, code), (keeper, code), weight=_NOSTRO)
        graph.add_edge((keeper, code), (holder, code), weight=_VOSTRO)
    held: dict[str, set[str]] = {}
    for bank, code in graph:
        held.setdefault(bank, set()).add(code)
    for bank, codes in sorted(held.items()):
        for code in sorted(codes) if bank != SYSTEM else ():
            for other in sorted(codes - {code}):
                graph.add_edge((bank, code), (bank, other), weight=_EXCHANGE)
    return graph

"""Routes over correspondent accounts: stations, hops, exchanges, the cheapest way, and none where no account leads."""

from __future__ import annotations

import itertools

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nodes.correspondent.routes import Hop, Routes, Station, graph_of

BANKS = {"a": "HKD", "a-2": "HKD", "b": "THB", "b-2": "THB", "c": "SGD"}


def routes(*nostros: tuple[str, str]) -> Routes:
    return Routes(BANKS, frozenset(nostros))


def test_between__clearers_hold_the_account__passes_both_and_exchanges_at_the_first() -> None:
    assert routes(("a", "b")).between("a-2", "b-2") == (
        Station("a-2", "HKD", "HKD", Hop.DOMESTIC),
        Station("a", "HKD", "THB", Hop.NOSTRO),
        Station("b", "THB", "THB", Hop.DOMESTIC),
        Station("b-2", "THB", "THB", Hop.PAYEE),
    )


def test_between__account_of_the_payees_side__is_credited_and_exchanged_there() -> None:
    assert routes(("b", "a")).between("a", "b") == (
        Station("a", "HKD", "HKD", Hop.VOSTRO),
        Station("b", "HKD", "THB", Hop.PAYEE),
    )


def test_between__accounts_both_ways__takes_the_payers_own() -> None:
    found = routes(("a", "b"), ("b", "a")).between("a", "b")
    assert found is not None
    assert [station.hop for station in found] == [Hop.NOSTRO, Hop.PAYEE]


def test_between__no_account_between_the_two__goes_through_a_third_currency() -> None:
    found = routes(("a", "c"), ("c", "b")).between("a", "b")
    assert found is not None
    assert [(s.bank, s.received, s.sent) for s in found] == [
        ("a", "HKD", "SGD"), ("c", "SGD", "THB"), ("b", "THB", "THB"),
    ]  # fmt: skip


def test_between__one_bank_and_one_currency__need_no_account() -> None:
    assert routes().between("a", "a") == (Station("a", "HKD", "HKD", Hop.PAYEE),)
    found = routes().between("a", "a-2")
    assert found is not None
    assert [station.hop for station in found] == [Hop.DOMESTIC, Hop.PAYEE]


def test_between__no_accounts_at_all__is_none() -> None:
    assert routes().between("a", "b") is None


@given(st.sets(st.sampled_from([(h, k) for h in BANKS for k in BANKS if BANKS[h] != BANKS[k]]), min_size=1))
def test_between__any_accounts__is_a_chain_that_costs_no_more_than_any_other(nostros: set[tuple[str, str]]) -> None:
    graph, found = graph_of(BANKS, nostros), routes(*sorted(nostros))
    for payer in BANKS:
        for payee in BANKS:
            way = found.between(payer, payee)
            source, target = (payer, BANKS[payer]), (payee, BANKS[payee])
            assert (way is not None) == nx.has_path(graph, source, target)
            if way is None:
                continue
            assert way[0].bank == payer
            assert way[-1].bank == payee
            assert all(before.sent == after.received for before, after in itertools.pairwise(way))
            kinds = {Hop.DOMESTIC: 200, Hop.NOSTRO: 200, Hop.VOSTRO: 201, Hop.PAYEE: 0}
            cost = sum(kinds[station.hop] + 100 * (station.received != station.sent) for station in way)
            assert cost == nx.shortest_path_length(graph, source, target, weight="weight")


@pytest.mark.parametrize("order", [1, -1])
def test_between__accounts_in_any_order__is_the_same_way(order: int) -> None:
    nostros = [("a", "b"), ("a-2", "b"), ("a", "b-2"), ("a-2", "b-2"), ("c", "b")][::order]
    assert Routes(dict(list(BANKS.items())[::order]), frozenset(nostros)).between("a", "b-2") == (
        Station("a", "HKD", "THB", Hop.NOSTRO),
        Station("b-2", "THB", "THB", Hop.PAYEE),
    )
